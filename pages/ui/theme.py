"""The few lines of style that ``.streamlit/config.toml`` can't say.

Streamlit paints the words on a primary button white, which the dark theme's accent can't carry
(3.07 : 1). The page's primary button has a key that begins with ``go_`` and gets dark words there
(5.95 : 1). ``light-dark()`` follows the theme in force, so a switch needs no rerun.
"""

from __future__ import annotations

import streamlit as st

_STYLE = """<style>
[class*="st-key-go_"] button[kind^="primary"]:not(:disabled) *{color:light-dark(#FFFFFF,#12151B)!important}
.sb-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
</style>"""


def apply() -> None:
    """Add the house's style to the page; call once a run, inside the frame."""
    st.html(_STYLE)


def big_type(*, youngest: bool = False) -> None:
    """Set the learner's bigger letters: 20 px, 22 px for the youngest band."""
    st.html(f"<style>html{{font-size:{22 if youngest else 20}px}}</style>")
