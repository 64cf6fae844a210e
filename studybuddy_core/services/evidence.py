"""Why something was flagged: each label's score beside the two lines of the policy that was in force then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from db.asking import ASKED
from db.flags import Flag
from db.traces import ReadDecision, Traces
from studybuddy_core.domain.deciding import Reason, Standing
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.intervals import Rate
from studybuddy_core.domain.labels import DISAGREED, LABELS, label_spec
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Stage
from studybuddy_core.domain.policies import ClassContext, Effective, Policy, Reply, resolve
from studybuddy_core.presets.documents import read_policy

_WELL_OVER = 1_000
_MOST = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One label: its score and its two lines, all from 0 to 10000. ``score`` None: it was not checked."""

    label: str
    title: str
    score: int | None
    protect: int | None
    alert: int | None

    @property
    def over_alert(self) -> bool:
        """Whether an adult is called."""
        return self.score is not None and self.alert is not None and self.score >= self.alert

    @property
    def over_protect(self) -> bool:
        """Whether the reply changes."""
        return self.score is not None and self.protect is not None and self.score >= self.protect

    @property
    def words(self) -> str:
        """How far over which line, as a teacher reads it."""
        if self.score is None:
            return "not checked"
        for over, line, name in (
            (self.over_alert, self.alert, "alert"), (self.over_protect, self.protect, "protect"),
        ):  # fmt: skip
            if over and line is not None:
                return f"{'well over' if self.score - line >= _WELL_OVER else 'over'} the {name} line"
        return "under both lines" if self.protect is not None or self.alert is not None else "no line set"


_NO_BARS = (ASKED, DISAGREED)  # nothing that a check scores: the reasons in words say those


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bars of a flag, the gravest first, the reasons in words, and how often adults agreed with such flags."""

    bars: tuple[Bar, ...]
    reasons: tuple[str, ...]
    agreed: Rate
    policy: str


@lru_cache(maxsize=64)
def _policy(document: str) -> Policy | None:
    try:
        return read_policy(document)
    except PolicyError:
        return None


def lines_of(effective: Effective, stage: Stage, label: str) -> tuple[int | None, int | None]:
    """Return the lowest (protect, alert) thresholds that rules on this label alone have at this stage."""
    protect: list[int] = []
    alert: list[int] = []
    for rule in effective.rules_at(stage):
        if [condition.label for condition in rule.when_all] != [label]:
            continue
        (protect if rule.then.reply > Reply.DELIVER else alert).append(rule.when_all[0].score)
    return min(protect, default=None), min(alert, default=None)


def decisive(decisions: Iterable[ReadDecision], flag: Flag) -> ReadDecision | None:
    """Return the decision that raised this flag: the loudest of its stage, then the strictest."""
    own = [one for one in decisions if one.stage is flag.stage]
    return max(own, key=lambda one: (one.effect.notify, one.effect.reply), default=None)


def evidence_for(traces: Traces, flag: Flag, agreed: Rate) -> Evidence:
    """Return why this flag was raised."""
    decision = decisive(traces.decisions(flag.turn), flag)
    scores = traces.scores_of(flag.message, flag.stage)
    standings: dict[str, Standing] = {}
    for part in scores:
        if decision is None or part.attempt == decision.attempt:
            _join(standings, part.standings)
    fired = {reason.label: reason for reason in decision.reasons if reason.label} if decision else {}
    document = traces.policy_of(decision.activation)[1] if decision else ""
    policy = _policy(document) if document else None
    band = scores[0].band if scores else AgeBand.OLDER
    effective = None
    if policy and decision:
        effective = _as_decided(policy, band, traces.contexts_at(flag.class_id, decision.at), decision)

    def bar(label: str) -> Bar:
        protect, alert = lines_of(effective, flag.stage, label) if effective else (None, None)
        reason = fired.get(label)
        if effective is None and reason is not None:
            protect = reason.threshold
        standing = standings.get(label, Standing(None))
        return Bar(label, label_spec(label).title, None if standing.missing else standing.score, protect, alert)

    missing = decision.missing if decision else ()
    wanted = list(dict.fromkeys((*flag.labels, *fired, *missing, *_near(standings, effective, flag.stage))))
    why = in_words(decision.reasons) if decision else ()
    known = [label for label in wanted if label not in _NO_BARS and (label in LABELS or label in standings)]
    return Evidence(tuple(bar(label) for label in known[:_MOST]), why, agreed, policy.name if policy else "")


def in_words(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """What the bars don't say. Of a label over its line a lower one ("doubtful", "perhaps") would say the opposite."""
    crossed = {r.label: r.threshold for r in reasons if r.line in ("protect", "alert") and r.threshold is not None}
    return tuple(dict.fromkeys(
        r.why for r in reasons
        if r.why and r.line not in ("protect", "alert")
        and (r.threshold is None or r.threshold >= crossed.get(r.label, 0))
    ))  # fmt: skip


def _as_decided(policy: Policy, band: AgeBand, contexts: tuple[ClassContext, ...], decision: ReadDecision) -> Effective:
    """The rules the decision was made under: the child's own band's, or a younger one's that a teacher chose."""
    own = resolve(policy, band, contexts, now=decision.at)
    made_under = decision.effective_id.split("+")
    younger = ORDERED_BANDS[ORDERED_BANDS.index(band) + 1 :]
    if not younger or own.id in made_under:
        return own
    ways = (resolve(policy, one, contexts, now=decision.at) for one in younger)
    return next((way for way in ways if way.id in made_under), own)


def _join(known: dict[str, Standing], more: dict[str, Standing]) -> None:
    for label, standing in more.items():
        before = known.get(label, Standing(None))
        scores = [s for s in (before.score, standing.score) if s is not None]
        known[label] = Standing(max(scores, default=None), before.failed or standing.failed)


def _near(standings: dict[str, Standing], effective: Effective | None, stage: Stage) -> Sequence[str]:
    """Labels that fired nothing but came at least half-way to their protect line."""
    if effective is None:
        return ()
    found = []
    for label, standing in standings.items():
        protect, _ = lines_of(effective, stage, label)
        if standing.score and protect and standing.score * 2 >= protect:
            found.append((standing.score, label))
    return [label for _, label in sorted(found, reverse=True)]
