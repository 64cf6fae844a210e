"""Shadow: an imported document is tried out beside the policy in force before it may change anything.

While it is in shadow, its rules on words are scored with every message and answer, under labels that no policy in
force speaks of; so a child sees exactly what they would see without it. What it *would* decide is worked out from
those scores when somebody looks, like any other policy that is compared with the one in force. Publishing joins it to
what holds at that moment and is held to the law of publishing; withdrawing stops its rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from db.accounts import Accounts
from db.audit import AuditChain
from db.engine import Database
from db.scope import Scope
from db.shadows import Shadow, Shadows, ShadowState
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, PolicyError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.revising import Change, differences, weakened
from studybuddy_core.services.acting import action, open_door
from studybuddy_core.services.imported import Imported, joined, shadowed, would_be
from studybuddy_core.services.importing import Sources, read_imported
from studybuddy_core.services.publishing import Live, Published, Publishing, live_policy, reason_given
from studybuddy_core.services.replaying import Resolver, Slice, Tally, compare, tally
from studybuddy_core.services.traffic import TrafficRoom

MOST = 5
TRIED = " (in shadow)"


@dataclass(frozen=True)
class Standing:
    """A document in shadow, and what it would have done since.

    ``met``: of how many texts each rule met; ``tally`` compares the policy in force with what would hold;
    ``changes`` are what publishing would change now, ``weaker`` what it would hold less strictly. ``problems``: it
    could be read when it was kept and can't be any more.
    """

    shadow: Shadow
    by: str
    met: Mapping[str, int]
    tally: Tally = field(default_factory=Tally)
    changes: tuple[Change, ...] = ()
    weaker: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def sources_of(shadow: Shadow) -> Sources:
    """The documents as they were given."""
    return Sources(shadow.constitution, shadow.constitution_name, shadow.filters, shadow.filters_name)


class Shadowing:
    """Keeps imported documents, says what they would do, publishes and withdraws them."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, publishing: Publishing,
                 traffic: TrafficRoom | None = None) -> None:  # fmt: skip
        self._database, self._clock, self._ids, self._publishing = database, clock, ids, publishing
        self._traffic = traffic or TrafficRoom(database, clock, ids)
        self._audit = AuditChain(ids)
        self._rules = Resolver()

    @action(Verb.TUNE)
    def meaning(self, actor: Actor, sources: Sources) -> Imported:
        """What documents would mean in this school; raise ``PolicyError`` with every problem."""
        with self._database.read() as session:
            return read_imported(sources, live_policy(session, _scope(actor)).policy)

    @action(Verb.TUNE)
    def keep(self, actor: Actor, sources: Sources, *, why: str) -> Shadow:
        """Keep documents in shadow; raise ``PolicyError`` with every problem, ``Conflict`` for a name that is there."""
        imported, reason = self.meaning(actor, sources), reason_given(why)
        shadow = Shadow(
            self._ids("shd"), imported.name, sources.constitution, sources.constitution_name, sources.filters,
            sources.filters_name, tuple(rule.pattern for rule in imported.rules), reason, actor.id, self._clock.now(),
        )  # fmt: skip

        def work(session: Session) -> Shadow:
            shadows = Shadows(session, _scope(actor))
            if len(shadows.in_shadow()) >= MOST:
                raise BadInput(f"{MOST} documents are in shadow already. Publish or withdraw one of them first.")
            shadows.add(shadow)
            facts = {"name": shadow.name, "rules": [rule.id for rule in shadow.rules], "why": reason}
            self._note(session, actor, "policy.shadowed", shadow.id, facts)
            return shadow

        return self._database.write(work)

    @action(Verb.TUNE, Verb.APPROVE)
    def standings(self, actor: Actor) -> tuple[Standing, ...]:
        """Everything in shadow, oldest first, with what it would have decided since it was kept."""
        scope = _scope(actor)
        with self._database.read() as session:
            found = Shadows(session, scope).list()
            if not found:
                return ()
            live = live_policy(session, scope)
            names = {account.id: account.name for account in Accounts(session, scope).list() if account.login}
        slices = self._traffic.of(scope, fresh=True).slices
        return tuple(self._standing(live, one, names.get(one.by, ""), slices) for one in found)

    @action(Verb.PUBLISH)
    def publish(self, actor: Actor, shadow_id: str, *, why: str) -> Published:
        """Join a document to what holds now; where that is weaker in anything, it waits for a second person."""
        scope, reason, now = _scope(actor), reason_given(why), self._clock.now()
        with self._database.read() as session:
            shadow, live = Shadows(session, scope).get(shadow_id), live_policy(session, scope)
        if shadow.state is not ShadowState.SHADOW:
            raise Conflict("Somebody has already published or withdrawn this document.")
        imported = read_imported(sources_of(shadow), live.policy)
        policy, procedure = joined(imported, live.policy, live.procedure)

        def also(session: Session) -> None:
            Shadows(session, scope).decide(shadow_id, ShadowState.PUBLISHED, at=now, why=reason)
            self._note(session, actor, "policy.shadow.published", shadow_id, {"name": shadow.name, "why": reason})

        return self._publishing.publish(actor, policy, why=reason, replacing=live.activation.id, procedure=procedure,
                                        also=also)  # fmt: skip

    @action(Verb.TUNE)
    def withdraw(self, actor: Actor, shadow_id: str, *, why: str) -> None:
        """Stop trying a document out; its text and what it scored stay."""
        reason, now = reason_given(why), self._clock.now()

        def work(session: Session) -> None:
            Shadows(session, _scope(actor)).decide(shadow_id, ShadowState.WITHDRAWN, at=now, why=reason)
            self._note(session, actor, "policy.shadow.withdrawn", shadow_id, {"why": reason})

        self._database.write(work)

    @open_door("the playground asks it for a school whose person it has checked")
    def names(self, school: str) -> tuple[str, ...]:
        """What can be tried in the playground."""
        with self._database.read() as session:
            return tuple(f"{shadow.name}{TRIED}" for shadow in Shadows(session, Scope(school, "playground")).list())

    @open_door("the playground asks it for a school whose person it has checked")
    def as_published(self, school: str, name: str) -> tuple[Policy, Procedure]:
        """What would hold if the document called ``name`` were published now; raise ``BadInput`` for none."""
        scope = Scope(school, "playground")
        with self._database.read() as session:
            found = [one for one in Shadows(session, scope).list() if f"{one.name}{TRIED}" == name]
            live = live_policy(session, scope)
        if not found:
            raise BadInput(f"{name} is no longer in shadow. Choose another policy.")
        return joined(read_imported(sources_of(found[0]), live.policy), live.policy, live.procedure)

    def _standing(self, live: Live, shadow: Shadow, by: str, slices: tuple[Slice, ...]) -> Standing:
        since = [one for one in (_since(s, shadow.at) for s in slices) if len(one)]
        tried_rules = shadowed(shadow.rules, shadow.id)
        labels = {rule.id: tried.label for rule, tried in zip(shadow.rules, tried_rules, strict=True)}
        met = {id: sum(int((one.scores_of(label) > 0).sum()) for one in since) for id, label in labels.items()}
        try:
            imported = read_imported(sources_of(shadow), live.policy)
        except PolicyError as unreadable:
            return Standing(shadow, by, met, problems=unreadable.problems or (str(unreadable),))
        tried = would_be(imported, live.policy, shadow.id)
        policy, procedure = joined(imported, live.policy, live.procedure)
        return Standing(
            shadow, by, met, tally(compare(since, live.policy, tried, self._rules)),
            (*differences(live.policy, policy), *procedure_differences(live.procedure, procedure)),
            (*weakened(live.policy, policy), *procedure_weakened(live.procedure, procedure)),
        )  # fmt: skip

    def _note(self, session: Session, actor: Actor, what: str, subject: str, facts: Mapping[str, object]) -> None:
        self._audit.append(session, actor.school, actor=actor.id, action=what, subject=subject, at=self._clock.now(),
                           facts=facts)  # fmt: skip


def _scope(actor: Actor) -> Scope:
    return Scope(actor.school, actor.id)


def _since(one: Slice, at: datetime) -> Slice:
    """The messages said after a moment."""
    keep = one.times >= np.datetime64(at.astimezone(UTC).replace(tzinfo=None), "us")
    return Slice(one.stage, one.band, one.some(keep), one.ids[keep], one.times[keep], one.situation)
