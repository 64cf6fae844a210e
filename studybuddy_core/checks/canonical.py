"""The one text: what a child typed, made safe to store, show, send and score, and otherwise left alone.

Everything downstream (storage, screen, model, checks) sees the same ``clean`` text, so
nothing can be hidden from a check that the model would read. The normal form is NFC and
not NFKC, which would turn 10⁶ into 106. Joiners stay where a script or an emoji needs
them; everywhere else they are a way to hide words and are removed.
"""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 4

_CONTROLS = {c: None for c in (*range(0x20), *range(0x7F, 0xA0)) if c not in (0x09, 0x0A)}
_HIDDEN = dict.fromkeys((
    0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5,
    0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0,
    *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0100), *range(0xE0120, 0xE1000),
))  # fmt: skip
_HIDDEN_VS = dict.fromkeys(range(0xFE03, 0xFE0E))
_TABLE = {**_CONTROLS, **_HIDDEN, **_HIDDEN_VS, 0x85: "\n", 0x2028: "\n", 0x2029: "\n"}

# The three flags that are written with tag characters; any other tag is hidden text.
_FLAGS = tuple(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in code) + "\U000e007f" for code in ("gbeng", "gbsct", "gbwls")
)
_FLAG_KEEPERS = tuple(chr(0xF8FF - i) for i in range(len(_FLAGS)))
_JOINERS = re.compile("[\u200c\u200d\u180b-\u180f\ufe00-\ufe02\ufe0e\ufe0f\U000e0100-\U000e011f]")
_SUSPECT = re.compile("[^\n\t\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff]")
_KEYCAP_BASES = frozenset("#*0123456789")
_SIGN_BASES = frozenset("ℹ〰")  # of emoji-variation-sequences.txt, those that are no symbols by category


def _joining_script(char: str) -> bool:
    """Whether the letter belongs to a script that is written with joiners: Arabic to Tibetan, Myanmar, Khmer."""
    return "\u0600" <= char <= "\u0fff" or "\u1000" <= char <= "\u109f" or "\u1780" <= char <= "\u18af"


def _mongolian(char: str) -> bool:
    return "\u1820" <= char <= "\u18aa"


def _ideograph(char: str) -> bool:
    """Whether this is a Han character: the ones that the Ideographic Variation Database lists forms of."""
    return ("\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"
            or "\U00020000" <= char <= "\U000323af")  # fmt: skip


def _keep_form(char: str, before: str, after: str) -> bool:
    """Say whether a selector chooses a form that its letter has: Mongolian, Han, and a few by the Unicode standard."""
    if char == "\u180e":  # parts a last vowel from its word
        return _mongolian(before) and _mongolian(after)
    if "\u180b" <= char <= "\u180f":
        return _mongolian(before)
    if char > "\uffff":
        return _ideograph(before)
    dotted = "\u1000" <= before <= "\u109f" or "\ua840" <= before <= "\ua877"  # Myanmar and Phags-pa
    return _ideograph(before) or (char == "\ufe00" and dotted)


def _emoji(char: str) -> bool:
    return "\U0001f3fb" <= char <= "\U0001f3ff" or char == "\ufe0f" or unicodedata.category(char) in ("So", "Sk", "Sm")


def _keep_joiner(char: str, before: str, after: str) -> bool:
    """Say whether a joiner or variation selector stands where writing needs it. ``before`` is already cleaned."""
    if not before:
        return False
    if char not in "\u200c\u200d\ufe0e\ufe0f":
        return _keep_form(char, before, after)
    if char in "\ufe0e\ufe0f":
        return before != char and (before in _KEYCAP_BASES | _SIGN_BASES
                                   or unicodedata.category(before) in ("So", "Sk", "Sm", "Po"))  # fmt: skip
    if not after:
        return False
    if char == "\u200d" and _emoji(before) and unicodedata.category(after) in ("So", "Sm"):
        return True
    return _joining_script(before) and _joining_script(after)


def _without_stray_joiners(text: str) -> str:
    if not _JOINERS.search(text):
        return text
    kept: list[str] = []
    for i, char in enumerate(text):
        if _JOINERS.match(char):
            after = text[i + 1] if i + 1 < len(text) else ""
            if not _keep_joiner(char, kept[-1] if kept else "", after):
                continue
        kept.append(char)
    return "".join(kept)


def _with_capped_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for char in text:
        if char > "\u02ff" and unicodedata.category(char) in ("Mn", "Me") and char not in "\ufe0e\ufe0f":
            run += 1
            if run > MAX_MARKS:
                continue
        else:
            run = 0
        kept.append(char)
    return "".join(kept)


def _pass(text: str) -> str:
    for flag, keeper in zip(_FLAGS, _FLAG_KEEPERS, strict=True):
        text = text.replace(keeper, "").replace(flag, keeper)
    text = _without_stray_joiners(text.translate(_TABLE))
    text = _with_capped_marks(unicodedata.normalize("NFC", text))
    for flag, keeper in zip(_FLAGS, _FLAG_KEEPERS, strict=True):
        text = text.replace(keeper, flag)
    return text


def clean_text(raw: str) -> str:
    r"""Return the one text that is stored, shown, sent to the model and scored. Cleaning twice changes nothing.

    Lone surrogates become U+FFFD; line ends become ``\n``; control, bidi, zero-width and tag
    characters go; at most ``MAX_MARKS`` combining marks stay on a letter.
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if not _SUSPECT.search(text):
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    while (cleaned := _pass(text)) != text:
        text = cleaned
    return text
