"""What a page shows when there is nothing, not yet something, or something that may be old.

An empty page proves itself ("412 checked; alert test passed 8:02") and offers one next step. A loading
page keeps its final height. An old page says how old.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st

from pages.ui import times
from pages.ui.words import plain


def empty(sentence: str, proof: str = "") -> None:
    """Say that there is nothing to do, and how we know; draw one next step after it if there is one."""
    with st.container(border=True, horizontal_alignment="center", gap="xsmall"):
        st.text(sentence)
        if proof:
            st.caption(plain(proof))


@contextmanager
def loading(height: int = 200) -> Iterator[None]:
    """Hold the place at its final height while the content is being fetched."""
    place = st.empty()
    with place.container():
        st.skeleton(height=height)
    try:
        yield
    finally:
        place.empty()


def stale(at: datetime) -> None:
    """Say how old what stands here is."""
    st.caption(f"Last updated {times.clock(at, seconds=True)}")
