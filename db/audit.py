"""The audit log: one hash chain a school, gapless, that any edit, deletion or reordering breaks.

Each link's ``hash`` is the SHA-256 of ``body``, and ``body`` is the exact text that was hashed (canonical
JSON that names the link before it), so nothing is ever re-rendered to verify. ``UNIQUE(school, prev_hash)``
makes a fork impossible whoever writes. A bare chain can't show that its tail was cut off or that all of
it was written anew; the signed heads of ``audit_heads`` can.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from db.contents import seal
from db.scope import Scope
from db.tables.base import table_of
from db.tables.oversight import AuditRow
from db.tables.talks import ContentRow
from studybuddy_core.domain.ids import canonical_bytes

BEGINNING = "0" * 64
_LINKS = table_of(AuditRow)
_NEW = insert(_LINKS)
_LAST = (
    select(_LINKS.c.seq, _LINKS.c.hash)
    .where(_LINKS.c.school_id == bindparam("school"))
    .order_by(_LINKS.c.seq.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class AuditLink:
    """One event of the chain, as people read it."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """Whether the chain holds; if not, at which link it breaks first and how."""

    sound: bool
    links: int
    head: str
    broken_at: int | None = None
    problem: str = ""


def written_time(at: datetime) -> str:
    """Return the time as the chain writes it: UTC, microseconds, always the same form."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class AuditChain:
    """Adds links. Called inside the transaction of what it records, so that both are kept or neither."""

    def __init__(self, new_id: Callable[[str], str]) -> None:
        self._new_id = new_id

    def append(
        self, session: Session, school: str, *, actor: str, action: str, subject: str, at: datetime,
        facts: Mapping[str, Any] | None = None,
    ) -> AuditLink:  # fmt: skip
        """Add a link to the school's chain. ``facts`` hold ids, numbers and seals, never a child's words."""
        connection = session.connection()
        last = connection.execute(_LAST, {"school": school}).first()
        seq, prev = (last[0] + 1, last[1]) if last else (1, BEGINNING)
        told = dict(facts or {})
        body = canonical_bytes({
            "school": school, "seq": seq, "at": written_time(at), "actor": actor, "action": action,
            "subject": subject, "facts": told, "prev": prev,
        })  # fmt: skip
        digest = hashlib.sha256(body).hexdigest()
        connection.execute(_NEW, {
            "id": self._new_id("aud"), "school_id": school, "seq": seq, "at": at, "actor": actor, "action": action,
            "subject": subject, "body": body.decode(), "prev_hash": prev, "hash": digest,
        })  # fmt: skip
        return AuditLink(seq, at, actor, action, subject, told, digest)


class _Walk:
    """Verifies links one after another."""

    def __init__(self, school: str) -> None:
        self.school = school
        self.seq = 0
        self.hash = BEGINNING
        self.problem = ""

    def step(self, row: AuditRow) -> bool:
        """Take one link; return False, with ``problem`` set, where it does not hold."""
        self.problem = self._wrong(row)
        if self.problem:
            return False
        self.seq, self.hash = row.seq, row.hash
        return True

    def _wrong(self, row: AuditRow) -> str:
        if row.seq != self.seq + 1:
            return f"link {self.seq + 1} is missing or out of order"
        if row.prev_hash != self.hash:
            return "it does not follow the link before it"
        if hashlib.sha256(row.body.encode()).hexdigest() != row.hash:
            return "its text is not what was recorded"
        try:
            body = json.loads(row.body)
        except ValueError:
            return "its text can't be read"
        shown = {"school": row.school_id, "seq": row.seq, "at": written_time(row.at), "actor": row.actor,
                 "action": row.action, "subject": row.subject, "prev": row.prev_hash}  # fmt: skip
        for name, value in shown.items():
            if body.get(name) != value:
                return f"its {name} is not what was recorded"
        return ""


def seals_in(body: str) -> dict[str, str]:
    """Return the content seals that a link's text names, by content id."""
    found = json.loads(body).get("facts", {}).get("seals", {})
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


class Audits:
    """Reading and verifying the chain of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def list(self, *, before: int | None = None, action: str = "", limit: int = 50) -> tuple[AuditLink, ...]:
        """Return links, newest first; ``before`` is the seq of the last one already seen."""
        query = select(AuditRow).where(AuditRow.school_id == self._scope.school)
        if before is not None:
            query = query.where(AuditRow.seq < before)
        if action:
            query = query.where(AuditRow.action == action)
        rows = self._session.exec(query.order_by(col(AuditRow.seq).desc()).limit(limit))
        return tuple(
            AuditLink(r.seq, r.at, r.actor, r.action, r.subject, json.loads(r.body).get("facts", {}), r.hash)
            for r in rows
        )

    def verify(self, *, anchors: Iterable[tuple[int, str]] = (), contents: bool = True) -> AuditVerdict:
        """Walk the whole chain. ``anchors`` are (seq, hash) pairs known from elsewhere, such as signed heads.

        With ``contents`` every text that still exists is held against its seal as well.
        """
        known = dict(anchors)
        walk = _Walk(self._scope.school)
        rows = self._session.exec(
            select(AuditRow)
            .where(AuditRow.school_id == self._scope.school)
            .order_by(col(AuditRow.seq))
            .execution_options(yield_per=2000)
        )
        for group in rows.partitions(2000):
            seals: dict[str, str] = {}
            for row in group:
                if not walk.step(row):
                    return AuditVerdict(False, walk.seq, walk.hash, walk.seq + 1, walk.problem)
                if known.get(row.seq, row.hash) != row.hash:
                    return AuditVerdict(False, walk.seq, walk.hash, row.seq, "it is not the link that was signed")
                if contents:
                    seals |= seals_in(row.body)
            broken = self._changed(seals)
            if broken:
                return AuditVerdict(False, walk.seq, walk.hash, walk.seq, f"the text {broken} was changed")
            for row in group:  # one by one: forgetting all at once would break the reading of the next group
                self._session.expunge(row)
        if known and max(known) > walk.seq:
            return AuditVerdict(False, walk.seq, walk.hash, walk.seq + 1, "the end of the chain was cut off")
        return AuditVerdict(True, walk.seq, walk.hash)

    def _changed(self, seals: Mapping[str, str]) -> str:
        wanted = sorted(seals)
        for start in range(0, len(wanted), 500):
            rows = self._session.exec(
                select(ContentRow.id, ContentRow.text, ContentRow.salt)
                .where(ContentRow.school_id == self._scope.school)
                .where(col(ContentRow.id).in_(wanted[start : start + 500]))
            )
            for content_id, text, salt in rows:
                if seal(salt, text) != seals[content_id]:
                    return content_id
        return ""
