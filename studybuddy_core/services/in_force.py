"""Which policy and procedure hold right now, for a school or a class.

Every process asks the database again at most half a second after it last did, so a policy published
anywhere holds everywhere within two seconds; the process that published it forgets at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from pydantic import TypeAdapter

from db.audit import AuditChain
from db.contexts import Contexts
from db.engine import Database
from db.policies import Activation, Document, Policies
from db.scope import Scope
from db.shadows import Shadows
from db.signing_in import Session
from studybuddy_core.checks.lexicon import refusal
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.labels import HARM, label_spec
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import ClassContext, Effective, Policy, resolve
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.profiles import Around, Profile
from studybuddy_core.presets.documents import policy_to_yaml, read_policy
from studybuddy_core.services.imported import shadowed

FRESH_S, HOW_TO_CHECK = 0.5, "how_to"
_PROCEDURE = TypeAdapter(Procedure)


def procedure_document(procedure: Procedure) -> str:
    """Return the procedure as it is stored: JSON, from which the same id is read back."""
    return _PROCEDURE.dump_json(procedure, indent=1).decode()


def read_procedure(text: str) -> Procedure:
    """Return the procedure that ``procedure_document`` was given."""
    return _PROCEDURE.validate_json(text)


@dataclass(frozen=True)
class Active:
    """The documents in force, the activation that put them there, and what a teacher allows the class for a while.

    ``shadow`` are rules that are scored and decide nothing.
    """

    activation: Activation
    policy: Policy
    procedure: Procedure

    contexts: tuple[ClassContext, ...] = ()
    shadow: tuple[PatternRule, ...] = ()

    @cached_property
    def _resolved(self) -> dict[tuple[AgeBand, tuple[int, ...], frozenset[str]], Effective]:
        return {}

    @cached_property
    def patterns(self) -> tuple[PatternRule, ...]:
        """The words that the class's contexts leave out."""
        return tuple(pattern for context in self.contexts for pattern in context.patterns)

    def live(self, now: datetime) -> tuple[ClassContext, ...]:
        """The class's contexts that have not ended."""
        return tuple(context for context in self.contexts if context.until > now)

    def around(self, profile: Profile, now: datetime) -> Around:
        """What the tutor hears of the class at this moment, and how it speaks to a child with this profile."""
        live = self.live(now)
        return Around(tuple(c.name for c in live), tuple(c.told for c in live), profile)

    def effective(self, band: AgeBand, now: datetime, *, patterns: tuple[PatternRule, ...] | None = None) -> Effective:
        """The policy as it holds for this age band now, with the class's contexts that have not ended.

        ``patterns`` are the words a turn under way is scored for: others that a class leaves out since hold from
        the next message on.
        """
        scored = frozenset(pattern.label for pattern in (self.patterns if patterns is None else patterns))
        live = tuple(n for n, context in enumerate(self.contexts) if context.until > now)
        key = (band, live, scored)
        found = self._resolved.get(key)
        if found is None:
            contexts = admitted([self.contexts[n].scored_by(scored) for n in live], self.procedure)
            found = self._resolved.setdefault(key, resolve(self.policy, band, contexts, now=now))
        return found


def admitted(contexts: Iterable[ClassContext], procedure: Procedure) -> list[ClassContext]:
    """The contexts as they hold under a procedure: where nothing reads who asks how it is done, no harm is relaxed."""
    if HOW_TO_CHECK in procedure.checks:
        return list(contexts)
    return [replace(c, relax=tuple(x for x in c.relax if label_spec(x).family != HARM)) for c in contexts]


class InForce:
    """Answers what holds; remembers documents for ever (they never change) and activations for half a second."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._gate = threading.Lock()
        self._seen: dict[tuple[str, str], tuple[float, Active]] = {}
        self._policies: dict[str, Policy] = {}
        self._procedures: dict[str, Procedure] = {}
        self._shadows: dict[tuple[str, ...], tuple[PatternRule, ...]] = {}

    def at(self, school: str, class_id: str = "") -> Active:
        """Return what holds for a class (or the school); raise ``ConfigError`` where nothing was ever activated."""
        now = self._clock.monotonic()
        with self._gate:
            seen = self._seen.get((school, class_id))
        if seen is not None and now - seen[0] < FRESH_S:
            return seen[1]
        active = self._read(school, class_id, seen[1] if seen else None)
        with self._gate:
            self._seen[school, class_id] = (now, active)
        return active

    def effective(self, school: str, class_id: str, band: AgeBand) -> Effective:
        """The rules in force for this band of this class."""
        return self.at(school, class_id).effective(band, self._clock.now())

    def forget(self, school: str) -> None:
        """Ask the database again next time: something was just activated here."""
        with self._gate:
            self._seen = {key: value for key, value in self._seen.items() if key[0] != school}

    def _read(self, school: str, class_id: str, before: Active | None) -> Active:
        with self._database.read() as session:
            stored = Policies(session, Scope(school, "in force"))
            activation = stored.active(class_id)
            if activation is None:
                raise ConfigError("No policy is in force in this school. Run: studybuddy policy publish balanced")
            now = self._clock.now()
            contexts = Contexts(session, Scope(school, "in force")).live(class_id, now=now) if class_id else ()
            shadow = self._tried(Shadows(session, Scope(school, "in force")))
            known = before and (before.activation.id, before.contexts, before.shadow)
            if before is not None and known == (activation.id, contexts, shadow):
                return before
            policy, procedure = activation.policy_id, activation.procedure_id
            if policy not in self._policies:
                self._policies[policy] = read_policy(stored.policy(policy).text, policy)
            if procedure not in self._procedures:
                self._procedures[procedure] = read_procedure(stored.procedure(procedure).text)
        return Active(activation, self._policies[policy], self._procedures[procedure], contexts, shadow)

    def _tried(self, shadows: Shadows) -> tuple[PatternRule, ...]:
        """The rules in shadow; the same documents give the same tuple, and are read once."""
        ids = shadows.in_shadow()
        if ids not in self._shadows:
            found = [rule for id in ids for rule in shadowed(shadows.get(id).rules, id)]
            self._shadows[ids] = tuple(r for r in found if not any(map(refusal, (r.pattern, r.context, r.unless))))
        return self._shadows[ids]


def activate_first(
    database: Database, school: str, policy: Policy, procedure: Procedure, *, clock: Clock, ids: Ids, audit: AuditChain
) -> None:
    """Put a new school's first policy and procedure in force; a school that has one keeps it."""
    at = clock.now()

    def work(session: Session) -> None:
        stored = Policies(session, Scope(school, "setup"))
        if stored.active() is None:
            stored.keep_policy(Document(policy.id, policy.name, policy_to_yaml(policy), "setup", at))
            stored.keep_procedure(Document(procedure.id, procedure.name, procedure_document(procedure), "setup", at))
            stored.activate(id=ids("act"), policy_id=policy.id, procedure_id=procedure.id,
                            why="The policy a new school begins with", at=at, audit=audit)  # fmt: skip

    database.write(work)
