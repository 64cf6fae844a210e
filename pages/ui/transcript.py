"""What a child and the tutor said to each other, as text and never as anything else.

Streamlit reads Markdown in nearly everything it draws, and Markdown from a child can fetch an address
in the teacher's browser. Here every word is set with ``textContent``. Marked words carry a tint, an
underline that differs by urgency, a small number that matches a score bar, and words for a screen
reader; so they are found without colour and without eyes.

A masked bubble's text does not leave the server: only its length does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def transcript(
    bubbles: Iterable[Bubble], *, key: str, live: bool = False, top: str = "",
    grows: Mapping[str, object] | None = None,
) -> None:  # fmt: skip
    """Draw bubbles in order. ``live``: a screen reader hears what is added, and only that.

    ``top`` names a bubble that comes to the top of the page when it is new, and is kept there while the
    answer grows beneath it. From the moment the reader scrolls, nothing moves by itself. ``grows`` is the answer that
    is still growing (see ``following``): it is followed from the browser, and the page drawn anew when it has ended.
    """
    rows = tuple(sent(n, bubble) for n, bubble in enumerate(bubbles))
    hears = {"on_ended_change": _drawn_anew, "on_lost_change": _drawn_anew} if live else {}
    _TALK(key=key, data=in_order(key, {"live": live, "top": top, "grows": grows, "bubbles": rows}), **hears)


def _drawn_anew() -> None:
    """Nothing more than what a press does by itself: the page is drawn anew."""


def sent(place: int, bubble: Bubble) -> dict[str, object]:
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


# ``follow`` listens to the door of ``studybuddy_core/gateway/following.py``. What it was told last stands before what
# the page was drawn with, where that is older: words that have been shown are never taken back.
GROWS = """
  const grown = talk.grown || (talk.grown = { turn: "", seen: -1, bubbles: [], waiting: "" });
  const line = parentElement.querySelector(".wait");
  const show = () => {
    const grows = data.grows;
    const same = grows && grown.turn === grows.turn;
    const newer = same && grown.seen >= grows.seen;
    if (!newer) paint(data.bubbles);
    else {
      const of = (bubble) => bubble.id.startsWith(grown.turn + "-");
      const first = data.bubbles.findIndex(of);
      const others = data.bubbles.filter((bubble) => !of(bubble));
      others.splice(first < 0 ? others.length : first, 0, ...grown.bubbles);
      paint(others);
    }
    line.textContent = !grows ? "" : same ? grown.waiting : grows.waiting;
  };
  const leave = () => {
    if (talk.stop) talk.stop.abort();
    talk.stop = null;
    talk.follows = "";
  };
  const listen = async (turn, stop) => {
    const asks = { headers: { "x-studybuddy": "1" }, cache: "no-store", signal: stop };
    const answer = await fetch("/chat/follow?turn=" + encodeURIComponent(turn), asks);
    if (!answer.ok) throw new Error("refused");
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let heard = ""; ; ) {
      const { value, done } = await reader.read();
      if (done) return false;
      const events = (heard + value).split("\\n\\n");
      heard = events.pop();
      for (const event of events) {
        const told = JSON.parse(event.slice(event.indexOf("{")));
        if (told.turn !== grown.turn) Object.assign(grown, { seen: -1, bubbles: [] });
        Object.assign(grown, told);
        talk.show();
        if (told.ended) return true;
      }
    }
  };
  const follow = async (turn, stop) => {
    const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    for (let missed = 0; !stop.signal.aborted; ) {
      if (document.hidden) {
        await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
        continue;
      }
      const one = new AbortController();
      const end = () => one.abort();
      const hide = () => { if (document.hidden) end(); };
      stop.signal.addEventListener("abort", end);
      document.addEventListener("visibilitychange", hide);
      let ended = false;
      try {
        ended = await listen(turn, one.signal);
        missed = 0;
      } catch {
        missed += one.signal.aborted ? 0 : 1;
      }
      document.removeEventListener("visibilitychange", hide);
      stop.signal.removeEventListener("abort", end);
      if (stop.signal.aborted) return;
      if (ended) return talk.tell("ended", turn);
      if (missed > 1) talk.tell("lost", Date.now());
      await wait(missed > 1 ? 3000 : 500);
    }
  };
  talk.show = show;
  talk.tell = setTriggerValue;
  show();
  const turn = data.grows ? data.grows.turn : "";
  if (turn !== (talk.follows || "")) {
    leave();
    if (turn) {
      talk.follows = turn;
      talk.stop = new AbortController();
      follow(turn, talk.stop);
    }
  }
"""

DRAW = (
    """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
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
  const paint = (bubbles) => {
    const known = talk.known || new Map();
    const now = new Map();
    for (const bubble of bubbles) {
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
  };
"""
    + GROWS
    + """
  const place = () => {
    const entry = talk.known.get(talk.top);
    if (entry && talk.still && talk.isConnected) entry.node.scrollIntoView({ block: "start", inline: "nearest" });
  };
  const left = () => setTimeout(() => { if (!talk.isConnected) leave(); }, 500);
  if (data.top === talk.top) {
    place();
    return left;
  }
  talk.top = data.top;
  talk.still = true;
  if (talk.watching || !data.top) {
    place();
    return left;
  }
  let page = (talk.getRootNode().host || talk).parentElement;
  while (page && !/auto|scroll/.test(getComputedStyle(page).overflowY)) page = page.parentElement;
  if (!page) return left;
  const reads = (event) => {
    const keys = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown", "Tab"];
    if (event.type !== "keydown" || keys.includes(event.key)) talk.still = false;
  };
  for (const sign of ["wheel", "touchmove", "keydown"]) page.addEventListener(sign, reads, { passive: true });
  page.addEventListener("pointerdown", (event) => { if (event.target === page) talk.still = false; });
  talk.watching = new ResizeObserver(place);
  talk.watching.observe(page.firstElementChild);
  place();
  return left;
}
"""
)

_TALK = st.components.v2.component(
    "studybuddy_transcript",
    html="""<div class="talk"></div>
<div class="wait"></div>
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
.wait { font-family: var(--st-font); color: var(--st-text-color); margin-top: 0.75rem; }
.wait:empty { display: none; }
sup { font-size: 0.7em; font-weight: 600; text-decoration: none; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
""",
    js=DRAW,
)
