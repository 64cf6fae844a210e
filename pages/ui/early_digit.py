"""Keeps a digit that was pressed right behind F, before the reasons it chooses from were on the screen.

Whoever decides twenty flags types "F 2" faster than a page is drawn. The digit waits in the browser until its
reason is there (three seconds at most) and presses it then; any other key in between gives it up.
"""

from __future__ import annotations

import streamlit as st

_EARLY = st.components.v2.component(
    "studybuddy_early_digit",
    html="""<span></span>
""",
    js="""
export default function (component) {
  const { data } = component;
  if (window.studybuddyEarlyDigit) return; // one listener a page; it looks anew at each key
  window.studybuddyEarlyDigit = true;
  const LONGEST = 3000;
  let asked = 0, turn = 0;
  const button = (key) => document.querySelector(".st-key-" + key + " button");
  const typing = (place) => place instanceof HTMLElement &&
    (place.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(place.tagName));
  const press = (key, mine, until) => {
    if (mine !== turn) return;
    const found = button(key);
    if (found) found.click();
    else if (Date.now() < until) setTimeout(() => press(key, mine, until), 30);
  };
  const open = () => { asked = Date.now() - asked < LONGEST ? 0 : Date.now(); };
  document.addEventListener("click", (event) => {
    if (event.isTrusted && event.target.closest && event.target.closest(".st-key-" + data.opens)) open();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing(event.target)) return;
    turn += 1;
    const n = Number(event.key), now = Date.now();
    if (event.key.toLowerCase() === data.key) {
      if (button(data.opens)) open(); else asked = 0;
    } else {
      const early = now - asked < LONGEST && n >= 1 && n <= data.reasons && !button(data.reason + n);
      asked = 0;
      if (early) press(data.reason + n, turn, now + LONGEST);
    }
  }, true);
}
""",
)


def early_digit(*, opens: str, key: str, reason: str, reasons: int) -> None:
    """Keep digits pressed behind ``key``: it presses the button ``opens``, which brings ``reason`` 1 to ``reasons``."""
    _EARLY(key="early_digit", data={"opens": opens, "key": key.lower(), "reason": reason, "reasons": reasons})
