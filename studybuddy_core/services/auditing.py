"""Proving that the record is whole, and taking a copy of it away.

Verifying walks every link of the school's chain and holds it against the heads that were signed before, so
a changed, missing or cut-off part shows. The signing key is derived from the installation's secret key, which
is not in the database. A copy for an auditor names what administrators did; what is about a child's talk
carries its facts only for the safeguarding lead (and of a talk that names the lead, not for them), since a label
there would tell what the queue keeps quiet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from db.audit import AuditChain, AuditLink, Audits, AuditVerdict
from db.audit_heads import AuditHeads, SignedHead
from db.directory import Directory
from db.engine import Database
from db.reviews import names_of
from db.scope import Scope
from db.sight import hidden_subjects
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.acting import action
from studybuddy_core.services.seeing import sight_of

EXPORT_COLUMNS = ("Link", "Time (UTC)", "Person", "Action", "About", "Facts", "Hash")
MOST_EXPORTED = 20_000
_ABOUT_THE_HOUSE = (
    "account", "password", "pictures", "role", "safeguarding", "class", "school", "policy", "pause", "audit", "session",
    "conversations", "context", "profile",
)  # fmt: skip
_PAGE = 500


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What verifying found: sound or where it breaks, how long it took, and the head that was signed last."""

    verdict: AuditVerdict
    at: datetime
    seconds: float
    head: SignedHead | None


def audit_key(secret: SecretStr) -> Ed25519PrivateKey:
    """Return the key that signs audit heads, derived from the installation's secret key."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"studybuddy audit heads")
    return Ed25519PrivateKey.from_private_bytes(derive.derive(secret.get_secret_value().encode()))


def about_the_house(action_name: str) -> bool:
    """Whether a link is about people, settings, policies and searches rather than about one child's talk."""
    return action_name.replace(" ", ".").split(".")[0] in _ABOUT_THE_HOUSE


class Auditing:
    """The audit log, for administrators."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, key: Ed25519PrivateKey) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._key = key
        self._audit = AuditChain(ids)

    @action(Verb.READ_AUDIT)
    def verify(self, actor: Actor) -> AuditReport:
        """Walk the whole chain; where it is sound, sign where it now stands."""
        scope, at, begun = Scope(actor.school, actor.id), self._clock.now(), self._clock.monotonic()
        with self._database.read() as session:
            anchors = AuditHeads(session, scope).anchors(self._key.public_key())
            verdict = Audits(session, scope).verify(anchors=anchors)
        self._record(actor, "audit.verified", {"sound": verdict.sound, "links": verdict.links})
        if verdict.sound:
            self._database.write(lambda session: AuditHeads(session, scope).sign(self._key, new_id=self._ids, at=at))
        with self._database.read() as session:
            heads = AuditHeads(session, scope).list(limit=1)
        return AuditReport(verdict, at, self._clock.monotonic() - begun, heads[0] if heads else None)

    @action(Verb.READ_AUDIT)
    def links(self, actor: Actor, *, before: int | None = None, limit: int = 50) -> tuple[dict[str, object], ...]:
        """Return links as rows of a table (``EXPORT_COLUMNS``), newest first; ``before`` is the last number seen."""
        scope = Scope(actor.school, actor.id)
        with self._database.read() as session:
            found = Audits(session, scope).list(before=before, limit=limit)
            people = sorted({link.actor for link in found if link.actor})
            # That a child came and went is on record by id; names of children are for the lead, as everywhere.
            all_names = Directory(session, scope).names(people) if actor.safeguarding else {}
            names = all_names or names_of(session, actor.school, people)
            kept_quiet = hidden_subjects(session, sight_of(actor))
        return tuple(_row(link, names, actor.safeguarding and link.subject not in kept_quiet) for link in found)

    @action(Verb.READ_AUDIT)
    def export(self, actor: Actor) -> tuple[dict[str, object], ...]:
        """Return the newest links (at most ``MOST_EXPORTED``) as rows; that somebody took a copy is on record."""
        self._record(actor, "audit.exported", {})
        rows: list[dict[str, object]] = []
        before: int | None = None
        while len(rows) < MOST_EXPORTED:
            page = self.links(actor, before=before, limit=_PAGE)
            rows.extend(page)
            if len(page) < _PAGE:
                break
            before = int(str(page[-1]["Link"]))
        return tuple(rows[:MOST_EXPORTED])

    def _record(self, actor: Actor, done: str, facts: dict[str, object]) -> None:
        at = self._clock.now()
        self._database.write(
            lambda session: self._audit.append(
                session, actor.school, actor=actor.id, action=done, subject=actor.school, at=at, facts=facts
            )
        )


def _row(link: AuditLink, names: dict[str, str], safeguarding: bool) -> dict[str, object]:
    whole = about_the_house(link.action) or safeguarding
    told = (
        names.get(link.actor, link.actor) or "StudyBuddy",
        link.action,
        link.subject,
        json.dumps(dict(link.facts), sort_keys=True, ensure_ascii=False) if link.facts else "",
    )
    person, act, about, facts = told if whole else ("", "about a talk", "", "")
    values = (link.seq, link.at.isoformat(timespec="seconds"), person, act, about, facts, link.hash)
    return dict(zip(EXPORT_COLUMNS, values, strict=True))
