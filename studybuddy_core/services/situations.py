"""Which rules each stored message was decided by, worked out for a whole column of messages at once.

A child of a careful profile is held to the younger band's rules, and a class's contexts add and relax some. A
message belongs to what held when it was first scored. What a class was allowed under another name is the same rules, so
contexts that say the same count as one: a school has a handful of these groups, and each is decided as one column.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from db.engine import Database
from db.scope import Scope
from db.scores import ScoreTable
from db.situations import ALWAYS, Held, Placed, Situations, Stretch, held_at
from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.labels import HARM, HOW_TO, label_spec
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.policies import ClassContext
from studybuddy_core.domain.profiles import Profile

_PLAIN: Held = (False, ())


@dataclass(frozen=True)
class Situation:
    """What stands beside the policy: a careful profile, and what a class was allowed or left out."""

    careful: bool = False
    contexts: tuple[ClassContext, ...] = ()

    @cached_property
    def id(self) -> str:
        """The content address, "" for the usual situation."""
        return content_id("sit", [self.careful, [str(one) for one in self.contexts]]) if self != USUAL else ""

    def rules_for(self, own: AgeBand) -> AgeBand:
        """The age band whose rules hold for a child of the band ``own``."""
        return Profile(conservative=self.careful).rules_for(own)

    def scored_by(self, labels: frozenset[str]) -> Situation:
        """The situation where only these labels were ever scored: no words of its own, no harm relaxed unread."""
        contexts = [one.scored_by(labels) for one in self.contexts]
        if HOW_TO not in labels:
            contexts = [replace(c, relax=tuple(x for x in c.relax if label_spec(x).family != HARM)) for c in contexts]
        return Situation(self.careful, tuple(contexts))


USUAL = Situation()


def _same(contexts: tuple[ClassContext, ...]) -> tuple[ClassContext, ...]:
    """The contexts as far as they decide anything, in an order of their own: who named them how is left out."""
    bare = [replace(one, name=one.name if one.patterns else "+".join(one.made_of), until=ALWAYS, told="")
            for one in contexts]  # fmt: skip
    return tuple({str(one): one for one in sorted(bare, key=str)}.values())


@dataclass(frozen=True)
class Around:
    """What a school's classes and children ever had of their own, and whose messages are theirs."""

    classes: dict[str, tuple[Stretch, ...]]
    learners: dict[str, tuple[Stretch, ...]]
    placed: Placed | None = None

    def of(self, table: ScoreTable) -> tuple[NDArray[np.int32], tuple[Situation, ...]]:
        """For each message the number of its situation; number 0 is the usual one."""
        numbers, found = np.zeros(len(table), np.int32), {USUAL.id: 0}
        situations = [USUAL]
        if self.placed is None or not len(self.placed.ids) or not len(table):
            return numbers, (USUAL,)
        ids = self.placed.ids
        at = np.minimum(np.searchsorted(ids, table.ids), len(ids) - 1)
        ours = np.flatnonzero(ids[at] == table.ids)
        classes, learners = self.placed.classes[at[ours]], self.placed.learners[at[ours]]
        times = table.times[ours]
        of_class, held_class = _held(classes, times, self.classes)
        of_learner, held_learner = _held(learners, times, self.learners)
        pairs = np.unique(np.stack([of_class, of_learner]), axis=1, return_inverse=True)
        for n, (one, other) in enumerate(pairs[0].T.tolist()):
            careful = held_class[one][0] or held_learner[other][0]
            situation = Situation(careful, _same(held_class[one][1]))
            number = found.setdefault(situation.id, len(situations))
            if number == len(situations):
                situations.append(situation)
            numbers[ours[pairs[1].ravel() == n]] = number
        return numbers, tuple(situations)


def _held(
    whose: NDArray[np.str_], times: NDArray[np.datetime64], known: dict[str, tuple[Stretch, ...]]
) -> tuple[NDArray[np.int32], list[Held]]:
    """For each message the place of what held, in the list that comes with it."""
    places, held = np.zeros(len(whose), np.int32), [_PLAIN]
    for name, stretches in known.items():
        mine = np.flatnonzero(whose == name)
        moments, then = held_at(stretches)
        places[mine] = np.searchsorted(moments, times[mine], side="right") + len(held)
        held += then
    return places, held


def around(database: Database, scope: Scope) -> Around:
    """Read what the school's classes and children ever had of their own."""
    with database.read() as session:
        seen = Situations(session, scope)
        classes, learners = seen.of_classes(), seen.of_learners()
        placed = seen.messages(classes, learners) if classes or learners else None
    return Around(classes, learners, placed)
