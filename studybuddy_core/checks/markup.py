r"""Sums as models write them, made plain: "**54**", "\(7 \times 8\)", "\frac{3}{4}", "10<sup>6</sup>", "7️⃣ ✖️ 8️⃣".

The plain text is as long as the marked one and every number stands where it stood, so that a place found in it is a
place in what was written. What is no markup for certain stays ("2*3*4", "__ + 3 = 7", "$3 + $4 = $7").
"""

from __future__ import annotations

import re
from collections.abc import Callable

_ANY = re.compile(r"[*\\$`<~_^{}\u20e3✖✕⨯∗⋅➕➖➗＝🟰₀-₉]|^[ \t]*(?:[-•]|\d{1,2}[.)])[ \t]", re.M)
_SIGNS = str.maketrans({"✖": "×", "✕": "×", "⨯": "×", "∗": "*", "⋅": "×", "➕": "+", "➖": "-", "➗": "÷", "＝": "=",
                        "🟰": "=", "\ufe0f": " ", "\u20e3": " "})  # fmt: skip
_BULLET = re.compile(r"^([ \t]*(?:>[ \t]*)?)([-*•+]|\d{1,2}[.)]|#{1,6})(?=[ \t])", re.M)
_MATHS = re.compile(r"(?<![\w$\\])\$\$?(?=[^\s$])([^$\n]{1,200}?)(?<=[^\s\\])\$\$?(?!\d)")
_DELIMITERS = re.compile(r"\\[()\[\]]|\$\$")
_POWER = re.compile(r"(?<=[\d)])\*\*(?=[\d(])|(?<=[\d)] )\*\*(?= [\d(])")
_STARS = re.compile(r"\*\*\*?|~~|`+")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_]{1,2})(?=[^\s*_])([^*_\n]{1,160}?)(?<=[^\s*_])\1(?![\w*_])")
_OPENS = re.compile(r"(?:^|(?<=[\s(=:]))\*\*(?=[^\s*])([^*\n]{1,160}?)(?<=\S)\*\*", re.M)
_TAGS = re.compile(r"</?(?:b|strong|em|i|u|code|mark|span|p|br)\b[^<>]{0,60}>", re.I)
_SUP = re.compile(r"<sup>\s*(-?\d{1,4})\s*</sup>", re.I)
_GROUPED = re.compile(r"\d+(?:\{,\}\d{3})+")
_WORDS = {"times": "×", "cdot": "×", "ast": "*", "div": "÷", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥",
          "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "approx": "≈", "simeq": "≈",
          "left": "", "right": "", "quad": "", "qquad": "", "displaystyle": "", "therefore": ";", "implies": ";",
          "Rightarrow": ";", "rightarrow": ";", "to": ";", "circ": "°", "ldots": "…", "dots": "…"}  # fmt: skip
_NAMED = re.compile(rf"\\({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z])")
_GROUP = r"\{([^{}]{1,80})\}"
_WRAPPED = re.compile(rf"\\(?:boxed|text|textbf|mathrm|mathbf|mathit|operatorname|underline|fbox)\s*{_GROUP}")
_FRACTION = re.compile(rf"(?<=(.))?\\[dtc]?frac\s*(?:{_GROUP}\s*{_GROUP}|(\d)(\d))")
_ROOT = re.compile(rf"\\sqrt\s*(?:\[(\d)\])?\s*(?:{_GROUP}|(\d))")
_RAISED = re.compile(rf"\^\s*{_GROUP}")
_SPACING = re.compile(r"\\[,;:! ]|(?<=\s)&|&(?==)|\\(?=[%$&#])")
_ROOTS = {"3": "∛", "4": "∜"}
_MOST_NESTED = 4
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _padded(made: str, match: re.Match[str], *, before: int = 0) -> str:
    """``made`` in the room of ``match``, or what stood there where it does not fit."""
    room = len(match.group()) - len(made) - before
    return " " * before + made + " " * room if room >= 0 else match.group()


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _inside(match: re.Match[str], group: int = 1) -> str:
    """Only what stands between the marks, in its place."""
    start, end = (at - match.start() for at in match.span(group))
    return " " * start + match.group(group) + " " * (len(match.group()) - end)


def _fraction(match: re.Match[str]) -> str:
    top, bottom = (match[2] or match[4]).strip(), (match[3] or match[5]).strip()
    plain = _NUMBER.fullmatch(top) and _NUMBER.fullmatch(bottom)
    whole = bool(match[1]) and match[1].isdigit()
    if plain:
        return _padded(f"{top}/{bottom}", match, before=int(whole))
    return _padded(f"({top})/({bottom})", match)


def _root(match: re.Match[str]) -> str:
    return _padded(f"{_ROOTS.get(match[1] or '', '√')}({(match[2] or match[3]).strip()})", match)


def _latex(text: str) -> str:
    text = _GROUPED.sub(lambda m: _padded(m.group().replace("{,}", ","), m), text)
    text = _NAMED.sub(lambda m: _padded(_WORDS[m[1]], m), text)
    for _ in range(_MOST_NESTED):
        before = text
        text = _WRAPPED.sub(_inside, text)
        text = _RAISED.sub(lambda m: _padded(f"^{m[1]}" if m[1].strip().isdigit() else f"^({m[1]})", m), text)
        text = _ROOT.sub(_root, text)
        text = _FRACTION.sub(_fraction, text)
        if text == before:
            break
    return _SPACING.sub(_blank, text.replace("\\\\", " \n"))


def _bold(text: str) -> str:
    text = _OPENS.sub(_inside, text)
    text = _POWER.sub(" ^", text)
    text = _STARS.sub(_blank, text)
    return _EMPHASIS.sub(lambda m: _inside(m, 2), text)


def _is_maths(match: re.Match[str]) -> str:
    return _inside(match) if re.search(r"[\\=^<>+×÷√/*]|^\d+$", match[1]) else match.group()


def _marks_gone(text: str) -> str:
    if "<" in text:
        text = _TAGS.sub(_blank, _SUP.sub(lambda m: _padded(f"^({m[1]})", m), text))
    if "$" in text:
        text = _MATHS.sub(_is_maths, text)
    if "\\" in text or "^{" in text:
        text = _latex(_DELIMITERS.sub(_blank, text))
    if any(mark in text for mark in "*`~_"):
        text = _bold(text)
    return text


_STEPS: tuple[Callable[[str], str], ...] = (
    lambda text: _BULLET.sub(lambda m: m[1] + " " * len(m[2]), text), _marks_gone, lambda text: text.translate(_SIGNS)
)  # fmt: skip


def plain(text: str) -> str:
    """Return ``text`` without the marks around and inside its sums, as long as it was."""
    if not _ANY.search(text):
        return text
    for step in _STEPS:
        text = step(text)
    return text
