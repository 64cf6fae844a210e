"""A small school for tests: two classes, a person of each role, a clock that is set by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from db.accounts import Accounts as StoredAccounts
from db.accounts import NewAccount
from db.classes import Classes
from db.engine import Database
from db.schools import Schools, create_school, declare_installation
from db.scope import Scope
from studybuddy_core.domain.access import Role
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.clock import system_ids
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.services.search_record import WordSeal

PASSWORD = "three calm words"
PICTURES = ("cat", "sun", "boat", "key")
NONCE = "this-browser"
SEAL = WordSeal(SecretStr("a key for searched words in tests"))
STAFF = {
    "teacher": Role.TEACHER,
    "annotator": Role.ANNOTATOR,
    "researcher": Role.RESEARCHER,
    "head": Role.ADMINISTRATOR,
}


@dataclass
class HandClock:
    """Stands still until it is moved."""

    at: datetime = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class SmallSchool:
    """A school's people in a database, and the service that signs them in."""

    database: Database
    clock: HandClock = field(default_factory=HandClock)
    passwords: Passwords = field(
        default_factory=lambda: Passwords(
            SecretStr("a pepper for tests only, long enough"), staff_rounds=4, picture_rounds=4
        )
    )

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.database, self.passwords, self.clock, system_ids())

    def people(self, school: str) -> Scope:
        return Scope(school, "acc_test")

    def fill(self, school: str = "sch_a", name: str = "Hill School", *, demo: bool = True) -> None:
        """Make the school with its people: learners Mia and Noor (5B), Otto (6A), staff by role, no. 5B's teacher."""
        words = self.passwords.hash_words(PASSWORD)
        at, scope, tail = self.clock.now(), self.people(school), school[-1]

        def work(session: object) -> None:
            declare_installation(session, demo=demo, at=at)
            create_school(session, id=school, name=name, at=at, demo=demo)
            own = Schools(session, scope)
            own.set_care(contact="Ms Head, room 1", helplines="Child line: 111", hours="8 to 16")
            own.confirm_test_alert(at)
            accounts, classes = StoredAccounts(session, scope), Classes(session, scope)
            for class_name, code in (("5B", f"sun5b{tail}"), ("6A", f"owl6a{tail}")):
                classes.create(
                    id=f"cls_{class_name}{tail}", name=class_name, code=code, grade=int(class_name[0]), at=at
                )
            for login, role in STAFF.items():
                new = NewAccount(f"acc_{login}{tail}", role, login.capitalize(), f"{login} {tail}", login, words)
                accounts.create(new, at=at)
            classes.enrol(f"cls_5B{tail}", f"acc_teacher{tail}", at=at)
            for child, class_name in (("Mia", "5B"), ("Noor", "5B"), ("Otto", "6A")):
                account = f"acc_{child.lower()}{tail}"
                pictures = self.passwords.hash_pictures(account, PICTURES)
                new = NewAccount(
                    account,
                    Role.LEARNER,
                    child,
                    f"Learner {child[0]}",
                    pictures_hash=pictures,
                    band=AgeBand("9-12"),
                    grade=5,
                )
                accounts.create(new, at=at)
                classes.enrol(f"cls_{class_name}{tail}", account, at=at)

        self.database.write(work)

    def staff_token(self, login: str, school: str = "sch_a") -> str:
        """Sign a member of staff in and return the session token."""
        ticket = self.accounts.sign_in_staff(school=school, login=login, password=PASSWORD, nonce=NONCE)
        return self.accounts.claim(ticket, NONCE).token

    def learner_token(self, name: str = "Mia", code: str = "sun5ba") -> str:
        """Sign a learner in and return the session token."""
        ticket = self.accounts.sign_in_learner(class_code=code, name=name, pictures=PICTURES, nonce=NONCE)
        return self.accounts.claim(ticket, NONCE).token
