"""Which members of staff a child has named, so that whoever is named in a disclosure is left out of it.

A disclosure rarely stands in one message ("Ms Park is my teacher" … "she hits me"), so the child's last
messages of the talk are read too. Disabled accounts count: they may be enabled again.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from db.tables.people import AccountRow
from db.tables.talks import ContentRow, MessageRow
from studybuddy_core.checks.staff import CHECK
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.messages import Stage, TurnView

MESSAGES = 10
"""How many of the child's messages are read: the one that was flagged and those before it."""


def staff_named(session: Session, school: str, conversation_id: str, turn_id: str) -> tuple[str, ...]:
    """Return the accounts of the staff named in this turn's message, or in the child's messages shortly before."""
    upto = select(MessageRow.turn_no).where(MessageRow.turn_id == turn_id, MessageRow.role == "user").scalar_subquery()
    said = session.exec(
        select(ContentRow.text)
        .join(MessageRow, col(MessageRow.content_id) == col(ContentRow.id))
        .where(MessageRow.school_id == school, MessageRow.conversation_id == conversation_id)
        .where(MessageRow.role == "user", col(MessageRow.turn_no) <= upto)
        .order_by(col(MessageRow.turn_no).desc()).limit(MESSAGES)
    ).all()  # fmt: skip
    staff = session.exec(
        select(AccountRow.id, AccountRow.name)
        .where(AccountRow.school_id == school, AccountRow.role != Role.LEARNER.value)
        .order_by(col(AccountRow.id))
    ).all()  # fmt: skip
    return tuple(account for account, name in staff if any(_names(text, name) for text in said))


def _names(text: str, name: str) -> bool:
    return any(True for _ in CHECK(TurnView(Stage.INPUT, text, staff=(name,))))
