"""Money in coins and notes: how much it is together, and how much change there is."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import digits_for_words, shown
from studybuddy_core.knowledge.phrases import only_words_around

_MONEY = re.compile(
    r"(?<![\w.])(?:(?P<count>\d{1,2}|an?)\s+)?(?:(?P<sign>[£$€])\s?(?P<big>\d{1,4})(?:\.(?P<cents>\d\d))?(?!\d)|"
    r"(?P<small>\d{1,3})\s?(?P<unit>p|pence|penny|cents?|c|¢)\b|(?P<whole>\d{1,4})\s(?P<name>pounds?|dollars?|euros?)\b(?! of\b))"  # noqa: E501
    r"(?:\s*(?P<piece>coins?|pieces?|notes?|bills?))?(?P<each>\s+(?:each|apiece|per [a-z]+|a piece))?"
)
_CHANGE = re.compile(r"\bchange\b")
_PAYS = re.compile(r"\b(?:pa(?:y|ys|id|ying)|gives?|gave|hands?|hand over|from|with|have|has|had|got)\b[^.?!]*$")
_TOTAL = re.compile(
    r"\b(?:how much (?:(?:is|money|have|has|do|does|i)\b)|what(?:'?s| is) (?:the total|that altogether)|altogether|"
    r"in total)\b"
)
_UNSURE = re.compile(
    r"\b(?:left|more|less|spend|spent|gave|gives|lost|lose|save[ds]?|earn\w*|every|cost\w*|costs?|buy|bought|pay|paid|"
    r"each|half|twice|share\w*|interest|than|need|off|weigh\w*|heavy|heavier)\b"
)
_PURSE = re.compile(r"\b(?:have|got|money|coins?|notes?|purse|pocket|wallet|piggy|bank|altogether|in|my|worth|add|together|is|if|there|and|with|hand|found)\b")  # noqa: E501
_BUYS = re.compile(r"(?<![\d.£$€])(\d{1,2})\s+([a-z]+)\b")


def _piece(found: re.Match[str]) -> tuple[int, str]:
    """The worth of a piece of money in its small unit, and the sign of its currency."""
    if found["sign"]:
        return int(found["big"]) * 100 + int(found["cents"] or 0), found["sign"]
    if found["small"]:
        return int(found["small"]), "£" if found["unit"][0] == "p" else "$"
    return int(found["whole"]) * 100, {"p": "£", "d": "$", "e": "€"}[found["name"][0]]


def written(worth: int, sign: str) -> str:
    """Write a sum of money: 65p, 65c, £1.20."""
    if worth < 100:
        return f"{worth}{'p' if sign == '£' else 'c'}"
    whole, rest = divmod(worth, 100)
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"


def _forms(worth: int, sign: str) -> tuple[str, ...]:
    big = f"{worth // 100}.{worth % 100:02d}"
    small = "p" if sign == "£" else "c"
    return (written(worth, sign), str(worth), f"{worth}{small}", big, f"{sign}{big}", shown(Fraction(worth, 100)))


def _made(text: str, worth: int, sign: str, way: Way) -> Exercise:
    return exercise("money", " ".join(text.split()), Fraction(worth), way, also=_forms(worth, sign))


def _together(text: str, pieces: list[tuple[int, int, str]]) -> Exercise | None:
    groups = [(count, worth) for count, worth, _ in pieces]
    sign, total = pieces[0][2], sum(count * worth for count, worth in groups)
    if len(groups) == 1 and groups[0][0] == 1:
        return None
    lines, so_far = [], 0
    for count, worth in sorted(groups, key=lambda g: -g[1]):
        if count > 1:
            lines.append(f"{count} × {written(worth, sign)} = {written(count * worth, sign)}.")
        so_far += count * worth
        if so_far != count * worth:
            lines.append(f"Now there is {written(so_far, sign)}.")
    many = next(((count, worth) for count, worth in groups if count > 1), None)
    hints = (
        f"Begin with the biggest piece: {written(max(worth for _, worth in groups), sign)}. What comes on top of it?",
        f"You have {many[0]} of {written(many[1], sign)}. How much is that?" if many else "Add the next coin to it.",
        f"{'£1 is 100p' if sign == '£' else '100 cents are a whole one'}. Count on coin by coin.",
    )
    return _made(text, total, sign, Way(hints, tuple(lines)))


def _change(text: str, cost: int, paid: int, sign: str, lines: tuple[str, ...]) -> Exercise | None:
    if not 0 < cost < paid:
        return None
    next_ten = min(-(-cost // 10) * 10, paid)
    first = (
        "What does everything cost together? Work that out first." if lines
        else f"Change is what you get back. How much is {written(paid, sign)} in {'pence' if sign == '£' else 'cents'}?"
    )  # fmt: skip
    up = f"From {written(cost, sign)} to {written(next_ten, sign)}: how much is that?" if next_ten != cost and not lines else "Count up in tens."  # noqa: E501
    hints = (first, "Count up from the price to what you pay. Which jump comes first?", up, "Put the jumps together.")
    whole = (*lines, f"{written(paid, sign)} − {written(cost, sign)} = {written(paid - cost, sign)}.")
    steps = ((Fraction(cost), f"Yes, it costs {written(cost, sign)}. Now count up to what you pay."),) if lines else ()
    slips = ((Fraction(paid + cost), "That adds the price to what you pay. Change is what you get back."),)
    return _made(text, paid - cost, sign, Way(hints, whole, steps, slips))


def read(text: str) -> Exercise | None:
    """Read a question about coins put together, or about change."""
    flat = digits_for_words(" ".join(text.lower().replace("’", "'").split()))
    found = list(_MONEY.finditer(flat))
    if not found or len(found) > 5:
        return None
    pieces = [(int(m["count"]) if (m["count"] or "").isdigit() else 1, *_piece(m)) for m in found]
    if len({sign for _, _, sign in pieces}) != 1 or any(not worth for _, worth, _ in pieces):
        return None
    rest = _MONEY.sub(" ", flat)
    if _CHANGE.search(flat):
        return _paid_with(text, flat, found, pieces, rest)
    if re.search(r"\d", rest) or _UNSURE.search(rest) or not only_words_around(_PURSE.sub(" ", rest), spare=0) or not _TOTAL.search(flat) or any(m["each"] for m in found):  # noqa: E501
        return None
    return _together(text, pieces)


def _paid_with(
    text: str, flat: str, found: list[re.Match[str]], pieces: list[tuple[int, int, str]], rest: str
) -> Exercise | None:
    """Change: one piece of money is paid with, the others are prices."""
    paying = [n for n, m in enumerate(found) if _PAYS.search(re.split(r"[.?!,]|\band\b", flat[: m.start()])[-1][-60:] + "")]  # noqa: E501
    if len(paying) != 1 or pieces[paying[0]][0] != 1 or re.search(r"\b(?:left|half|off|more|less|save\w*)\b", rest):
        return None
    sign, paid = pieces[paying[0]][2], pieces[paying[0]][1]
    prices = [(m, piece) for n, (m, piece) in enumerate(zip(found, pieces, strict=True)) if n != paying[0]]
    buys = list(_BUYS.finditer(rest))
    if len(prices) == 1 and len(buys) == 1 and prices[0][0]["each"] and prices[0][1][0] == 1:
        count, worth = int(buys[0][1]), prices[0][1][1]
        cost = count * worth
        return _change(text, cost, paid, sign, (f"{count} × {written(worth, sign)} = {written(cost, sign)}.",))
    if re.search(r"\d", rest) or not prices or any(m["each"] or piece[0] != 1 for m, piece in prices):
        return None
    cost = sum(piece[1] for _, piece in prices)
    together = " + ".join(written(piece[1], sign) for _, piece in prices)
    lines = (f"{together} = {written(cost, sign)}.",) if len(prices) > 1 else ()
    return _change(text, cost, paid, sign, lines)
