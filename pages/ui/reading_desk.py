"""What lies open in the room Conversations between two runs of the page; words are put away after idle time."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate

import streamlit as st

from pages.ui import who
from pages.ui.composition import composition
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.browsing import Line, Reading, Traced, Wanted

KEY = "conversations_desk"
IDLE = timedelta(seconds=60)


@dataclass
class Shelf:
    """The list as far as it was read, the talk that is open, and one turn taken apart."""

    wanted: Wanted | None = None
    lines: list[Line] = field(default_factory=list)
    more: bool = False
    open: str = ""
    reading: Reading | None = None
    traced: Traced | None = None
    turn: str = ""
    names: bool = False
    hidden: bool = False
    touched: datetime | None = None
    trouble: str = ""

    def put_away(self) -> None:
        """Hide words, names and what was taken apart."""
        self.names, self.traced = False, None
        if self.reading is not None and self.reading.words:
            self.reading = None


def shelf() -> Shelf:
    """The shelf of this browser session."""
    return st.session_state.setdefault(KEY, Shelf())  # type: ignore[no-any-return]


def event(does: Callable[Concatenate[Shelf, Actor, App, ...], None]) -> Callable[..., None]:
    """Make a callback: a sign of life, a fresh look at who is here, and errors as a line."""

    @functools.wraps(does)
    def pressed(*args: Any) -> None:
        app, mine = composition.app(), shelf()
        actor = who.actor_now(app, active=True)
        if actor is None:
            return
        mine.touched, mine.trouble = app.clock.now(), ""
        try:
            does(mine, actor, app, *args)
        except StudyBuddyError as error:
            mine.trouble = str(error)

    return pressed


def idle(now: datetime) -> bool:
    """Put words away after sixty idle seconds; True when there was something to hide."""
    mine = shelf()
    showing = mine.names or mine.traced is not None or (mine.reading is not None and mine.reading.words)
    if not showing or mine.touched is None or now - mine.touched < IDLE:
        return False
    mine.put_away()
    return True


@event
def hide(mine: Shelf, _actor: Actor, _app: App) -> None:
    """H: hide the whole page, or show it again, masked."""
    mine.hidden = not mine.hidden
    mine.put_away()


@event
def show_names(mine: Shelf, _actor: Actor, _app: App) -> None:
    """M: show or hide whose talks they are."""
    mine.names = not mine.names


@event
def pick(mine: Shelf, _actor: Actor, _app: App, conversation_id: str) -> None:
    """Open a talk, masked."""
    mine.open, mine.reading, mine.traced, mine.turn = conversation_id, None, None, ""


@event
def step(mine: Shelf, _actor: Actor, _app: App, by: int) -> None:
    """J and B: the next talk, or the one before."""
    ids = [line.talk.id for line in mine.lines]
    if ids:
        place = ids.index(mine.open) if mine.open in ids else -1
        mine.open, mine.reading, mine.traced, mine.turn = ids[(place + by) % len(ids)], None, None, ""


@event
def show_words(mine: Shelf, actor: Actor, app: App) -> None:
    """V: show the words of the open talk (noted), or put them away."""
    if mine.reading is not None and mine.reading.words:
        mine.put_away()
    elif mine.open:
        mine.reading = app.conversations.read(actor, mine.open)
        mine.names = True


@event
def take_apart(mine: Shelf, actor: Actor, app: App, turn_id: str) -> None:
    """L: take a turn apart layer by layer (noted)."""
    mine.traced = app.conversations.trace(actor, turn_id, titles=app.answering.sources_of(actor.school))
    mine.turn = turn_id


@event
def close_layers(mine: Shelf, _actor: Actor, _app: App) -> None:
    """Close what was taken apart."""
    mine.traced = None


@event
def read_on(mine: Shelf, actor: Actor, app: App) -> None:
    """Fetch the next page of the list."""
    if mine.wanted is not None and mine.lines:
        fetch(mine, actor, app, mine.wanted)


def fetch(mine: Shelf, actor: Actor, app: App, wanted: Wanted) -> None:
    """Fetch the first page of another search, or the next one of the same."""
    same = wanted == mine.wanted
    after = mine.lines[-1].place if same and mine.lines else None
    page = app.conversations.find(actor, wanted, after=after, limit=PAGE + 1)
    mine.lines = [*(mine.lines if same else []), *page[:PAGE]]
    mine.more, mine.wanted = len(page) > PAGE, wanted


PAGE = 30
