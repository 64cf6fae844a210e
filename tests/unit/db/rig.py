"""A school with a class, a teacher, a child and a talk, for tests of storage."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.accounts import Accounts, NewAccount
from db.audit import AuditChain, Audits, AuditVerdict
from db.classes import Classes
from db.conversations import Conversations, Submitted
from db.engine import Database
from db.ledger import DatabaseLedger
from db.schools import create_school, declare_installation, is_demo
from db.scope import Scope
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.deciding import Decision, Reason, Standing
from studybuddy_core.domain.drafting import Round, RoundKind
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Extent, Part, Span, Stage
from studybuddy_core.domain.policies import Effect, Notify, Reply
from studybuddy_core.domain.records import (
    Batch,
    Call,
    Close,
    FlagDraft,
    Intervention,
    Outcome,
    Ran,
    Receipt,
    Release,
    ReleaseKind,
    Scoring,
    Withheld,
)
from studybuddy_core.domain.signals import Signal
from studybuddy_core.domain.timelines import Cut, Timeline

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


class TestClock:
    """Time that a test moves on."""

    __test__ = False

    def __init__(self) -> None:
        self.time = START

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return time.monotonic()

    def pass_seconds(self, seconds: float) -> datetime:
        self.time += timedelta(seconds=seconds)
        return self.time


@dataclass
class SchoolRig:
    """One school in a database."""

    database: Database
    school: str
    clock: TestClock
    ids: Ids
    audit: AuditChain
    ledger: DatabaseLedger

    @property
    def scope(self) -> Scope:
        return Scope(self.school, self.teacher)

    @property
    def child_scope(self) -> Scope:
        return Scope(self.school, self.child, own=self.child)

    @property
    def teacher(self) -> str:
        return f"acc_teacher_{self.school}"

    @property
    def child(self) -> str:
        return f"acc_child_{self.school}"

    @property
    def class_id(self) -> str:
        return f"cls_{self.school}"

    @property
    def talk(self) -> str:
        return f"cnv_{self.school}"

    def submit(self, text: str, key: str) -> Submitted:
        return self.database.write(
            lambda s: Conversations(s, self.child_scope).submit(
                self.talk, key=key, text=text, ids=self.ids, audit=self.audit, at=self.clock.now()
            )
        )

    def verify(self, **how: object) -> AuditVerdict:
        with self.database.read() as session:
            return Audits(session, self.scope).verify(**how)  # type: ignore[arg-type]


def make_school(database: Database, school: str, *, seed: int = 0, code: str = "") -> SchoolRig:
    clock, rng = TestClock(), random.Random(seed)
    ids = Ids(lambda: int(clock.now().timestamp() * 1000), rng.getrandbits)
    audit = AuditChain(ids)
    rig = SchoolRig(database, school, clock, ids, audit, DatabaseLedger(database, school, clock, ids, audit))

    def build(session):
        if is_demo(session) is None:
            declare_installation(session, demo=False, at=START)
        create_school(session, id=school, name="Hill School", at=START)
        accounts, classes = Accounts(session, rig.scope), Classes(session, rig.scope)
        accounts.create(
            NewAccount(rig.teacher, Role.TEACHER, "Ms Park", "Owl", login="park", password_hash="h"), at=START
        )
        accounts.create(
            NewAccount(rig.child, Role.LEARNER, "Mia", "Fox", pictures_hash="p", band=AgeBand.OLDER, grade=4), at=START
        )
        classes.create(id=rig.class_id, name="4B", code=code or f"CODE{school}", grade=4, at=START)
        classes.enrol(rig.class_id, rig.teacher, at=START)
        classes.enrol(rig.class_id, rig.child, at=START)
        Conversations(session, rig.child_scope).open(
            id=rig.talk, learner=rig.child, class_id=rig.class_id, band=AgeBand.OLDER, grade=4, at=START
        )

    database.write(build)
    return rig


def decision(reply: Reply = Reply.DELIVER, stage: Stage = Stage.OUTPUT, extent: Extent = Extent.SEGMENT) -> Decision:
    reasons = (Reason("harm.violence.protect", "harm.violence", 7000, 6000, "over the line"),)
    return Decision(stage, extent, Effect(reply, "not_here" if reply else ""), reasons, ("age.scary",), "eff_1")


def segment_batch(turn_id: str, n: int = 0, text: str = "Try counting in eights. ", **more: object) -> Batch:
    part = Part(n)
    known = {"harm.violence": Standing(120), "tone.flattery": Standing(None, True)}
    return Batch(
        turn_id,
        scorings=(Scoring(Stage.OUTPUT, part, 0, known),),
        receipts=(Receipt(4, Stage.OUTPUT, part, "violence", "1", Ran.RAN, 0.4),),
        decisions=((part, 0, decision()),),
        release=Release(n, ReleaseKind.SEGMENT, text),
        activation="act_1",
        **more,
    )


def everything(turn_id: str) -> Batch:
    """A batch with a row for every kind of record."""
    finding = Signal("violence", "1", Stage.INPUT, WHOLE_MESSAGE, "harm.violence", 8000, (Span(0, 4),), "a word")
    return Batch(
        turn_id,
        scorings=(Scoring(Stage.INPUT, WHOLE_MESSAGE, 0, {"harm.violence": Standing(8000)}, (finding,)),),
        receipts=(Receipt(1, Stage.INPUT, WHOLE_MESSAGE, "violence", "1", Ran.ERROR, 0.4, "broke"),),
        decisions=((WHOLE_MESSAGE, 0, decision(Reply.REDIRECT, Stage.INPUT, Extent.WHOLE)),),
        interventions=(Intervention("modify", 0, Part(0), ("privacy.name",), "I am Bob", "I am …", 1.0),),
        withheld=(Withheld(0, Part(1), "never shown"),),
        timelines=(Timeline(0, 1.0, ((1.5, 8), (2.0, 3)), (Cut(0, 8, 2.0, 2.5, 3.0, 3.5),), ((2.6, "modify"),)),),
        rounds=(Round(0, 0, RoundKind.DRAFT, "a draft"), Round(0, 1, RoundKind.CRITIQUE, "too long", "short", 0)),
        calls=(Call("builtin", "builtin", 0, 10, 20, None, 5.0, 1.0, "ok"),),
        flags=(FlagDraft(Stage.INPUT, Notify.ALERT, ("wellbeing.self_harm",), True, False, "input:self_harm"),),
        release=Release(0, ReleaseKind.SCRIPT, "Please talk to a grown-up.", script="support_self_harm"),
        close=Close(Outcome.REPLACED, "support", care=True, ms=12.0),
        activation="act_1",
    )
