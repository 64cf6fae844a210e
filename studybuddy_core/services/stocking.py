"""The shelf at the command line: the same steps as in the room Knowledge, in the name of a person who signs.

``look_at`` needs nobody: it reads a file and says what would be taken under a seed policy.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from db.engine import open_database
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import BadInput, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.ports import Clock
from studybuddy_core.knowledge.documents.document import Hidden
from studybuddy_core.knowledge.documents.sandbox import read_document
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.curating import Answerable, Curating, Inspection, Label, Source, Taken
from studybuddy_core.services.in_force import InForce
from studybuddy_core.services.inspecting import Inspecting
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.policy_sources import policy_from
from studybuddy_core.services.shelves import Shelves
from studybuddy_core.settings import Settings

__all__ = ["Hidden", "Inspection", "Source", "Stockroom", "Taken", "at_the_shelf", "bytes_of", "look_at"]


def bytes_of(path: Path) -> bytes:
    """Return a file's bytes; raise ``BadInput`` where it can't be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise BadInput(f"{path} can't be read ({fault.strerror}).") from fault


def look_at(path: Path, policy: str, clock: Clock) -> Inspection:
    """What would be taken of a file under a policy for the youngest; raise ``Refused`` with the reason."""
    effective = resolve(policy_from(policy), AgeBand.YOUNGER, now=clock.now())
    return Inspecting(all_checks(), effective).look(read_document(path.name, bytes_of(path)), path.stem)


@dataclass(frozen=True)
class Stockroom:
    """One person at the command line, and what they may do with the knowledge base."""

    actor: Actor
    curating: Curating

    def classes(self, names: tuple[str, ...]) -> frozenset[str]:
        """The classes that are called so; raise ``NotFound`` for one that is not there or not theirs."""
        known = {name.casefold(): class_id for class_id, name in self.curating.choices(self.actor)}
        missing = [name for name in names if name.casefold() not in known]
        if missing:
            raise NotFound(f"There is no class {', '.join(missing)} here, or it is not yours.")
        return frozenset(known[name.casefold()] for name in names)

    def add(self, path: Path, label: Label) -> Taken:
        """Bring one file."""
        return self.curating.add(self.actor, path.name, bytes_of(path), label)

    def documents(self, *, removed: bool) -> tuple[Source, ...]:
        """What is on the shelf, or was taken off."""
        return self.curating.documents(self.actor, removed=removed)

    def remove(self, name: str) -> Source:
        """Take a document off the shelf, by its id or its name."""
        found = [s for s in self.documents(removed=False) if name in (s.id, s.name)]
        if not found:
            raise NotFound(f"There is no document {name!r} on the shelf. See: studybuddy knowledge list")
        if len(found) > 1:
            raise BadInput(f"{len(found)} documents are called {name!r}. Give the id of one.")
        self.curating.remove(self.actor, found[0].id)
        return found[0]

    def search(self, question: str, class_name: str, grade: int) -> list[Answerable]:
        """What a child's question would find."""
        class_id = next(iter(self.classes((class_name,))), "") if class_name else ""
        return self.curating.search(self.actor, question, class_id=class_id, grade=grade)


@contextmanager
def at_the_shelf(settings: Settings, login: str, password: SecretStr, *, clock: Clock, ids: Ids) -> Iterator[Stockroom]:
    """Sign a person in for one command and out again; raise ``NotAllowed`` or ``TooMany`` as the sign-in does."""
    database = open_database(settings.database_url, create=False)
    try:
        accounts = Accounts(database, Passwords(settings.secret_key), clock, ids)
        nonce = secrets.token_urlsafe(16)
        token = accounts.claim(
            accounts.sign_in_staff(login=login, password=password.get_secret_value(), nonce=nonce), nonce
        ).token
        try:
            actor = accounts.actor_of(token)
            if actor is None or accounts.must_change(token):
                raise NotAllowed("Sign in to the app once and choose a password of your own first.")
            yield Stockroom(actor, Curating(database, clock, ids, InForce(database, clock), Shelves(database, clock)))
        finally:
            accounts.sign_out(token)
    finally:
        database.close()
