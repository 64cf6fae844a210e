"""Reads a pasted class list, and says for every line what is wrong with it.

A list is added whole or not at all, so everything that can be known before is found here: names that can't
be names, grades that don't exist, two lines for one child. Lines are counted as the person sees them.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from db.names import name_key
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.messages import AgeBand

LONGEST_NAME = 80
MOST_LINES = 200
GRADES = range(1, 7)
_HEADERS = frozenset({"name", "names", "learner", "learners", "child", "pupil", "student", "first name"})
_FORMULA = tuple("=+-@")


@dataclass(frozen=True, slots=True)
class NewLearner:
    """One child to be added: the name they will type, and their grade."""

    name: str
    grade: int

    @property
    def band(self) -> AgeBand:
        """The age band that goes with the grade."""
        return band_of(self.grade)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a pasted list: the child it means, or what to change in it."""

    number: int
    text: str
    learner: NewLearner | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """A pasted list as it was understood."""

    lines: tuple[RosterLine, ...]

    @property
    def learners(self) -> tuple[NewLearner, ...]:
        """The children of the lines that can be used."""
        return tuple(line.learner for line in self.lines if line.learner)

    @property
    def problems(self) -> tuple[RosterLine, ...]:
        """The lines that can't be used as they are."""
        return tuple(line for line in self.lines if line.problem)

    @property
    def ready(self) -> bool:
        """Whether the whole list can be added."""
        return bool(self.lines) and not self.problems


def band_of(grade: int) -> AgeBand:
    """Return the age band of a grade: the first three are the younger one."""
    return AgeBand.YOUNGER if grade <= 3 else AgeBand.OLDER


def person_name(text: str) -> str:
    """Return a name as it is kept, or raise ``BadInput`` saying what to change."""
    if any(unicodedata.category(ch) in {"Cc", "Cf", "Cs", "Co", "Cn"} and not ch.isspace() for ch in text):
        raise BadInput("a name can't hold hidden characters: type it again")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(ch.isalpha() for ch in name):
        raise BadInput("a name needs at least one letter")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"a name may have {LONGEST_NAME} characters: shorten this one")
    if name.startswith(_FORMULA):
        raise BadInput("a name can't begin with = + - or @")
    return name


def read_grade(text: str, default: int) -> int:
    """Return the grade written in a cell, ``default`` for an empty one; raise ``BadInput`` for any other text."""
    written = text.strip().casefold().removeprefix("grade").strip()
    if not written:
        return default
    if not written.isascii() or not written.isdigit() or int(written[:3]) not in GRADES:
        raise BadInput(f"the grade must be a number from {GRADES[0]} to {GRADES[-1]}, or left out")
    return int(written)


def _cells(line: str) -> list[str]:
    mark = next((mark for mark in "\t;," if mark in line), ",")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=mark), [])]


def _learner(cells: list[str], default_grade: int) -> NewLearner:
    if len([cell for cell in cells if cell]) > 2:
        raise BadInput("write one child a line: the name, and after a comma the grade if it differs")
    name = person_name(cells[0])
    return NewLearner(name, read_grade(cells[1] if len(cells) > 1 else "", default_grade))


def read_roster(text: str, *, grade: int, taken: Collection[str] = ()) -> Roster:
    """Read a pasted list: one child a line, ``name`` or ``name, grade``; ``taken`` are names already in the class.

    A first line that says "name" is a heading. Raises ``BadInput`` for a list that is too long to be one class.
    """
    written = [(n, line) for n, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1) if line.strip()]
    if written and _cells(written[0][1])[0].casefold() in _HEADERS:
        written = written[1:]
    if len(written) > MOST_LINES:
        raise BadInput(f"This list has {len(written)} lines. Add at most {MOST_LINES} children at once.")
    here = {name_key(name) for name in taken}
    seen: dict[str, int] = {}
    lines: list[RosterLine] = []
    for number, line in written:
        shown = line.strip()[:120]
        try:
            learner = _learner(_cells(line), grade)
            key = name_key(learner.name)
            if key in here:
                raise BadInput("a child of this name is in the class already: add a letter of the family name")
            if key in seen:
                raise BadInput(f"line {seen[key]} has the same name: add a letter of the family name")
        except (BadInput, csv.Error) as error:
            lines.append(RosterLine(number, shown, problem=f"Line {number}: {error}."))
            continue
        seen[key] = number
        lines.append(RosterLine(number, shown, learner))
    return Roster(tuple(lines))
