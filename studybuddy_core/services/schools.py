"""Setting a school up: whom to call, when, how the tutor sounds, and the switch that stops everything.

Chat stays closed until somebody is there: a contact, helplines, hours, a safeguarding lead, and a test
alert that a person has seen and confirmed. Stopping stops replies only. What children write is still
checked, crisis words and "Talk to a grown-up" stay, nobody is shut out in the middle of a disclosure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from db.alerts import Alert, Alerts
from db.audit import AuditChain
from db.directory import Directory
from db.engine import Database
from db.pauses import Pause, PauseKind, Pauses
from db.schools import SchoolInfo, Schools
from db.scope import Scope
from db.sight import Sight
from db.signing_in import Session
from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedures import Voice
from studybuddy_core.services.acting import action

LONGEST = 1_000
TEST_ALERT = "This is a test alert. Confirm it, so that the school knows alerts reach a person."
STAYS_OPEN = (
    "Children see that the tutor is stopped and that their work is saved.",
    "What they write is still kept and checked, and alerts still come.",
    "Crisis words, helplines and “Talk to a grown-up” stay open.",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that has to be there before chat opens."""

    title: str
    done: bool


@dataclass(frozen=True, slots=True)
class Stopped:
    """The school-wide stop that is in force: by whom, and why."""

    pause: Pause
    by: str


@dataclass(frozen=True, slots=True)
class SchoolState:
    """How the school is set up and what holds now. ``test`` is the test alert that waits to be confirmed."""

    info: SchoolInfo
    leads: int
    stopped: Stopped | None
    test: Alert | None

    @property
    def steps(self) -> tuple[Step, ...]:
        """What chat waits for, in the order to do it."""
        info = self.info
        return (
            Step("A safeguarding contact", bool(info.contact)),
            Step("Local helplines", bool(info.helplines)),
            Step("Hours when somebody answers", bool(info.hours)),
            Step("A safeguarding lead among the people", self.leads > 0),
            Step("A test alert, seen and confirmed", info.test_alert_at is not None),
        )

    @property
    def open(self) -> bool:
        """Whether children can chat now."""
        return self.info.ready and self.stopped is None


def stop_in_force(session: Session, scope: Scope, pauses: tuple[Pause, ...]) -> Stopped | None:
    """Return the school-wide stop among ``pauses``, with the name of whoever stopped."""
    found = next((pause for pause in pauses if pause.kind is PauseKind.SCHOOL), None)
    if found is None:
        return None
    return Stopped(found, Directory(session, scope).names([found.by]).get(found.by, ""))


def see_alert(session: Session, sight: Sight, alert: Alert, clock: Clock, audit: AuditChain) -> None:
    """Acknowledge an alert; a test alert opens the school's chat, if all else is there."""
    at = clock.now()
    alerts = Alerts(session, sight.scope, safeguarding=sight.safeguarding, stands_in=sight.stands_in)
    alerts.acknowledge(alert.id, at=at, audit=audit)
    if alert.kind == "test":
        Schools(session, sight.scope).confirm_test_alert(at)


class SchoolSetup:
    """The school's own settings, for its administrators."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._audit = AuditChain(ids)

    @action(Verb.MANAGE_SCHOOL)
    def state(self, actor: Actor) -> SchoolState:
        """Return how the school is set up and what is missing."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            info = Schools(session, scope).own()
            leads = Directory(session, scope).in_charge().leads
            stopped = stop_in_force(session, scope, Pauses(session, scope).list(now=self._clock.now()))
            tests = [alert for alert in Alerts(session, scope).waiting() if alert.kind == "test"]
        return SchoolState(info, leads, stopped, tests[-1] if tests else None)

    @action(Verb.MANAGE_SCHOOL)
    def set_care(self, actor: Actor, *, contact: str, helplines: str, hours: str) -> SchoolInfo:
        """Set whom children and staff can call, and when. Another contact needs another test alert."""
        contact, helplines, hours = _line(contact, "contact"), _line(helplines, "helplines"), _line(hours, "hours")
        if helplines and not any(ch.isdigit() for ch in helplines):
            raise BadInput("Helplines need a telephone number that works where the children live.")
        scope, at = Scope(actor.school, actor.id), self._clock.now()

        def work(session: Session) -> SchoolInfo:
            before = Schools(session, scope).own()
            after = Schools(session, scope).set_care(contact=contact, helplines=helplines, hours=hours)
            if before.contact != contact:  # a test sent to the contact before proves nothing about this one
                for alert in Alerts(session, scope).waiting():
                    if alert.kind == "test":
                        Alerts(session, scope).acknowledge(alert.id, at=at, audit=self._audit)
            changed = [
                name for name in ("contact", "helplines", "hours") if getattr(before, name) != getattr(after, name)
            ]
            if changed:
                self._record(session, actor, "school.care_changed", {"changed": changed})
            return after

        return self._database.write(work)

    @action(Verb.MANAGE_SCHOOL)
    def set_voice(self, actor: Actor, voice: str) -> SchoolInfo:
        """Choose how the tutor sounds: ``functional`` (a tool) or ``friendly``."""
        if voice not in get_args(Voice):
            raise BadInput(f"The voice is one of: {', '.join(get_args(Voice))}.")

        def work(session: Session) -> SchoolInfo:
            info = Schools(session, Scope(actor.school, actor.id)).set_voice(voice)
            self._record(session, actor, "school.voice_changed", {"voice": voice})
            return info

        return self._database.write(work)

    @action(Verb.MANAGE_SCHOOL)
    def send_test_alert(self, actor: Actor) -> Alert:
        """Send a test alert to the place where every alert appears; one that waits already is not sent again."""
        new, at, scope = self._ids("alr"), self._clock.now(), Scope(actor.school, actor.id)

        def work(session: Session) -> Alert:
            info = Schools(session, scope).own()
            if not (info.contact and info.helplines and info.hours):
                raise Conflict("Set the contact, the helplines and the hours first, then test the alert.")
            if not Directory(session, scope).in_charge().leads:
                raise Conflict("Name a safeguarding lead under People first: some alerts are for the lead alone.")
            waiting = [alert for alert in Alerts(session, scope).waiting() if alert.kind == "test"]
            if waiting:
                return waiting[-1]
            self._record(session, actor, "school.test_alert_sent", {"alert": new})
            return Alerts(session, scope).add(id=new, kind="test", text=TEST_ALERT, at=at)

        return self._database.write(work)

    @action(Verb.MANAGE_SCHOOL)
    def confirm_test_alert(self, actor: Actor, alert_id: str) -> SchoolInfo:
        """Confirm that the test alert was seen."""
        scope = Scope(actor.school, actor.id)

        def work(session: Session) -> SchoolInfo:
            waiting = {alert.id: alert for alert in Alerts(session, scope).waiting() if alert.kind == "test"}
            if alert_id not in waiting:
                raise NotFound("This test alert was confirmed already, or was never sent. Send another one.")
            see_alert(session, Sight(scope), waiting[alert_id], self._clock, self._audit)
            self._record(session, actor, "school.test_alert_confirmed", {"alert": alert_id})
            return Schools(session, scope).own()

        return self._database.write(work)

    @action(Verb.STOP_ALL)
    def stop(self, actor: Actor, why: str) -> None:
        """Stop every reply in the school until somebody resumes; what children write is still checked."""
        reason = _line(why, "reason")
        if not reason:
            raise BadInput("Say why: whoever finds the tutor stopped will ask.")
        new, at, scope = self._ids("pau"), self._clock.now(), Scope(actor.school, actor.id)

        def work(session: Session) -> None:
            pauses = Pauses(session, scope)
            if stop_in_force(session, scope, pauses.list(now=at)) is None:
                pauses.pause(
                    id=new, kind=PauseKind.SCHOOL, target=actor.school, at=at, audit=self._audit, why=reason
                )  # fmt: skip

        self._database.write(work)

    @action(Verb.STOP_ALL)
    def resume(self, actor: Actor) -> bool:
        """Let the tutor answer again; True if it had been stopped. Paused classes and children stay paused."""
        at, scope = self._clock.now(), Scope(actor.school, actor.id)
        ended = self._database.write(
            lambda session: Pauses(session, scope).resume(
                kind=PauseKind.SCHOOL, target=actor.school, at=at, audit=self._audit
            )
        )
        return ended > 0

    def _record(self, session: Session, actor: Actor, done: str, facts: dict[str, object]) -> None:
        self._audit.append(
            session, actor.school, actor=actor.id, action=done, subject=actor.school, at=self._clock.now(), facts=facts
        )


def _line(text: str, name: str) -> str:
    clean = clean_text(text).strip()
    if len(clean) > LONGEST:
        raise BadInput(f"The {name} may have {LONGEST:,} characters; this has {len(clean):,}. Shorten it.")
    return clean
