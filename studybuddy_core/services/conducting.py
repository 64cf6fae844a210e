"""Conducting: which checks of truth run, what drafts go through and how to step in, set under the law of every policy.

It holds from every child's next message, stands in the history with who and why, and is rolled back like a policy.
What holds less back waits for a second person.
"""

from __future__ import annotations

from dataclasses import dataclass

from db.engine import Database
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.conduct import (
    LONGEST_INTERVAL,
    MOST_INTERVENTIONS,
    SHORTEST_INTERVAL,
    SWITCHES,
    Conduct,
    admitting,
    conduct_of,
    conducted,
    steered_labels,
)
from studybuddy_core.domain.drafting import MOST_CALLS, MOST_CRITIQUES, MOST_QUESTIONS, MOST_SAMPLES
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.revising import Change, differences, weakened
from studybuddy_core.services.acting import action
from studybuddy_core.services.publishing import Live, Published, Publishing, live_policy

LONGEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A changed policy and procedure beside those that hold: what differs, and what of it holds less."""

    policy: Policy
    procedure: Procedure
    changes: tuple[Change, ...]
    weaker: tuple[str, ...]


def wanted(live: Live, conduct: Conduct, steps: Procedure | None = None) -> Wanted:
    """What would hold with these switches; raises ``BadInput`` for one that can't be. ``steps`` may be changed too."""
    _check(conduct)
    procedure = conducted(steps or live.procedure, conduct)
    policy = admitting(live.policy, conduct_of(live.procedure), conduct)
    changes = (*differences(live.policy, policy), *procedure_differences(live.procedure, procedure))
    weaker = (*weakened(live.policy, policy), *procedure_weakened(live.procedure, procedure))
    return Wanted(policy, procedure, changes, weaker)


class Conducting:
    """Reads and publishes how answers are made, checked and stepped in on."""

    def __init__(self, database: Database, publishing: Publishing) -> None:
        self._database, self._publishing = database, publishing

    @action(Verb.TUNE, Verb.APPROVE)
    def holding(self, actor: Actor) -> Conduct:
        """What holds for every answer now."""
        return conduct_of(self._live(actor).procedure)

    @action(Verb.TUNE)
    def compare(self, actor: Actor, conduct: Conduct) -> Wanted:
        """What would change, and what of it holds less."""
        return wanted(self._live(actor), conduct)

    @action(Verb.PUBLISH)
    def publish(self, actor: Actor, conduct: Conduct, *, why: str) -> Published:
        """Put these switches in force, or propose them to a second person where they hold anything less."""
        live = self._live(actor)
        new = wanted(live, conduct)
        return self._publishing.publish(actor, new.policy, why=why, replacing=live.activation.id,
                                        procedure=new.procedure)  # fmt: skip

    def _live(self, actor: Actor) -> Live:
        with self._database.read() as session:
            return live_policy(session, Scope(actor.school, actor.id))


def _check(conduct: Conduct) -> None:
    drafting = conduct.drafting
    bounds = (
        ("Samples", drafting.samples, 0, MOST_SAMPLES), ("Questions", drafting.questions, 0, MOST_QUESTIONS),
        ("Critiques", drafting.critiques, 0, MOST_CRITIQUES), ("Calls", drafting.calls, 0, MOST_CALLS),
        ("Seconds", drafting.seconds, 0, LONGEST_S), ("Interventions", conduct.interventions, 0, MOST_INTERVENTIONS),
        ("The check interval", conduct.interval, SHORTEST_INTERVAL, LONGEST_INTERVAL),
    )  # fmt: skip
    for name, value, least, most in bounds:
        if not least <= value <= most:
            raise BadInput(f"{name} can be {least:g} to {most:g}.")
    unknown = sorted(set(conduct.steering.by_label) - set(steered_labels()))
    unknown += sorted(conduct.checked - set(SWITCHES))
    if unknown:
        raise BadInput(f"{', '.join(unknown)}: there is no such label, family or check that an answer can be sent "
                       "back for.")  # fmt: skip
