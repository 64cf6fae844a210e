"""What changed between two procedures, and whether anything is now looked at less.

The counterpart of ``revising`` for what surrounds a policy. A procedure that keeps every check, rule and principle of
another one and adds to them is no weaker; losing or rewording one needs a second person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.revising import Change, Direction

_TEXT = "fixed text"


def _parts(procedure: Procedure) -> dict[str, Mapping[str, Any]]:
    return {
        "check": {name: name for name in procedure.checks},
        "words of rule": {rule.id: (rule.pattern, rule.context, rule.stages, rule.score) for rule in procedure.rules},
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
    if old.limits.segment_chars != new.limits.segment_chars:
        yield Change("", None, "longest piece of an answer", f"{old.limits.segment_chars} characters",
                     f"{new.limits.segment_chars} characters", Direction.OTHER)  # fmt: skip
    if old.steering != new.steering:
        yield Change("", None, "how to step in on an answer", "there" if old.steering else "as usual",
                     "changed" if new.steering else "as usual", Direction.OTHER)  # fmt: skip
    if old.panel != new.panel:  # new weights are a new panel: two people look at them
        yield Change("", None, "panel of models", old.panel.id if old.panel else "none",
                     new.panel.id if new.panel else "none",
                     Direction.WEAKER if old.panel else Direction.OTHER)  # fmt: skip


def procedure_weakened(old: Procedure, new: Procedure) -> tuple[str, ...]:
    """Return what ``new`` no longer does as ``old`` did, in words; empty when it only adds."""
    return tuple(change.what for change in _differences(old, new) if change.direction is Direction.WEAKER)
