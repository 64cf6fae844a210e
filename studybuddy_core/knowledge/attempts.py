"""What counts as a genuine attempt, and what is fishing.

A number counts at once where it shows work: a sum beside it, a known slip, a right step, or a close miss. A bare
number out of nowhere counts only together with another one. Number after number ("7", "8", "9") is fishing: it takes
back what bare numbers have earned, and nothing bare is judged until there is some work, or a hint.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from studybuddy_core.domain.messages import Task
from studybuddy_core.knowledge.numerals import number

_WORK = re.compile(
    r"\d\s*[-+*x×÷/−=]\s*\d|\b(?:because|cos|coz|cuz|bcos|since|so i|i (?:did|added|add|took|counted|count|drew|divided|"  # noqa: E501
    r"multiplied|timesed|times|minused|used|worked|shared|split|halved|doubled|put|made)|plus|minus|times|divided|then|"
    r"first|carry|carried|left over|remainder)\b"
)
_LONGEST_RUN = 3
_CLOSE_FROM = 20
FISHING = 'That is number after number. Type the sum you did, or type "hint".'


def shows_work(flat: str) -> bool:
    """Whether a message shows how its number was found; a fraction alone ("3/4") does not."""
    return bool(_WORK.search(re.sub(r"^\D*\d+\s*/\s*\d+\D*$", "", flat)))


def is_fishing(tried: tuple[str, ...]) -> bool:
    """Whether these bare numbers, in order, are fished: three in small even steps, or more than three at all."""
    values = [value for text in tried if (value := number(text)) is not None]
    if len(set(values)) > _LONGEST_RUN:
        return True
    last = values[-_LONGEST_RUN:]
    if len(last) < _LONGEST_RUN:
        return False
    jumps = {abs(b - a) for a, b in pairwise(last)}
    return len(jumps) == 1 and max(jumps) <= 2


def close(value: Fraction, answer: Fraction) -> bool:
    """Whether a miss is so close that it hardly comes from nowhere; with small numbers nearly everything is."""
    return abs(answer) >= _CLOSE_FROM and abs(value - answer) <= abs(answer) / 10


def tried(before: Task, value: Fraction, answer: Fraction, *, worked: bool) -> Task:
    """Count a wrong number: as an attempt where it is genuine, as a bare number otherwise."""
    if worked:
        return replace(before, attempts=before.attempts + 1, worked=True, tried=(), last="wrong")
    bare = (*before.tried, str(value))
    if is_fishing(bare):
        kept = before.attempts if before.worked else 0
        return replace(before, attempts=kept, tried=bare, last="fishing", pointer=FISHING)
    genuine = (not before.tried and close(value, answer)) or len(set(bare)) > 1
    return replace(before, attempts=before.attempts + genuine, tried=bare, last="wrong")
