"""What a child says a sum comes to, without saying "equals": "is 7x8 54?", "my answer is 54 for 7 times 8", "7x8 54".

One sum and one more number make an answer if nothing but the words of answering stand between them. What someone else
said, what is denied, and a message with several sums or numbers say nothing for certain and are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from studybuddy_core.checks.evaluation import Unclear, evaluate
from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.pieces import pieces
from studybuddy_core.checks.sums import Piece

_SIGNS = frozenset(
    {"+", "-", "*", "/", "^", "²", "³", "raised", "√", "∛", "of", "2*", "3*", "(", ")", "number", "fraction", "%"}
)
_WORKS = _SIGNS - {"(", ")", "number", "fraction", "%"}
_ANSWERING = frozenset((  # noqa: SIM905
    "i im i'm me my we think thought thinks guess guessed got get say said put wrote have made is are was be it "
    "its it's thats that's that this the answer ans a equals equal makes make gives give comes to for from on "
    "as so and then because cuz if when you do did does would should must will can sum question problem one "
    "right correct yes yeah ok okay um uh well maybe probably pretty sure totally definitely just really hey hi "
    "hello what what's whats how much of like solution result number final u ur r n am gonna go with going "
    "multiply add both done finished calculated worked out found believe reckon cause also split fmt skip"
).split())  # fmt: skip
_LONGEST_WORDS, _LONGEST_RUN = 30, 24
_NO_ANSWER_BEFORE = re.compile(
    r"\b(?:im|i'm|i am|am|grade|year|question|q|number|problem|exercise|page|part|class|no|aged?|sum|step|need|"
    r"give me)\W*$", re.I
)
_LIST_NUMBER = re.compile(r"\s*[).:]\s")
_WORD = re.compile(r"[a-z']+")


class Answer(NamedTuple):
    """A sum, worked out, and what the child says it comes to."""

    right: Fraction
    said: Fraction


def _runs(found: list[Piece]) -> Iterator[list[Piece]]:
    run: list[Piece] = []
    for piece in found:
        if piece.sign in _SIGNS:
            run.append(piece)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _evaluated(part: list[Piece]) -> Fraction | None:
    try:
        return evaluate([(p.sign, p.value) for p in part])[0]
    except Unclear:
        return None


def _split(run: list[Piece]) -> list[list[Piece]]:
    """A run as its sums and numbers: "7 × 8 54" is 7 × 8 and 54, "54 for" ends with no sign that does nothing."""
    run = run[:]
    while run and run[-1].sign == "of":
        run.pop()
    parts, at = [], 0
    while at < len(run):
        for end in range(len(run), at, -1):
            if _evaluated(run[at:end]) is not None:
                parts.append(run[at:end])
                at = end
                break
        else:
            at += 1
    return parts


def answers(text: str) -> Iterator[Answer]:
    """Yield what the child answers to the one sum of its message, if that is what it says."""
    if len(text.split()) > _LONGEST_WORDS:
        return
    text = plain(text)
    found = pieces(text)
    if any(piece.sign == "equals" and not piece.decimals and text[piece.span.start] == "=" for piece in found):
        return  # read as a claim, with its signs
    runs = list(_runs(found))
    if any(len(run) > _LONGEST_RUN for run in runs):
        return
    parts = [part for run in runs for part in _split(run)]
    sums = [part for part in parts if any(p.sign in _WORKS for p in part)]
    numbers = [part for part in parts if part not in sums]
    if len(sums) != 1 or len(numbers) != 1:
        return
    one, other = sorted((sums[0], numbers[0]), key=lambda part: part[0].span.start)
    between = _WORD.findall(text[one[-1].span.end : other[0].span.start].lower())
    if any(word not in _ANSWERING for word in between) or re.match(r"\s*[a-z]*(?:rd|th|nd|st)?\s+(?:more|less|times)\b",
                                                                   text[other[-1].span.end :]):  # fmt: skip
        return
    number = numbers[0]
    if _NO_ANSWER_BEFORE.search(text[: number[0].span.start]) or (
        not text[: number[0].span.start].strip() and _LIST_NUMBER.match(text[number[-1].span.end :])
    ):
        return
    right, said = _evaluated(sums[0]), _evaluated(numbers[0])
    if right is not None and said is not None:
        yield Answer(right, said)
