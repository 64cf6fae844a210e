"""How a school begins: its database, its first administrator, and the keys that are made once.

Founding is all or nothing. The files are written after the school stands in the database, the settings file
last, because its presence is what makes a home a real school's; a founding that stops half-way leaves a
home that can be founded again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from db.accounts import Accounts, NewAccount
from db.audit import AuditChain
from db.discarding import discard_demo
from db.engine import Database, open_database
from db.schools import SchoolInfo, Schools, create_school, declare_installation, list_schools
from db.scope import Scope
from db.signing_in import Session
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.errors import BadInput, ConfigError, Conflict
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_policy
from studybuddy_core.services.first_passwords import Below, pseudonym
from studybuddy_core.services.in_force import activate_first
from studybuddy_core.services.passwords import Passwords, new_password
from studybuddy_core.services.people import login_name, proper_name
from studybuddy_core.settings import DATABASE_FILE, KEYS_FILE, SETTINGS_FILE, Settings, write_private

LONGEST_SCHOOL_NAME = 120


@dataclass(frozen=True, slots=True)
class Charter:
    """What is asked of whoever founds a school; whom to call (the last three) may follow later in the app."""

    school: str
    name: str
    login: str
    password: str = field(repr=False)
    contact: str = ""
    helplines: str = ""
    hours: str = ""

    def checked(self) -> Charter:
        """Return the charter as it is kept; raise ``BadInput`` for what can't be used."""
        school = " ".join(self.school.split())
        if not 2 <= len(school) <= LONGEST_SCHOOL_NAME or not school.isprintable():
            raise BadInput(f"A school needs a name of 2 to {LONGEST_SCHOOL_NAME} letters.")
        return Charter(school, proper_name(self.name), login_name(self.login), new_password(self.password),
                       self.contact.strip(), self.helplines.strip(), self.hours.strip())  # fmt: skip


def prepare_storage(settings: Settings) -> None:
    """Make or migrate the database, and let go of it again; raise ``StorageError`` with what to do."""
    open_database(settings.database_url).close()


def forget_demo(settings: Settings) -> bool:
    """Throw the demo school away; return whether there was one. A real school's home or database is refused."""
    if not settings.demo:
        raise Conflict(f"{settings.home} holds a real school. It is never reset.")
    return discard_demo(settings.database_url)


def refuse_taken_home(home: Path) -> None:
    """Raise ``Conflict`` where a school, or the demo school, already lives here."""
    if (home / SETTINGS_FILE).exists():
        raise Conflict(f"{home} already holds a school ({SETTINGS_FILE} is there). Nothing was changed.")
    if (home / DATABASE_FILE).exists():
        raise Conflict(f"{home} holds the demo school, which can't become a real one. Give the real one a home of its "
                       "own: STUDYBUDDY_HOME=/a/new/folder studybuddy init")  # fmt: skip


def found(
    settings: Settings,
    charter: Charter,
    *,
    clock: Clock,
    ids: Ids,
    options: dict[str, str],
    below: Below = secrets.randbelow,
) -> SchoolInfo:
    """Make the school ``charter`` describes, with ``settings`` that hold its new key, and keep key and ``options``.

    Raises ``BadInput`` for a charter that can't be used, ``Conflict`` where somebody was first.
    """
    refuse_taken_home(settings.home)
    charter = charter.checked()
    fresh = not (settings.home / DATABASE_FILE).exists()
    key = f'secret_key = "{settings.secret_key.get_secret_value()}"\n'
    if not write_private(settings.home / KEYS_FILE, key):
        raise Conflict(f"{settings.home / KEYS_FILE} is already there. Move it away, or choose another home.")
    try:
        database = open_database(settings.database_url)
        try:
            info = _write_school(database, charter, Passwords(settings.secret_key), clock, ids, below)
            checks = tuple(check.spec.name for check in all_checks())
            activate_first(database, info.id, preset_policy(DEFAULT_PRESET), default_procedure(checks),
                           clock=clock, ids=ids, audit=AuditChain(ids))  # fmt: skip
        finally:
            database.close()
        if not write_private(settings.home / SETTINGS_FILE, settings_text(options)):
            raise Conflict(f"Somebody else founded a school in {settings.home} at the same moment.")
    except BaseException:
        _undo(settings, fresh)
        raise
    return info


def _undo(settings: Settings, fresh: bool) -> None:
    (settings.home / KEYS_FILE).unlink(missing_ok=True)
    if fresh:
        for tail in ("", "-wal", "-shm"):
            (settings.home / f"{DATABASE_FILE}{tail}").unlink(missing_ok=True)


def _write_school(
    database: Database, charter: Charter, passwords: Passwords, clock: Clock, ids: Ids, below: Below
) -> SchoolInfo:
    school, account, at = ids("sch"), ids("acc"), clock.now()
    hashed = passwords.hash_words(charter.password)
    chain = AuditChain(ids)

    def work(session: Session) -> SchoolInfo:
        declare_installation(session, demo=False, at=at)
        if list_schools(session):
            raise Conflict("There is a school in this database already. Its administrators add people in the app.")
        create_school(session, id=school, name=charter.school, at=at)
        scope = Scope(school, account)
        first = NewAccount(account, Role.ADMINISTRATOR, charter.name, pseudonym(below), charter.login, hashed,
                           safeguarding=True)  # fmt: skip
        Accounts(session, scope).create(first, at=at)
        info = Schools(session, scope).set_care(
            contact=charter.contact, helplines=charter.helplines, hours=charter.hours
        )
        chain.append(session, school, actor=account, action="school founded", subject=school, at=at)
        return info

    return database.write(work)


def settings_text(options: dict[str, str]) -> str:
    """The settings file of a new school; a value that can't stand on one line is refused."""
    lines = ["# Made by `studybuddy init`. Every setting can also be given as STUDYBUDDY_<NAME> in the environment."]
    for name, value in sorted(options.items()):
        if not value.isprintable() or '"' in value or "\\" in value:
            raise ConfigError(f"The value of {name} holds a character that can't be used. Type it again.")
        lines.append(f'{name} = "{value}"')
    return "\n".join(lines) + "\n"
