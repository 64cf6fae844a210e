"""Several models judge one text: how their votes become one decision. A pure function, exact in whole numbers.

A panel is a document, named by its content: who votes with which weight, what is asked, what becomes of disagreement.
A model that does not answer, or not in the form that was asked for, gives *no vote*; that is never a yes. A text is
accepted only where it would be accepted however those without a vote had voted. Where it can't be told, or the votes
lie too far apart, it is blocked until a person has decided (``escalated``); below the quorum it is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.reliability import Record, trust
from studybuddy_core.domain.signals import MAX_SCORE


class Mechanism(StrEnum):
    """How votes on a criterion without a rule of its own are put together."""

    WEIGHTED_AVERAGE = "weighted_average"
    MAJORITY = "majority"
    UNANIMOUS = "unanimous"


class Protocol(StrEnum):
    """What becomes of a text that the models don't agree on."""

    ESCALATE = "escalate_to_human"
    BLOCK = "block"


class Verdict(StrEnum):
    """What becomes of the text. Only ``accepted`` lets it through."""

    ACCEPTED = "accepted"
    ESCALATED = "escalated"
    BLOCKED = "blocked"


class Met(StrEnum):
    """Whether a text meets a criterion: surely, surely not, or the missing votes could decide it."""

    YES = "met"
    NO = "not met"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Validator:
    """A model on a panel. ``weight`` in points (10000 = 1.0); ``role`` is for the people who read the table."""

    model: str
    weight: int
    role: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked of a text, and where the line is (points).

    ``high_is_good``: a score under the line fails it; else one that reaches it does. ``veto``: one failing vote is
    enough. ``majority``: more than half of all validators must pass it.
    """

    name: str
    threshold: int
    high_is_good: bool = False
    veto: bool = False
    majority: bool = False
    question: str = ""

    def fails(self, score: int) -> bool:
        """Whether a score is on the wrong side of the line."""
        return score < self.threshold if self.high_is_good else score >= self.threshold

    @property
    def worst(self) -> int:
        """The score that speaks loudest against a text."""
        return 0 if self.high_is_good else MAX_SCORE

    @property
    def best(self) -> int:
        """The score that speaks loudest for it."""
        return MAX_SCORE - self.worst


@dataclass(frozen=True)
class Panel:
    """Who votes on what, and how the votes are counted, named by its content (``pnl_…``).

    ``disagreement`` is the widest allowed distance between two votes on a criterion, in points. ``quorum`` is how many
    must vote; ``deadline_s`` how long they have. ``records`` are what was learnt of each model's judgement and
    published with the panel; without one a model's weight is as written.
    """

    validators: tuple[Validator, ...]
    criteria: tuple[Criterion, ...]
    mechanism: Mechanism = Mechanism.WEIGHTED_AVERAGE
    disagreement: int = MAX_SCORE
    protocol: Protocol = Protocol.BLOCK
    quorum: int = 1
    deadline_s: float = 20.0
    records: tuple[Record, ...] = ()

    @cached_property
    def id(self) -> str:
        """The content address ``pnl_…``."""
        return content_id("pnl", asdict(self))

    def weight(self, validator: Validator) -> int:
        """A validator's weight, times how often its judgement was right where that was published with the panel."""
        known = next((record for record in self.records if record.model == validator.model), None)
        return validator.weight if known is None else validator.weight * trust(known) // MAX_SCORE


@dataclass(frozen=True, slots=True)
class Ballot:
    """What came of asking one validator: its scores by criterion, or ``absent``: why there is no vote."""

    model: str
    scores: Mapping[str, int] = field(default_factory=dict)
    absent: str = ""
    ms: float = 0.0
    why: str = ""

    @property
    def voted(self) -> bool:
        """Whether there is a vote."""
        return not self.absent


@dataclass(frozen=True, slots=True)
class Finding:
    """How one criterion came out. ``score`` is the weighted mean of the votes there are; None without any.

    ``spread`` is the distance between the highest and the lowest vote; ``against`` who says that it fails.
    """

    criterion: str
    met: Met
    score: int | None
    spread: int
    against: tuple[str, ...]
    vetoed: bool = False


@dataclass(frozen=True, slots=True)
class Consensus:
    """What a panel decides about one text, and the exact reasons."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    voted: tuple[str, ...]
    absent: tuple[str, ...]
    reasons: tuple[str, ...]
    for_a_person: bool
    panel_id: str

    @property
    def agreement(self) -> int | None:
        """How close the votes lie, in points: 10000 where all say the same; None with fewer than two votes."""
        if len(self.voted) < 2:
            return None
        return MAX_SCORE - max((finding.spread for finding in self.findings), default=0)


def aggregate(panel: Panel, ballots: Iterable[Ballot]) -> Consensus:
    """Return the decision of ``panel``. Order does not matter; who is not on the panel has no vote.

    Two ballots of one model, or scores outside 0 to 10000 or for other criteria than asked, are no vote.
    """
    votes = _votes(panel, ballots)
    missing = [one for one in panel.validators if one.model not in votes]
    findings = tuple(_finding(panel, criterion, votes) for criterion in panel.criteria)
    reasons: list[str] = []
    below = len(votes) < panel.quorum
    if below:
        reasons.append(f"only {len(votes)} of {len(panel.validators)} voted; {panel.quorum} must")
    apart = [f.criterion for f in findings if f.spread > panel.disagreement]
    reasons += [f"{name}: the votes lie further apart than {panel.disagreement / MAX_SCORE:g}" for name in apart]
    reasons += [_against(f) for f in findings if f.met is Met.NO]
    reasons += [f"{f.criterion}: the missing votes could decide it" for f in findings if f.met is Met.OPEN]
    could_part = bool(missing) and panel.disagreement < MAX_SCORE
    if could_part and not below:
        reasons.append("a missing vote could disagree")
    failed, unsure = any(f.met is Met.NO for f in findings), any(f.met is Met.OPEN for f in findings)
    doubtful = bool(apart) or unsure or could_part
    escalates = panel.protocol is Protocol.ESCALATE
    if below or failed or (doubtful and not escalates):
        verdict = Verdict.BLOCKED
    else:
        verdict = Verdict.ESCALATED if doubtful else Verdict.ACCEPTED
    return Consensus(verdict, findings, tuple(sorted(votes)), tuple(sorted(one.model for one in missing)),
                     tuple(reasons), escalates and doubtful and not below, panel.id)  # fmt: skip


def _votes(panel: Panel, ballots: Iterable[Ballot]) -> dict[str, Mapping[str, int]]:
    asked, seats = {criterion.name for criterion in panel.criteria}, {one.model for one in panel.validators}
    heard: dict[str, list[Ballot]] = {}
    for ballot in ballots:
        heard.setdefault(ballot.model, []).append(ballot)
    return {
        model: given[0].scores
        for model, given in sorted(heard.items())
        if model in seats and len(given) == 1 and given[0].voted and given[0].scores.keys() == asked
        and all(_valid(score) for score in given[0].scores.values())
    }  # fmt: skip


def _valid(score: object) -> bool:
    return isinstance(score, int) and not isinstance(score, bool) and 0 <= score <= MAX_SCORE


def _finding(panel: Panel, criterion: Criterion, votes: Mapping[str, Mapping[str, int]]) -> Finding:
    scores = {model: vote[criterion.name] for model, vote in votes.items()}
    against = tuple(sorted(model for model, score in scores.items() if criterion.fails(score)))
    spread = max(scores.values()) - min(scores.values()) if scores else 0
    weights = {one.model: panel.weight(one) for one in panel.validators}
    given = {model: weights[model] for model in scores}
    total = sum(given.values())
    mean = sum(scores[model] * weight for model, weight in given.items()) // total if total else None
    surely = _passes(panel, criterion, {**_filled(panel, criterion.worst), **scores}, weights)
    perhaps = _passes(panel, criterion, {**_filled(panel, criterion.best), **scores}, weights)
    met = Met.YES if surely else Met.OPEN if perhaps else Met.NO
    return Finding(criterion.name, met, mean, spread, against, criterion.veto and bool(against))


def _filled(panel: Panel, score: int) -> dict[str, int]:
    return {one.model: score for one in panel.validators}


def _passes(panel: Panel, criterion: Criterion, scores: Mapping[str, int], weights: Mapping[str, int]) -> bool:
    """Whether these votes, one of every validator, meet the criterion."""
    failing = sum(criterion.fails(score) for score in scores.values())
    if criterion.veto and failing:
        return False
    if criterion.majority or panel.mechanism is Mechanism.MAJORITY:
        return 2 * (len(scores) - failing) > len(scores)
    if panel.mechanism is Mechanism.UNANIMOUS:
        return not failing
    total = sum(weights.values())
    weighed, line = sum(scores[model] * weights[model] for model in scores), criterion.threshold * total
    return total > 0 and (weighed >= line if criterion.high_is_good else weighed < line)


def _against(finding: Finding) -> str:
    who = ", ".join(finding.against) or "the votes together"
    return f"{finding.criterion}: {'vetoed' if finding.vetoed else 'not met'} ({who})"


def fails_of(panel: Panel, ballot: Ballot) -> tuple[str, ...]:
    """The criteria that a text does not meet by one vote alone: what a teacher's verdict is compared with."""
    return tuple(c.name for c in panel.criteria if c.name in ballot.scores and c.fails(ballot.scores[c.name]))


def with_records(panel: Panel, records: Sequence[Record]) -> Panel:
    """The panel with what was learnt of its own models, to be published under an address of its own."""
    seats = {one.model for one in panel.validators}
    known = tuple(sorted((record for record in records if record.model in seats), key=lambda record: record.model))
    return replace(panel, records=known)
