"""What a talk in care mode is about: sadness alone, or something graver."""

from __future__ import annotations

from sqlmodel import Session, select

from db.scope import Scope
from db.tables.oversight import FlagRow
from studybuddy_core.domain.policies import Notify

SADNESS = "wellbeing.distress"


def only_sadness(session: Session, scope: Scope, conversation_id: str) -> bool:
    """Whether a child was sad in this talk, and nothing in it calls an adult at once or hints at anything graver."""
    flags = session.exec(
        select(FlagRow).where(FlagRow.school_id == scope.school, FlagRow.conversation_id == conversation_id)
    ).all()
    worries = [{label for label in flag.labels if label.startswith("wellbeing.")} for flag in flags]
    grave = any(flag.notify >= Notify.ALERT or flag.safeguarding_only for flag in flags)
    return {SADNESS} in worries and not grave and all(labels <= {SADNESS} for labels in worries)
