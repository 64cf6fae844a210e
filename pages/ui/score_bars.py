"""A panel of scores against their two lines, readable without a number and without colour.

One component for the whole panel. The track is eight pixels with a border, the fill in the level's
colour; the protect line is a thin tick, the alert line a thick one with a halo. What it means stands
in words to the right. What was not checked is hatched and says so: it is never an empty bar, because
an empty bar reads as "nothing found".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from pages.ui.in_order import LATE, in_order
from pages.ui.severity import Level
from studybuddy_core.domain.signals import MAX_SCORE

NEAR = 1500
NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Bar:
    """One label's score with its two lines (0–10000; None: not checked, or no such line).

    ``number`` matches the small number at the marked words in the transcript. ``words`` replaces
    the sentence that is made from score and lines; ``note`` is added beneath; ``level`` replaces the
    urgency where crossing the alert line calls nobody at once.
    """

    title: str
    score: int | None
    protect: int | None = None
    alert: int | None = None
    number: int = 0
    words: str = ""
    note: str = ""
    level: Level | None = None


def level_for(bar: Bar) -> Level:
    """The level whose colour the fill takes: over the alert line, over the protect line, or under both."""
    if bar.level is not None:
        return bar.level
    if bar.score is not None and bar.alert is not None and bar.score >= bar.alert:
        return Level.ALERT
    if bar.score is not None and bar.protect is not None and bar.score >= bar.protect:
        return Level.REVIEW
    return Level.LOGGED


def bar_words(bar: Bar) -> str:
    """Say where the score stands: "well over the alert line", "over the protect line", "under both lines"."""
    if bar.words:
        return bar.words
    if bar.score is None:
        return NOT_CHECKED
    lines = [(name, at) for name, at in (("alert", bar.alert), ("protect", bar.protect)) if at is not None]
    if not lines:
        return "has no line here"
    for name, at in sorted(lines, key=lambda line: -line[1]):
        if bar.score >= at:
            return f"{'well ' if bar.score - at >= NEAR else ''}over the {name} line"
    nearest = min(at for _, at in lines)
    close = "just " if nearest - bar.score < NEAR // 3 else ""
    return f"{close}under both lines" if len(lines) == 2 else f"{close}under the {lines[0][0]} line"


def as_decimal(score: int | None) -> str:
    """Show a score or line as people read it: 0.00 to 1.00."""
    return "–" if score is None else f"{score / MAX_SCORE:.2f}"


def score_bars(bars: Iterable[Bar], *, key: str, numbers: bool = False) -> None:
    """Draw a panel of score bars; ``numbers`` adds the figures, for researchers."""
    rows = [
        {
            "title": bar.title,
            "number": bar.number,
            "fill": None if bar.score is None else bar.score / MAX_SCORE,
            "protect": None if bar.protect is None else bar.protect / MAX_SCORE,
            "alert": None if bar.alert is None else bar.alert / MAX_SCORE,
            "token": level_for(bar).token,
            "words": bar_words(bar),
            "figures": _figures(bar) if numbers else "",
            "note": bar.note,
        }
        for bar in bars
    ]
    _PANEL(key=key, data=in_order(key, {"rows": tuple(rows)}))


def _figures(bar: Bar) -> str:
    return f"{as_decimal(bar.score)} · protect {as_decimal(bar.protect)} · alert {as_decimal(bar.alert)}"


_PANEL = st.components.v2.component(
    "studybuddy_score_bars",
    html="""<div class="panel"></div>
""",
    css="""
.panel { display: grid; gap: 0.75rem; font-family: var(--st-font); color: var(--st-text-color); font-size: 0.875rem; }
.head { display: flex; justify-content: space-between; gap: 0.75rem; flex-wrap: wrap; }
.title { font-weight: 600; }
.title sup { line-height: 0; margin-right: 2px; }
.track { position: relative; height: 8px; margin: 6px 0 2px; border: 1px solid var(--st-border-color);
  border-radius: 2px; background: var(--st-secondary-background-color); }
.fill { position: absolute; inset: 0 auto 0 0; }
.hatched { position: absolute; inset: 0; background: repeating-linear-gradient(135deg,
  var(--st-border-color) 0 2px, transparent 2px 6px); }
.tick { position: absolute; top: -4px; bottom: -4px; background: var(--st-text-color); transform: translateX(-50%); }
.protect { width: 2px; }
.alert { width: 4px; box-shadow: 0 0 0 1.5px var(--st-background-color); }
.small { font-size: 0.8125rem; }
""",
    js="""
export default function (component) {
  const { data, parentElement } = component;
"""
    + LATE
    + """  const panel = parentElement.querySelector(".panel");
  const make = (parent, kind, text) => {
    const node = document.createElement("div");
    node.className = kind;
    if (text) node.textContent = text;
    parent.appendChild(node);
    return node;
  };
  panel.replaceChildren();
  for (const row of data.rows) {
    const item = make(panel, "item");
    const head = make(item, "head");
    const title = make(head, "title", row.title);
    if (row.number) {
      const mark = document.createElement("sup");
      mark.textContent = String(row.number);
      title.prepend(mark);
    }
    make(head, "words", row.words);
    const track = make(item, "track");
    track.setAttribute("role", "img");
    track.setAttribute("aria-label", row.title + ": " + row.words + (row.figures ? ". " + row.figures : ""));
    if (row.fill === null) make(track, "hatched");
    else {
      const fill = make(track, "fill");
      fill.style.width = 100 * row.fill + "%";
      fill.style.background = "var(--st-" + row.token + "-color)";
    }
    for (const line of ["protect", "alert"])
      if (row[line] !== null) make(track, "tick " + line).style.left = 100 * row[line] + "%";
    if (row.figures) make(item, "small", row.figures);
    if (row.note) make(item, "small", row.note);
  }
}
""",
)
