"""Help with a story sum: what happens in it, which numbers take part, and where a wrong answer went wrong.

No hint writes a sum down, and none says what a step comes to: "12 − 5" would be the answer in other words. Hints name
the numbers and what to do with them, and the child puts them together.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from studybuddy_core.knowledge.exercises.exercise import Way
from studybuddy_core.knowledge.numerals import shown
from studybuddy_core.knowledge.stories.plans import Plan, Step

TELLS = {
    "join": "Things are put together, so the number grows.",
    "take": "Something goes away, so the number shrinks.",
    "apart": "Two numbers are compared. Look for how far apart they are.",
    "part": "There is a whole and a part of it. Look for the other part.",
    "undo": "You know the end of the story. Go back to its beginning by doing the opposite.",
    "change": "You know before and after. Look for how much has changed.",
    "groups": "There are groups with the same number in each.",
    "fit": "A number is cut into groups of the same size. Count the groups.",
    "share": "A number is shared into equal parts.",
    "times": "A number is so many times as big as another.",
}
_LIKE = {
    "join": ("Mia has 14 shells and finds 5 more. Put together: 14 + 5 = 19.", "Mia has 23 shells and finds 8 more. Put together: 23 + 8 = 31."),  # noqa: E501
    "take": ("Ben has 18 cards and gives 7 away. Take away: 18 − 7 = 11.", "Ben has 46 cards and gives 12 away. Take away: 46 − 12 = 34."),  # noqa: E501
    "apart": ("A red rope is 25 m and a blue rope 16 m. How far apart: 25 − 16 = 9.", "A red rope is 60 m and a blue rope 38 m. How far apart: 60 − 38 = 22."),  # noqa: E501
    "part": ("Of 30 balls 18 are red, the rest are blue. The other part: 30 − 18 = 12.", "Of 52 balls 31 are red, the rest are blue. The other part: 52 − 31 = 21."),  # noqa: E501
    "undo": ("Lena gave 6 pens away and has 9 now. Go back: 9 + 6 = 15.", "Lena gave 14 pens away and has 23 now. Go back: 23 + 14 = 37."),  # noqa: E501
    "change": ("There were 20 ducks, now there are 13. The change: 20 − 13 = 7.", "There were 48 ducks, now there are 29. The change: 48 − 29 = 19."),  # noqa: E501
    "groups": ("There are 6 bags with 12 nuts in each. Groups: 6 × 12 = 72.", "There are 4 bags with 25 nuts in each. Groups: 4 × 25 = 100."),  # noqa: E501
    "fit": ("30 eggs go into boxes of 6. Groups that fit: 30 ÷ 6 = 5.", "56 eggs go into boxes of 7. Groups that fit: 56 ÷ 7 = 8."),  # noqa: E501
    "share": ("There are 45 beads for 3 children. Shared: 45 ÷ 3 = 15.", "There are 88 beads for 4 children. Shared: 88 ÷ 4 = 22."),  # noqa: E501
    "times": ("Tom has 5 cars. Eva has 3 times as many: 3 × 5 = 15.", "Tom has 8 cars. Eva has 4 times as many: 4 × 8 = 32."),  # noqa: E501
}  # fmt: skip
_DOES = {"+": "add", "−": "take away", "×": "multiply", "÷": "divide"}
_NOT = {
    "+": "That adds the numbers. Does the number really grow here?",
    "−": "That takes away. Does the number really shrink here?",
    "×": "That multiplies. Are there groups of the same size?",
    "÷": "That divides. Is something shared into equal parts?",
}


def _sum(step: Step) -> str:
    return f"{shown(step.left)} {step.sign} {shown(step.right)}"


def _numbers(step: Step) -> str:
    order = " Begin with the bigger number." if step.sign == "−" else ""
    return f"You need the numbers {shown(step.left)} and {shown(step.right)}, and you {_DOES[step.sign]}.{order}"


def _fresh(first: Step, after: Step) -> Fraction:
    """The number of the second step that the first one did not make."""
    return after.right if after.left == first.value else after.left


def _other(a: Fraction, sign: str, b: Fraction) -> Fraction | None:
    if sign == "÷":
        return a / b if b else None
    return {"+": a + b, "−": abs(a - b), "×": a * b}[sign]


def _slips(plan: Plan) -> tuple[tuple[Fraction, str], ...]:
    """Wrong answers that show which sign was taken, and which step was left out."""
    found: list[tuple[Fraction, str]] = []
    last = plan.steps[-1]
    for sign, says in _NOT.items():
        value = _other(last.left, sign, last.right) if sign != last.sign else None
        if value is not None:
            found.append((value, says))
    if len(plan.steps) > 1:
        first = plan.steps[0]
        for sign, says in _NOT.items():
            start = _other(first.left, sign, first.right) if sign != first.sign else None
            value = None if start is None else _other(start, last.sign, last.right)
            if value is not None:
                found.append((value, f"Look at the first step again. {says}"))
    return tuple(found)


def way_of(plan: Plan) -> Way:
    """The way through a story: hints from small to large, results on the way, the whole way, common slips."""
    steps, last = plan.steps, plan.steps[-1]
    if len(steps) == 1:
        hints: tuple[str, ...] = (
            "Tell the story in your own words. Does the number grow, shrink, or get shared?",
            f"{TELLS[last.shape]} Which sign fits?",
            _numbers(last),
        )
        return Way(hints, (TELLS[last.shape], f"{_sum(last)} = {shown(plan.value)}."), (), _slips(plan))
    first = steps[0]
    hints = (
        "This story has more than one step. What can you find out first?",
        f"First step: {TELLS[first.shape]} Which numbers belong to it?",
        f"First step: {_numbers(first)}",
        f"Go on with what you got. {TELLS[steps[1].shape]} Which number comes next?",
        f"Next step: use what you got and {shown(_fresh(first, steps[1]))}, and you {_DOES[steps[1].sign]}.",
    )
    lines = [part for step in steps for part in (TELLS[step.shape], f"{_sum(step)} = {shown(step.value)}.")]
    checkpoints = tuple(
        (step.value, f"Yes, {_sum(step)} = {shown(step.value)}. Next step: {TELLS[after.shape]}")
        for step, after in pairwise(steps)
    )
    return Way(hints, tuple(lines), checkpoints, _slips(plan))


def likes(plan: Plan) -> tuple[str, ...]:
    """Short stories of the same shape with other numbers, worked out."""
    return _LIKE[plan.steps[-1].shape]
