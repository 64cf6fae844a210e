"""The administrator's desk: what the command line does in the name of a person, who signs with their password.

Whoever can run a command on the server could change its files anyway. The password is there so that the
history names the right person, and so that the law of publishing (a weaker policy needs a second one)
is about two people and not about one with a terminal.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from db.engine import Database, open_database
from db.shadows import Shadow
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import ConfigError, NotAllowed, NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.policies import Policy
from studybuddy_core.domain.ports import Clock
from studybuddy_core.presets.conduct import conduct_to_yaml, read_conduct
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.conducting import Conducting, Wanted
from studybuddy_core.services.importing import Sources
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.publishing import Entry, Live, Published, Publishing, Waiting
from studybuddy_core.services.shadowing import Shadowing, Standing
from studybuddy_core.settings import Settings


@dataclass(frozen=True)
class Desk:
    """One person at the command line, and what they may do with policies."""

    actor: Actor
    publishing: Publishing
    shadowing: Shadowing
    conducting: Conducting

    def live(self) -> Live:
        """The policy in force."""
        return self.publishing.live(self.actor)

    def history(self, limit: int) -> tuple[Entry, ...]:
        """What held and since when, newest first."""
        return self.publishing.history(self.actor, limit=limit)

    def waiting(self) -> tuple[Waiting, ...]:
        """What waits for a second person."""
        return self.publishing.waiting(self.actor)

    def publish(self, policy: Policy, why: str) -> Published:
        """Put a policy in force in place of the one that holds now, or propose it where it is weaker."""
        return self.publishing.publish(self.actor, policy, why=why, replacing=self.live().activation.id)

    def conduct_document(self) -> str:
        """How answers are made, checked and stepped in on now, as a document."""
        return conduct_to_yaml(self.conducting.holding(self.actor))

    def would_conduct(self, text: str, source: str) -> Wanted:
        """What a document about it would change."""
        return self.conducting.compare(self.actor, read_conduct(text, self.conducting.holding(self.actor), source))

    def publish_conduct(self, text: str, source: str, why: str) -> Published:
        """Put such a document in force, or propose it where it holds less."""
        wanted = read_conduct(text, self.conducting.holding(self.actor), source)
        return self.conducting.publish(self.actor, wanted, why=why)

    def keep(self, sources: Sources, why: str) -> Shadow:
        """Keep an imported document in shadow."""
        return self.shadowing.keep(self.actor, sources, why=why)

    def shadows(self) -> tuple[Standing, ...]:
        """What is in shadow, and what it would have decided."""
        return self.shadowing.standings(self.actor)

    def publish_shadow(self, name: str, why: str) -> Published:
        """Put the document in shadow that is called ``name`` in force, or propose it where it is weaker."""
        return self.shadowing.publish(self.actor, self._in_shadow(name), why=why)

    def withdraw(self, name: str, why: str) -> None:
        """Stop trying a document out."""
        self.shadowing.withdraw(self.actor, self._in_shadow(name), why=why)

    def _in_shadow(self, name: str) -> str:
        names = {one.shadow.name: one.shadow.id for one in self.shadows()}
        if name not in names:
            there = f"There are: {', '.join(names)}." if names else "Nothing is in shadow."
            raise NotFound(f"There is no document {name!r} in shadow. {there}")
        return names[name]

    def roll_back(self, activation: str, why: str) -> Published:
        """Go back to what an earlier activation put in force; "" is the one before the present one."""
        if not activation:
            earlier = [entry for entry in self.history(2) if not entry.live]
            if not earlier:
                raise ConfigError("There is nothing to go back to: the first policy is still in force.")
            activation = earlier[0].activation.id
        return self.publishing.roll_back(self.actor, activation, why=why)


@contextmanager
def signed_in(
    settings: Settings, login: str, password: SecretStr, *, clock: Clock, ids: Ids
) -> Iterator[tuple[Actor, Database]]:
    """Sign a person in for one command and out again; raise ``NotAllowed`` or ``TooMany`` as the sign-in does."""
    database = open_database(settings.database_url, create=False)
    try:
        accounts = Accounts(database, Passwords(settings.secret_key), clock, ids)
        nonce = secrets.token_urlsafe(16)
        try:
            ticket = accounts.sign_in_staff(login=login, password=password.get_secret_value(), nonce=nonce)
        except NotAllowed as refused:
            raise NotAllowed("That name and password don't belong together. Check both, or ask an administrator for "
                             "a new password (page People).", why=refused.why) from refused  # fmt: skip
        token = accounts.claim(ticket, nonce).token
        try:
            actor = accounts.actor_of(token)
            if actor is None or accounts.must_change(token):
                raise NotAllowed("Sign in to the app once and choose a password of your own first.")
            yield actor, database
        finally:
            accounts.sign_out(token)
    finally:
        database.close()


@contextmanager
def at_the_desk(settings: Settings, login: str, password: SecretStr, *, clock: Clock, ids: Ids) -> Iterator[Desk]:
    """One person, signed in for one command, and what they may do with policies."""
    with signed_in(settings, login, password, clock=clock, ids=ids) as (actor, database):
        publishing = Publishing(database, clock, ids)
        yield Desk(actor, publishing, Shadowing(database, clock, ids, publishing), Conducting(database, publishing))
