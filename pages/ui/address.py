"""What lies open stands in the address, and what was looked for is still there when somebody comes back.

An address can be sent to a colleague and survives a reload; it holds ids alone, never a name or a word of a child.
"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def linked(name: str) -> str:
    """What the address asks for anew; "" where it only says what lies open already."""
    asked = str(st.query_params.get(name, ""))
    return "" if asked == st.session_state.get(f"address_{name}", "") else asked


def say(name: str, value: str) -> None:
    """Say in the address that this lies open; "" for nothing."""
    if value and st.query_params.get(name) != value:
        st.query_params[name] = value
    elif not value and name in st.query_params:
        del st.query_params[name]
    st.session_state[f"address_{name}"] = value


def bring_back(keys: Iterable[str]) -> None:
    """Before filters are drawn: what was chosen when the page was left, unless the address says otherwise."""
    for key in keys:
        kept = st.session_state.get(f"kept_{key}")
        if kept and key not in st.session_state and key not in st.query_params:
            st.session_state[key] = kept


def keep(keys: Iterable[str]) -> None:
    """After filters are drawn: remember what is chosen."""
    for key in keys:
        st.session_state[f"kept_{key}"] = st.session_state.get(key)
