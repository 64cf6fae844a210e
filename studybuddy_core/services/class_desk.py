"""A class at the command line: what a teacher who signs for it may allow, leave out and end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from pydantic import SecretStr

from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.ports import Clock
from studybuddy_core.services.adapting import Adapting, HeldContext
from studybuddy_core.services.classrooms import Classrooms
from studybuddy_core.services.context_making import WantedContext
from studybuddy_core.services.desk import signed_in
from studybuddy_core.settings import Settings


@dataclass(frozen=True)
class ClassDesk:
    """One person and the classes they teach. Another process of the app sees what is set within a second."""

    actor: Actor
    adapting: Adapting
    classrooms: Classrooms

    def contexts(self, class_name: str) -> tuple[HeldContext, ...]:
        """What holds, or held, for a class."""
        return self.adapting.of_class(self.actor, self._named(class_name)).contexts

    def allow(self, class_name: str, chosen: WantedContext) -> str:
        """Set a context for a class; returns its id."""
        return self.adapting.allow(self.actor, self._named(class_name), chosen).id

    def end(self, context_id: str) -> bool:
        """End one before its day."""
        return self.adapting.end(self.actor, context_id)

    def _named(self, class_name: str) -> str:
        groups = {group.name: group.id for group in self.classrooms.classes(self.actor)}
        if class_name not in groups:
            known = f"Yours are: {', '.join(groups)}." if groups else "You have none."
            raise NotFound(f"There is no class {class_name!r} for this account. {known}")
        return groups[class_name]


@contextmanager
def at_the_class_desk(
    settings: Settings, login: str, password: SecretStr, *, clock: Clock, ids: Ids
) -> Iterator[ClassDesk]:
    """One teacher, signed in for one command."""
    with signed_in(settings, login, password, clock=clock, ids=ids) as (actor, database):
        yield ClassDesk(actor, Adapting(database, clock, ids, _nobody_waits), Classrooms(database, clock, ids))


def _nobody_waits(_school: str) -> None:
    """Nobody is answered by this process; those that do look for what holds by themselves."""


def end_of(day: date, where: tzinfo) -> datetime:
    """The end of a day where this machine stands."""
    return datetime.combine(day + timedelta(days=1), time(), where)
