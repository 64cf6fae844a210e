"""Which children somebody has to look after, and what a talk in care mode is about."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from db.scope import Scope
from db.sight import GRAVE, Sight, flags_in_sight
from db.tables.evidence import DecisionRow
from db.tables.oversight import FlagRow
from db.tables.talks import TurnRow
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import ReviewState

SADNESS = "wellbeing.distress"


def only_sadness(session: Session, scope: Scope, conversation_id: str, *, learner: str, since: datetime) -> bool:
    """Whether a child was sad in this talk, and nothing in it calls an adult at once or hints at anything graver.

    A message of it that a check has not read may hint at anything. What was graver in another talk since then counts
    as well, until an adult has closed it.
    """
    here = col(FlagRow.conversation_id) == conversation_id
    waits = and_(col(FlagRow.learner_id) == learner, col(FlagRow.at) >= since,
                 col(FlagRow.state) != ReviewState.CLOSED.value)  # fmt: skip
    flags = session.exec(select(FlagRow).where(FlagRow.school_id == scope.school, or_(here, waits))).all()
    worries = [{label for label in flag.labels if label.startswith("wellbeing.")} for flag in flags]
    grave = any(flag.notify >= Notify.ALERT or flag.safeguarding_only for flag in flags)
    sad = any(flag.conversation_id == conversation_id and set(flag.labels) >= {SADNESS} for flag in flags)
    return sad and not grave and all(labels <= {SADNESS} for labels in worries) and _all_read(session, conversation_id)


def _all_read(session: Session, conversation_id: str) -> bool:
    """Whether every message of a talk has been decided on, with no score missing."""
    rows = session.exec(
        select(TurnRow.id, DecisionRow.missing)
        .join(DecisionRow, and_(col(DecisionRow.turn_id) == col(TurnRow.id),
                                col(DecisionRow.stage) == Stage.INPUT.value), isouter=True)
        .where(TurnRow.conversation_id == conversation_id)
    ).all()  # fmt: skip
    return all(missing == [] for _, missing in rows)


def to_look_after(session: Session, sight: Sight, class_id: str) -> frozenset[str]:
    """The children of a class with something grave in sight that is not closed."""
    found = session.exec(
        select(FlagRow.learner_id)
        .where(*flags_in_sight(sight), FlagRow.class_id == class_id, GRAVE)
        .where(col(FlagRow.state) != ReviewState.CLOSED.value)
        .distinct()
    )
    return frozenset(found)
