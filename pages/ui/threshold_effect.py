"""What a draft would have changed: the numbers, and the messages behind them as redacted summaries."""

from __future__ import annotations

import streamlit as st

from pages.ui import threshold_desk, times
from pages.ui.states import empty
from pages.ui.threshold_desk import AGES, KINDS, STAGES
from pages.ui.transcript import Bubble, Voice, transcript
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.messages import Stage
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.tuning_views import (
    ALERT_MINUTES,
    REVIEW_MINUTES,
    Focus,
    Kind,
    Room,
    Row,
)

PAGE_ROWS = 12
_ICONS = {
    Kind.BLOCK: "block", Kind.LET_THROUGH: "arrow_forward", Kind.HEARD: "notifications", Kind.UNKNOWN: "help",
}  # fmt: skip
_WORDS = {
    Kind.BLOCK: "Would be held back", Kind.LET_THROUGH: "Would be let through", Kind.HEARD: "Another adult would hear",
    Kind.UNKNOWN: "Unknown",
}  # fmt: skip


def _where(focus: Focus) -> str:
    stage = {None: "messages and answers", Stage.INPUT: "messages", Stage.OUTPUT: "answers"}[focus.stage]
    return f"{stage}, {focus.band}" if focus.band else stage


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}" if value < 10 else f"{value:.0f}"


def _more(number: int) -> str:
    return f"{number:+,}" if number else "0"


def numbers(focus: Focus, room: Room) -> None:
    """The effect of the whole draft against the live policy."""
    tally = focus.tally
    st.header("Effect of the draft", anchor=False)
    st.caption(plain(f"All moved lines together, on {tally.messages:,} {_where(focus)} of {tally.days} days."))
    with st.container(horizontal=True, gap="medium"):
        st.metric("Held back", _more(tally.blocked), width="stretch")
        st.metric("Let through", _more(tally.let_through), width="stretch")
        st.metric("Alerts", _more(tally.alerts_after - tally.alerts_before), width="stretch")
    spread = f" ({-tally.unknown:+,} … {tally.unknown:+,})" if tally.unknown else ""
    lines = [
        f"Unknown, since a score is missing: {tally.unknown:,}{spread}",
        f"Questions let through that got no answer then: {tally.unwritten:,}" if tally.unwritten else "",
        f"Alerts: {tally.alerts_after:,}, now {tally.alerts_before:,}",
        f"Minutes a day: {_minutes(focus.minutes(after=True))}, now {_minutes(focus.minutes(after=False))}",
        f"Curriculum questions stopped: {focus.topics_after.rate}, now {focus.topics_before.rate.x:,}",
    ]
    with st.container(gap="xsmall"):
        for line in filter(None, lines):
            st.text(line)
    if focus.topics_after.questions:
        with st.popover("Which questions", type="tertiary"):
            for question in focus.topics_after.questions:
                st.text(f"{question.topic}: {question.text}")
    _verdicts(focus)
    if room.weaker:
        st.text(f"{count_of(len(room.weaker), 'rule')} would hold back less: publishing needs a second person.")
    st.caption(f"Minutes count {ALERT_MINUTES:g} an alert and {REVIEW_MINUTES:g} a flag that waits. Intervals: Wilson, "
               "95 %.")  # fmt: skip


def _verdicts(focus: Focus) -> None:
    before, after = focus.judged_before, focus.judged_after
    title = label_spec(focus.label).title
    with st.container(gap="xsmall"):
        if after.caught.n:
            st.text(f"Caught of what adults confirmed: {after.caught}, now {before.caught.x:,}")
        if after.false_alarms.n:
            st.text(f"Raised of their false alarms: {after.false_alarms}, now {before.false_alarms.x:,}")
        if not after.caught.n and not after.false_alarms.n:
            st.text(f"No open verdict on {title} yet, so nothing is known of what it catches.")
    locked = f" {focus.locked:,} more stay locked until you publish." if focus.locked else ""
    st.caption(f"Verdicts of reviewers on {title}, only on what was flagged.{locked}")


def would_change(actor: Actor, app: App) -> None:
    """The messages behind the numbers; words only one at a time, redacted, and counted."""
    own = threshold_desk.desk()
    listing = app.tuning.would_change(actor, KINDS[own.kind], STAGES[own.stage], AGES[own.age], start=own.start,
                                      limit=PAGE_ROWS)  # fmt: skip
    st.header("Would change", anchor=False)
    total = sum(listing.counts.values())
    if not total:
        empty("No stored message would fare otherwise.", "Move a line to see which would.")
        return
    counted = {name: total if kind is None else listing.counts[kind] for name, kind in KINDS.items()}
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.segmented_control("Which", list(KINDS), default=own.kind, key="thresholds_kind", required=True,
                             format_func=lambda name: f"{name} {counted[name]:,}", label_visibility="collapsed",
                             on_change=threshold_desk.look, args=("kind", "thresholds_kind"))  # fmt: skip
        st.caption(f"No names, and no words until you ask; you asked {count_of(listing.revealed, 'time')}, each in "
                   "the audit log. What is for the safeguarding lead alone is counted, never listed.")  # fmt: skip
    with st.container(gap="xsmall"):
        for row in listing.rows:
            _row(row, app)
    _pages(own.start, counted[own.kind])


def _row(row: Row, app: App) -> None:
    own = threshold_desk.desk()
    words = own.opened.get(row.message)
    with st.container(key=f"thresholds_row_{row.message}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(_WORDS[row.kind], icon=f":material/{_ICONS[row.kind]}:", color="gray")
            said = "message" if row.stage is Stage.INPUT else "answer"
            day = times.day(row.at, app.clock.now())
            st.text(f"{day} · {row.band} · {said} · {row.why or ', '.join(row.labels)}", width="stretch")
            st.button("Hide" if words is not None else "Show", key=f"thresholds_show_{row.message}",
                      on_click=threshold_desk.reveal, args=(row,), type="tertiary")  # fmt: skip
        if words is not None:
            transcript([Bubble(Voice.NOTE, "Redacted", words)], key=f"thresholds_words_{row.message}")


def _pages(start: int, total: int) -> None:
    if total <= PAGE_ROWS:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Newer", key="thresholds_newer", disabled=start == 0, on_click=threshold_desk.turn_page,
                  args=(max(0, start - PAGE_ROWS),))  # fmt: skip
        st.button("Older", key="thresholds_older", disabled=start + PAGE_ROWS >= total,
                  on_click=threshold_desk.turn_page, args=(start + PAGE_ROWS,))  # fmt: skip
        st.text(f"{start + 1}–{min(start + PAGE_ROWS, total)} of {total:,}")
