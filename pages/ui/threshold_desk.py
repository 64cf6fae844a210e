"""What a researcher has in front of them on the Thresholds page, and what each slider and key does."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate

import streamlit as st

from pages.ui import who
from pages.ui.composition import composition
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.revising import Line, Move, shown_score
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.tuning_views import Kind, Locked, Row

KEY = "thresholds_desk"
_SAME = 0.000_05  # half a point of the scale
STAGES: dict[str, Stage | None] = {"All": None, "Messages": Stage.INPUT, "Answers": Stage.OUTPUT}
AGES: dict[str, AgeBand | None] = {"All": None, "9–12": AgeBand.OLDER, "6–8": AgeBand.YOUNGER}
KINDS: dict[str, Kind | None] = {
    "All": None, "Block": Kind.BLOCK, "Let through": Kind.LET_THROUGH, "Who hears": Kind.HEARD, "Unknown": Kind.UNKNOWN,
}  # fmt: skip


@dataclass
class ThresholdDesk:
    """Which label is looked at and how. ``opened`` holds the words of revealed messages while they are looked at.

    ``makes`` counts how often a line's widgets were made anew, see ``placed``.
    """

    label: str = ""
    stage: str = "All"
    age: str = "All"
    kind: str = "All"
    start: int = 0
    opened: dict[str, str] = field(default_factory=dict)
    makes: dict[str, int] = field(default_factory=dict)
    locked: Locked | None = None
    publishing: bool = False
    said: str = ""
    trouble: str = ""

    @property
    def band(self) -> AgeBand | None:
        """The band whose own line is moved; the oldest band has none of its own, its line holds for everyone."""
        return AgeBand.YOUNGER if AGES[self.age] is AgeBand.YOUNGER else None


def placed(own: ThresholdDesk, name: str, value: float | bool) -> str:
    """Return the key of a widget that begins at ``value``, which may have been changed elsewhere.

    A browser that is told a new value may send the old one once more, with a key pressed at that moment, and
    that would count as a person's move. So a value that did not come from the widget itself makes another
    widget; while a person slides it stays the same one and keeps the focus.
    """
    key = f"{name}_{own.makes.get(name, 0)}"
    if abs(st.session_state.get(key, value) - value) > _SAME:
        own.makes[name] = own.makes.get(name, 0) + 1
        key = f"{name}_{own.makes[name]}"
    return key


def _gone(own: ThresholdDesk, name: str, key: str) -> bool:
    """Whether this widget was replaced by another one; what the browser still sends of it is nobody's move."""
    return key != f"{name}_{own.makes.get(name, 0)}"


def desk() -> ThresholdDesk:
    """The desk of this browser session."""
    return st.session_state.setdefault(KEY, ThresholdDesk())  # type: ignore[no-any-return]


Does = Callable[Concatenate[ThresholdDesk, Actor, App, ...], None]


def _event(does: Does) -> Callable[..., None]:
    """Make a callback of ``does``: a fresh look at who is here, and errors as a line on the page."""

    @functools.wraps(does)
    def pressed(*args: Any) -> None:
        app, own = composition.app(), desk()
        actor = who.actor_now(app, active=True)
        if actor is None:
            return
        own.said, own.trouble = "", ""
        try:
            does(own, actor, app, *args)
        except StudyBuddyError as error:
            own.trouble = str(error)

    return pressed


def _moved(own: ThresholdDesk) -> None:
    own.start, own.locked = 0, None


@_event
def pick(own: ThresholdDesk, actor: Actor, app: App, label: str) -> None:  # noqa: ARG001
    """Look at one label."""
    own.label = label


@_event
def look(own: ThresholdDesk, actor: Actor, app: App, what: str, key: str) -> None:  # noqa: ARG001
    """Choose a stage, an age, or a kind of change."""
    setattr(own, what, st.session_state.get(key) or "All")
    own.start = 0


@_event
def slide(own: ThresholdDesk, actor: Actor, app: App, line: Line, name: str, key: str) -> None:
    """A slider was let go."""
    if _gone(own, name, key):
        return
    score = round(float(st.session_state[key]) * MAX_SCORE)
    app.tuning.move(actor, Move(own.label, line, score, own.band))
    _moved(own)


@_event
def switch(own: ThresholdDesk, actor: Actor, app: App, line: Line, name: str, key: str) -> None:
    """A line was switched on (at the top of the scale) or off ("never")."""
    if _gone(own, name, key):
        return
    app.tuning.move(actor, Move(own.label, line, MAX_SCORE if st.session_state[key] else None, own.band))
    _moved(own)


@_event
def step(own: ThresholdDesk, actor: Actor, app: App, line: Line, up: bool) -> None:
    """− and +: the next score that changes a decision."""
    found = app.tuning.step(actor, own.label, line, own.band, up=up)
    _moved(own)
    if found is None:
        own.said = f"Moving {line} {'up' if up else 'down'} changes no decision on any stored message."
    else:
        own.said = f"{line.capitalize()} is now {shown_score(found.score)}."


@_event
def undo(own: ThresholdDesk, actor: Actor, app: App) -> None:
    """Z: take the latest move back."""
    move = app.tuning.undo(actor)
    _moved(own)
    own.said = "There is no move to take back." if move is None else "Taken back."
    if move is not None:
        own.label = move.label


@_event
def reset(own: ThresholdDesk, actor: Actor, app: App, label: str) -> None:
    """Put one label's lines, or all lines, back to the live policy."""
    app.tuning.reset(actor, label)
    _moved(own)


@_event
def turn_page(own: ThresholdDesk, actor: Actor, app: App, start: int) -> None:  # noqa: ARG001
    """Look further down the list."""
    own.start = start


@_event
def reveal(own: ThresholdDesk, actor: Actor, app: App, row: Row) -> None:
    """Show one message's redacted words, or put them away again."""
    if own.opened.pop(row.message, None) is None:
        own.opened[row.message] = app.tuning.reveal(actor, row)


@_event
def load_new(own: ThresholdDesk, actor: Actor, app: App) -> None:
    """Load what came in since."""
    app.tuning.room(actor, fresh=True)
    own.said = "Loaded."


@_event
def ask_publish(own: ThresholdDesk, actor: Actor, app: App, ask: bool) -> None:  # noqa: ARG001
    """Open or close the publish dialog."""
    own.publishing = ask
    if not ask:
        own.locked = None


@_event
def look_at_locked(own: ThresholdDesk, actor: Actor, app: App) -> None:
    """Look at the verdicts that were kept for publishing; counted."""
    own.locked = app.tuning.locked_verdicts(actor)
