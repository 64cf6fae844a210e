"""Missing numbers: x + 5 = 12, 3x = 12, ? × 4 = 20, 3x + 2 = 14. One unknown, whole numbers, solved exactly."""

from __future__ import annotations

import re
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import LARGEST, shown
from studybuddy_core.knowledge.phrases import only_words_around, plain

_BLANK = re.compile(r"_+|□|\[\s*\]|\bblank\b|\bsomething\b|\bwhat number\b|\bmissing number\b")
_SIDE = r"[\d\s+*÷/-]"
_EQUATION = re.compile(
    rf"((?:{_SIDE}*)(?<![a-z])([a-z?])(?![a-z])(?:{_SIDE}*))=\s*(-?\d+)(?![\d./*+x])|(?<![\d./])(\d+)\s*=\s*((?:{_SIDE}*)(?<![a-z])([a-z?])(?![a-z])(?:{_SIDE}*))"
)
_LINEAR = re.compile(r"(?:(\d+)\s*\*?\s*)?([a-z?])(?:\s*([+-])\s*(\d+))?|(\d+)\s*([+-])\s*(?:(\d+)\s*\*?\s*)?([a-z?])")
_TIMES = re.compile(r"([a-z?])\s*\*\s*(\d+)")
_SHARED = re.compile(r"([a-z?])\s*[/÷]\s*(\d+)")
_UNDER = re.compile(r"(\d+)\s*[/÷]\s*([a-z?])")


def _undo(sign: str) -> str:
    return "Take away" if sign == "+" else "Add"


def _linear_way(name: str, times: int, sign: str, more: int, total: int, value: Fraction) -> Way:
    stands = f"{name} stands for a number." if name != "?" else "The ? stands for a number."
    lines: list[str] = []
    hints = [f"{stands} Which number makes both sides the same?"]
    steps: list[tuple[Fraction, str]] = []
    term = name if times == 1 else f"{times} × {name}"
    rest = total - more if sign == "+" else total + more
    if more:
        opposite = f"{total} {'−' if sign == '+' else '+'} {more}"
        hints += [
            f"{_undo(sign)} {more} on both sides. What stays on each side?",
            f"{term} = {opposite}. Work that out.",
        ]
        lines.append(f"{_undo(sign)} {more} on both sides: {term} = {opposite} = {rest}.")
        if times != 1:
            steps.append((Fraction(rest), f"Yes, {term} = {rest}. Now divide both sides by {times}."))
            hints[-1] = f"Now {term} = {rest}. Divide both sides by {times}."
    if times != 1:
        if not more:
            hints += [
                f"{term} means {times} groups of the same number.",
                f"Divide both sides by {times}: work out {total} ÷ {times}.",
            ]
        lines.append(f"Divide both sides by {times}: {name} = {rest} ÷ {times} = {shown(value)}.")
    slips = [(Fraction(total + more), "Do the opposite on both sides: + becomes −.")] if more and sign == "+" else []
    return Way(tuple(hints), tuple(lines), tuple(steps), tuple(slips))


def _solve(side: str, total: int, name: str) -> tuple[Fraction, Way, str] | None:
    compact = " ".join(side.split())
    if found := _TIMES.fullmatch(compact):
        compact = f"{found[2]} * {found[1]}"
    if found := _SHARED.fullmatch(compact):
        by = int(found[2])
        hints = (
            f"{name} stands for a number that is shared into {by} parts.",
            f"Each part is {total}. How much is it before sharing?",
            f"Do the opposite of ÷ {by} on both sides.",
        )
        return (
            Fraction(total * by),
            Way(hints, (f"Multiply both sides by {by}.", f"{name} = {total} × {by} = {total * by}.")),
            f"{name} ÷ {by}",
        )
    if found := _UNDER.fullmatch(compact):
        if not total:
            return None
        top = int(found[1])
        hints = (
            f"{top} is shared into equal parts of {total}. How many parts?",
            f"{total} times which number makes {top}?",
            f"Work out {top} ÷ {total}.",
        )
        return (
            Fraction(top, total),
            Way(hints, (f"{top} ÷ {total} = {shown(Fraction(top, total))}.",)),
            f"{top} ÷ {name}",
        )
    found = _LINEAR.fullmatch(compact)
    if not found:
        return None
    if found[2]:
        times, sign, more = int(found[1] or 1), found[3] or "+", int(found[4] or 0)
    else:
        times, sign, more = int(found[7] or 1), found[6], int(found[5])
        if sign == "-":  # 12 − x = 5
            if times != 1:
                return None
            hints = (
                f"{name} stands for a number. {more} take away which number leaves {total}?",
                f"Count up from {total} to {more}. How far is it?",
                f"Work out {more} − {total}.",
            )
            value = Fraction(more - total)
            return (
                value,
                Way(hints, (f"{more} − {total} = {shown(value)}.", f"So {name} = {shown(value)}.")),
                f"{more} − {name}",
            )
    if not 0 < times <= 1000:
        return None
    value = Fraction(total - more if sign == "+" else total + more, times)
    term = name if times == 1 else f"{times}{name}" if name != "?" else f"{times} × ?"
    return (
        value,
        _linear_way(name, times, sign, more, total, value),
        f"{term} {'−' if sign == '-' else '+'} {more}" if more else term,
    )


def _others(times: int) -> tuple[tuple[str, Way], ...]:
    if times == 1:
        return tuple(
            (f"x + {m} = {t}.", _linear_way("x", 1, "+", m, t, Fraction(t - m))) for m, t in ((4, 11), (6, 19), (3, 15))
        )
    return tuple(
        (f"{n}x = {t}.", _linear_way("x", n, "+", 0, t, Fraction(t, n))) for n, t in ((3, 21), (5, 45), (4, 48))
    )


def read(text: str) -> Exercise | None:
    """Read an equation with a single missing number."""
    flat = _BLANK.sub("?", plain(text))
    flat = re.sub(r"(?<=\d)\s*x\s*(?=\?)|(?<=\?)\s*x\s*(?=\d)", " * ", flat)
    flat = re.sub(
        r"\b(?:find|solve|work out|what is|whats|what's|if|for|value of|is)\s+([a-z])\b(?!\s*[-+*=÷/])", " ", flat
    )
    flat = re.sub(r"=\s*\?\s*$", "", flat) if flat.count("=") > 1 else flat
    found = _EQUATION.search(flat)
    if not found or flat.count("=") != 1:
        return None
    side, name, total = (found[1], found[2], found[3]) if found[1] else (found[5], found[6], found[4])
    if not re.search(r"\d", side) or len(total) > 9 or any(len(n) > 9 for n in re.findall(r"\d+", side)):
        return None
    if not only_words_around(flat[: found.start()] + " " + flat[found.end() :].replace(name, " ", 1)):
        return None
    solved = _solve(side.strip(), int(total), name)
    if solved is None or abs(solved[0]) > LARGEST:
        return None
    value, way, written = solved
    also = () if name == "?" else (f"{name} = {shown(value)}",)
    times = 1 if not re.search(r"\d\s*\*?\s*[a-z?]", side) else 2
    return exercise("equation", f"{written} = {total}", value, way, others=_others(times), also=also)
