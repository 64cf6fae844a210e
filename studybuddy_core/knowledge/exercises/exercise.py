"""What an exercise is: its value, the way to it in small steps, and the slips children often make.

Whatever a kind writes, ``exercise`` makes sure of: no hint, next step or similar example says the
answer, unless the question itself did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.numerals import digits_for_words, forms_of, numbers_in, says

_PLAIN = (
    "Read the question slowly. What do you know, and what is asked?",
    "Draw it, or use smaller numbers to see how it works.",
    "Do the first part only, and write down what you get.",
)


@dataclass(frozen=True, slots=True)
class Way:
    """The way to an answer: hints from small to large, results on the way, the whole way, common slips.

    ``checkpoints`` maps a right result on the way to what to do next; ``slips`` maps a wrong answer to
    where to look again.
    """

    hints: tuple[str, ...]
    solution: tuple[str, ...]
    checkpoints: tuple[tuple[Fraction, str], ...] = ()
    slips: tuple[tuple[Fraction, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise with a known answer. ``claimed`` is the answer the child gave in the same breath."""

    kind: str
    question: str
    value: Fraction
    answers: tuple[str, ...]
    way: Way
    similar: str
    claimed: Fraction | None = None


def quiet(pieces: Iterable[str], value: Fraction, question: str) -> tuple[str, ...]:
    """Return the pieces that don't say the answer; one that the question says itself is no secret."""
    given = {abs(n) for n in numbers_in(digits_for_words(question.lower()))}
    return tuple(piece for piece in pieces if abs(value) in given or not says(piece, value))


def exercise(
    kind: str,
    question: str,
    value: Fraction,
    way: Way,
    *,
    others: Iterable[tuple[str, Way]] = (),
    also: tuple[str, ...] = (),
    exact: bool = False,
    claimed: Fraction | None = None,
) -> Exercise:
    """Put an exercise together; ``others`` are like it with other numbers, ``also`` further forms of the answer.

    ``exact``: only the forms in ``also`` count ("6/8 simplified" is 3/4, and 6/8 is not an answer).
    """
    hints = quiet(way.hints, value, question)
    hints = (*_PLAIN[: max(0, 3 - len(hints))], *hints)
    steps = tuple((n, text) for n, text in way.checkpoints if n != value and quiet([text], value, question))
    slips = tuple((n, text) for n, text in way.slips if (exact or n != value) and quiet([text], value, question))
    worked = (f"Here is another like it: {other} {' '.join(its.solution)}" for other, its in others)
    similar = next((text for text in worked if not says(text, value)), "")
    answers = tuple(dict.fromkeys(also if exact else (*also, *forms_of(value))))
    return Exercise(kind, question, value, answers, Way(hints, way.solution, steps, slips), similar, claimed)


Reader = Callable[[str], Exercise | None]
