"""What the demo school is made of: its people, and who writes what when, drawn once from a fixed seed.

Only what children write is invented. Scores, replies and flags come from the real pipeline.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from studybuddy_core.domain.access import Role
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.presets.own_yaml import own_yaml

_FOLDER = resources.files("studybuddy_core.presets") / "demo"
SEED = 20
DAYS = 28


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One account of the demo school; ``classes`` are names of classes."""

    id: str
    name: str
    role: Role
    login: str = ""
    classes: tuple[str, ...] = ()
    safeguarding: bool = False
    grade: int = 0

    @property
    def band(self) -> AgeBand:
        """The age band of a learner's grade."""
        return AgeBand.YOUNGER if self.grade <= 3 else AgeBand.OLDER


@dataclass(frozen=True, slots=True)
class DemoTalk:
    """One talk to be held: by whom, from when, saying what."""

    id: str
    learner: DemoPerson
    at: datetime
    say: tuple[str, ...]


@cache
def document(name: str) -> dict[str, Any]:
    """One of the demo's documents."""
    loaded: dict[str, Any] = own_yaml((_FOLDER / f"{name}.yaml").read_text("utf-8"))
    return loaded


def people() -> tuple[DemoPerson, ...]:
    """Everyone in the demo school."""
    staff = [
        DemoPerson(f"acc_demo_{row['login']}", row["name"], Role(row["role"]), row["login"],
                   tuple(row.get("classes", ())), bool(row.get("safeguarding")))
        for row in document("people")["staff"]
    ]  # fmt: skip
    learners = [
        DemoPerson(f"acc_demo_{name.lower()}", name, Role.LEARNER, "", (row["name"],), False, int(row["grade"]))
        for row in document("people")["classes"]
        for name in row["learners"]
    ]
    return (*staff, *learners)


def talks(count: int, until: datetime) -> tuple[DemoTalk, ...]:
    """Draw ``count`` talks over the four weeks before ``until``, on school days, in order of time."""
    draw = random.Random(SEED)  # noqa: S311 - a demo is drawn the same every time, nothing secret
    learners = [person for person in people() if person.role is Role.LEARNER]
    rows = document("talks")["talks"]
    weights = [int(row.get("weight", 4)) for row in rows]
    planned: list[tuple[datetime, DemoPerson, tuple[str, ...]]] = []
    for row in document("talks")["once"]:
        child = draw.choice([person for person in learners if row["class"] in person.classes])
        at = until - timedelta(days=int(row["days"]), minutes=draw.randrange(20, 300))
        planned.append((min(at, until - timedelta(minutes=15)), child, tuple(row["say"])))
    while len(planned) < count:
        row = draw.choices(rows, weights)[0]
        child = draw.choice([p for p in learners if row.get("band") in (None, p.band.value)])
        planned.append((_lesson(draw, until), child, _said(draw, row["say"])))
    planned.sort(key=lambda talk: (talk[0], talk[1].id))
    return tuple(DemoTalk(f"cnv_demo{n:04d}", child, at, say) for n, (at, child, say) in enumerate(planned))


def _lesson(draw: random.Random, until: datetime) -> datetime:
    """A moment between half past eight and three on a school day of the last four weeks."""
    while True:
        day = (until - timedelta(days=draw.randrange(0, DAYS))).replace(hour=8, minute=30, second=0, microsecond=0)
        at = day + timedelta(seconds=draw.randrange(0, 6 * 3600 + 1800))
        if at.weekday() < 5 and at < until - timedelta(minutes=30):
            return at


def _said(draw: random.Random, say: Sequence[str]) -> tuple[str, ...]:
    a, b = draw.randrange(2, 10), draw.randrange(3, 10)
    c = a * b if draw.random() < 0.5 else a * b + draw.choice((-2, -1, 1, 2))
    return tuple(text.replace("{a}", str(a)).replace("{b}", str(b)).replace("{c}", str(c)) for text in say)


def pauses(say: Sequence[str]) -> Iterator[tuple[str, timedelta]]:
    """Each message with the time since the one before, as long as a child needs to type."""
    for text in say:
        yield text, timedelta(seconds=20 + 2 * len(text))
