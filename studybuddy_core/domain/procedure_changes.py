"""What changed between two procedures, and whether anything is now looked at less.

The counterpart of ``revising`` for what surrounds a policy. A procedure that keeps every check, rule and principle of
another one and adds to them is no weaker; losing or rewording one needs a second person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from studybuddy_core.domain.drafting import Drafting
from studybuddy_core.domain.interventions import DEFAULT, Steering, Strategy
from studybuddy_core.domain.labels import LABELS, label_spec
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.revising import Change, Direction

_TEXT = "fixed text"


def _parts(procedure: Procedure) -> dict[str, Mapping[str, Any]]:
    return {
        "check": {name: name for name in procedure.checks},
        "words of rule": {
            rule.id: (rule.pattern, rule.context, rule.unless, rule.stages, rule.score) for rule in procedure.rules
        },
        "principle": {principle.id: principle.text for principle in procedure.constitution},
        _TEXT: {script.id: script.texts for script in procedure.scripts.values()},
    }


def procedure_differences(old: Procedure, new: Procedure) -> tuple[Change, ...]:
    """Every check, rule on words, principle and fixed text that came, went or was reworded; the length of a piece."""
    return tuple(_differences(old, new))


def _differences(old: Procedure, new: Procedure) -> Iterator[Change]:
    was, now = _parts(old), _parts(new)
    for kind in was:
        for name in sorted({*was[kind], *now[kind]}):
            before, after = was[kind].get(name), now[kind].get(name)
            if before is None:
                direction = Direction.OTHER if kind == _TEXT else Direction.STRICTER
                yield Change("", None, f"{kind} {name}", "none", "there", direction)
            elif after is None:
                yield Change("", None, f"{kind} {name}", "there", "none", Direction.WEAKER)
            elif before != after:
                direction = Direction.OTHER if kind == _TEXT else Direction.WEAKER
                yield Change("", None, f"{kind} {name}", "there", "changed", direction)
    yield from _weights(old, new)
    yield from _rounds(old.drafting or Drafting(cite=False), new.drafting or Drafting(cite=False))
    if old.limits.segment_chars != new.limits.segment_chars:
        yield Change("", None, "longest piece of an answer", f"{old.limits.segment_chars} characters",
                     f"{new.limits.segment_chars} characters", Direction.OTHER)  # fmt: skip
    if old.limits.max_interventions != new.limits.max_interventions:
        yield Change("", None, "most interventions in a turn", str(old.limits.max_interventions),
                     str(new.limits.max_interventions), Direction.OTHER)  # fmt: skip
    if old.grounded != new.grounded:
        yield Change("", None, "approved passages are looked up", _said(old.grounded), _said(new.grounded),
                     Direction.STRICTER if new.grounded else Direction.WEAKER)  # fmt: skip
    yield from _steering(old.steering or DEFAULT, new.steering or DEFAULT)
    if old.panel != new.panel:  # new weights are a new panel: two people look at them
        yield Change("", None, "panel of models", old.panel.id if old.panel else "none",
                     new.panel.id if new.panel else "none",
                     Direction.WEAKER if old.panel else Direction.OTHER)  # fmt: skip


def _steering(old: Steering, new: Steering) -> Iterator[Change]:
    """What is done otherwise about a draft that was sent back. It is checked again whatever is done."""
    for label in sorted({*old.by_label, *new.by_label}):
        was, now = old.by_label.get(label), new.by_label.get(label)
        if was != now:
            yield Change("", None, f"stepping in on “{_title(label)}”", _named(was), _named(now), Direction.OTHER)
    for one in Strategy:
        if one is not Strategy.ABORT and (one in old.allowed) != (one in new.allowed):
            yield Change("", None, f"{one.wording}: may be used", _said(one in old.allowed), _said(one in new.allowed),
                         Direction.OTHER)  # fmt: skip


def _title(label: str) -> str:
    return label_spec(label).title if label in LABELS else f"everything about {label}"


def _named(strategy: Strategy | None) -> str:
    return "as usual" if strategy is None else strategy.wording.lower()


def _weights(old: Procedure, new: Procedure) -> Iterator[Change]:
    """Principles that weigh more or less than before, and those whose tests or example changed."""
    was = {principle.id: principle for principle in old.constitution}
    for principle in new.constitution:
        before = was.get(principle.id)
        if before is None:
            continue
        if before.weight != principle.weight:
            direction = Direction.STRICTER if principle.weight > before.weight else Direction.WEAKER
            yield Change("", None, f"weight of principle {principle.id}", f"{before.weight:g}", f"{principle.weight:g}",
                         direction)  # fmt: skip
        if (before.example, before.tests) != (principle.example, principle.tests):
            yield Change("", None, f"example or tests of principle {principle.id}", "there", "changed",
                         Direction.OTHER)  # fmt: skip


_ROUNDS = {
    "cite": "sources are asked for", "claims": "claims are judged by the model", "samples": "answers compared",
    "questions": "verification questions", "critiques": "rounds of critique",
    "calls": "most calls for rounds", "seconds": "longest time for rounds",
}  # fmt: skip


def _rounds(old: Drafting, new: Drafting) -> Iterator[Change]:
    """Rounds of drafting that there are more or fewer of."""
    for name, words in _ROUNDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change("", None, words, _said(before), _said(after),
                         Direction.STRICTER if after > before else Direction.WEAKER)  # fmt: skip


def _said(value: float | bool) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else f"{value:g}"


def procedure_weakened(old: Procedure, new: Procedure) -> tuple[str, ...]:
    """Return what ``new`` no longer does as ``old`` did, in words; empty when it only adds."""
    return tuple(change.what for change in _differences(old, new) if change.direction is Direction.WEAKER)
