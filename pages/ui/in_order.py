"""Keeps a component from drawing older data over newer.

The browser starts a component's script once for each change of its data, and while the script is still being
loaded two starts can happen in either order. Without a guard a page then shows a question without its answer
until something else changes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

# For a start that comes after a newer one: it leaves at once. Far behind means that the clock was set back.
LATE = """
  if (data.made < parentElement.made && parentElement.made - data.made < 10000) return;
  parentElement.made = data.made;
"""


def in_order(key: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``data`` with the time in milliseconds at which it became what it is; the same data keeps its time.

    Give rows as a tuple: Streamlit searches every list for what could be a table, which takes milliseconds.
    """
    place = f"{key}_made"
    known: tuple[dict[str, Any], int] | None = st.session_state.get(place)
    if known is None or known[0] != data:
        known = (dict(data), max(time.time_ns() // 1_000_000, known[1] + 1 if known else 0))
        st.session_state[place] = known
    return {**data, "made": known[1]}
