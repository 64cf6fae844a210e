"""What a child and the tutor said to each other, as text and never as anything else.

Streamlit reads Markdown in nearly everything it draws, and Markdown from a child can fetch an address
in the teacher's browser. Here every word is set with ``textContent``. Marked words carry a tint, an
underline that differs by urgency, a small number that matches a score bar, and words for a screen
reader; so they are found without colour and without eyes.

A masked bubble's text does not leave the server: only its length does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from pages.ui.in_order import LATE, in_order
from pages.ui.marking import Mark, pieces_of


class Voice(StrEnum):
    """Whose words a bubble holds."""

    CHILD = "child"
    TUTOR = "tutor"
    SCRIPT = "script"
    HELD = "held"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message. ``speaker`` names who speaks ("Mia", "Tutor"), ``beside`` is small text (a time, a state).

    ``masked`` shows that there is something without sending it; ``sources`` are named beneath.
    ``id`` keeps a bubble in place while others arrive.
    """

    voice: Voice
    speaker: str
    text: str
    beside: str = ""
    marks: tuple[Mark, ...] = ()
    sources: tuple[str, ...] = ()
    masked: bool = False
    id: str = ""
    aside: tuple[str, ...] = field(default=())


def transcript(bubbles: Iterable[Bubble], *, key: str, live: bool = False, top: str = "") -> None:
    """Draw bubbles in order. ``live``: a screen reader hears what is added, and only that.

    ``top`` names a bubble that comes to the top of the page when it is new, and is kept there while the
    answer grows beneath it. From the moment the reader scrolls, nothing moves by itself.
    """
    sent = [_sent(n, bubble) for n, bubble in enumerate(bubbles)]
    _TALK(key=key, data=in_order(key, {"live": live, "top": top, "bubbles": tuple(sent)}))


def _sent(place: int, bubble: Bubble) -> dict[str, object]:
    """Return what the browser gets of one bubble."""
    pieces: list[dict[str, object]]
    if bubble.masked:
        pieces = [{"text": f"Hidden: {len(bubble.text)} characters"}]
    else:
        pieces = [
            {
                "text": piece.text,
                "level": piece.level.name.lower() if piece.level else "",
                "numbers": list(piece.numbers),
                "says": piece.says,
                "ends": piece.ends,
            }
            for piece in pieces_of(bubble.text, bubble.marks)
        ]
    return {
        "id": bubble.id or f"n{place}",
        "voice": str(bubble.voice),
        "masked": bubble.masked,
        "speaker": bubble.speaker,
        "beside": bubble.beside,
        "pieces": pieces,
        "sources": list(bubble.sources),
        "aside": list(bubble.aside),
    }


DRAW = (
    """
export default function (component) {
  const { data, parentElement } = component;
"""
    + LATE
    + """  const talk = parentElement.querySelector(".talk");
  if (data.live) {
    talk.setAttribute("role", "log");
    talk.setAttribute("aria-live", "polite");
  } else talk.removeAttribute("aria-live");
  const make = (parent, tag, kind, text) => {
    const node = document.createElement(tag);
    if (kind) node.className = kind;
    if (text) node.textContent = text;
    parent.appendChild(node);
    return node;
  };
  const fill = (parent, piece) => {
    if (!piece.level) return parent.append(piece.text);
    if (piece.says) make(parent, "span", "said", " " + piece.says + ": ");
    make(parent, "mark", piece.level, piece.text);
    for (const number of piece.numbers) make(parent, "sup", "", String(number)).setAttribute("aria-hidden", "true");
    if (piece.ends) make(parent, "span", "said", " " + piece.ends + " ");
  };
  const draw = (bubble) => {
    const node = document.createElement("div");
    node.className = "bubble " + bubble.voice + (bubble.masked ? " masked" : "");
    const who = make(node, "div", "who");
    make(who, "b", "", bubble.speaker);
    if (bubble.beside) make(who, "span", "", bubble.beside);
    const text = make(node, "div", "text");
    for (const piece of bubble.pieces) fill(text, piece);
    for (const source of bubble.sources) make(node, "div", "small", "Source: " + source);
    for (const line of bubble.aside) make(node, "div", "small", line);
    return node;
  };
  const known = talk.known || new Map();
  const now = new Map();
  for (const bubble of data.bubbles) {
    const looks = JSON.stringify(bubble);
    const before = known.get(bubble.id);
    now.set(bubble.id, before && before.looks === looks ? before : { looks, node: draw(bubble) });
  }
  const wanted = [...now.values()].map((entry) => entry.node);
  wanted.forEach((node, place) => {
    if (talk.children[place] !== node) talk.insertBefore(node, talk.children[place] || null);
  });
  while (talk.children.length > wanted.length) talk.lastChild.remove();
  talk.known = now;
  const place = () => {
    const entry = talk.known.get(talk.top);
    if (entry && talk.still && talk.isConnected) entry.node.scrollIntoView({ block: "start", inline: "nearest" });
  };
  if (data.top === talk.top) return place();
  talk.top = data.top;
  talk.still = true;
  if (talk.watching || !data.top) return place();
  let page = (talk.getRootNode().host || talk).parentElement;
  while (page && !/auto|scroll/.test(getComputedStyle(page).overflowY)) page = page.parentElement;
  if (!page) return;
  const reads = (event) => {
    const keys = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "Tab"];
    if (event.type !== "keydown" || keys.includes(event.key)) talk.still = false;
  };
  for (const sign of ["wheel", "touchmove", "keydown"]) page.addEventListener(sign, reads, { passive: true });
  page.addEventListener("pointerdown", (event) => { if (event.target === page) talk.still = false; });
  talk.watching = new ResizeObserver(place);
  talk.watching.observe(page.firstElementChild);
  place();
}
"""
)

_TALK = st.components.v2.component(
    "studybuddy_transcript",
    html="""<div class="talk"></div>
""",
    css="""
.talk { display: flex; flex-direction: column; gap: 0.75rem; font-family: var(--st-font); font-size: 1rem;
  line-height: 1.5; color: var(--st-text-color); }
.bubble { max-width: 88%; padding: 0.5rem 0.75rem; border-radius: var(--st-base-radius);
  border: 1px solid transparent; background: var(--st-secondary-background-color); overflow-wrap: anywhere; }
.bubble { scroll-margin-top: 4.5rem; }
.child { align-self: flex-end; background: var(--st-blue-background-color); }
.held { background: transparent; border: 1px dashed var(--st-border-color); }
.script { background: transparent; border-color: var(--st-border-color); }
.note { background: transparent; padding-block: 0; }
.who { font-size: 0.8125rem; display: flex; gap: 0.5rem; flex-wrap: wrap; }
.who b { font-weight: 600; }
.text { white-space: pre-wrap; }
.masked .text { font-style: italic; }
.small { font-size: 0.8125rem; margin-top: 0.25rem; }
mark { color: inherit; background: transparent; padding: 0 1px; text-underline-offset: 3px; }
mark.alert { background: var(--st-red-background-color); text-decoration: underline solid 4px var(--st-red-color); }
mark.review { background: var(--st-orange-background-color);
  text-decoration: underline dashed 2px var(--st-orange-color); }
mark.logged { background: var(--st-gray-background-color);
  text-decoration: underline dotted 2px var(--st-gray-color); }
sup { font-size: 0.7em; font-weight: 600; text-decoration: none; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
""",
    js=DRAW,
)
