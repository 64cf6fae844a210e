"""Scrolling panels: a place that comes into view by itself, a panel the keyboard reaches, a list of buttons."""

from __future__ import annotations

import streamlit as st

from pages.ui.in_order import LATE, in_order

_ANCHOR = st.components.v2.component(
    "studybuddy_anchor",
    html="""<span></span>
""",
    js="""
export default function (component) {
  const { data, parentElement } = component;
"""
    + LATE
    + """  const node = parentElement.querySelector("span");
  let panel = (parentElement.host || parentElement).parentElement;
  while (panel && !/auto|scroll/.test(getComputedStyle(panel).overflowY)) panel = panel.parentElement;
  if (!panel) return;
  panel.tabIndex = 0;
  panel.setAttribute("role", "region");
  panel.setAttribute("aria-label", data.name);
  if (data.above === null || node.dataset.shown === data.shown) return;
  node.dataset.shown = data.shown;
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


def anchor(shown: str, *, key: str, name: str, above: int = 90) -> None:
    """Bring this place into view, ``above`` pixels from the panel's top, whenever ``shown`` is another than before.

    The panel around it can be reached and scrolled with the keyboard, and is called ``name``.
    """
    _ANCHOR(key=key, data=in_order(key, {"shown": shown, "above": above, "name": name}))


def reachable(*, key: str, name: str) -> None:
    """Let the scrolling panel around this place be reached and scrolled with the keyboard; it is called ``name``."""
    _ANCHOR(key=key, data=in_order(key, {"shown": "", "above": None, "name": name}))


def left_aligned(container: str) -> None:
    """Set the words of the buttons in the container of this key to the left, as a list reads."""
    place = f".st-key-{container} button"
    st.html(f"<style>{place}, {place} > div, {place} > div > span "
            "{justify-content:flex-start;text-align:left;width:100%}</style>")  # fmt: skip
