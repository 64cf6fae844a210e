"""The difference between two policies as a small table: label, from, to, stricter or weaker."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.revising import Change, Direction

_ARROWS = {Direction.STRICTER: "▲ stricter", Direction.WEAKER: "▼ weaker", Direction.OTHER: "changed"}
_AGES = {None: "all ages", AgeBand.OLDER: "9–12", AgeBand.YOUNGER: "6–8"}


def changes_table(changes: Sequence[Change]) -> None:
    """Draw the rows; say so where there are none."""
    if not changes:
        st.text("No line is different.")
        return
    rows = [(c.title, _AGES[c.band], c.what, c.before, c.after, _ARROWS[c.direction]) for c in changes]
    st.table(pd.DataFrame(rows, columns=["Label", "Age", "Line", "From", "To", ""]).set_index("Label"))


def in_words(changes: Sequence[Change]) -> str:
    """The differences in one line, the first three by name."""
    said = [f"{f'{c.title} {c.what}' if c.label else c.title} {c.before} → {c.after}" for c in changes[:3]]
    more = f" and {len(changes) - 3} more" if len(changes) > 3 else ""
    return "; ".join(said) + more if said else "no line is different"
