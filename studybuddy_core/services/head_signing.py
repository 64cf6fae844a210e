"""Signs where the audit chains stand, without anybody asking: at the start, each hour while the app runs, at the end.

A chain alone can't show that its end was cut off; a signed head can, from the moment it was signed. So the
longest stretch that could be cut off unseen is an hour. A chain that no longer holds what was signed before is not
signed again: that would give the cut a signature. An alert says so instead.
"""

from __future__ import annotations

import logging
import threading
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.alerts import Alerts
from db.audit_heads import AuditHeads
from db.engine import Database
from db.schools import list_schools
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock

logger = logging.getLogger(__name__)

EVERY_S = 3600.0
BROKEN = "The record no longer holds what was signed before. Open School and press “Verify the record”."


class HeadSigning:
    """Signs the heads of every school of this installation."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, key: Ed25519PrivateKey, *, every_s: float = EVERY_S
    ) -> None:
        self._database, self._clock, self._ids, self._key, self._every_s = database, clock, ids, key, every_s
        self._stop = threading.Event()
        self._begun = threading.Thread(target=self._go_on, name="head-signing", daemon=True)

    def start(self) -> None:
        """Sign now, and each hour from now on."""
        self._sign_quietly()
        self._begun.start()

    def close(self) -> None:
        """Sign a last time, where signing had begun, and stop."""
        if self._begun.ident is None:
            return
        self._stop.set()
        self._begun.join()
        self._sign_quietly()

    def sign(self) -> int:
        """Sign the head of every school whose chain has grown since; return how many were signed."""
        with self._database.read() as session:
            schools = [school.id for school in list_schools(session)]
        return sum(self._database.write(partial(self._sign_one, school=school)) for school in schools)

    def _sign_one(self, session: Session, school: str) -> bool:
        heads, at = AuditHeads(session, Scope(school, "system")), self._clock.now()
        if heads.hold():
            return heads.sign(self._key, new_id=self._ids, at=at) is not None
        logger.error("school %s: %s", school, BROKEN)
        alerts = Alerts(session, Scope(school, "system"))
        if not any(alert.text == BROKEN for alert in alerts.waiting()):
            alerts.add(id=self._ids("alr"), kind="system", text=BROKEN, at=at)
        return False

    def _sign_quietly(self) -> None:
        try:
            self.sign()
        except StudyBuddyError:  # the next hour tries again; no child waits for a signature
            logger.exception("the heads of the record could not be signed")

    def _go_on(self) -> None:
        while not self._stop.wait(self._every_s):
            self._sign_quietly()
