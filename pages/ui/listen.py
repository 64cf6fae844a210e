"""A button that reads a text aloud with the voices of the child's own device; nothing leaves it."""

from __future__ import annotations

import streamlit as st

from pages.ui.in_order import LATE, in_order


def listen(text: str, *, key: str) -> None:
    """Draw the button for ``text``; pressed again, it stops."""
    _LISTEN(key=key, data=in_order(key, {"text": text, "label": "Listen", "stop": "Stop"}))


_LISTEN = st.components.v2.component(
    "studybuddy_listen",
    html="""<button type="button" class="listen"></button>
""",
    css="""
.listen { font: inherit; font-size: 0.875rem; font-family: var(--st-font); color: var(--st-text-color);
  background: transparent; border: 1px solid var(--st-border-color); border-radius: var(--st-base-radius);
  padding: 0.35rem 0.75rem; cursor: pointer; min-height: 2.5rem; }
.listen:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
""",
    js="""
export default function (component) {
  const { data, parentElement } = component;
"""
    + LATE
    + """  const button = parentElement.querySelector(".listen");
  const voice = window.speechSynthesis;
  button.hidden = !voice;
  const still = () => { button.textContent = data.label; };
  still();
  button.onclick = () => {
    if (voice.speaking) { voice.cancel(); still(); return; }
    const words = new SpeechSynthesisUtterance(data.text);
    words.rate = 0.9;
    words.onend = still;
    button.textContent = data.stop;
    voice.speak(words);
  };
  return () => { if (voice) voice.cancel(); };
}
""",
)
