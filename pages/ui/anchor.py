"""A place in a scrolling panel that comes into view by itself when something new is opened."""

from __future__ import annotations

import streamlit as st

_ANCHOR = st.components.v2.component(
    "studybuddy_anchor",
    html="""<span></span>
""",
    js="""
export default function (component) {
  const { data, parentElement } = component;
  const node = parentElement.querySelector("span");
  if (node.dataset.shown === data.shown) return;
  node.dataset.shown = data.shown;
  let panel = (parentElement.host || parentElement).parentElement;
  while (panel && !/auto|scroll/.test(getComputedStyle(panel).overflowY)) panel = panel.parentElement;
  if (!panel) return;
  const until = performance.now() + 400;
  const place = () => {
    const down = node.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += down - data.above;
    if (performance.now() < until) requestAnimationFrame(place);
  };
  requestAnimationFrame(place);
}
""",
)


def anchor(shown: str, *, key: str, above: int = 90) -> None:
    """Bring this place into view, ``above`` pixels from the panel's top, whenever ``shown`` is another than before."""
    _ANCHOR(key=key, data={"shown": shown, "above": above})
