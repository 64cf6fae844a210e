"""What changed between two policies, and whether anything is now held less strictly.

Whoever tightens a rule may do it alone and at once. Whoever loosens one needs a second person, so
"is anything weaker?" must have an answer that nobody can talk round. It is asked rule by rule: a new
policy is as strict as the old one when each old rule is *covered*, that is, when the new rules that
must fire whenever it fires have at least its effect. What can't be shown to be covered counts as weaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from studybuddy_core.domain.labels import CIRCUMSTANCES, LABELS, label_spec
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Extent, Stage
from studybuddy_core.domain.policies import (
    ClassContext,
    Effect,
    Effective,
    LabelRule,
    Notify,
    Policy,
    Reply,
    Rule,
    resolve,
)

_THEN = datetime(2000, 1, 1, tzinfo=UTC)


class Line(StrEnum):
    """A label's two thresholds, and the line from which on it is doubtful."""

    PROTECT = "protect"
    ALERT = "alert"
    GREY = "grey"


class Direction(StrEnum):
    """Whether a change holds more back, or less, or is of another kind."""

    STRICTER = "stricter"
    WEAKER = "weaker"
    OTHER = "changed"


@dataclass(frozen=True, slots=True)
class Move:
    """One line put somewhere else: ``band`` None moves it for every age, ``score`` None means "never"."""

    label: str
    line: Line
    score: int | None
    band: AgeBand | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the comparison of two policies, in words: where, what, from what to what."""

    label: str
    band: AgeBand | None
    what: str
    before: str
    after: str
    direction: Direction

    @property
    def title(self) -> str:
        """What it is about, as a person reads it."""
        return label_spec(self.label).title if self.label else self.what.capitalize()


def shown_score(score: int | None) -> str:
    """A threshold as people read it: 0.85, 0.8567, or "never"."""
    if score is None:
        return "never"
    digits = f"{score / 10_000:.4f}"
    return digits[:-2] if digits.endswith("00") else digits


def effective_line(policy: Policy, label: str, line: Line, band: AgeBand) -> int | None:
    """Where a line stands for ``band``: the lowest of all that hold for it, or None for never."""
    younger = ORDERED_BANDS[: ORDERED_BANDS.index(band) + 1]
    rules = [*policy.labels, *(rule for step in younger for rule in policy.bands.get(step, ()))]
    scores = [getattr(rule, line) for rule in rules if rule.label == label]
    return min((s for s in scores if s is not None), default=None)


def _set(rule: LabelRule, line: Line, score: int | None) -> LabelRule:
    """Put a line there; nothing is doubtful above the protect line, so the grey line follows it down."""
    if line is Line.ALERT:
        return replace(rule, alert=score)
    protect, grey = (score, rule.grey) if line is Line.PROTECT else (rule.protect, score)
    if grey is not None and protect is not None:
        grey = min(grey, protect)
    return replace(rule, protect=protect, grey=grey)


def _no_stricter(added: int | None, base: int | None) -> bool:
    return added is None or (base is not None and added >= base)


def moved(policy: Policy, move: Move) -> Policy:
    """Return the policy with one line moved; raise ``KeyError`` for a label it has no thresholds for.

    For one band the line is an addition to what holds for everyone, so it can only be the stricter of the
    two; an addition that adds nothing is dropped, which is how a band goes back to "like the others".
    """
    base = policy.label_rule(move.label)
    if base is None:
        raise KeyError(move.label)
    if move.band is None:
        labels = tuple(_set(r, move.line, move.score) if r.label == move.label else r for r in policy.labels)
        return replace(policy, labels=labels)
    added = list(policy.bands.get(move.band, ()))
    before = next((rule for rule in added if rule.label == move.label), base)
    after = _set(before, move.line, move.score)
    kept = [rule for rule in added if rule.label != move.label]
    if not all(_no_stricter(getattr(after, line), getattr(base, line)) for line in Line):
        at = next((i for i, rule in enumerate(added) if rule.label == move.label), len(kept))
        kept.insert(at, after)
    bands = {band: rules for band, rules in policy.bands.items() if band is not move.band}
    return replace(policy, bands={**bands, **({move.band: tuple(kept)} if kept else {})})


def drafted(policy: Policy, moves: Iterable[Move]) -> Policy:
    """Fold moves over a policy, in order; moves of labels that it no longer has fall away."""
    known = {rule.label for rule in policy.labels}
    for move in moves:
        if move.label in known:
            policy = moved(policy, move)
    return policy


def _line_change(label: str, band: AgeBand | None, line: Line, old: int | None, new: int | None) -> Change:
    up = new is None or (old is not None and new > old)
    direction = Direction.WEAKER if up else Direction.STRICTER
    return Change(label, band, line, shown_score(old), shown_score(new), direction)


def _layer_changes(old: Policy, new: Policy, band: AgeBand | None) -> Iterator[Change]:
    was = {r.label: r for r in (old.labels if band is None else old.bands.get(band, ()))}
    now = {r.label: r for r in (new.labels if band is None else new.bands.get(band, ()))}
    for label in sorted({*was, *now}):
        before, after = was.get(label), now.get(label)
        for line in Line:
            if band is None:
                start = getattr(before, line) if before else None
                end = getattr(after, line) if after else None
            else:
                start, end = effective_line(old, label, line, band), effective_line(new, label, line, band)
            if start != end:
                yield _line_change(label, band, line, start, end)
        if before and after:
            yield from _conduct_changes(before, after, band)


def _conduct_changes(before: LabelRule, after: LabelRule, band: AgeBand | None) -> Iterator[Change]:
    for stage in Stage:
        old, new = before.replies.get(stage, Reply.DELIVER), after.replies.get(stage, Reply.DELIVER)
        if old != new:
            direction = Direction.STRICTER if new > old else Direction.WEAKER
            yield Change(after.label, band, f"reply at {stage}", old.name.lower(), new.name.lower(), direction)
    if before.call != after.call:
        direction = Direction.STRICTER if after.call > before.call else Direction.WEAKER
        yield Change(after.label, band, "who hears", before.call.name.lower(), after.call.name.lower(), direction)
    if before.relaxed != after.relaxed:
        yield _line_change(after.label, band, Line.PROTECT, before.relaxed, after.relaxed)
    if before.script != after.script:
        yield Change(after.label, band, "script", before.script or "none", after.script or "none", Direction.OTHER)


def differences(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every difference in what two policies do, line by line; their names and summaries don't count."""
    found = [change for band in (None, *ORDERED_BANDS) for change in _layer_changes(old, new, band)]
    was, now = {rule.name: rule for rule in old.rules}, {rule.name: rule for rule in new.rules}
    for name in sorted({*was, *now}):
        if was.get(name) == now.get(name):
            continue
        before, after = ("there" if name in group else "none" for group in (was, now))
        direction = Direction.STRICTER if name not in was else Direction.WEAKER if name not in now else Direction.OTHER
        found.append(Change("", None, f"rule {name}", before, "changed" if before == after else after, direction))
    for label in sorted({*old.optional, *new.optional}):
        if (label in old.optional) != (label in new.optional):
            before, after = ("optional", "required") if label in old.optional else ("required", "optional")
            direction = Direction.STRICTER if after == "required" else Direction.WEAKER
            found.append(Change(label, None, "when unchecked", before, after, direction))
    if old.on_missing != new.on_missing:
        direction = Direction.STRICTER if _covers([new.on_missing], old.on_missing) else Direction.WEAKER
        found.append(Change("", None, "reply when a check is missing", old.on_missing.reply.name.lower(),
                            new.on_missing.reply.name.lower(), direction))  # fmt: skip
    return tuple(found)


def _covers(effects: Iterable[Effect], wanted: Effect) -> bool:
    reply, notify = Reply.DELIVER, Notify.NONE
    for effect in effects:
        reply, notify = max(reply, effect.reply), max(notify, effect.notify)
    return reply >= wanted.reply and notify >= wanted.notify


def _implied(by: Rule, rule: Rule) -> bool:
    """Whether ``rule`` must fire whenever ``by`` does."""
    least: dict[str, int] = {}
    for condition in by.when_all:
        least[condition.label] = max(condition.score, least.get(condition.label, 0))
    return all(c.label in least and least[c.label] >= c.score for c in rule.when_all)


def _circumstances(rule: Rule) -> frozenset[str]:
    return frozenset(c.label for c in rule.when_all) & CIRCUMSTANCES


def _hangs_too(rule: Rule, near: Iterable[Rule], old: Effective, new: Effective) -> bool:
    """Whether the new rules block as well where a circumstance that ``rule`` asks for is missing."""
    asks = _circumstances(rule) - old.optional
    if not asks:
        return True
    near = tuple(near)
    plain = replace(rule, when_all=tuple(c for c in rule.when_all if c.label not in CIRCUMSTANCES))
    if _covers((r.then for r in near if _implied(plain, r)), rule.then.joined(old.on_missing)):
        return True
    return any(_implied(rule, r) and asks <= _circumstances(r) - new.optional for r in near)


def _by_label(rules: Iterable[Rule]) -> dict[tuple[Stage, str], list[Rule]]:
    """Rules by their first label; one that another implies has that label among the other's."""
    found: dict[tuple[Stage, str], list[Rule]] = {}
    for rule in rules:
        found.setdefault((rule.stage, rule.when_all[0].label if rule.when_all else ""), []).append(rule)
    return found


def _uncovered(old: Effective, new: Effective) -> Iterator[str]:
    known = _by_label(new.rules)
    for rule in old.rules:
        labels = {"", *(condition.label for condition in rule.when_all)}
        near = [r for label in labels for r in known.get((rule.stage, label), ())]
        kept = _covers((r.then for r in near if _implied(rule, r)), rule.then)
        if not kept or not _hangs_too(rule, near, old, new):
            yield rule.name
    for stage in Stage:
        for extent in Extent:
            for label in sorted(old.required(stage, extent) - new.required(stage, extent)):
                yield f"{label}.required"
    if not _covers([new.on_missing], old.on_missing):
        yield "on_missing"


def weakened(old: Policy, new: Policy) -> tuple[str, ...]:
    """Return the names of the rules of ``old`` that ``new`` doesn't fully keep, at any age; empty when none.

    Asked twice for each age: as the rules stand, and where a class context relaxes all it may.
    """
    relaxing = ClassContext("every relaxation", _THEN + timedelta(days=1),
                            relax=tuple(label for label, spec in LABELS.items() if spec.relaxable))  # fmt: skip
    found: dict[str, None] = {}
    for band in ORDERED_BANDS:
        for contexts in ((), (relaxing,)):
            was, now = resolve(old, band, contexts, now=_THEN), resolve(new, band, contexts, now=_THEN)
            found |= dict.fromkeys(_uncovered(was, now))
    return tuple(found)
