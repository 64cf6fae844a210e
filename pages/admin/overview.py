"""Overview: is it lawful, safe and under control today? One calm page of counts that prove themselves."""

from datetime import datetime

import streamlit as st

from pages.ui import frame, times
from pages.ui.doors import door
from pages.ui.registry import PageSpec
from pages.ui.severity import Level, badge
from pages.ui.states import empty, stale
from pages.ui.stop_switch import stop_button, stopped_banner
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.reviews import Lane
from studybuddy_core.services.monitoring import Overview

PAGE = PageSpec(url="overview", title="Overview", icon="monitoring", verbs=(Verb.MANAGE_SCHOOL,), order=1)
here = frame.require(PAGE)

SHOWN = 6
LANES = {Lane.NOW: "Now", Lane.TODAY: "Today", Lane.DIGEST: "Digest"}


def midnight() -> datetime:
    """The reader's last midnight."""
    local = here.app.clock.now().astimezone(times.zone())
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def tested(seen: Overview) -> str:
    """When an alert last proved that it reaches somebody."""
    test = seen.school.test_alert_at
    return f"last test alert {times.moment(test, seen.at)}" if test else "no test alert yet"


def proof(seen: Overview) -> str:
    """What a zero is a zero of."""
    messages = count_of(seen.checked.messages, "message")
    return f"{seen.checked.checked:,} of {messages} checked today; {tested(seen)}"


def state(seen: Overview) -> str:
    """How things stand, in one sentence."""
    if seen.crises or seen.alerts:
        return f"{count_of(seen.crises, 'crisis', 'crises')} open, {count_of(len(seen.alerts), 'alert')} not seen."
    return f"Nothing needs you now. {proof(seen)}."


def fact(title: str, value: str, told: str, key: str, *, level: Level | None = None) -> None:
    """One number with what it is of; a level only where somebody has to act."""
    with st.container(border=True, key=f"overview_{key}", height="stretch", gap="xsmall"):
        st.metric(title, value)
        if level is not None:
            badge(level, "Needs somebody now" if level is Level.ALERT else "")
        st.caption(plain(told))


def crises(seen: Overview) -> None:
    """Open flags of a child in trouble."""
    oldest = seen.lanes[0].oldest
    if not seen.crises or oldest is None:
        fact("Crises open", "0", proof(seen), "crises")
        return
    told = f"of {count_of(seen.waiting, 'open flag')}; the oldest has waited {times.ago(oldest, seen.at)}"
    fact("Crises open", f"{seen.crises:,}", told, "crises", level=Level.ALERT)


def waiting(seen: Overview) -> None:
    """Open flags by lane, with the age of the oldest."""
    parts = [
        f"{LANES[lane.lane]} {lane.count:,}, oldest {times.ago(lane.oldest, seen.at)}"
        for lane in seen.lanes
        if lane.oldest
    ]
    fact("Flags waiting", f"{seen.waiting:,}", "; ".join(parts) or proof(seen), "waiting")


def checked(seen: Overview) -> None:
    """Messages today, and how many of them were checked."""
    left = seen.checked.messages - seen.checked.checked
    told = f"{seen.checked.checked:,} of {seen.checked.messages:,} checked"
    told += f", {left:,} not yet" if left else f"; {tested(seen)}"
    fact("Messages today", f"{seen.checked.messages:,}", told, "checked")


def broken(seen: Overview) -> None:
    """Checks that broke."""
    told = f"of {count_of(seen.broken.runs, 'check')} run today"
    told += f": {', '.join(seen.broken.names[:4])}" if seen.broken.names else f"; {tested(seen)}"
    level = Level.REVIEW if seen.broken.errors else None
    fact("Checks broken today", f"{seen.broken.errors:,}", told, "broken", level=level)


def outside(seen: Overview) -> None:
    """Calls that left the house, and what they cost."""
    calls = sum(spent.calls for spent in seen.outside)
    own = sum(spent.calls for spent in seen.calls) - calls
    if not calls:
        told = f"of {count_of(own, 'answer')}: no word of a child left the house" if own else "Nothing asked for yet"
        fact("Calls outside today", "0", told, "outside")
        return
    failed, cost = sum(s.failed for s in seen.outside), sum(s.cost_usd for s in seen.outside)
    unpriced = sum(s.unpriced for s in seen.outside)
    told = f"to {', '.join(s.provider for s in seen.outside)}; {failed:,} failed; ${cost:,.2f}"
    fact("Calls outside today", f"{calls:,}", told + (f" and {unpriced:,} of unknown price" if unpriced else ""),
         "outside")  # fmt: skip


def paused(seen: Overview) -> None:
    """Who is told to wait."""
    classes = [
        f"{group.name} until {times.moment(group.until, seen.at) if group.until else 'resumed'}"
        for group in seen.paused
    ]
    children = [count_of(seen.paused_children, "child", "children")] if seen.paused_children else []
    told = "; ".join(classes + children) or "No class and no child is paused"
    fact("Paused", f"{len(seen.paused) + seen.paused_children:,}", told, "paused")


def alerts(seen: Overview) -> None:
    """Calls to an adult that nobody has said they have seen."""
    st.header("Alerts nobody has seen", anchor=False)
    if not seen.alerts:
        empty("Every alert has been seen.", proof(seen))
    for call in seen.alerts[:SHOWN]:
        alert = call.alert
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            badge(Level.LOGGED if alert.kind == "test" else Level.ALERT, "Test" if alert.kind == "test" else "")
            told = [call.about, call.class_name, times.ago(alert.at, seen.at)]
            st.text(" · ".join(part for part in told if part), width="stretch")
            if alert.flag:
                door(here.actor.role, "review", "Open in Review", key=f"overview_open_{alert.id}",
                     query={"flag": alert.flag})  # fmt: skip
            if st.button("I have seen it", key=f"overview_seen_{alert.id}", icon=":material/done:"):
                with told_here():
                    here.app.monitoring.acknowledge(here.actor, alert.id)
                    st.rerun(scope="app")
    if len(seen.alerts) > SHOWN:
        st.caption(f"{count_of(len(seen.alerts) - SHOWN, 'more alert')} after these, the oldest first.")
    unseen = tuple(call.alert.id for call in seen.alerts[:SHOWN] if call.alert.shown_at is None)
    if unseen:
        here.app.monitoring.note_shown(here.actor, unseen)


def policy(seen: Overview) -> None:
    """Which rules hold, by whom and why."""
    st.header("Rules in force", anchor=False)
    with st.container(border=True, gap="xsmall"):
        if seen.policy is None:
            st.text("No policy is in force, so every message is held back. A researcher publishes one.")
            return
        second = f", approved by {seen.policy.second}" if seen.policy.second else ""
        st.text(f"{seen.policy.name} · since {times.moment(seen.policy.at, seen.at)} · by {seen.policy.by}{second}")
        st.caption(plain(f"Why: {seen.policy.why}"))


def closed(seen: Overview) -> None:
    """Say that chat is closed, or that nobody would read what is for the lead alone."""
    if not seen.school.ready:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge("Chat is closed", icon=":material/lock:", color="orange")
            st.text("Children can't chat yet: the school is not set up.", width="stretch")
            door(here.actor.role, "school", "Set the school up", key="overview_setup")
    elif not seen.leads:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.badge("No safeguarding lead", icon=":material/priority_high:", color="red")
            st.text("Nobody can read what is for the lead alone.", width="stretch")
            door(here.actor.role, "people", "Name one", key="overview_lead")


@st.fragment(run_every=15)
def today() -> None:
    """The numbers, drawn anew every quarter of a minute."""
    frame.still(PAGE)
    seen = here.app.monitoring.overview(here.actor, since=midnight())
    st.text(state(seen))
    stopped_banner(here, seen.stopped)
    closed(seen)
    for row in ((crises, waiting, checked), (broken, outside, paused)):
        for column, draw in zip(st.columns(3, gap="small"), row, strict=True):
            with column:
                draw(seen)
    alerts(seen)
    policy(seen)
    if not here.actor.safeguarding:
        st.caption("What is for the safeguarding lead alone is not counted here.")
    stale(seen.at)


with frame.page(width=frame.WORK):
    action = frame.header(here, "Overview")
    with action:
        stop_button(here, here.app.schools.state(here.actor).stopped)
    today()
