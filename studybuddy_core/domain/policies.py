"""Thresholds are policy: the one document that compares a score with a number.

A ``Policy`` is immutable and named by its content. It holds, for each label, a *protect*
threshold (changes the reply) and an *alert* threshold (calls an adult), perhaps a *grey* line
below which nothing is doubtful, and composed rules.
``resolve`` joins in what a younger age band adds and what dated class contexts add or relax;
what it returns is a flat set of rules for ``decide``. A younger band's rules are its older
band's rules plus more, so it can never be more permissive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import Any

from studybuddy_core.domain.ids import content_id
from studybuddy_core.domain.labels import CIRCUMSTANCES, HARM, HOW_TO, UNCOVERED, UNJUDGED, label_spec
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Extent, Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.signals import MAX_SCORE


class Reply(IntEnum):
    """What the child sees, from mild to strict; decisions combine by maximum."""

    DELIVER = 0
    ANNOTATE = 1
    REVISE = 2
    REDIRECT = 3
    WITHHOLD = 4
    SUPPORT = 5


class Notify(IntEnum):
    """Which adult hears, and how loudly; decisions combine by maximum."""

    NONE = 0
    LOG = 1
    REVIEW = 2
    ALERT = 3


@dataclass(frozen=True, slots=True, order=True)
class Effect:
    """What a rule does. ``script`` names the fixed text shown instead of (or beside) the answer."""

    reply: Reply = Reply.DELIVER
    script: str = ""
    notify: Notify = Notify.NONE

    def joined(self, other: Effect) -> Effect:
        """The stricter of both on each axis; two scripts are ordered by (reply, id)."""
        reply, script = max((self.reply, self.script), (other.reply, other.script))
        return Effect(reply, script, max(self.notify, other.notify))


@dataclass(frozen=True, slots=True, order=True)
class AtLeast:
    """True when the label's score is known and is this high or higher."""

    label: str
    score: int


@dataclass(frozen=True, slots=True)
class Rule:
    """When all conditions hold at this stage, the effect joins the decision. ``why`` is for people."""

    name: str
    stage: Stage
    when_all: tuple[AtLeast, ...]
    then: Effect
    why: str = ""


GREY_NOTE = "note_check_source"
_SO = MAX_SCORE // 2  # a circumstance is either so (10000) or not (0)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A label's two thresholds and what crossing them does.

    ``protect`` and ``alert`` are scores (0–10000) or None for "never"; ``replies`` maps the
    stages this label acts at to the reply; ``call`` is what crossing ``alert`` does;
    ``relaxed`` is the protect threshold while a class context relaxes this label; ``scripts``
    holds a stage's own script where it differs from ``script``. From ``grey`` on up to ``protect`` a
    score is doubtful: a judge is asked, and ``grey_rules`` says what holds where there is none to ask.
    """

    label: str
    protect: int | None
    alert: int | None
    replies: Mapping[Stage, Reply]
    script: str
    call: Notify = Notify.REVIEW
    relaxed: int | None = None
    scripts: Mapping[Stage, str] = field(default_factory=dict)
    grey: int | None = None

    def script_at(self, stage: Stage) -> str:
        """The script shown when this label crosses ``protect`` at ``stage``."""
        return self.scripts.get(stage, self.script)

    def rules(self, suffix: str = "") -> Iterable[Rule]:
        """Expand into plain rules, one per stage and threshold."""
        for stage, reply in sorted(self.replies.items()):
            if self.protect is not None:
                notify = Notify.REVIEW if reply is Reply.SUPPORT else Notify.LOG
                then = Effect(reply, self.script_at(stage) if reply is not Reply.DELIVER else "", notify)
                yield Rule(f"{self.label}.protect{suffix}", stage, (AtLeast(self.label, self.protect),), then,
                           f"{label_spec(self.label).title} over the protect line")  # fmt: skip
            if self.alert is not None:
                yield Rule(f"{self.label}.alert{suffix}", stage, (AtLeast(self.label, self.alert),),
                           Effect(notify=self.call), f"{label_spec(self.label).title} over the alert line")  # fmt: skip
            if self.grey is not None and reply > Reply.ANNOTATE:
                yield from self._grey_rules(stage, reply, AtLeast(self.label, self.grey), suffix)

    def _grey_rules(self, stage: Stage, reply: Reply, doubt: AtLeast, suffix: str) -> Iterable[Rule]:
        """What holds for a doubtful text that nobody could judge; never stricter than the protect line.

        A child who may be in need gets support. Another doubtful question is answered from approved passages
        alone, or, where there are none, not at all. Such a passage is left out; an answer is shown and noted.
        """
        name, unjudged = f"{self.label}.grey{suffix}", AtLeast(UNJUDGED, _SO)
        why = f"{label_spec(self.label).title} is doubtful and nobody could judge it"
        if stage is Stage.OUTPUT:
            yield Rule(name, stage, (doubt, unjudged), Effect(notify=Notify.LOG), why)
        elif stage is Stage.CONTEXT:
            yield Rule(name, stage, (doubt, unjudged), Effect(reply, self.script_at(stage), Notify.LOG), why)
        elif reply is Reply.SUPPORT:
            yield Rule(name, stage, (doubt, unjudged), Effect(reply, self.script_at(stage), Notify.REVIEW), why)
        else:
            yield Rule(name, stage, (doubt, unjudged), Effect(Reply.ANNOTATE, GREY_NOTE, Notify.LOG), why)
            if reply >= Reply.REDIRECT:
                yield Rule(f"{self.label}.grey.uncovered{suffix}", stage, (doubt, unjudged, AtLeast(UNCOVERED, _SO)),
                           Effect(Reply.REDIRECT, self.script_at(stage), Notify.LOG),
                           f"{why}, and no approved passage covers it")  # fmt: skip


def _said(rule: dict[str, Any]) -> dict[str, Any]:
    """A label rule as it is named by: without a grey line that it does not have, as before there were any."""
    return {name: value for name, value in rule.items() if name != "grey" or value is not None}


@dataclass(frozen=True, slots=True)
class ClassContext:
    """A dated permission or restriction a teacher sets for a class ("World War II until 12 December").

    ``patterns`` find words the class leaves out meanwhile; what follows stands in ``add``. ``told`` is what the tutor
    hears of it; ``made_of`` are the catalogue's names of what was chosen.
    """

    name: str
    until: datetime
    relax: tuple[str, ...] = ()
    add: tuple[LabelRule, ...] = ()
    patterns: tuple[PatternRule, ...] = ()
    told: str = ""
    made_of: tuple[str, ...] = ()

    def scored_by(self, labels: frozenset[str]) -> ClassContext:
        """The context without rules on its own words that a turn under way has no check for."""
        gone = {pattern.label for pattern in self.patterns} - labels
        return replace(self, add=tuple(rule for rule in self.add if rule.label not in gone)) if gone else self


@dataclass(frozen=True)
class Policy:
    """An immutable set of thresholds and rules, named by its content.

    ``labels`` hold for every band; ``bands`` maps a younger band to what it adds.
    ``optional`` maps labels that are not required to the reason why.
    """

    name: str
    labels: tuple[LabelRule, ...]
    rules: tuple[Rule, ...] = ()
    bands: Mapping[AgeBand, tuple[LabelRule, ...]] = field(default_factory=dict)
    optional: Mapping[str, str] = field(default_factory=dict)
    on_missing: Effect = Effect(Reply.WITHHOLD, "try_again", Notify.REVIEW)
    summary: str = ""

    @cached_property
    def id(self) -> str:
        """The content address ``pol_…``."""
        document = asdict(self)
        document["labels"] = [_said(rule) for rule in document["labels"]]
        document["bands"] = {band: [_said(rule) for rule in rules] for band, rules in document["bands"].items()}
        return content_id("pol", document)

    def label_rule(self, label: str) -> LabelRule | None:
        """The base thresholds of ``label``, or None where this policy has none."""
        return next((rule for rule in self.labels if rule.label == label), None)

    def with_thresholds(self, changes: Mapping[str, tuple[int | None, int | None]], name: str | None = None) -> Policy:
        """Return this policy with other (protect, alert) numbers; a label it does not hold raises ``KeyError``."""
        unknown = sorted(set(changes) - {rule.label for rule in self.labels})
        if unknown:
            raise KeyError(", ".join(unknown))
        labels = tuple(
            replace(rule, protect=changes[rule.label][0], alert=changes[rule.label][1])
            if rule.label in changes else rule
            for rule in self.labels
        )  # fmt: skip
        return replace(self, labels=labels, name=name or self.name)


@dataclass(frozen=True)
class Effective:
    """A policy as it holds for one band and one set of contexts: flat rules and what must be scored."""

    policy_id: str
    band: AgeBand
    rules: tuple[Rule, ...]
    on_missing: Effect
    optional: frozenset[str] = frozenset()

    @cached_property
    def id(self) -> str:
        """The content address ``eff_…``."""
        return content_id("eff", [self.policy_id, self.band, sorted(map(str, self.rules)), asdict(self.on_missing),
                                  sorted(self.optional)])  # fmt: skip

    @cached_property
    def _rules_at(self) -> dict[Stage, tuple[Rule, ...]]:
        return {stage: tuple(rule for rule in self.rules if rule.stage is stage) for stage in Stage}

    @cached_property
    def _required(self) -> dict[tuple[Stage, Extent], frozenset[str]]:
        wanted: dict[tuple[Stage, Extent], set[str]] = {(s, e): set() for s in Stage for e in Extent}
        for rule in self.rules:
            if rule.then.reply is Reply.DELIVER:
                continue
            for condition in rule.when_all:
                if condition.label in CIRCUMSTANCES:
                    continue  # needed only where the rest of the rule holds
                for extent in label_spec(condition.label).extents:
                    wanted[rule.stage, extent].add(condition.label)
        return {key: frozenset(labels - self.optional) for key, labels in wanted.items()}

    @cached_property
    def _circumstantial(self) -> dict[Stage, tuple[Rule, ...]]:
        return {
            stage: tuple(rule for rule in rules if any(c.label in CIRCUMSTANCES for c in rule.when_all))
            for stage, rules in self._rules_at.items()
        }

    def rules_at(self, stage: Stage) -> tuple[Rule, ...]:
        """The rules of one stage."""
        return self._rules_at[stage]

    def circumstantial(self, stage: Stage) -> tuple[Rule, ...]:
        """The rules of one stage that ask for a circumstance too: whether anybody could judge it, say."""
        return self._circumstantial[stage]

    def required(self, stage: Stage, extent: Extent) -> frozenset[str]:
        """The labels that must have a valid score before such a part may be shown."""
        return self._required[stage, extent]


def _relaxed(rule: LabelRule, labels: frozenset[str], suffix: str) -> Iterable[Rule]:
    """The rules of a label while a context relaxes it. Who asks how harm is done meets every line as it was."""
    if rule.label not in labels or not label_spec(rule.label).relaxable or rule.protect is None:
        yield from rule.rules(suffix)
        return
    protect = max(rule.protect, MAX_SCORE if rule.relaxed is None else rule.relaxed)
    grey = None if rule.grey is None else max(rule.grey, protect)  # what a teacher allows is not doubtful either
    yield from replace(rule, protect=protect, grey=grey).rules(suffix)
    if label_spec(rule.label).family == HARM:
        for firm in replace(rule, alert=None).rules(suffix):
            yield replace(firm, name=f"{firm.name}.how_to", when_all=(*firm.when_all, AtLeast(HOW_TO, _SO)),
                          why=f"{firm.why}, and it asks or says how it is done")  # fmt: skip


def resolve(policy: Policy, band: AgeBand, contexts: Iterable[ClassContext] = (), *, now: datetime) -> Effective:
    """Return the rules in force for ``band`` at ``now``: base, plus every band up to it, plus dated contexts.

    Contexts that have ended are left out; a relaxation of a label that is not relaxable is ignored
    (publishing one is refused earlier, with the reason).
    """
    live = sorted((c for c in contexts if c.until > now), key=lambda c: c.name)
    relax = frozenset(label for context in live for label in context.relax)
    layers: list[tuple[str, tuple[LabelRule, ...]]] = [("", policy.labels)]
    younger = ORDERED_BANDS[: ORDERED_BANDS.index(band) + 1]
    layers += [(f".{step}", policy.bands.get(step, ())) for step in younger]
    rules = [rule for suffix, labels in layers for one in labels for rule in _relaxed(one, relax, suffix)]
    rules += [rule for context in live for added in context.add for rule in added.rules(f".{context.name}")]
    return Effective(policy.id, band, (*rules, *policy.rules), policy.on_missing, frozenset(policy.optional))
