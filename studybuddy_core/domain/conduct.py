"""How an answer is made, checked for truth and stepped in on: the switches of a procedure that people set.

Everything here is off, on or a number, so that it can be published, compared and rolled back like a threshold. A check
that is switched off leaves its labels unscored, and a policy that needs them would block every answer; so the
policy says of these labels that they are optional, with the reason, for as long as the check is off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from studybuddy_core.domain.drafting import Drafting
from studybuddy_core.domain.interventions import DEFAULT, Steering
from studybuddy_core.domain.labels import LABELS, RULE_FAMILY
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.procedures import Procedure

MOST_INTERVENTIONS, SHORTEST_INTERVAL, LONGEST_INTERVAL = 10, 5, 1_000
SWITCHED_OFF = "Switched off in how answers are checked"


@dataclass(frozen=True, slots=True)
class Switch:
    """A part of the check of truth that can be switched off: its checks, and the labels nobody else scores."""

    title: str
    checks: tuple[str, ...]
    labels: tuple[str, ...]


SWITCHES: Mapping[str, Switch] = {
    "arithmetic": Switch("Work out every sum and unit again", ("arithmetic", "units"), ("truth.arithmetic",)),
    "claims": Switch("Lay every statement beside approved passages", ("claims",),
                     ("truth.refuted", "truth.unsupported")),
    "citations": Switch("Refuse a source that was not given", ("citations",), ("truth.citation",)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conduct:
    """What holds for every answer: rounds of drafting, how to step in, and which parts of the check of truth run.

    ``interval`` is in tokens, as guides state it; ``grounded`` says whether approved passages are looked up for a
    question; ``checked`` are names in ``SWITCHES``.
    """

    drafting: Drafting
    steering: Steering = DEFAULT
    interventions: int = 3
    interval: int = 70
    grounded: bool = True
    checked: frozenset[str] = frozenset(SWITCHES)


def steered_labels() -> tuple[str, ...]:
    """Every family and label that an answer can be sent back for, families first."""
    labels = [spec.id for spec in LABELS.values() if Stage.OUTPUT in spec.stages and not spec.circumstance]
    return (*dict.fromkeys([*(label.partition(".")[0] for label in labels), RULE_FAMILY]), *labels)


def conduct_of(procedure: Procedure) -> Conduct:
    """Read the switches of a procedure."""
    limits = procedure.limits
    return Conduct(
        procedure.drafting or Drafting(cite=False), procedure.steering or DEFAULT, limits.max_interventions,
        limits.check_interval, procedure.grounded,
        frozenset(name for name, one in SWITCHES.items() if set(one.checks) <= set(procedure.checks)),
    )  # fmt: skip


def conducted(procedure: Procedure, conduct: Conduct) -> Procedure:
    """The procedure with these switches; what is as it was keeps its form, and with it the address."""
    before, limits = conduct_of(procedure), procedure.limits
    if conduct.interval != before.interval:
        limits = limits.checking_every(conduct.interval)
    return replace(
        procedure,
        checks=_checks(procedure.checks, before.checked, conduct.checked),
        drafting=procedure.drafting if conduct.drafting == before.drafting else conduct.drafting,
        steering=procedure.steering if conduct.steering == before.steering else conduct.steering,
        limits=replace(limits, max_interventions=conduct.interventions),
        grounded=conduct.grounded,
    )


def admitting(policy: Policy, before: Conduct, after: Conduct) -> Policy:
    """The policy that asks for no score of a check that is switched off, and again of one that is switched on."""
    off, on = ({label for name in names for label in SWITCHES[name].labels}
               for names in (before.checked - after.checked, after.checked - before.checked))  # fmt: skip
    new = {label: why for label, why in policy.optional.items() if label not in on or why != SWITCHED_OFF}
    new |= {label: SWITCHED_OFF for label in sorted(off) if label not in new}
    return policy if new == dict(policy.optional) else replace(policy, optional=new)


def still_off(policy: Policy, live: Policy, steps: Procedure) -> Policy:
    """The policy, asking for no score of what the one in force says is switched off and ``steps`` go without.

    A preset or an imported document knows nothing of the switches; as it stands it would block every answer.
    """
    off = {label: SWITCHED_OFF for one in SWITCHES.values() if not set(one.checks) & set(steps.checks)
           for label in one.labels
           if live.optional.get(label) == SWITCHED_OFF and label not in policy.optional}  # fmt: skip
    return replace(policy, optional={**policy.optional, **off}) if off else policy


def _checks(names: Iterable[str], before: frozenset[str], after: frozenset[str]) -> tuple[str, ...]:
    """Without the checks that are switched off, and with those that are switched on; the rest in their order."""
    gone = {check for name in before - after for check in SWITCHES[name].checks}
    come = [check for name in sorted(after - before) for check in SWITCHES[name].checks]
    kept = [name for name in names if name not in gone]
    return (*kept, *(check for check in come if check not in kept))
