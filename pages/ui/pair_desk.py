"""What lies on an annotator's desk between two runs of the page, and what each key does.

A key records, then fetches the next pair, in that order and in one callback: the choice is on the disk
before the next pair can be seen.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate

import streamlit as st

from pages.ui import who
from pages.ui.composition import composition
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.preferences import Choice, Preference
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.labelling import Answered, Desk

KEY = "compare_desk"
_UNREAD_S = 0.2  # a key so soon after a new pair was meant for the one before

WORDS = {
    Preference.LEFT_CLEARLY: "Left, clearly",
    Preference.LEFT: "Left",
    Preference.SAME: "Same",
    Preference.RIGHT: "Right",
    Preference.RIGHT_CLEARLY: "Right, clearly",
}


@dataclass
class PairDesk:
    """The annotator's desk. ``recent`` holds the last choices while they are looked through."""

    desk: Desk | None = None
    since: float = 0.0
    left_unsafe: bool = False
    right_unsafe: bool = False
    noting: bool = False
    recent: tuple[Answered, ...] | None = None
    resting: bool = False
    handing_in: bool = False
    said: str = ""
    trouble: str = ""

    @property
    def reasons_key(self) -> str:
        """The pills of the pair in front; another pair starts with none chosen."""
        return f"compare_reasons_{self._pair}"

    @property
    def note_key(self) -> str:
        """The note box of the pair in front."""
        return f"compare_note_{self._pair}"

    @property
    def _pair(self) -> str:
        shown = self.desk.shown if self.desk else None
        return f"{shown.pair}_{shown.earlier.id if shown.earlier else 'new'}" if shown else "none"


def mine() -> PairDesk:
    """The desk of this browser session."""
    return st.session_state.setdefault(KEY, PairDesk())  # type: ignore[no-any-return]


Does = Callable[Concatenate[PairDesk, Actor, App, ...], None]


def _event(does: Does) -> Callable[..., None]:
    """Make a callback of ``does``: a fresh look at who is here, and errors as a line on the page."""

    @functools.wraps(does)
    def pressed(*args: Any) -> None:
        app, own = composition.app(), mine()
        actor = who.actor_now(app, active=True)
        if actor is None:
            return
        own.said, own.trouble = "", ""
        try:
            does(own, actor, app, *args)
        except StudyBuddyError as error:
            own.trouble = str(error)

    return pressed


def look(own: PairDesk, actor: Actor, app: App, batch: str, pair: str = "") -> None:
    """Put a batch's next pair on the desk, or ``pair`` again."""
    own.desk = app.labelling.desk(actor, batch, pair)
    own.since = app.clock.monotonic()
    own.noting = False
    earlier = own.desk.shown.earlier if own.desk.shown else None
    own.left_unsafe = bool(earlier and earlier.left_unsafe)
    own.right_unsafe = bool(earlier and earlier.right_unsafe)


def words_of(choice: Choice) -> str:
    """A choice as its annotator reads it."""
    said = "Skipped" if choice.skipped or choice.preference is None else WORDS[choice.preference]
    if choice.left_unsafe and choice.right_unsafe:
        return f"{said} · both unsafe"
    if choice.left_unsafe or choice.right_unsafe:
        return f"{said} · {'left' if choice.left_unsafe else 'right'} unsafe"
    return said


# -- what the keys do ----------------------------------------------------------------------------------


@_event
def choose(own: PairDesk, actor: Actor, app: App, preference: Preference | None) -> None:
    """1 to 5, or S (None): record, then the next pair."""
    desk = own.desk
    if desk is None or desk.shown is None:
        return
    waited = app.clock.monotonic() - own.since
    if waited < _UNREAD_S:
        own.said = "That key came before this pair was on the screen, so it was not counted."
        return
    note, ms = st.session_state.get(own.note_key) or "", int(waited * 1000)
    unsafe = {"left_unsafe": own.left_unsafe, "right_unsafe": own.right_unsafe}
    if preference is None:
        done = app.labelling.skip(actor, desk.shown, note=note, shown_ms=ms, **unsafe)
    else:
        reasons = st.session_state.get(own.reasons_key) or []
        done = app.labelling.choose(actor, desk.shown, preference, reasons=reasons, note=note, shown_ms=ms, **unsafe)
    own.said = f"{words_of(done)}. Z takes it back."
    look(own, actor, app, desk.batch.id)


@_event
def mark_unsafe(own: PairDesk, actor: Actor, app: App, side: str) -> None:  # noqa: ARG001
    """Q and P: this answer is not safe for a child; pressed again, it is after all."""
    if side == "left":
        own.left_unsafe = not own.left_unsafe
    else:
        own.right_unsafe = not own.right_unsafe


@_event
def undo(own: PairDesk, actor: Actor, app: App) -> None:
    """Z: take back the latest choice, and put its pair on the desk again."""
    if own.desk is None:
        return
    batch = own.desk.batch.id
    pair = app.labelling.undo(actor, batch)
    if not pair:
        own.said = "There is nothing to take back."
        return
    look(own, actor, app, batch, pair)
    own.recent = None
    own.said = "Taken back."


@_event
def note(own: PairDesk, actor: Actor, app: App) -> None:  # noqa: ARG001
    """N: open the note box, or close it."""
    own.noting = not own.noting


@_event
def last_twenty(own: PairDesk, actor: Actor, app: App) -> None:
    """L: look through the latest choices, or go back to the pair."""
    own.recent = None if own.recent is not None or own.desk is None else app.labelling.recent(actor, own.desk.batch.id)


@_event
def reopen(own: PairDesk, actor: Actor, app: App, pair: str) -> None:
    """Put a pair on the desk again, with its sides as they were."""
    if own.desk is not None:
        own.recent = None
        look(own, actor, app, own.desk.batch.id, pair)


@_event
def leave_it(own: PairDesk, actor: Actor, app: App) -> None:
    """Close a reopened pair without another choice."""
    if own.desk is not None:
        look(own, actor, app, own.desk.batch.id)


@_event
def rest(own: PairDesk, actor: Actor, app: App) -> None:  # noqa: ARG001
    """B: put the pair out of sight, or go on."""
    own.resting = not own.resting
    own.since = app.clock.monotonic()


@_event
def take_batch(own: PairDesk, actor: Actor, app: App, key: str) -> None:
    """Work on another set."""
    chosen = st.session_state.get(key)
    if chosen:
        own.recent = None
        look(own, actor, app, chosen)


@_event
def ask_hand_in(own: PairDesk, actor: Actor, app: App, ask: bool) -> None:  # noqa: ARG001
    """Open or close the question whether to hand in."""
    own.handing_in = ask


@_event
def hand_in(own: PairDesk, actor: Actor, app: App) -> None:
    """Hand the set in: its choices stay as they are from here on."""
    own.handing_in = False
    if own.desk is not None:
        batch = own.desk.batch.id
        app.labelling.hand_in(actor, batch)
        own.recent = None
        look(own, actor, app, batch)
