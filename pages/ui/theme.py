"""The few lines of style that ``.streamlit/config.toml`` can't say.

Streamlit paints the words on a primary button white, which the dark theme's accent can't carry
(3.07 : 1). The page's primary button has a key that begins with ``go_`` and gets dark words there
(5.95 : 1), and under the pointer a lighter ground instead of Streamlit's darker one. ``light-dark()``
follows the theme in force, so a switch needs no rerun. Links have a ring when the keyboard is on them: Streamlit's
own only tints them, which the page one is on already is.
"""

from __future__ import annotations

import base64

import streamlit as st

from pages.ui import small_windows

_MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#2350B5"/><path d="M7 9h18v12H15l-5 5v-5H7z" fill="#fff"/>
<path d="M11 13h10M11 17h6" stroke="#2350B5" stroke-width="2"/></svg>"""
# Without an icon of our own Streamlit takes the page's, and fetches that from another company's server.
ICON = "data:image/svg+xml;base64," + base64.b64encode(_MARK.encode()).decode()
_STYLE = """<style>
[class*="st-key-go_"] button[kind^="primary"]:not(:disabled) *{color:light-dark(#FFFFFF,#12151B)!important}
[class*="st-key-go_"] button[kind^="primary"]:not(:disabled):is(:hover,:focus,:active){
background-color:light-dark(#1B3F8F,#7FA5F7)!important;border-color:light-dark(#1B3F8F,#7FA5F7)!important}
a.sb-back{display:inline-block;padding:.5rem .75rem;border:1px solid light-dark(#7C8798,#78849A);border-radius:.5rem;
color:inherit!important;text-decoration:none}
:is(a,[role="tab"]):focus-visible{outline:3px solid light-dark(#2350B5,#6490F4)!important;outline-offset:-1px}
.sb-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
</style>"""

_DARK_DIALOG = """<style>[role="dialog"] [class*="st-key-go_"] button[kind^="primary"]:not(:disabled) *{
color:#12151B!important}</style>"""


def apply() -> None:
    """Add the house's style to the page; call once a run, inside the frame."""
    st.html(_STYLE + small_windows.STYLE)
    if st.context.theme.type == "dark":  # a dialog hangs outside the page, where light-dark() knows no theme
        st.html(_DARK_DIALOG)


def big_type(*, youngest: bool = False) -> None:
    """Set the learner's bigger letters: 20 px, 22 px for the youngest band."""
    st.html(f"<style>html{{font-size:{22 if youngest else 20}px}}</style>")


def stay_in_view(key: str) -> None:
    """Keep the container with this key at the top of the window while the page scrolls, where there is room."""
    st.html(
        f"<style>@media (min-height: 420px) {{ div:has(> .st-key-{key}) {{ position: sticky; top: 0; z-index: 10; }} }}"
        f".st-key-{key} {{ background: light-dark(#FFFFFF, #12151B); padding-block: 0.5rem; }}</style>"
    )


def small_buttons(key: str) -> None:
    """Make the buttons in containers whose key begins like this as low as a card has room for."""
    st.html(f'<style>[class*="st-key-{key}"] button {{ min-height: 2rem; padding: 0.125rem 0.5rem; }}</style>')
