"""Publishing: stricter at once, weaker only with a second person, and everything stays in the history.

Nothing is switched in place. Publishing, approving and rolling back each append an activation, which every
process reads before its next message; so a rollback is nothing else than publishing an older policy with the
procedure that held beside it, and is held to the same law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from db.accounts import Accounts
from db.audit import AuditChain
from db.engine import Database
from db.policies import Activation, Document, Policies
from db.proposals import Proposal, Proposals, ProposalState
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.conduct import still_off
from studybuddy_core.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedure_changes import procedure_differences, procedure_weakened
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.revising import Change, differences, weakened
from studybuddy_core.presets.documents import policy_to_yaml, read_policy
from studybuddy_core.services.acting import action
from studybuddy_core.services.in_force import procedure_document, read_procedure

LONGEST_WHY = 2_000


@dataclass(frozen=True, slots=True)
class Live:
    """The policy and procedure that hold for the school now, and the activation that put them there."""

    policy: Policy
    procedure: Procedure
    activation: Activation


@dataclass(frozen=True, slots=True)
class Published:
    """What came of publishing: it is live (``activation``), or it waits for a second person (``proposal``)."""

    activation: Activation | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal with what it would change from the policy that is live now, and which rules it weakens.

    ``stale``: another policy was published since, so it can't be approved any more.
    """

    proposal: Proposal
    policy: Policy
    changes: tuple[Change, ...]
    weaker: tuple[str, ...]
    by: str
    mine: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history: what was activated, by whom and why, and what it changed."""

    activation: Activation
    policy: Policy
    changes: tuple[Change, ...]
    by: str
    second: str
    live: bool
    weaker_than_live: bool


@lru_cache(maxsize=256)
def read_document(text: str) -> Policy:
    """Read a stored policy; the same text is read once."""
    return read_policy(text)


@lru_cache(maxsize=64)
def read_steps(text: str) -> Procedure:
    """Read a stored procedure; the same text is read once."""
    return read_procedure(text)


def live_policy(session: Session, scope: Scope) -> Live:
    """Return what holds for the school now; raise ``NotFound`` before anything was activated."""
    policies = Policies(session, scope)
    active = policies.active()
    if active is None:
        raise NotFound("This school has no policy yet. Its first one is published when the school is set up.")
    policy, procedure = policies.policy(active.policy_id), policies.procedure(active.procedure_id)
    return Live(read_document(policy.text), read_steps(procedure.text), active)


def sound(policy: Policy) -> Policy:
    """Return the policy as its document reads; raise ``PolicyError`` with every reason why it can't hold."""
    return read_policy(policy_to_yaml(policy), policy.name)


class Publishing:
    """Puts policies in force, with who and why."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._audit = AuditChain(ids)

    @action(Verb.TUNE, Verb.APPROVE)
    def live(self, actor: Actor) -> Live:
        """The policy that holds for the school now."""
        with self._database.read() as session:
            return live_policy(session, Scope(actor.school, actor.id))

    @action(Verb.PUBLISH)
    def publish(
        self, actor: Actor, policy: Policy, *, why: str, replacing: str, name: str = "",
        procedure: Procedure | None = None, also: Callable[[Session], None] = lambda _: None,
    ) -> Published:  # fmt: skip
        """Put ``policy`` in force, or, where it holds anything less strictly, propose it to a second person.

        ``replacing`` is the activation it was compared with; ``procedure`` comes with it, or (None) stays as it is;
        ``also`` is done in the same transaction where it is put in force. Raises ``PolicyError`` for a policy that
        is not sound, ``Conflict`` when another one was published meanwhile or this one is live already.
        """
        reason = reason_given(why)
        with self._database.read() as session:
            held = live_policy(session, Scope(actor.school, actor.id))
        policy = still_off(policy, held.policy, procedure or held.procedure)
        policy = sound(replace(policy, name=name.strip() or policy.name))
        document = self._document(actor, policy)
        scope, ids, now = Scope(actor.school, actor.id), (self._ids("act"), self._ids("prp")), self._clock.now()

        def work(session: Session) -> Published:
            before = live_policy(session, scope)
            if before.activation.id != replacing:
                raise Conflict("Somebody has published another policy in the meantime. Look at it, then publish again.")
            steps = procedure or before.procedure
            if not differences(before.policy, policy) and steps.id == before.procedure.id:
                raise Conflict("This policy is live already: nothing would change.")
            Policies(session, scope).keep_policy(document)
            kept = self._keep_steps(session, scope, steps) if procedure else before.activation.procedure_id
            weaker = (*weakened(before.policy, policy), *procedure_weakened(before.procedure, steps))
            if not weaker:
                also(session)
                return Published(self._activate(session, scope, ids[0], (document.id, kept), reason, now,
                                                before.activation))  # fmt: skip
            waits = Proposal(ids[1], before.policy.id, document.id, reason, actor.id, now,
                             procedure_id=kept if procedure else "",
                             base_procedure_id=before.activation.procedure_id if procedure else "")  # fmt: skip
            Proposals(session, scope).add(waits)
            facts = {"policy": document.id, "base": before.policy.id, "weaker": list(weaker), "why": reason}
            self._note(session, scope, "policy.proposed", waits.id, now, facts)
            return Published(proposal=waits)

        return self._database.write(work)

    @action(Verb.APPROVE)
    def approve(self, actor: Actor, proposal_id: str) -> Activation:
        """Be the second person: the proposed policy holds from now on. Nobody approves their own."""
        scope, id, now = Scope(actor.school, actor.id), self._ids("act"), self._clock.now()

        def work(session: Session) -> Activation:
            proposal, before = Proposals(session, scope).get(proposal_id), live_policy(session, scope)
            if proposal.proposed_by == actor.id:
                raise NotAllowed("You proposed this yourself, so somebody else must approve it.")
            if _stale(proposal, before):
                raise Conflict("Another policy was published since this was proposed. It must be proposed again.")
            Proposals(session, scope).decide(proposal_id, ProposalState.APPROVED, at=now)
            proposer = Scope(actor.school, proposal.proposed_by)
            documents = proposal.policy_id, proposal.procedure_id or before.activation.procedure_id
            return self._activate(session, proposer, id, documents, proposal.why, now, before.activation,
                                  second=actor.id)  # fmt: skip

        return self._database.write(work)

    @action(Verb.APPROVE)
    def refuse(self, actor: Actor, proposal_id: str, *, why: str) -> Proposal:
        """Say no to a proposal, and why. Whoever made it takes it back the same way."""
        reason, scope, now = reason_given(why), Scope(actor.school, actor.id), self._clock.now()

        def work(session: Session) -> Proposal:
            own = Proposals(session, scope).get(proposal_id).proposed_by == actor.id
            state = ProposalState.WITHDRAWN if own else ProposalState.REFUSED
            decided = Proposals(session, scope).decide(proposal_id, state, at=now, why=reason)
            self._note(session, scope, f"policy.{state}", proposal_id, now, {"why": reason})
            return decided

        return self._database.write(work)

    @action(Verb.TUNE, Verb.APPROVE)
    def waiting(self, actor: Actor) -> tuple[Waiting, ...]:
        """What waits for a second person, oldest first."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            live, names, policies = live_policy(session, scope), _names(session, scope), Policies(session, scope)
            found = []
            for proposal in Proposals(session, scope).waiting():
                policy = read_document(policies.policy(proposal.policy_id).text)
                steps = live.procedure
                if proposal.procedure_id:
                    steps = read_steps(policies.procedure(proposal.procedure_id).text)
                found.append(
                    Waiting(
                        proposal, policy,
                        (*differences(live.policy, policy), *procedure_differences(live.procedure, steps)),
                        (*weakened(live.policy, policy), *procedure_weakened(live.procedure, steps)),
                        names.get(proposal.proposed_by, ""), proposal.proposed_by == actor.id, _stale(proposal, live),
                    )
                )  # fmt: skip
        return tuple(found)

    @action(Verb.TUNE, Verb.APPROVE)
    def history(self, actor: Actor, *, before: int | None = None, limit: int = 20) -> tuple[Entry, ...]:
        """What held for the school and since when, newest first; ``before`` is the ``n`` of the last one seen."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            live, names = live_policy(session, scope), _names(session, scope)
            policies = Policies(session, scope)
            rows = [a for a in policies.history(before=before, limit=4 * limit) if not a.class_id][: limit + 1]
            read = [
                Live(read_document(policies.policy(row.policy_id).text),
                     read_steps(policies.procedure(row.procedure_id).text), row)
                for row in rows
            ]  # fmt: skip
        older: list[Live | None] = [*read[1:], None]
        entries = [
            Entry(
                held.activation, held.policy, _changes(previous, held) if previous else (),
                names.get(held.activation.actor, "StudyBuddy"), names.get(held.activation.second, ""),
                held.activation.id == live.activation.id,
                bool(weakened(live.policy, held.policy) or procedure_weakened(live.procedure, held.procedure)),
            )
            for held, previous in zip(read, older, strict=True)
        ]  # fmt: skip
        return tuple(entries[:limit])

    @action(Verb.PUBLISH)
    def roll_back(self, actor: Actor, activation_id: str, *, why: str) -> Published:
        """Publish what held after an earlier activation, under the same law as anything else."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            policies, live = Policies(session, scope), live_policy(session, scope)
            found = next((a for a in policies.history(limit=10_000) if a.id == activation_id and a.policy_id), None)
            if found is None:
                raise NotFound("There is no such policy in the history.")
            policy = read_document(policies.policy(found.policy_id).text)
            procedure = read_steps(policies.procedure(found.procedure_id).text)
        return self.publish(actor, policy, why=why, replacing=live.activation.id, procedure=procedure)

    def _document(self, actor: Actor, policy: Policy) -> Document:
        return Document(policy.id, policy.name, policy_to_yaml(policy), actor.id, self._clock.now())

    def _keep_steps(self, session: Session, scope: Scope, steps: Procedure) -> str:
        text, at = procedure_document(steps), self._clock.now()
        Policies(session, scope).keep_procedure(Document(steps.id, steps.name, text, scope.actor, at))
        return steps.id

    def _activate(self, session: Session, scope: Scope, id: str, documents: tuple[str, str], why: str, now: datetime,
                  before: Activation, second: str = "") -> Activation:  # fmt: skip
        policy_id, procedure_id = documents
        return Policies(session, scope).activate(
            id=id, policy_id=policy_id, procedure_id=procedure_id, why=why, at=now, audit=self._audit,
            second=second, replacing=before.id,
        )  # fmt: skip

    def _note(self, session: Session, scope: Scope, action: str, subject: str, now: datetime,
              facts: Mapping[str, object]) -> None:  # fmt: skip
        self._audit.append(session, scope.school, actor=scope.actor, action=action, subject=subject, at=now,
                           facts=facts)  # fmt: skip


def _changes(before: Live, after: Live) -> tuple[Change, ...]:
    return (*differences(before.policy, after.policy), *procedure_differences(before.procedure, after.procedure))


def _stale(proposal: Proposal, live: Live) -> bool:
    """Whether something else was published since the proposal was made."""
    other_steps = proposal.procedure_id and proposal.base_procedure_id != live.activation.procedure_id
    return proposal.base_id != live.policy.id or bool(other_steps)


def reason_given(why: str) -> str:
    """Return the reason in one line; raise ``BadInput`` where there is none."""
    reason = " ".join(why.split())
    if not reason:
        raise BadInput("Say why: whoever reads the history next month will ask.")
    return reason[:LONGEST_WHY]


def _names(session: Session, scope: Scope) -> dict[str, str]:
    """Staff by their names; nobody else publishes."""
    return {account.id: account.name for account in Accounts(session, scope).list() if account.login}
