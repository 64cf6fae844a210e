"""Text that people wrote, made safe for the places where Streamlit reads Markdown.

A title, a label or an error message is Markdown to Streamlit: ``![x](http://…)`` in a class's name
would make every viewer's browser fetch that address. ``plain`` escapes all that Markdown acts on.
"""

from __future__ import annotations

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-!|<>~:$&^=])")
_LIST = re.compile(r"^(\d+)\.")
_SPACE = re.compile(r"\s+")
_LINK = re.compile(r"(?i)(https?|www|mailto)(?=[:.])")


def plain(text: str) -> str:
    """Return ``text`` so that Markdown shows exactly these characters, on one line, with no link in it."""
    flat = _SPACE.sub(" ", text).strip()
    unlinked = _LINK.sub("\\1\u2060", flat)  # a word joiner: no automatic link
    return _LIST.sub(r"\1\\.", _MARKS.sub(r"\\\1", unlinked))


def count_of(number: int, one: str, many: str = "") -> str:
    """Say a number with its noun: "1 flag", "12 flags"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
