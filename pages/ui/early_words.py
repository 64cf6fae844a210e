"""Keeps what is typed right behind N, before the note box is there, and puts it into the box.

Whoever begins a note types on at once, and until the box is drawn every letter would be a key of the page: an S in
the middle of a word skips the flag, a G escalates it. The letters wait in the browser until the box has the focus,
three seconds at most; Escape gives them up.
"""

from __future__ import annotations

import streamlit as st

_EARLY = st.components.v2.component(
    "studybuddy_early_words",
    html="""<span></span>
""",
    js="""
export default function (component) {
  const known = window.studybuddyEarlyWords;
  window.studybuddyEarlyWords = component.data; // the box of the thing at hand; one listener looks it up at each key
  if (known) return;
  const LONGEST = 3000;
  let until = 0, words = "";
  const now = () => window.studybuddyEarlyWords;
  const button = () => document.querySelector(".st-key-" + now().opens + " button");
  const box = () => document.querySelector(".st-key-" + now().box + " textarea");
  const typing = (place) => place instanceof HTMLElement &&
    (place.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(place.tagName));
  const end = () => { until = 0; words = ""; };
  const hand = () => {
    if (!until) return;
    const found = box();
    if (found && document.activeElement === found) {
      if (words) { // as if it had been typed there: the page hears of it
        const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
        write.call(found, found.value + words);
        found.dispatchEvent(new Event("input", { bubbles: true }));
      }
      end();
    } else if (Date.now() < until) setTimeout(hand, 20);
    else end();
  };
  const open = () => { words = ""; until = Date.now() + LONGEST; hand(); };
  document.addEventListener("click", (event) => {
    if (event.isTrusted && !box() && event.target.closest && event.target.closest(".st-key-" + now().opens)) open();
  }, true);
  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target)) return hand(); // what came first stands first
    if (!until) {
      if (event.key.toLowerCase() === now().key && !event.repeat && button() && !box()) open();
      return;
    }
    if (event.key === "Escape") end();
    else if (event.key === "Backspace") words = words.slice(0, -1);
    else if (event.key === "Enter") words += "\\n";
    else if (event.key.length === 1) words += event.repeat ? "" : event.key; // N held down is no second N
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
}
""",
)


def early_words(*, opens: str, key: str, box: str) -> None:
    """Keep what is typed behind ``key``, which presses the button ``opens``, until the note box ``box`` is there."""
    _EARLY(key="early_words", data={"opens": opens, "key": key.lower(), "box": box})
