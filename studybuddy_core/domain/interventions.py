"""Ways to step in while an answer is being written, and which one is used for what.

A policy says that a draft can't be shown as it is; this says what is done about it. Both are documents with an
address: which strategy belongs to which label is procedure. The four are the strategies of alignment guides:

- ``response_modification``: the marked places of the segment are replaced, and the result is checked again.
- ``content_steering``: another attempt, told what to leave out.
- ``context_injection``: another attempt, which is also given something to rely on: approved passages, guidance.
- ``generation_abort``: the answer ends here, with a fixed text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from studybuddy_core.domain.deciding import Decision


class Strategy(StrEnum):
    """A way to step in, from the lightest to the gravest. ``kind`` is the short word that is stored."""

    MODIFY = "response_modification"
    STEER = "content_steering"
    INJECT = "context_injection"
    ABORT = "generation_abort"

    @property
    def kind(self) -> str:
        """The word in a stored intervention; it is older than the guides' names and stays."""
        return _KINDS[self]

    @property
    def wording(self) -> str:
        """What is done, in the words of the pages and of what changed."""
        return _TITLES[self]


_KINDS = {Strategy.MODIFY: "modify", Strategy.STEER: "steer", Strategy.INJECT: "inject", Strategy.ABORT: "abort"}
_TITLES = {
    Strategy.MODIFY: "Replace the marked places",
    Strategy.STEER: "Try again with guidance",
    Strategy.INJECT: "Try again with passages",
    Strategy.ABORT: "End the answer",
}
_ORDER = tuple(Strategy)

USUAL: dict[str, Strategy] = {
    "privacy": Strategy.MODIFY,
    "attack.link": Strategy.MODIFY,
    "truth": Strategy.INJECT,
    "age": Strategy.INJECT,
}
"""What is done about a label (or family) where the procedure says nothing. Whatever is not named is steered."""


def strategy_of(kind: str) -> Strategy:
    """Return the strategy behind a stored word, the short one or the guides'; raise ``ValueError`` for neither."""
    found = next((strategy for strategy, word in _KINDS.items() if word == kind), None)
    return Strategy(kind) if found is None else found


@dataclass(frozen=True, slots=True)
class Steering:
    """Which strategy is used for which label, and which may be used at all.

    ``by_label`` maps a label or a family; a label wins over its family. What is not ``allowed`` gives way to the
    next graver one; ``generation_abort`` can't be left out, since something must always be able to end an answer.
    """

    by_label: dict[str, Strategy] = field(default_factory=dict)
    allowed: tuple[Strategy, ...] = _ORDER

    def choose(self, labels: Iterable[str]) -> Strategy:
        """Return what is done about a draft that these labels sent back: the gravest that one of them asks for."""
        wanted = [self._of(label) for label in labels] or [Strategy.STEER]
        return self.permitted(max(wanted, key=_ORDER.index))

    def permitted(self, strategy: Strategy) -> Strategy:
        """The strategy itself where it is allowed, else the next graver one that is."""
        usable = {*self.allowed, Strategy.ABORT}
        return next(one for one in _ORDER[_ORDER.index(strategy) :] if one in usable)

    def after(self, strategy: Strategy) -> Strategy:
        """What is tried where ``strategy`` can't be carried out: nothing is marked, nothing is there to inject."""
        return self.permitted(Strategy.ABORT if strategy is Strategy.ABORT else Strategy.STEER)

    def _of(self, label: str) -> Strategy:
        family = label.partition(".")[0]
        for table in (self.by_label, USUAL):
            found = table.get(label) or table.get(family)
            if found is not None:
                return found
        return Strategy.STEER


DEFAULT = Steering()


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that made somebody step in: a label with its score against its threshold.

    A score that was needed and missing, and a hold, have no numbers. Both are points from 0 to 10000.
    """

    label: str
    score: int | None = None
    threshold: int | None = None
    rule: str = ""


def causes_of(decision: Decision) -> tuple[Cause, ...]:
    """What a decision was about, each label once with the line it is furthest over; sorted by label."""
    found: dict[str, Cause] = {}
    for reason in decision.reasons:
        one = Cause(reason.label or reason.rule, reason.score, reason.threshold, reason.rule)
        before = found.get(one.label)
        if before is None or _over(one) > _over(before):
            found[one.label] = one
    return tuple(found[label] for label in sorted(found))


def _over(cause: Cause) -> int:
    return -1 if cause.score is None or cause.threshold is None else cause.score - cause.threshold
