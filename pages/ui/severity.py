"""How urgent something is: four levels, each an icon, a word and a colour, never a colour alone.

On the pages colour means urgency and nothing else. A level's colour is one of the theme's own tokens, so
both themes keep their contrast (``.streamlit/config.toml``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import streamlit as st

from pages.ui.words import plain
from studybuddy_core.domain.policies import Notify


@dataclass(frozen=True, slots=True)
class Look:
    """A level's token in the theme, its Material icon and its word."""

    token: str
    icon: str
    word: str


class Level(Enum):
    """How loudly something calls an adult."""

    ALERT = Look("red", "priority_high", "Alert")
    REVIEW = Look("orange", "flag", "To review")
    LOGGED = Look("gray", "notes", "Logged")
    RELEASED = Look("green", "check", "Released")

    @property
    def token(self) -> str:
        """The theme's colour: red, orange, gray or green."""
        return self.value.token

    @property
    def icon(self) -> str:
        """The Material icon, as Streamlit writes it."""
        return f":material/{self.value.icon}:"

    @property
    def word(self) -> str:
        """The word that stands beside the icon."""
        return self.value.word


_BY_NOTIFY = {
    Notify.NONE: Level.RELEASED,
    Notify.LOG: Level.LOGGED,
    Notify.REVIEW: Level.REVIEW,
    Notify.ALERT: Level.ALERT,
}


def level_of(notify: Notify) -> Level:
    """Return the level of a decision's call to adults."""
    return _BY_NOTIFY[notify]


def badge(level: Level, text: str = "") -> None:
    """Draw a level's icon and word, or ``text`` instead of the word; safe for text people wrote."""
    label = plain(text).replace("\\[", "[").replace("\\]", "]")  # a badge escapes square brackets by itself
    st.badge(label or level.word, icon=level.icon, color=level.token)  # type: ignore[arg-type]
