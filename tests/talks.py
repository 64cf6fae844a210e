"""Talks in the small school, for tests of the rooms where adults look at them: real rows through the real ledger."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import select

from db.accounts import Accounts as StoredAccounts
from db.accounts import NewAccount
from db.asking import appeal_turn, ask_for_adult
from db.audit import AuditChain
from db.classes import Classes
from db.conversations import Conversations
from db.ledger import DatabaseLedger
from db.policies import Policies
from db.scope import Scope
from db.tables.oversight import FlagRow
from db.tables.talks import TurnRow
from db.turns import as_turn
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.deciding import Standing, decide
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import WHOLE_MESSAGE, AgeBand, Part, Span, Stage
from studybuddy_core.domain.policies import LabelRule, Notify, Policy, Reply, resolve
from studybuddy_core.domain.records import (
    Batch,
    Close,
    FlagDraft,
    Outcome,
    Ran,
    Receipt,
    Release,
    ReleaseKind,
    Scoring,
    Withheld,
)
from studybuddy_core.domain.signals import Signal
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.pipeline.flagging import flag_for
from studybuddy_core.services.in_force import activate_first
from tests.people import HandClock, SmallSchool

_HERE, _SUPPORT = {Stage.INPUT: Reply.REDIRECT}, {Stage.INPUT: Reply.SUPPORT}
POLICY = Policy(
    "test school",
    (
        LabelRule("harm.violence", 5_000, 7_500, _HERE, "not_here"),
        LabelRule("harm.weapons", 5_000, 7_500, _HERE, "not_here", call=Notify.ALERT),
        LabelRule("attack.injection", 5_000, 6_000, _HERE, "back_to_learning"),
        LabelRule("privacy.staff", None, 5_000, {Stage.INPUT: Reply.DELIVER}, ""),
        LabelRule("wellbeing.self_harm", 5_000, 4_500, _SUPPORT, "support_self_harm", call=Notify.ALERT),
        LabelRule("wellbeing.abuse", 5_000, 4_500, _SUPPORT, "support_abuse", call=Notify.ALERT),
    ),
)
SCRIPTS = {Reply.SUPPORT: "Please talk to a grown-up you trust.", Reply.REDIRECT: "I can't help with that here."}


@dataclass
class Talking:
    """A small school with three more adults, where children say things that checks score as the test wants.

    ``coteacher`` teaches 5B too, ``otherteacher`` 6A alone, ``lead`` is administrator and safeguarding lead.
    """

    school: SmallSchool
    id: str = "sch_a"
    clock: HandClock = field(init=False)
    ids: Ids = field(init=False)

    def __post_init__(self) -> None:
        counter = itertools.count(1)
        self.clock = self.school.clock
        self.ids = Ids(lambda: int(self.clock.now().timestamp() * 1000), lambda _bits: next(counter))
        self.audit = AuditChain(self.ids)
        database, tail = self.school.database, self.id[-1]
        self.ledger = DatabaseLedger(database, self.id, self.clock, self.ids, self.audit)
        scope, at = self.school.people(self.id), self.clock.now()

        def more(session: object) -> None:
            accounts, classes = StoredAccounts(session, scope), Classes(session, scope)
            for login, role, lead in (
                ("coteacher", Role.TEACHER, False),
                ("otherteacher", Role.TEACHER, False),
                ("lead", Role.ADMINISTRATOR, True),
            ):
                words = self.school.passwords.hash_words("three calm words")
                new = NewAccount(f"acc_{login}{tail}", role, login.capitalize(), f"{login} {tail}", login, words,
                                 safeguarding=lead)  # fmt: skip
                accounts.create(new, at=at)
            classes.enrol(f"cls_5B{tail}", f"acc_coteacher{tail}", at=at)
            classes.enrol(f"cls_6A{tail}", f"acc_otherteacher{tail}", at=at)

        database.write(more)
        self.policy = POLICY
        activate_first(database, self.id, self.policy, default_procedure(()), clock=self.clock, ids=self.ids,
                       audit=self.audit)  # fmt: skip
        with database.read() as session:
            self.activation = Policies(session, scope).active()

    def actor(self, login: str) -> Actor:
        """A member of staff as the door would make them."""
        tail = self.id[-1]
        with self.school.database.read() as session:
            found = StoredAccounts(session, self.school.people(self.id)).get(f"acc_{login}{tail}")
        return Actor(found.id, found.school, found.role, found.name, found.classes, found.safeguarding)

    def begin(self, child: str = "mia", class_name: str = "5B") -> str:
        """Begin a talk and return its id."""
        learner, class_id = f"acc_{child}{self.id[-1]}", f"cls_{class_name}{self.id[-1]}"
        new, at = self.ids("cnv"), self.clock.now()
        self.school.database.write(
            lambda session: Conversations(session, self.school.people(self.id)).open(
                id=new, learner=learner, class_id=class_id, band=AgeBand.OLDER, grade=5, at=at
            )
        )
        return new

    def says(
        self, text: str, scores: dict[str, int] | None = None, *, talk: str = "", child: str = "mia",
        class_name: str = "5B", answer: str = "Let us look at it together.", held: Sequence[str] = (),
        marks: Sequence[tuple[int, int]] = (), missing: Sequence[str] = (),
    ) -> tuple[str, str]:  # fmt: skip
        """A child says ``text``; its checks found ``scores``. Returns (flag id or "", turn id)."""
        talk = talk or self.begin(child, class_name)
        self.clock.move(seconds=30)
        at = self.clock.now()
        submitted = self.school.database.write(
            lambda session: Conversations(session, self.school.people(self.id)).submit(
                talk, key=self.ids("key"), text=text, ids=self.ids, audit=self.audit, at=at
            )
        )
        turn = submitted.turn
        effective = resolve(self.policy, AgeBand.OLDER, now=at)
        found = dict.fromkeys(effective.required(Stage.INPUT, WHOLE_MESSAGE.extent), 0) | (scores or {})
        signals = [
            Signal("test", "1", Stage.INPUT, WHOLE_MESSAGE, label, None if label in missing else score,
                   tuple(Span(*mark) for mark in marks) if score else (), error="broke" if label in missing else "")
            for label, score in found.items()
        ]  # fmt: skip
        decision = decide(signals, effective, Stage.INPUT)
        flag = flag_for(decision)
        reply = decision.effect.reply
        stopped = reply >= Reply.REDIRECT
        standings = {s.label: Standing(s.score, s.score is None) for s in signals}
        kind = ReleaseKind.SCRIPT if stopped else ReleaseKind.SEGMENT
        words = SCRIPTS.get(reply, "Try that again.") if stopped else answer
        self.ledger.append(Batch(
            turn.id,
            scorings=(Scoring(Stage.INPUT, WHOLE_MESSAGE, 0, standings,
                              tuple(s for s in signals if s.spans or s.error)),),
            receipts=(Receipt(1, Stage.INPUT, WHOLE_MESSAGE, "test", "1", Ran.RAN, 0.4),),
            decisions=((WHOLE_MESSAGE, 0, decision),),
            flags=(flag,) if flag else (),
            withheld=tuple(Withheld(0, Part(n), text) for n, text in enumerate(held)),
            release=Release(0, kind, words, script=decision.effect.script if stopped else ""),
            close=Close(Outcome.REPLACED if stopped else Outcome.FINISHED, care=reply is Reply.SUPPORT, ms=3.0),
            activation=self.activation.id,
        ))  # fmt: skip
        with self.school.database.read() as session:
            flag_id = session.exec(select(FlagRow.id).where(FlagRow.turn_id == turn.id)).first()
        return flag_id or "", turn.id

    def flag_again(self, turn: str) -> str:
        """Raise a second, routine flag on a turn; return it."""
        draft = FlagDraft(Stage.OUTPUT, Notify.REVIEW, ("harm.violence",), False, False, "output:harm.violence")
        self.ledger.append(Batch(turn, flags=(draft,)))
        with self.school.database.read() as session:
            return session.exec(select(FlagRow.id).where(FlagRow.turn_id == turn, FlagRow.stage == "output")).one()

    def appeal(self, flag_id: str) -> None:
        """The child presses "Ask my teacher about this"."""
        with self.school.database.read() as session:
            flag = session.get(FlagRow, flag_id)
            turn = as_turn(session.get(TurnRow, flag.turn_id))
        appeal_turn(self.school.database, self.ledger, turn, actor=flag.learner_id, ids=self.ids, at=self.clock.now())

    def asks_for_adult(self, child: str = "mia") -> str:
        """The child presses "Talk to a grown-up"; return the flag."""
        turn = ask_for_adult(
            self.school.database, self.ledger, Scope(self.id, f"acc_{child}{self.id[-1]}"), self.begin(child),
            key=self.ids("key"), text="I pressed it", ids=self.ids, audit=self.audit, at=self.clock.now(),
        )  # fmt: skip
        with self.school.database.read() as session:
            return session.exec(select(FlagRow.id).where(FlagRow.turn_id == turn)).one()

    def last_flag(self) -> str:
        """The newest flag there is."""
        with self.school.database.read() as session:
            return session.exec(select(FlagRow.id).order_by(FlagRow.at.desc(), FlagRow.id.desc())).first()
