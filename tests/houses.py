"""The whole house for tests: the real application on a database of its own, with the small school in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pydantic import SecretStr

from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.ports import Judge
from studybuddy_core.services.bootstrap import App, build, ensure_policies
from studybuddy_core.services.tutoring import Said
from studybuddy_core.settings import Settings
from tests.people import SmallSchool

MIA = Actor("acc_miaa", "sch_a", Role.LEARNER, "Mia", frozenset({"cls_5Ba"}))
NOOR = Actor("acc_noora", "sch_a", Role.LEARNER, "Noor", frozenset({"cls_5Ba"}))
TEACHER = Actor("acc_teachera", "sch_a", Role.TEACHER, "Teacher", frozenset({"cls_5Ba"}))


@contextmanager
def house(
    database_url: str, home: Path, *, provider: Provider | None = None, judge: Judge | None = None,
    started: bool = True, **settings: object,
) -> Iterator[App]:  # fmt: skip
    """The running application with the small school; closed at the end."""
    given = Settings(home=home, database_url=database_url, demo=True, secret_key=SecretStr("x" * 40), workers=4,
                     **settings)  # fmt: skip
    app = build(given, provider=provider, judge=judge)
    SmallSchool(app.database).fill()
    ensure_policies(app)
    if started:
        app.start()
    try:
        yield app
    finally:
        app.close()


def ask(app: App, text: str, key: str, actor: Actor = MIA) -> Said:
    """Send a message and wait for the end of its turn; return all that was said."""
    talk = app.tutoring.room(actor).conversation.id
    turn = app.tutoring.send(actor, talk, text, key).turn.id
    for _ in range(60):
        followed = app.tutoring.follow(actor, turn, after=999, wait_s=0.5)
        if followed.ended:
            return app.tutoring.follow(actor, turn).said
    raise AssertionError("the turn did not end")


def other_school(actor: Actor) -> Actor:
    """The same person in a school that is not theirs."""
    return replace(actor, school="sch_b")
