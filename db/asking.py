"""A child asks for a person: "Talk to a grown-up", "pressed by mistake", "Ask my teacher about this"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from db.audit import AuditChain
from db.conversations import Conversations
from db.engine import Database
from db.flags import Flag, Flags
from db.ledger import DatabaseLedger
from db.reviews import NewEvent, Reviews
from db.scope import Scope
from db.sight import Sight
from db.tables.base import table_of
from db.tables.evidence import DecisionRow
from db.tables.oversight import AlertRow, FlagRow
from db.turns import Turn
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.records import Batch, Close, FlagDraft, Ledger, Outcome
from studybuddy_core.domain.reviews import ReviewKind
from studybuddy_core.pipeline.flagging import for_the_lead_alone

ASKED = "wellbeing.asked"
_CAUSE = f"{Stage.INPUT}:{ASKED}"
_MISTAKE = "The child says: pressed by mistake."


_FLAGS = table_of(FlagRow)
_LATEST = (
    sa.select(_FLAGS.c.id, _FLAGS.c.turn_id, _FLAGS.c.at)
    .where(_FLAGS.c.school_id == sa.bindparam("school"), _FLAGS.c.learner_id == sa.bindparam("learner"))
    .where(_FLAGS.c.at >= sa.bindparam("since"), _FLAGS.c.cause == _CAUSE)
    .order_by(_FLAGS.c.at.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A child's latest request for a grown-up, whether somebody has seen it, and whether it was a mistake."""

    turn: str
    at: datetime
    seen_at: datetime | None
    mistaken: bool


def latest_asked(session: Session, school: str, learner: str, *, since: datetime) -> Asked | None:
    """Return the latest request of this child after ``since``, or None."""
    row = session.connection().execute(_LATEST, {"school": school, "learner": learner, "since": since}).first()
    if row is None:
        return None
    seen = session.exec(select(AlertRow.acknowledged_at).where(AlertRow.flag_id == row.id)).first()
    story = _reviews(session, school).story(row.id)
    looked = min((e.at for e in story if e.actor not in ("", learner)), default=None)
    return Asked(row.turn_id, row.at, seen or looked, any(e.note == _MISTAKE for e in story))


def ask_for_adult(
    database: Database, ledger: DatabaseLedger, scope: Scope, conversation_id: str, *, key: str, text: str, ids: Ids,
    audit: AuditChain, at: datetime,
) -> str:  # fmt: skip
    """Keep the request as a turn of its own together with its alert; return the turn. The same ``key`` asks once."""

    def work(session: Session) -> str:
        talks = Conversations(session, scope)
        submitted = talks.submit(conversation_id, key=key, text=text, ids=ids, audit=audit, at=at)
        if not submitted.repeated:
            talk = talks.get(conversation_id)
            flag = FlagDraft(Stage.INPUT, Notify.ALERT, (ASKED,), True, False, _CAUSE)
            close = Close(Outcome.FINISHED, "asked for a grown-up", talk.task, talk.care, before=talk.task)
            ledger.keep(session, Batch(submitted.turn.id, flags=(flag,), close=close))
        return submitted.turn.id

    return database.write(work)


def asked_by_mistake(database: Database, school: str, turn_id: str, *, actor: str, ids: Ids, at: datetime) -> None:
    """Note beside the request that it was not meant; saying it twice notes it once."""

    def work(session: Session) -> None:
        flag = _flag_of(session, school, turn_id)
        if flag is None or any(e.note == _MISTAKE for e in _reviews(session, school).story(flag.id)):
            return
        _reviews(session, school).add(flag, NewEvent(ids("rev"), ReviewKind.COMMENTED, actor, at, note=_MISTAKE))

    database.write(work)


def appeal_turn(database: Database, ledger: Ledger, turn: Turn, *, actor: str, ids: Ids, at: datetime) -> None:
    """Put a stopped turn before a person: its flag is opened again, or it gets one. Asking twice asks once."""
    with database.read() as session:
        flagged = _flag_of(session, turn.school, turn.id) is not None
        labels = () if flagged else _fired(session, turn)
    if not flagged:
        flag = FlagDraft(Stage.INPUT, Notify.REVIEW, labels, False, for_the_lead_alone(labels), "appeal")
        ledger.append(Batch(turn.id, flags=(flag,)))

    def work(session: Session) -> None:
        flag = _flag_of(session, turn.school, turn.id)
        if flag is not None and not flag.appealed:
            _reviews(session, turn.school).add(flag, NewEvent(ids("rev"), ReviewKind.APPEALED, actor, at))

    database.write(work)


def _sight(school: str) -> Sight:
    return Sight(Scope(school, "learner"), safeguarding=True)


def _reviews(session: Session, school: str) -> Reviews:
    return Reviews(session, _sight(school))


def _flag_of(session: Session, school: str, turn_id: str) -> Flag | None:
    """The gravest flag of a turn, as the system itself sees it."""
    found = session.exec(
        select(FlagRow.id).where(FlagRow.school_id == school, FlagRow.turn_id == turn_id)
        .order_by(col(FlagRow.notify).desc(), col(FlagRow.id)).limit(1)
    ).first()  # fmt: skip
    return None if found is None else Flags(session, _sight(school)).get(found)


def _fired(session: Session, turn: Turn) -> tuple[str, ...]:
    row = session.exec(
        select(DecisionRow).where(DecisionRow.turn_id == turn.id)
        .order_by(col(DecisionRow.reply).desc(), col(DecisionRow.id)).limit(1)
    ).first()  # fmt: skip
    labels = [str(reason["label"]) for reason in row.reasons if reason["label"]] if row is not None else []
    return tuple(dict.fromkeys(labels))
