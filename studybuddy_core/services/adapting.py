"""Adapting: what a teacher allows a class for a while, or asks to leave out, and how the tutor speaks to whom.

Everything ends by itself on the day that was given, or earlier by one press; it holds from the next message. What may
be relaxed stands in the catalogue of topics, and only labels that lessons may relax can stand there. A profile changes
how the tutor speaks; of the rules it can only choose the younger band's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.audit import AuditChain
from db.classes import Classes
from db.contexts import Contexts, DatedContext
from db.directory import Directory
from db.engine import Database
from db.profiles import Profiles, SetProfile
from db.signing_in import Session
from db.talks import Who
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.access import Actor, Role, Verb
from studybuddy_core.domain.errors import BadInput, Conflict
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.policies import ClassContext
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.profiles import NO_PROFILE, Profile
from studybuddy_core.presets.contexts import Catalogue, catalogue
from studybuddy_core.services.acting import action
from studybuddy_core.services.context_making import LONGEST_WHY, WantedContext, made_context
from studybuddy_core.services.seeing import named_in_class, sight_of

__all__ = ["Adapting", "Catalogue", "ClassAdaptation", "HeldContext", "HeldProfile", "WantedContext"]

MOST_LIVE = 8
LONGEST = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class HeldContext:
    """A context of a class as it is shown: ``live`` or over, who set it and who ended it early."""

    dated: DatedContext
    live: bool
    by: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class HeldProfile:
    """A profile that holds for the class (``learner`` "") or one child, by the name this reader may know."""

    learner: str
    name: str
    profile: Profile
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ClassAdaptation:
    """All that is set for a class: contexts newest first, its own profile, and one line a child."""

    contexts: tuple[HeldContext, ...]
    profile: HeldProfile
    children: tuple[HeldProfile, ...]

    @property
    def live(self) -> tuple[HeldContext, ...]:
        """The contexts that hold now."""
        return tuple(held for held in self.contexts if held.live)


class Adapting:
    """Sets contexts and profiles for classes. ``changed`` is told the school whenever what holds may be another."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, changed: Callable[[str], None]) -> None:
        self._database, self._clock, self._ids, self._changed = database, clock, ids, changed
        self._audit = AuditChain(ids)

    @action(Verb.ADAPT, Verb.PROBE)
    def choices(self, actor: Actor) -> Catalogue:  # noqa: ARG002 - an action has its actor
        """What can be chosen: topics, stricter rules, ready-made contexts, where examples come from."""
        return catalogue()

    @action(Verb.ADAPT)
    def live(self, actor: Actor, class_id: str) -> tuple[HeldContext, ...]:
        """Return the contexts that hold for a class now, newest first."""
        return self._contexts(actor, class_id, live_only=True)

    @action(Verb.ADAPT)
    def of_class(self, actor: Actor, class_id: str) -> ClassAdaptation:
        """Return all that is, or was, set for a class."""
        contexts = self._contexts(actor, class_id)
        scope = sight_of(actor).scope
        with self._database.read() as session:
            pupils = [Who(a.id, a.name, a.pseudonym)
                      for a in Classes(session, scope).members(class_id, role=Role.LEARNER)]  # fmt: skip
            found = {one.learner: one for one in Profiles(session, scope).of_class(class_id)}
            names = Directory(session, scope).names([one.by for one in found.values()])

        def held(learner: str, name: str) -> HeldProfile:
            one = found.get(learner)
            if one is None:
                return HeldProfile(learner, name, NO_PROFILE, "", None)
            return HeldProfile(learner, name, one.profile, names.get(one.by, ""), one.at)

        named = ((who.id, named_in_class(actor, who, class_id)) for who in pupils)
        children = sorted((held(learner, name) for learner, name in named), key=lambda one: one.name)
        return ClassAdaptation(contexts, held("", ""), tuple(children))

    @action(Verb.ADAPT)
    def allow(self, actor: Actor, class_id: str, chosen: WantedContext) -> DatedContext:
        """Set a context for a class, from the next message on; raises ``BadInput`` for one that can't be."""
        now, new_id, scope = self._clock.now(), self._ids("ctx"), sight_of(actor).scope
        context = made_context(chosen, catalogue(), new_id)
        self._check_end(context.until, now)
        why = clean_text(chosen.why).strip()[:LONGEST_WHY]

        def work(session: Session) -> DatedContext:
            Classes(session, scope).get(class_id)
            if len(Contexts(session, scope).live(class_id, now=now)) >= MOST_LIVE:
                raise Conflict(f"A class can have {MOST_LIVE} of these at once. End one first.")
            return self._keep(session, actor, class_id, context, why, new_id, now)

        kept = self._database.write(work)
        self._changed(actor.school)
        return kept

    @action(Verb.ADAPT)
    def end(self, actor: Actor, context_id: str) -> bool:
        """End a context before its day, from the next message on; False where it has ended already."""
        now, scope = self._clock.now(), sight_of(actor).scope

        def work(session: Session) -> bool:
            contexts = Contexts(session, scope)
            ended = contexts.end(context_id, at=now)
            if ended:
                class_id = contexts.get(context_id).class_id
                self._record(session, actor, "context.ended", class_id, {"context": context_id})
            return ended

        ended = self._database.write(work)
        self._changed(actor.school)
        return ended

    @action(Verb.ADAPT)
    def put_back(self, actor: Actor, context_id: str) -> DatedContext:
        """Set a context that was ended early once more, until the day it had; ``BadInput`` where that is over."""
        now, new_id, scope = self._clock.now(), self._ids("ctx"), sight_of(actor).scope

        def work(session: Session) -> DatedContext:
            before = Contexts(session, scope).get(context_id)
            if before.live(now):
                return before
            if before.context.until <= now:
                raise BadInput("Its day is over. Set it anew with another day.")
            return self._keep(session, actor, before.class_id, before.context, before.why, new_id, now)

        kept = self._database.write(work)
        self._changed(actor.school)
        return kept

    @action(Verb.ADAPT)
    def speak(self, actor: Actor, class_id: str, profile: Profile, *, learner: str = "") -> SetProfile:
        """Set how the tutor speaks to a class, or to one child of it, from the next message on."""
        if profile.domain and profile.domain not in catalogue().domains:
            raise BadInput(f"Examples can't come from {profile.domain!r}: choose one of the list.")
        now, new_id, scope = self._clock.now(), self._ids("prf"), sight_of(actor).scope

        def work(session: Session) -> SetProfile:
            kept = Profiles(session, scope).set(id=new_id, class_id=class_id, learner=learner, profile=profile, at=now)
            self._record(session, actor, "profile.set", learner or class_id, {
                "band": str(profile.band or ""), "expertise": str(profile.expertise), "domain": profile.domain,
                "conservative": profile.conservative,
            })  # fmt: skip
            return kept

        return self._database.write(work)

    @action(Verb.ADAPT)
    def profile_history(self, actor: Actor, class_id: str) -> Sequence[HeldProfile]:
        """Return every setting of a class and its children, newest first."""
        scope = sight_of(actor).scope
        with self._database.read() as session:
            who = {a.id: Who(a.id, a.name, a.pseudonym)
                   for a in Classes(session, scope).members(class_id, role=Role.LEARNER)}  # fmt: skip
            history = Profiles(session, scope).history(class_id)
            names = Directory(session, scope).names([one.by for one in history])
        return [
            HeldProfile(one.learner, named_in_class(actor, who[one.learner], class_id) if one.learner else "",
                        one.profile, names.get(one.by, ""), one.at)
            for one in history
        ]  # fmt: skip

    def _contexts(self, actor: Actor, class_id: str, *, live_only: bool = False) -> tuple[HeldContext, ...]:
        now, scope = self._clock.now(), sight_of(actor).scope
        with self._database.read() as session:
            Classes(session, scope).get(class_id)
            found = [one for one in Contexts(session, scope).list(class_id) if one.live(now) or not live_only]
            names = Directory(session, scope).names([who for one in found for who in (one.by, one.ended_by) if who])
        return tuple(
            HeldContext(one, one.live(now), names.get(one.by, ""), names.get(one.ended_by, "")) for one in found
        )

    def _keep(
        self, session: Session, actor: Actor, class_id: str, context: ClassContext, why: str, new_id: str, now: datetime
    ) -> DatedContext:
        kept = Contexts(session, sight_of(actor).scope).add(id=new_id, class_id=class_id, context=context, why=why,
                                                            at=now)  # fmt: skip
        self._record(session, actor, "context.allowed", class_id, {
            "context": new_id, "until": context.until.isoformat(), "made_of": list(context.made_of),
            "relax": list(context.relax), "add": [rule.label for rule in context.add],
        })  # fmt: skip
        return kept

    @staticmethod
    def _check_end(until: datetime, now: datetime) -> None:
        if until <= now:
            raise BadInput("The last day must be today or later.")
        if until > now + LONGEST:
            raise BadInput(f"It can last {LONGEST.days} days at most. Choose an earlier day; it can be set again then.")

    def _record(self, session: Session, actor: Actor, done: str, subject: str, facts: dict[str, object]) -> None:
        self._audit.append(session, actor.school, actor=actor.id, action=done, subject=subject, at=self._clock.now(),
                           facts=facts)  # fmt: skip
