"""The learners' password: twelve pictures to press, each a button with a name read aloud.

What was pressed shows as dots only, since the next child is looking. Every picture is an ordinary
button: Tab and Enter work, a screen reader says its name.
"""

from __future__ import annotations

import streamlit as st

from studybuddy_core.services.passwords import PICTURES, PICTURES_CHOSEN

_COLUMNS = 4


def picture_grid(chosen: int) -> str:
    """Draw the grid with ``chosen`` pictures already pressed; return the id pressed now, "again", "back" or ""."""
    pressed = ""
    with st.container(key="picture_grid", gap="small"):
        st.html(_STYLE)
        for start in range(0, len(PICTURES), _COLUMNS):
            row = PICTURES[start : start + _COLUMNS]
            for column, picture in zip(st.columns(_COLUMNS, gap="small"), row, strict=True):
                if column.button(f"{picture.symbol} {picture.name}", key=f"picture_{picture.id}", width="stretch"):
                    pressed = picture.id
    dots = "●" * chosen + "○" * (PICTURES_CHOSEN - chosen)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.text(f"{dots}  {chosen} of {PICTURES_CHOSEN}", width="stretch")
        if st.button("Start again", key="picture_again", icon=":material/undo:", type="tertiary", disabled=not chosen):
            pressed = "again"
        if st.button("That is not my name", key="picture_back", icon=":material/arrow_back:", type="tertiary"):
            pressed = "back"
    return pressed


_STYLE = """<style>
.st-key-picture_grid button{min-height:4.5rem}
.st-key-picture_grid button p{font-size:1.25rem}
.st-key-picture_grid [data-testid="stColumn"]{min-width:calc(25% - 1rem)}
@media (max-width:40rem){
.st-key-picture_grid button{min-height:5rem;padding-inline:.25rem}
.st-key-picture_grid button p{font-size:1rem;white-space:normal;overflow:visible}
}
</style>"""
