"""Words, apart from everything that happened to them: the one place erasure reaches.

Each text has a salt of its own. Chains and segments keep HMAC(salt, text), so that when text and salt are
gone the event still proves that something was said, and nobody can guess what.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable

from sqlmodel import Session, col, delete, select

from db.plain import require_plain
from db.tables.talks import ContentRow

Salts = Callable[[], bytes]


def new_salt() -> bytes:
    """Return 16 random bytes."""
    return secrets.token_bytes(16)


def seal(salt: bytes, text: str) -> str:
    """Return HMAC-SHA-256(salt, text) as hex."""
    return hmac.new(salt, text.encode(), hashlib.sha256).hexdigest()


def texts_of(session: Session, school: str, content_ids: Iterable[str]) -> dict[str, str]:
    """Return the texts that still exist, by id."""
    wanted = sorted({content_id for content_id in content_ids if content_id})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        rows = session.exec(
            select(ContentRow.id, ContentRow.text)
            .where(ContentRow.school_id == school)
            .where(col(ContentRow.id).in_(wanted[start : start + 500]))
        )
        found.update(rows.all())
    return found


class ContentDrafts:
    """Texts about to be kept: gives each an id and a salt, and the rows to insert."""

    def __init__(self, school: str, new_id: Callable[[str], str], salts: Salts = new_salt) -> None:
        self._school = school
        self._new_id = new_id
        self._salts = salts
        self.rows: list[dict[str, object]] = []

    def add(self, text: str) -> tuple[str, str]:
        """Take ``text`` in; return its id and its seal. Raises ``BadInput`` for text that can't be kept."""
        content_id, salt = self._new_id("cnt"), self._salts()
        self.rows.append({"id": content_id, "school_id": self._school, "text": require_plain(text), "salt": salt})
        return content_id, seal(salt, text)


def erase(session: Session, school: str, content_ids: Iterable[str]) -> int:
    """Delete texts and their salts for good; return how many there were."""
    wanted = sorted(set(content_ids))
    count = 0
    for start in range(0, len(wanted), 500):
        done = session.exec(
            delete(ContentRow)
            .where(col(ContentRow.school_id) == school)
            .where(col(ContentRow.id).in_(wanted[start : start + 500]))
        )
        count += int(done.rowcount)
    return count
