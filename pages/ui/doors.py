"""Going from one room to another by its address, if this person has such a room."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from pages.ui.registry import pages_for
from studybuddy_core.domain.access import Role


def door(
    role: Role, url: str, label: str, *, key: str, icon: str = "arrow_forward", query: Mapping[str, str] | None = None
) -> None:
    """Draw a quiet button that leads to the page at ``url``; nothing where this role has none."""
    found = next((page for page in pages_for(role) if page.spec.url == url), None)
    if found is not None and st.button(label, key=key, icon=f":material/{icon}:", type="tertiary"):
        st.switch_page(str(found.path), query_params=dict(query or {}))
