"""What lies on a reviewer's desk between two runs of the page, and what each key does.

The desk keeps the open flag and, only while they are shown, its words. Everything a person presses goes
through ``event``: it notes a sign of life (sixty seconds without one and the words are put away), asks anew
who is here, and turns an error into a line on the page that keeps the typed note.
"""

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
from studybuddy_core.domain.errors import StorageError, StudyBuddyError
from studybuddy_core.domain.reviews import Lane, ReviewKind
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.review_items import OUTCOMES, Opened, QueueItem, Revealed

KEY = "review_desk"
NO_ALARM = "review_no_alarm"
NOTE = "review_note"
AFTER = "review_after"
IDLE = timedelta(seconds=60)


@dataclass
class Desk:
    """The reviewer's desk. ``place`` is where in the queue the open item stood; ``undo`` holds what can be undone."""

    lane: Lane | None = None
    following: bool = False
    place: int = 0
    wanted: str = ""
    opened: Opened | None = None
    words: Revealed | None = None
    whole: bool = False
    names: bool = False
    hidden: bool = False
    alone: bool = False
    alarm: bool = False
    noting: bool = False
    touched: datetime | None = None
    order: tuple[str, ...] = ()
    later: list[str] = field(default_factory=list)
    undo: list[tuple[str, ...]] = field(default_factory=list)
    said: str = ""
    trouble: str = ""

    def put_away(self) -> None:
        """Hide words and names."""
        self.words, self.whole, self.names = None, False, False

    def clear(self) -> None:
        """Take the open flag from the desk; the next one is chosen by its place in the queue."""
        self.put_away()
        self.wanted, self.opened = "", None
        self.alarm = self.noting = self.alone = False
        st.session_state.pop(NOTE, None)
        st.session_state.pop(AFTER, None)


def desk() -> Desk:
    """The desk of this browser session."""
    return st.session_state.setdefault(KEY, Desk())  # type: ignore[no-any-return]


Does = Callable[Concatenate[Desk, Actor, App, ...], None]


def event(does: Does) -> Callable[..., None]:
    """Make a callback of ``does``: a sign of life, a fresh look at who is here, and errors as a line."""

    @functools.wraps(does)
    def pressed(*args: Any) -> None:
        app, mine = composition.app(), desk()
        actor = who.actor_now(app, active=True)
        if actor is None:
            return
        mine.touched, mine.said, mine.trouble = app.clock.now(), "", ""
        try:
            does(mine, actor, app, *args)
        except StorageError as error:
            mine.trouble = f"Not saved. {'Your note is still here. ' if st.session_state.get(NOTE) else ''}{error}"
        except StudyBuddyError as error:
            kept = " Your note is still here." if st.session_state.get(NOTE) else ""
            mine.trouble = f"{error}{kept}"
            if mine.opened is not None:
                mine.wanted, mine.opened = mine.opened.flag.id, None

    return pressed


def move(does: Callable[Concatenate[Desk, ...], None]) -> Callable[..., None]:
    """Make a callback of ``does`` that changes only what lies on the desk."""

    @event
    def moved(mine: Desk, _actor: Actor, _app: App, *args: Any) -> None:
        does(mine, *args)

    return moved


def idle(now: datetime) -> bool:
    """Put words and names away after sixty seconds without a key or click; True when there was something to hide."""
    mine = desk()
    showing = mine.words is not None or mine.names
    if not showing or mine.touched is None or now - mine.touched < IDLE:
        return False
    mine.put_away()
    return True


# -- what the keys do ----------------------------------------------------------------------------------


@move
def hide(mine: Desk) -> None:
    """H: hide the whole page, or show it again, masked."""
    mine.hidden = not mine.hidden
    mine.put_away()


@move
def go_to(mine: Desk, lane: Lane | None) -> None:
    """Choose a lane, or the follow-ups (None)."""
    mine.clear()
    mine.lane, mine.following, mine.place = lane, lane is None, 0


@move
def pick(mine: Desk, flag_id: str) -> None:
    """Open one item."""
    mine.clear()
    mine.wanted = flag_id


@move
def step(mine: Desk, by: int) -> None:
    """J and B: the next item, or the one before."""
    if mine.order:
        mine.clear()
        mine.wanted = mine.order[(mine.place + by) % len(mine.order)]


@event
def show(mine: Desk, actor: Actor, app: App, whole: bool) -> None:
    """V: show the words; asked for and noted each time."""
    if mine.opened is None:
        mine.names = True
        return
    if mine.words is not None and mine.whole == whole:
        mine.put_away()
        return
    mine.words = app.reviewing.reveal(actor, mine.opened.flag.id, whole=whole)
    mine.whole, mine.names = whole, True


@move
def show_names(mine: Desk) -> None:
    """V among the follow-ups: show whose they are."""
    mine.names = not mine.names


@move
def one_by_one(mine: Desk) -> None:
    """O: decide only the open one of several alike, or all again."""
    mine.alone = not mine.alone


@move
def ask_why(mine: Desk) -> None:
    """F on something grave: ask for the reason; pressed again, think better of it."""
    mine.alarm = not mine.alarm


@move
def note(mine: Desk) -> None:
    """N: open the note box, or close it."""
    mine.noting = not mine.noting


@event
def save_note(mine: Desk, actor: Actor, app: App) -> None:
    """Keep the note without deciding."""
    if mine.opened is not None:
        flag_id = mine.opened.flag.id
        app.reviewing.note(actor, flag_id, st.session_state.get(NOTE) or "")
        words, whole = mine.words, mine.whole
        mine.clear()
        mine.wanted, mine.words, mine.whole, mine.names = flag_id, words, whole, words is not None
        mine.said = "Note saved."


@event
def decide(mine: Desk, actor: Actor, app: App, outcome: ReviewKind, alike: tuple[str, ...], reason: str) -> None:
    """A decision on the open flag, or on all that are alike; the next item follows by itself.

    A reason chosen in the same moment in which the question for it was taken back decides nothing.
    """
    if mine.opened is None or (reason and (not mine.alarm or st.session_state.get(NO_ALARM))):
        return
    flag, words = mine.opened.flag, st.session_state.get(NOTE) or ""
    if len(alike) > 1:
        done = app.reviewing.decide_alike(actor, alike, outcome, note=words, reason=reason)
    else:
        again = bool(st.session_state.get(AFTER))
        done = app.reviewing.decide(actor, flag.id, outcome, seen=flag.version, note=words, reason=reason,
                                    open_again=again)  # fmt: skip
    mine.undo.append(done.events)
    several = f" {len(done.flags)} flags." if len(done.flags) > 1 else ""
    mine.clear()
    mine.said = f"{OUTCOMES[outcome]}.{several} Z takes it back."


@event
def skip(mine: Desk, actor: Actor, app: App) -> None:
    """S: leave it for later; it goes to the end of this list."""
    if mine.opened is not None:
        flag_id = mine.opened.flag.id
        mine.undo.append(app.reviewing.skip(actor, flag_id).events)
        mine.clear()
        mine.later.append(flag_id)
        mine.said = "Skipped. It waits at the end of the list."


@event
def undo(mine: Desk, actor: Actor, app: App) -> None:
    """Z: take back the last thing done here, and put it on the desk again."""
    if not mine.undo:
        mine.said = "There is nothing to take back."
        return
    back = app.reviewing.undo(actor, mine.undo[-1])
    mine.undo.pop()
    mine.clear()
    mine.wanted, mine.lane, mine.following = back[0].id, back[0].lane, False
    mine.later = [one for one in mine.later if one != back[0].id]
    mine.said = "Taken back."


@event
def take_over(mine: Desk, actor: Actor, app: App) -> None:
    """Hold a flag that somebody else has left open."""
    if mine.opened is not None:
        mine.opened = app.reviewing.take_over(actor, mine.opened.flag.id)


@event
def open_chat(mine: Desk, actor: Actor, app: App, flag_id: str) -> None:
    """End care mode without a decision (a follow-up, or one decided before)."""
    app.reviewing.open_chat_again(actor, flag_id)
    mine.wanted, mine.opened = (flag_id, None) if mine.opened is not None else ("", None)
    mine.said = "The chat is open again for the child."


@event
def done(mine: Desk, actor: Actor, app: App, flag_id: str) -> None:
    """A follow-up has been done."""
    key = f"review_done_{flag_id}"
    mine.undo.append(app.reviewing.done(actor, flag_id, note=st.session_state.get(key) or "").events)
    st.session_state.pop(key, None)
    mine.said = "Done. Z takes it back."


def choose(mine: Desk, queue: tuple[QueueItem, ...]) -> str:
    """Return the flag to have on the desk: the one asked for, else the one at the same place in the queue."""
    mine.order = tuple(item.flag.id for item in queue)
    if mine.wanted:
        if mine.wanted in mine.order:
            mine.place = mine.order.index(mine.wanted)
        return mine.wanted
    if not queue:
        return ""
    mine.place = min(mine.place, len(queue) - 1)
    return mine.order[mine.place]
