"""How the school stands today, on one calm page: what was checked, what waits, what broke, what it cost.

A zero is worth something only beside the number it is a zero of and the last proof that an alert arrives,
so both come with every count. Nothing here names or ranks a child, and what is for the safeguarding lead
alone is neither shown nor counted for anyone else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.alerts import Alert, Alerts
from db.audit import AuditChain
from db.classes import Classes
from db.counts import Broken, Checked, Counts, Spent, Waiting
from db.directory import Directory
from db.engine import Database
from db.flags import Flags
from db.pauses import PauseKind, Pauses
from db.policies import Policies
from db.schools import SchoolInfo, Schools
from db.scope import Scope
from db.sight import Sight
from db.signing_in import Session
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.reviews import ReviewState
from studybuddy_core.services.acting import action
from studybuddy_core.services.schools import Stopped, see_alert, stop_in_force
from studybuddy_core.services.seeing import sight_of

BUILT_IN = "builtin"


@dataclass(frozen=True, slots=True)
class PausedClass:
    """A class that was told to wait; ``until`` None means until somebody resumes it."""

    name: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyNow:
    """The policy in force for the school: which, by whom, since when, and why."""

    name: str
    policy_id: str
    by: str
    second: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Call:
    """An alert that waits, as it is read: what it is about in words, and the class, never the child."""

    alert: Alert
    about: str
    class_name: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The day so far. ``crises`` are open flags of a child in trouble, as far as the reader may know of them."""

    at: datetime
    school: SchoolInfo
    leads: int
    checked: Checked
    lanes: tuple[Waiting, ...]
    broken: Broken
    calls: tuple[Spent, ...]
    alerts: tuple[Call, ...]
    stopped: Stopped | None
    paused: tuple[PausedClass, ...]
    paused_children: int
    policy: PolicyNow | None

    @property
    def crises(self) -> int:
        """How many open flags are a crisis."""
        return sum(lane.crisis for lane in self.lanes)

    @property
    def waiting(self) -> int:
        """How many flags are open."""
        return sum(lane.count for lane in self.lanes)

    @property
    def outside(self) -> tuple[Spent, ...]:
        """Calls that left the house; the built-in tutor's did not."""
        return tuple(spent for spent in self.calls if spent.provider != BUILT_IN)


class Monitoring:
    """The administrator's view of the day."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._database = database
        self._clock = clock
        self._audit = AuditChain(ids)

    @action(Verb.MANAGE_SCHOOL)
    def overview(self, actor: Actor, *, since: datetime) -> Overview:
        """Return how things stand, counted from ``since`` (the reader's midnight)."""
        sight, now = sight_of(actor), self._clock.now()
        scope = sight.scope
        with self._database.read() as session:
            counts = Counts(session, sight)
            pauses = Pauses(session, scope).list(now=now)
            classes = {group.id: group.name for group in Classes(session, scope).list()}
            held = {pause.target: pause.until for pause in pauses if pause.kind is PauseKind.CLASS}
            return Overview(
                at=now,
                school=Schools(session, scope).own(),
                leads=Directory(session, scope).in_charge().leads,
                checked=counts.checked(since),
                lanes=counts.waiting(),
                broken=counts.broken(since),
                calls=counts.spent(since),
                alerts=_calls(session, sight, classes),
                stopped=stop_in_force(session, scope, pauses),
                paused=tuple(
                    sorted((PausedClass(classes[c], until) for c, until in held.items() if c in classes),
                           key=lambda paused: paused.name)
                ),
                paused_children=len({pause.target for pause in pauses if pause.kind is PauseKind.CHILD}),
                policy=_policy(session, scope),
            )  # fmt: skip

    @action(Verb.MANAGE_SCHOOL)
    def note_shown(self, actor: Actor, alert_ids: tuple[str, ...]) -> None:
        """Note that these alerts are on somebody's screen now."""
        at, sight = self._clock.now(), sight_of(actor)
        self._database.write(
            lambda session: _alerts_of(session, sight).mark_shown(list(alert_ids), at=at)
        )

    @action(Verb.MANAGE_SCHOOL)
    def acknowledge(self, actor: Actor, alert_id: str) -> None:
        """Say "I have seen this alert"; its flag stays open in Review until it is decided."""
        sight = sight_of(actor)

        def work(session: Session) -> None:
            found = next((alert for alert in _alerts(session, sight) if alert.id == alert_id), None)
            if found is None:
                raise NotFound("This alert was acknowledged already, or is not for this account.")
            see_alert(session, sight, found, self._clock, self._audit)

        self._database.write(work)


def _alerts_of(session: Session, sight: Sight) -> Alerts:
    return Alerts(session, sight.scope, safeguarding=sight.safeguarding, stands_in=sight.stands_in)


def _alerts(session: Session, sight: Sight) -> tuple[Alert, ...]:
    """Return the alerts that wait. One whose flag these eyes may not see, or that was decided since, waits no more."""
    waiting = _alerts_of(session, sight).waiting()
    flags = Flags(session, sight).some(alert.flag for alert in waiting if alert.flag)
    undecided = {flag.id for flag in flags if flag.state is ReviewState.OPEN}
    return tuple(alert for alert in waiting if not alert.flag or alert.flag in undecided)


def _calls(session: Session, sight: Sight, class_names: Mapping[str, str]) -> tuple[Call, ...]:
    waiting = _alerts(session, sight)
    flags = {flag.id: flag for flag in Flags(session, sight).some(alert.flag for alert in waiting if alert.flag)}
    calls = []
    for alert in waiting:
        flag = flags.get(alert.flag)
        about = ", ".join(label_spec(label).title for label in flag.labels[:2]) if flag else alert.text
        calls.append(Call(alert, about, class_names.get(alert.class_id, "")))
    return tuple(calls)


def _policy(session: Session, scope: Scope) -> PolicyNow | None:
    policies = Policies(session, scope)
    active = policies.active()
    if active is None:
        return None
    names = Directory(session, scope).names([active.actor, active.second])
    return PolicyNow(
        name=policies.policy(active.policy_id).name, policy_id=active.policy_id,
        by=names.get(active.actor, active.actor), second=names.get(active.second, active.second), at=active.at,
        why=active.why,
    )  # fmt: skip
