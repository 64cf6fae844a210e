"""A note box that a keyboard can enter and leave: opened, it takes the focus; Escape or Ctrl+Enter gives it back.

Single keys mean nothing while somebody types, as it must be, so there has to be a way out of the box that
needs no mouse.
"""

from __future__ import annotations

import streamlit as st

_KEYS = st.components.v2.component(
    "studybuddy_note_keys",
    html="""<span></span>
""",
    js="""
export default function (component) {
  const { data } = component;
  const enter = (tries) => {
    const box = document.querySelector(".st-key-" + data.box + " textarea");
    if (!box) return tries > 0 && setTimeout(() => enter(tries - 1), 50); // the first box of a page loads its code
    if (box.dataset.leaves) return;
    box.dataset.leaves = "yes";
    box.addEventListener("keydown", (event) => {
      const done = event.key === "Escape" || (event.key === "Enter" && (event.ctrlKey || event.metaKey));
      if (done) setTimeout(() => box.blur(), 0);
    });
    box.focus();
  };
  enter(60);
}
""",
)


def note_box(label: str, *, key: str) -> str:
    """Draw a note box with the focus in it; return what has been typed so far."""
    text = st.text_area(label, key=key, height=80, max_chars=2_000, placeholder="Escape leaves the box")
    _KEYS(key=f"{key}_keys", data={"box": key})
    return text or ""
