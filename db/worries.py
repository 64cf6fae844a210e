"""Which children somebody has to look after, and what a talk in care mode is about."""

from __future__ import annotations

from sqlmodel import Session, col, select

from db.scope import Scope
from db.sight import GRAVE, Sight, flags_in_sight
from db.tables.oversight import FlagRow
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import ReviewState

SADNESS = "wellbeing.distress"


def only_sadness(session: Session, scope: Scope, conversation_id: str) -> bool:
    """Whether a child was sad in this talk, and nothing in it calls an adult at once or hints at anything graver."""
    flags = session.exec(
        select(FlagRow).where(FlagRow.school_id == scope.school, FlagRow.conversation_id == conversation_id)
    ).all()
    worries = [{label for label in flag.labels if label.startswith("wellbeing.")} for flag in flags]
    grave = any(flag.notify >= Notify.ALERT or flag.safeguarding_only for flag in flags)
    return {SADNESS} in worries and not grave and all(labels <= {SADNESS} for labels in worries)


def to_look_after(session: Session, sight: Sight, class_id: str) -> frozenset[str]:
    """The children of a class with something grave in sight that is not closed."""
    found = session.exec(
        select(FlagRow.learner_id)
        .where(*flags_in_sight(sight), FlagRow.class_id == class_id, GRAVE)
        .where(col(FlagRow.state) != ReviewState.CLOSED.value)
        .distinct()
    )
    return frozenset(found)
