"""What a replay of history needs beside the scores: verdicts, one message's words, and what not to list.

Researchers see children's words only redacted and one at a time. What is for the safeguarding lead
alone is counted with everything else, since a threshold that hid it would look harmless, but no such
message is ever listed or opened here.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from db.contents import texts_of
from db.scope import Scope
from db.sight import Sight, flags_in_sight, turns_in_sight
from db.tables.evidence import ScoringRow
from db.tables.oversight import AuditRow, FlagRow
from db.tables.people import AccountRow
from db.tables.talks import MessageRow, SegmentRow, TurnRow, WithheldRow
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.reviews import ReviewKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an adult said of a flag: it was right (``upheld``), or a false alarm."""

    flag: str
    message: str
    stage: Stage
    labels: tuple[str, ...]
    upheld: bool


class Replays:
    """What a researcher of the scope's school may know of its messages."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope
        self._sight = Sight(scope)

    def newest(self, stage: Stage) -> int:
        """Return the number of the latest scoring of a stage: another one means that there is more to load."""
        query = select(func.max(ScoringRow.number)).where(
            ScoringRow.school_id == self._scope.school, ScoringRow.stage == stage.value
        )
        return self._session.exec(query).one() or 0

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return every verdict there is on a flag that is not for the safeguarding lead alone."""
        rows = self._session.exec(
            select(FlagRow).where(FlagRow.verdict != "", *flags_in_sight(self._sight)).order_by(col(FlagRow.id))
        )
        return tuple(
            Verdict(row.id, row.message_id, Stage(row.stage), tuple(row.labels),
                    row.verdict != ReviewKind.OVERTURNED.value)
            for row in rows
        )  # fmt: skip

    def unlisted(self) -> frozenset[str]:
        """Return the messages of turns that are for the safeguarding lead alone."""
        turns = (
            select(FlagRow.turn_id)
            .where(FlagRow.school_id == self._scope.school, col(FlagRow.safeguarding_only).is_(True))
        )  # fmt: skip
        rows = self._session.exec(
            select(MessageRow.id).where(MessageRow.school_id == self._scope.school, col(MessageRow.turn_id).in_(turns))
        )
        return frozenset(rows)

    def words(self, message_id: str) -> str:
        """Return what a message said (of an answer: what was shown, or else what was held back).

        Raises ``NotFound`` for a message that is not here, was erased, or is not for these eyes.
        """
        message = self._session.exec(
            select(MessageRow).join(TurnRow, col(TurnRow.id) == col(MessageRow.turn_id))
            .where(MessageRow.id == message_id, MessageRow.school_id == self._scope.school)
            .where(*turns_in_sight(self._sight))
        ).one_or_none()  # fmt: skip
        if message is None:
            raise NotFound("There is no such message here, or not for this account.")
        if message.content_id:
            wanted = [message.content_id]
        else:
            wanted = list(self._session.exec(
                select(SegmentRow.content_id).where(SegmentRow.message_id == message_id).order_by(col(SegmentRow.n))
            ))  # fmt: skip
            held = self._session.exec(
                select(WithheldRow.content_id).where(WithheldRow.message_id == message_id)
                .order_by(col(WithheldRow.at), col(WithheldRow.id))
            )  # fmt: skip
            wanted += list(held)
        texts = texts_of(self._session, self._scope.school, wanted)
        found = [texts[content_id] for content_id in wanted if content_id in texts]
        if not found:
            raise NotFound("The words of this message were erased.")
        return "\n\n".join(found)

    def names(self) -> tuple[str, ...]:
        """Return every name of the school's people: what redaction replaces."""
        rows = self._session.exec(select(AccountRow.name).where(AccountRow.school_id == self._scope.school).distinct())
        return tuple(sorted(rows))

    def noted(self, action: str, *, actor: str = "", subject: str = "") -> int:
        """Return how often something stands in the audit log, of one person or about one thing."""
        query = select(func.count()).select_from(AuditRow).where(
            AuditRow.school_id == self._scope.school, AuditRow.action == action
        )
        if actor:
            query = query.where(AuditRow.actor == actor)
        if subject:
            query = query.where(AuditRow.subject == subject)
        return self._session.exec(query).one()
