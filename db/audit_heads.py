"""Signed heads: what makes a cut-off or rewritten audit chain visible.

A head says "at this moment the chain had so many links and ended in this hash", signed with Ed25519. The
private key lives in the keys file and not in the database, and a copy of the newest head belongs in
another place (an e-mail, a printed page): whoever can write the database can still not make one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlmodel import Session, col, select

from db.audit import written_time
from db.scope import Scope
from db.tables.oversight import AuditHeadRow, AuditRow
from studybuddy_core.domain.ids import canonical_bytes


@dataclass(frozen=True, slots=True)
class SignedHead:
    """How long the chain was, how it ended, and the signature (hex) over exactly that."""

    school: str
    seq: int
    hash: str
    at: datetime
    key_id: str
    signature: str

    def payload(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical_bytes({"school": self.school, "seq": self.seq, "hash": self.hash, "at": written_time(self.at)})

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        """Whether this head was signed with the private half of ``key``."""
        try:
            key.verify(bytes.fromhex(self.signature), self.payload())
        except (InvalidSignature, ValueError):
            return False
        return True


def key_id(key: Ed25519PublicKey) -> str:
    """Return the short name of a public key."""
    return "key_" + hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


class AuditHeads:
    """The signed heads of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def sign(self, key: Ed25519PrivateKey, *, new_id: Callable[[str], str], at: datetime) -> SignedHead | None:
        """Sign where the chain stands; None when it is empty or this head is signed already."""
        school, name = self._scope.school, key_id(key.public_key())
        last = self._session.exec(
            select(AuditRow.seq, AuditRow.hash)
            .where(AuditRow.school_id == school)
            .order_by(col(AuditRow.seq).desc())
            .limit(1)
        ).first()
        newest = self.list(limit=1)
        if last is None or (newest and newest[0].seq == last[0] and newest[0].key_id == name):
            return None
        bare = SignedHead(school, last[0], last[1], at, name, "")
        head = SignedHead(school, last[0], last[1], at, name, key.sign(bare.payload()).hex())
        self._session.add(AuditHeadRow(id=new_id("ahd"), school_id=school, seq=head.seq, hash=head.hash, at=at,
                                       key_id=name, signature=head.signature))  # fmt: skip
        self._session.flush()
        return head

    def hold(self) -> bool:
        """Whether the chain still holds the newest head: a quick look, where ``Audits.verify`` walks every link."""
        newest = self.list(limit=1)
        if not newest:
            return True
        found = self._session.exec(
            select(AuditRow.hash).where(AuditRow.school_id == self._scope.school, AuditRow.seq == newest[0].seq)
        ).first()
        return found == newest[0].hash

    def list(self, *, limit: int = 1000) -> tuple[SignedHead, ...]:
        """Return the heads, newest first."""
        rows = self._session.exec(
            select(AuditHeadRow)
            .where(AuditHeadRow.school_id == self._scope.school)
            .order_by(col(AuditHeadRow.seq).desc())
            .limit(limit)
        )
        return tuple(SignedHead(r.school_id, r.seq, r.hash, r.at, r.key_id, r.signature) for r in rows)

    def anchors(self, key: Ed25519PublicKey) -> tuple[tuple[int, str], ...]:
        """Return (seq, hash) of every head that this key signed: what ``Audits.verify`` holds the chain against."""
        return tuple((head.seq, head.hash) for head in self.list() if head.signed_by(key))
