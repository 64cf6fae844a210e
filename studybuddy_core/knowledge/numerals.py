"""Numbers as children write them: digits, words, fractions, mixed numbers, and all forms of an answer."""

from __future__ import annotations

import re
from fractions import Fraction

LARGEST = 10**9

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()  # noqa: SIM905
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
_VALUES |= {"fourty": 40, "ninty": 90, "fivty": 50, "eightteen": 18, "fourtyn": 14, "twelv": 12}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_PARTS = {
    2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth",
    12: "twelfth", 15: "fifteenth", 16: "sixteenth", 20: "twentieth", 100: "hundredth",
}  # fmt: skip
_GLYPHS = {
    "½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅒": "1/10",
}  # fmt: skip

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_WHOLE_WORD = "|".join(sorted([*_VALUES, *_SCALES], key=len, reverse=True))
_RUN = re.compile(rf"\b(?:{_WHOLE_WORD})(?:(?:[\s-]+(?:and\s+)?)(?:{_WHOLE_WORD}))*\b")
_NOT_A_NUMBER = re.compile(r"\b(?:(?:this|that|which|the|no|each|every|any|some|another|last|next|hard|easy|first) one|"
                           r"one (?:of|more|another|day|by one)|ones)\b")  # fmt: skip
_READ = re.compile(rf"(-?\d+)\s+(\d+)\s*/\s*(\d+)|(-?\d+)\s*/\s*(\d+)|(-?(?:{NUMBER}))")


def in_words(number: int) -> str:
    """Spell a whole number from 0 to 999,999,999: 56 is "fifty-six"."""
    if number < 20:
        return _UNITS[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_UNITS[ones]}" if ones else "")
    for scale, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            above, rest = divmod(number, scale)
            joint = " and " if rest and rest < 100 else " "
            return f"{in_words(above)} {name}" + (joint + in_words(rest) if rest else "")
    raise AssertionError(number)


def _run_value(run: str) -> str:
    """Turn one run of number words into digits; a run that is no single number stays in words."""
    total, current, last_small = 0, 0, 0
    for word in re.findall(r"[a-z]+", run):
        if word == "and":
            continue
        if word in _SCALES:
            scale = _SCALES[word]
            current = max(current, 1) * scale
            if scale >= 1000:
                total, current = total + current, 0
            last_small = 0
        else:
            value = _VALUES[word]
            if last_small and not (last_small >= 20 and value < 10):
                return run
            current, last_small = current + value, value
    return str(total + current)


def digits_for_words(text: str) -> str:
    """Return the text with number words as digits ("fifty six" is 56) and fraction signs written out."""
    for glyph, written in _GLYPHS.items():
        if glyph in text:
            text = re.sub(rf"(?<=\d){glyph}", f" {written}", text).replace(glyph, written)
    kept = _NOT_A_NUMBER.sub(lambda found: found[0].replace("one", "o\u0000ne"), text)
    return _RUN.sub(lambda found: _run_value(found[0]), kept).replace("\u0000", "")


def number(text: str) -> Fraction | None:
    """Read one number: "56", "1,250", "0.5", "3/4", "1 1/2"; None where it isn't one or is out of bounds."""
    found = _READ.fullmatch(text.strip())
    if not found or len(text) > 24:
        return None
    whole, top, bottom, over, under, plain = found.groups()
    if bottom is not None:
        return (
            Fraction(int(whole)) + Fraction(int(top), int(bottom)) if int(bottom) and int(top) < int(bottom) else None
        )
    if under is not None:
        return Fraction(int(over), int(under)) if int(under) else None
    value = Fraction(plain.replace(",", ""))
    return value if abs(value) <= LARGEST else None


def numbers_in(text: str) -> list[Fraction]:
    """Return every number written in a text with digits, in order."""
    return [value for found in _READ.finditer(text) if (value := number(found[0])) is not None]


def shown(value: Fraction) -> str:
    """Write a value as a child would read it: whole, short decimal (3.4), else a fraction or mixed number (1 2/3)."""
    if value.denominator == 1:
        return str(value.numerator) if abs(value) < 10_000 else f"{value.numerator:,}"
    return decimal(value) or mixed(value)


def decimal(value: Fraction) -> str:
    """Write a value as a decimal of at most four places, or return "" where it has no such form."""
    scaled = value * 10_000
    if scaled.denominator != 1:
        return ""
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def mixed(value: Fraction) -> str:
    """Write a value as a fraction or mixed number: 7/8, 1 1/4."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole} {rest}/{value.denominator}" if whole else f"{sign}{rest}/{value.denominator}"


def _spoken(value: Fraction) -> list[str]:
    whole, rest = divmod(value.numerator, value.denominator)
    name = _PARTS.get(value.denominator)
    if not name or rest >= 100:
        return []
    plural = name if rest == 1 else "halves" if name == "half" else name + "s"
    names = [plural] + (["fourth" if rest == 1 else "fourths"] if value.denominator == 4 else [])
    parts = [f"{in_words(rest)} {n}" for n in names] + ([f"a {n}" for n in names] if rest == 1 else [])
    if whole:
        return [f"{in_words(whole)} and {part}" for part in parts]
    return parts + (names if rest == 1 else [])


def forms_of(value: Fraction) -> tuple[str, ...]:
    """Return every form in which an answer counts as said: digits, words, fraction, decimal, percent, LaTeX."""
    forms = [shown(value)]
    size = abs(value)
    if value.denominator == 1:
        forms += [str(value.numerator), f"{value.numerator:,}"]
        if size <= LARGEST:
            words = ("minus " if value < 0 else "") + in_words(int(size))
            forms += [words, words.replace("-", " "), words.replace(" and ", " ")]
    else:
        top, bottom = value.numerator, value.denominator
        forms += [f"{top}/{bottom}", mixed(value), rf"\frac{{{top}}}{{{bottom}}}", f"{top} out of {bottom}"]
        if decimal(value):
            forms += [decimal(value), decimal(value).removeprefix("0"), f"{shown(value * 100)}%"]
        if value > 0:
            forms += _spoken(value)
    return tuple(dict.fromkeys(forms))


def says(text: str, value: Fraction) -> bool:
    """Tell whether a text says this number in any form: digits, words, fraction, decimal or percent."""
    flat = digits_for_words(text.lower().replace("−", "-"))
    if any(abs(found) == abs(value) for found in numbers_in(flat)):
        return True
    plain = [found[0] for found in re.finditer(r"\d+", flat)]
    if value.denominator == 1 and str(abs(value.numerator)) in plain:
        return True
    lowered = text.lower().replace("-", " ")
    return any(
        re.search(rf"(?<![\w.]){re.escape(form.replace('-', ' '))}(?![\w])", lowered)
        for form in forms_of(value)
        if not form.isdigit()
    )
