"""Deliberating: an adult puts a text before several models; where they disagree it waits in Review for a person.

A disagreement is a flag like any other: with the words, held back, every vote, and the cost of every call. What adults
decide on such flags says how far each model can be trusted; that changes a weight only when somebody publishes a panel
that says so, and changing a published panel needs a second person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from db.audit import AuditChain
from db.engine import Database
from db.ledger import DatabaseLedger
from db.panels import CAUSE, Votes, put_before_a_person
from db.scope import Scope
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.consensus import Ballot, Panel, fails_of, with_records
from studybuddy_core.domain.deciding import Decision, Reason
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.labels import DISAGREED
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Extent, Stage
from studybuddy_core.domain.policies import Effect, Notify, Reply
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Batch, Close, FlagDraft, Outcome, Withheld
from studybuddy_core.domain.reliability import Posterior, Record, posterior, records_of
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.services.acting import action
from studybuddy_core.services.answering_turns import AnsweringTurns
from studybuddy_core.services.panels import (
    Case,
    Deliberation,
    Panels,
    StatedPanel,
    Surroundings,
    cleaned,
    panel_of,
    panel_to_yaml,
    read_panel,
)
from studybuddy_core.services.publishing import Published, Publishing

__all__ = ["Case", "Deliberated", "Deliberating", "Deliberation", "StatedPanel", "Trust", "panel_to_yaml", "read_panel"]


@dataclass(frozen=True, slots=True)
class Deliberated:
    """What a panel said, and the turn in Review where a person has to decide; "" where nobody has to."""

    deliberation: Deliberation
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Trust:
    """How often adults agreed with a model, and how sure one can be of it."""

    record: Record
    posterior: Posterior


class Deliberating:
    """Runs panels for signed-in people."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, audit: AuditChain, answering: AnsweringTurns, panels: Panels,
        ledger: Callable[[str], DatabaseLedger], publishing: Publishing,
    ) -> None:  # fmt: skip
        self._database, self._clock, self._ids, self._audit = database, clock, ids, audit
        self._answering, self._panels, self._ledger, self._publishing = answering, panels, ledger, publishing

    @action(Verb.PROBE)
    def first_document(self, actor: Actor) -> str:
        """The panel that is published here, else one to begin with; "" where no model can be reached."""
        published = self._answering.in_force.at(actor.school).procedure.panel
        if published is not None:
            return panel_to_yaml(published)
        models = self._panels.reachable()
        return panel_of(models) if models else ""

    @action(Verb.PROBE)
    def run(self, actor: Actor, panel: Panel, case: Case) -> Deliberated:
        """Put a text before a panel; where the models disagree, keep it and flag it for a person."""
        case = cleaned(case)
        active = self._answering.in_force.at(actor.school)
        pipeline = self._answering.pipeline(actor.school, active.procedure, active.shadow)
        names = (*self._answering.pupils(actor.school, None), *self._answering.school_facts(actor.school, "").staff)
        around = Surroundings(pipeline.checks, active.effective(AgeBand.OLDER, self._clock.now()), names)
        found = self._panels.deliberate(panel, case, around)
        if not found.consensus.for_a_person:
            return Deliberated(found)
        turn = put_before_a_person(
            self._database, self._ledger(actor.school), actor, self._batch(found, case, active.activation.id),
            [(ballot, fails_of(panel, ballot)) for ballot in found.ballots], panel=panel.id, asked=case.prompt,
            class_id=min(actor.classes, default="") if actor.role is Role.TEACHER else "", ids=self._ids,
            audit=self._audit, at=self._clock.now(),
        )  # fmt: skip
        return Deliberated(found, turn)

    @action(Verb.TUNE, Verb.APPROVE)
    def trust(self, actor: Actor) -> tuple[Trust, ...]:
        """How often adults agreed with each model on texts that were put before them; by model."""
        with self._database.read() as session:
            records = records_of(Votes(session, Scope(actor.school, actor.id)).judged())
        return tuple(Trust(record, posterior(record)) for record in records)

    @action(Verb.TUNE, Verb.APPROVE)
    def weighed(self, actor: Actor, panel: Panel) -> Panel:
        """The panel with what was learnt of its models so far. It holds nowhere until somebody publishes it."""
        return with_records(panel, [one.record for one in self.trust(actor)])

    @action(Verb.PUBLISH)
    def publish(self, actor: Actor, panel: Panel, *, why: str) -> Published:
        """Make this the school's panel, under the law of publishing: changing one needs a second person."""
        live = self._publishing.live(actor)
        if live.procedure.panel == panel:
            raise BadInput("This is the school's panel already: nothing would change.")
        return self._publishing.publish(actor, live.policy, why=why, replacing=live.activation.id,
                                        procedure=replace(live.procedure, panel=panel))  # fmt: skip

    def _batch(self, found: Deliberation, case: Case, activation: str) -> Batch:
        consensus, panel = found.consensus, found.panel
        reasons = [Reason("panel.decision", why="; ".join(consensus.reasons)),
                   Reason("panel.votes", why="; ".join(said(panel, ballot) for ballot in found.ballots))]  # fmt: skip
        decision = Decision(Stage.OUTPUT, Extent.WHOLE, Effect(Reply.WITHHOLD, "", Notify.REVIEW), tuple(reasons), (),
                            panel.id)  # fmt: skip
        return Batch(
            "", decisions=((WHOLE_MESSAGE, 0, decision),), calls=found.calls, activation=activation,
            withheld=(Withheld(0, WHOLE_MESSAGE, case.context),) if case.context else (),
            flags=(FlagDraft(Stage.OUTPUT, Notify.REVIEW, (DISAGREED,), False, False, CAUSE),),
            close=Close(Outcome.REPLACED, "a panel of models disagrees", ms=found.ms),
        )  # fmt: skip


def said(panel: Panel, ballot: Ballot) -> str:
    """One ballot in words: a model with its scores, or why there is no vote."""
    if not ballot.voted:
        return f"no vote: {ballot.model} {ballot.why}"
    scores = ", ".join(f"{c.name} {ballot.scores[c.name] / MAX_SCORE:.2f}" for c in panel.criteria)
    return f"{ballot.model}: {scores}"
