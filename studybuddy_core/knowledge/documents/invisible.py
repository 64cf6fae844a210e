"""Characters that nobody sees: found, named and, where they spell something, read out.

Tag characters are a second, invisible alphabet; zero-width characters cut words in two so that a search misses them;
bidirectional marks turn a line round. All of them are taken out of what is kept (``checks.canonical``); here it is
said that they were there, since an honest worksheet has none.
"""

from __future__ import annotations

import re

from studybuddy_core.knowledge.documents.document import Gathering

_TAGS = re.compile("[\U000e0020-\U000e007e]{2,}\U000e007f?")
_FLAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{3,7}\U000e007f")  # a flag's letters are tags by the standard
_WIDTHLESS = re.compile("(?<=[A-Za-z])[\u200b\u2060-\u2064\ufeff]+(?=[A-Za-z])")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SELECTORS = re.compile("[\ufe00-\ufe0d\U000e0100-\U000e01ef]{3,}")


def find_invisible(text: str, gathered: Gathering, *, page: int = 0) -> None:
    """Note the invisible characters of ``text``."""
    if text.isascii():
        return
    plain = _FLAGS.sub("", text)
    for run in _TAGS.findall(plain):
        gathered.hide("invisible letters (tag characters)", "".join(chr(ord(c) - 0xE0000) for c in run if
                      0xE0020 <= ord(c) <= 0xE007E), page=page)  # fmt: skip
    for what, pattern in (("zero-width characters inside words", _WIDTHLESS), ("marks that turn text round", _TURNED),
                          ("runs of invisible selectors", _SELECTORS)):  # fmt: skip
        count = len(pattern.findall(plain))
        if count:
            gathered.hide(what, f"{count} of them", page=page)
