"""Try something in place: what can't be done is told where it was asked, and what was typed stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.ui.words import plain
from studybuddy_core.domain.errors import BadInput, Conflict, NotFound, StorageError, TooMany


@contextmanager
def told_here() -> Iterator[None]:
    """Say here what went wrong inside the block; anything unexpected rises to the page's own error."""
    try:
        yield
    except (BadInput, Conflict, NotFound, TooMany, StorageError) as error:
        st.error(plain(str(error)), icon=":material/error:")
