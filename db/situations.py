"""Under what each stored message was decided: the contexts its class had at that moment, and a careful profile.

Contexts and profiles are kept for ever with when they began and ended, so a replay can ask what held then. Only
classes and children that ever had one are looked at; every other message was decided as the policy stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from db.contexts import dated
from db.scope import Scope
from db.tables.people import ClassContextRow, ProfileRow
from db.tables.talks import ConversationRow, MessageRow
from studybuddy_core.domain.policies import ClassContext

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
NEVER_SET: tuple[ClassContext, ...] = ()
Held = tuple[bool, tuple[ClassContext, ...]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when until when something held; ``context`` None: the careful profile."""

    since: datetime
    until: datetime
    context: ClassContext | None = None


@dataclass(frozen=True)
class Placed:
    """Messages of classes and children that ever had something of their own, by id: whose they are."""

    ids: NDArray[np.bytes_]
    classes: NDArray[np.str_]
    learners: NDArray[np.str_]


class Situations:
    """What held for the classes and children of the scope's school, and when."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def of_classes(self) -> dict[str, tuple[Stretch, ...]]:
        """Every stretch of every class: its contexts, and its own profile where it is a careful one."""
        found: dict[str, list[Stretch]] = {}
        rows = self._session.exec(select(ClassContextRow).where(ClassContextRow.school_id == self._scope.school))
        for one in map(dated, rows):
            until = min(one.context.until, one.ended_at or one.context.until)
            if until > one.at:
                found.setdefault(one.class_id, []).append(Stretch(one.at, until, one.context))
        for class_id, stretches in self._careful(of_class=True).items():
            found.setdefault(class_id, []).extend(stretches)
        return {class_id: tuple(stretches) for class_id, stretches in found.items()}

    def of_learners(self) -> dict[str, tuple[Stretch, ...]]:
        """The stretches in which a child had a careful profile of their own."""
        return {learner: tuple(stretches) for learner, stretches in self._careful(of_class=False).items()}

    def messages(self, classes: Iterable[str], learners: Iterable[str]) -> Placed:
        """The messages of these classes and children, sorted by id."""
        whose = col(ConversationRow.class_id).in_(list(classes)) | col(ConversationRow.learner_id).in_(list(learners))
        rows = self._session.execute(
            sql_select(MessageRow.id, ConversationRow.class_id, ConversationRow.learner_id)  # type: ignore[call-overload]
            .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
            .where(col(MessageRow.school_id) == self._scope.school, whose)
        ).all()
        ids = np.array([row[0].encode() for row in rows], np.bytes_)
        order = np.argsort(ids)
        return Placed(ids[order], np.array([row[1] or "" for row in rows], np.str_)[order],
                      np.array([row[2] for row in rows], np.str_)[order])  # fmt: skip

    def _careful(self, *, of_class: bool) -> dict[str, list[Stretch]]:
        whose = ProfileRow.class_id if of_class else ProfileRow.learner_id
        rows = self._session.exec(
            select(ProfileRow).where(ProfileRow.school_id == self._scope.school, col(whose).is_not(None))
            .order_by(col(ProfileRow.at), col(ProfileRow.id))
        )  # fmt: skip
        set_for: dict[str, list[ProfileRow]] = {}
        for row in rows:
            set_for.setdefault((row.class_id if of_class else row.learner_id) or "", []).append(row)
        found: dict[str, list[Stretch]] = {}
        for name, several in set_for.items():
            ends = [*(row.at for row in several[1:]), ALWAYS]
            careful = [Stretch(row.at, end) for row, end in zip(several, ends, strict=True) if row.conservative]
            if careful:
                found[name] = careful
        return found


def held_at(stretches: Sequence[Stretch]) -> tuple[NDArray[np.datetime64], list[Held]]:
    """When something changed, and what held from each of these moments on; before the first, nothing did."""
    moments = sorted({moment for one in stretches for moment in (one.since, one.until)})
    held: list[Held] = [(False, NEVER_SET)]
    for moment in moments:
        live = [one for one in stretches if one.since <= moment < one.until]
        contexts = tuple(one.context for one in live if one.context is not None)
        held.append((any(one.context is None for one in live), contexts))
    times = np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in moments], "M8[us]")
    return times, held
