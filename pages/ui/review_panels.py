"""The three panels of the review room: what waits, what was said, and why it was flagged."""

from __future__ import annotations

import streamlit as st

from pages.ui import read_bubbles, times
from pages.ui import review_desk as desk
from pages.ui.anchor import anchor, left_aligned, reachable
from pages.ui.frame import Here
from pages.ui.score_bars import Bar, level_for, score_bars
from pages.ui.severity import Level, badge
from pages.ui.transcript import transcript
from pages.ui.words import plain
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.reviews import ReviewKind, ReviewState
from studybuddy_core.services.review_items import DID, Opened, QueueItem, asked_for_adult

HEIGHT = 440
AT_ONCE = 12
"""So many items of the queue are drawn: each button costs time at every key."""


def queue_panel(here: Here, queue: tuple[QueueItem, ...], chosen: str) -> None:
    """What waits: one button an item, without a name."""
    now = here.app.clock.now()
    place = next((n for n, item in enumerate(queue) if item.flag.id == chosen), 0)
    first = min(max(0, place - 3), max(0, len(queue) - AT_ONCE))
    left_aligned("review_queue")
    with st.container(height=HEIGHT, border=False, gap="xsmall", key="review_queue"):
        if first:
            st.caption(f"{first} before these")
        for item in queue[first : first + AT_ONCE]:
            flag = item.flag
            many = f" × {len(item.alike)}" if len(item.alike) > 1 else ""
            asked = " · child asks" if flag.appealed else ""
            held = f" · {item.held_by} has it" if item.held_by else ""
            icon = Level.ALERT.icon if flag.notify >= Notify.ALERT else Level.REVIEW.icon
            label = f"{item.title}{many} · {item.class_name} · {times.ago(flag.at, now)}{asked}{held}"
            st.button(plain(label), key=f"review_item_{flag.id}", icon=icon, width="stretch", on_click=desk.pick,
                      args=(flag.id,), type="secondary" if flag.id == chosen else "tertiary", wrap=True)  # fmt: skip
        if len(queue) > first + AT_ONCE:
            st.caption(f"{len(queue) - first - AT_ONCE} after these")


def child_name(mine: desk.Desk, opened: Opened) -> str:
    """The child's name, once shown."""
    return opened.child if mine.names else "A child"


def bars_of(opened: Opened) -> list[Bar]:
    """The bars of the panel, numbered as the marks in the talk are."""
    return [
        Bar(bar.title, bar.score, bar.protect, bar.alert, number=n, words=bar.words,
            level=Level.REVIEW if bar.over_alert and opened.flag.notify < Notify.ALERT else None)
        for n, bar in enumerate(opened.evidence.bars, start=1)
    ]  # fmt: skip


def talk_panel(here: Here, mine: desk.Desk, opened: Opened, alike: tuple[str, ...]) -> None:
    """What was said, masked until it is asked for; the flagged turn comes into view by itself."""
    flag, now = opened.flag, here.app.clock.now()
    turns = mine.words.turns if mine.words else opened.turns
    levels = {
        bar.label: (shown.number, level_for(shown), bar.title)
        for bar, shown in zip(opened.evidence.bars, bars_of(opened), strict=True)
    }
    first = next((n for n, turn in enumerate(turns) if turn.id == flag.turn), 0)
    before, after = (
        read_bubbles.bubbles_of(some, child_name(mine, opened), now=now, masked=mine.words is None,
                                flagged=flag.turn, levels=levels,
                                sources=here.app.answering.sources_of(here.actor.school))
        for some in (turns[:first], turns[first:])
    )  # fmt: skip
    _talk_head(here, mine, opened)
    with st.container(height=HEIGHT - 56, border=False, gap="small", key="review_talk"):
        if before:
            transcript(before, key="review_before")
        anchor(f"{flag.id} {mine.words is None} {mine.whole}", key="review_anchor", name="The talk")
        transcript(after, key="review_transcript")
        others = mine.words.alike if mine.words and len(alike) > 1 else ()
        if others:
            st.text(f"{len(others)} more with the same cause:")
            many = read_bubbles.bubbles_of(others, "Another child", now=now, masked=False)
            transcript(many, key="review_alike")
        if len(turns) < opened.talk.turns:
            st.button(f"Whole talk · {opened.talk.turns} turns", key="review_whole", type="tertiary",
                      on_click=desk.show, args=(True,))  # fmt: skip


def _talk_head(here: Here, mine: desk.Desk, opened: Opened) -> None:
    when = times.moment(opened.flag.at, here.app.clock.now())
    shown = mine.words is not None and not mine.whole
    eye = ":material/visibility_off:" if shown else ":material/visibility:"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        title = f"{child_name(mine, opened)} · {opened.talk.class_name} · {when}"
        st.header(plain(title), anchor=False, width="stretch")
        st.button("Hide words" if shown else "Show", key="review_show", shortcut="V", on_click=desk.show,
                  args=(False,), icon=eye)  # fmt: skip


def why_panel(here: Here, mine: desk.Desk, opened: Opened) -> None:
    """Why it was flagged: bars against the lines of that moment, and what has happened since."""
    flag, evidence, bars = opened.flag, opened.evidence, bars_of(opened)
    with st.container(height=HEIGHT, border=False, gap="small", key="review_why"):
        st.header(plain(opened.title), anchor=False)
        with st.container(horizontal=True, gap="xsmall"):
            badge(Level.ALERT if flag.notify >= Notify.ALERT else Level.REVIEW)
            if flag.safeguarding_only:
                badge(Level.ALERT, "Safeguarding only")
        if flag.safeguarding_only and not here.actor.safeguarding:
            st.text("The child names the safeguarding lead, so this comes to you.")
        if flag.appealed:
            st.text("The child asked: is this right?")
            if flag.decided_by == here.actor.id and flag.state is ReviewState.OPEN and not opened.others:
                st.text("You decided this before. Nobody else here may, so you look again.")
        if asked_for_adult(flag):
            st.text("The child pressed “Talk to a grown-up”.")
        if bars:
            score_bars(bars, key="review_bars")
        for reason in evidence.reasons[:4]:
            st.text(reason)
        if evidence.agreed.n:
            st.text(f"Adults agreed with {evidence.agreed} of such flags.")
        if evidence.policy:
            st.caption(plain(f"Lines of the policy “{evidence.policy}”, in force then."))
        _story(here, mine, opened)
        reachable(key="review_why_panel", name="Why it was flagged")


def _story(here: Here, mine: desk.Desk, opened: Opened) -> None:
    now = here.app.clock.now()
    for line in opened.story:
        at = times.moment(line.event.at, now)
        if line.event.note and (line.who or mine.names):
            st.text(f"{line.who or child_name(mine, opened)}, {at}: {line.event.note}")
        told = DID.get(line.event.kind)
        if told and line.event.kind is not ReviewKind.CLAIMED:
            st.caption(plain(f"{line.who or 'The child'} {told}, {at}"))
