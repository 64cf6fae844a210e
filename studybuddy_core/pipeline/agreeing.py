"""Whether several answers to one question say the same: groups by number, name and meaning, and their entropy.

Two answers are alike when they give the same numbers, name mostly the same names, and neither shuts the other out. No
model takes part. The share of answers in a draft's own group is its agreement (self-consistency, Wang et al. 2022);
the entropy over groups is 0 where all are alike and 1 where no two are (semantic entropy, Farquhar et al. 2024). Of
answers that agree, the one is taken whose every statement is most widely shared (SelfCheckGPT, Manakul et al. 2023).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.bearing_out import Verdict, bearing
from studybuddy_core.checks.figures import figures
from studybuddy_core.checks.statement_words import base
from studybuddy_core.checks.statements import statements
from studybuddy_core.domain.messages import Passage

_SHARED_NAMES = 0.5


@dataclass(frozen=True, slots=True)
class Agreement:
    """What several answers came to. ``groups`` hold positions, the largest first; the draft stands at 0.

    ``least`` says of each answer which share of all answers also gives what the fewest give of it: a year or a name
    that no other answer has makes it small.
    """

    groups: tuple[tuple[int, ...], ...]
    least: tuple[float, ...]

    @property
    def of(self) -> int:
        """How many answers there are."""
        return len(self.least)

    @property
    def chosen(self) -> int:
        """The answer to go on with: of the largest group (the draft's, where none is larger) the most widely shared."""
        own = next(group for group in self.groups if 0 in group)
        group = own if len(own) == len(self.groups[0]) else self.groups[0]
        return max(group, key=lambda n: (self.least[n], -n))

    @property
    def share(self) -> float:
        """The share of answers that agree with the chosen one, in all that it says."""
        home = next(group for group in self.groups if self.chosen in group)
        return min(len(home) / self.of, self.least[self.chosen])

    @property
    def entropy(self) -> float:
        """0 where all are alike, 1 where no two are."""
        if self.of < 2:
            return 0.0
        shares = [len(group) / self.of for group in self.groups]
        return abs(sum(share * math.log(share) for share in shares)) / math.log(self.of)


@dataclass(frozen=True, slots=True)
class _Gist:
    text: str
    numbers: frozenset[Fraction]
    names: frozenset[str]
    words: frozenset[str]

    def named_in(self, other: _Gist) -> bool:
        """Whether most of the names said here stand in the other answer too, as a name or not."""
        return len(self.names & (other.names | other.words)) >= _SHARED_NAMES * len(self.names)


def _gist(text: str, question: str) -> _Gist:
    said = statements(text)
    asked = {base(word.strip("?.,!")) for word in question.split()}
    asked_numbers = {figure.value for figure in figures(question)}
    numbers = frozenset(f.value for f in figures(text)) - asked_numbers
    return _Gist(text, numbers, frozenset(n for s in said for n in s.names if n not in asked),
                 frozenset(word for s in said for word in s.words))  # fmt: skip


def alike(one: str, other: str, question: str = "") -> bool:
    """Whether two answers to ``question`` say the same."""
    mine, theirs = _gist(one, question), _gist(other, question)
    if mine.numbers and theirs.numbers and not (mine.numbers <= theirs.numbers or theirs.numbers <= mine.numbers):
        return False
    if mine.names and theirs.names and not (mine.named_in(theirs) or theirs.named_in(mine)):
        return False
    return not (_shuts_out(one, other) or _shuts_out(other, one))


def _shuts_out(text: str, other: str) -> bool:
    passage = (Passage("answer", "", other, "", (), ""),)
    return any(bearing(statement, passage).verdict is Verdict.REFUTED for statement in statements(text))


def agreement(answers: Sequence[str], question: str = "") -> Agreement:
    """Group the answers; the first one is the draft."""
    groups: list[list[int]] = []
    for n, text in enumerate(answers):
        home = next((group for group in groups if alike(text, answers[group[0]], question)), None)
        if home is None:
            groups.append([n])
        else:
            home.append(n)
    ordered = sorted(groups, key=lambda group: (-len(group), group[0]))
    gists = [_gist(text, question) for text in answers]
    least = tuple(_least_shared(text, question, gists) for text in answers)
    return Agreement(tuple(tuple(group) for group in ordered), least)


def _least_shared(text: str, question: str, gists: Sequence[_Gist]) -> float:
    """The share of answers that hold the numbers and names of this answer's least shared statement (SelfCheckGPT)."""
    asked = {base(word.strip("?.,!")) for word in question.split()}
    shares = [1.0]
    for statement in statements(text):
        names, numbers = statement.names - asked, {figure.value for figure in statement.figures}
        if names or numbers:
            holding = sum(names <= gist.names | gist.words and numbers <= gist.numbers for gist in gists)
            shares.append(max(holding, 1) / len(gists))
    return min(shares)
