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

LANES = {Lane.NOW: "Now", Lane.TODAY: "Today", Lane.DIGEST: "Digest"}


def midnight() -> datetime:
    """The reader's last midnight."""
    local = here.app.clock.now().astimezone(times.zone())
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def proof(seen: Overview) -> str:
    """What a zero is a zero of."""
    test = seen.school.test_alert_at
    when = f"last test alert {times.moment(test, seen.at)}" if test else "no test alert yet"
    return f"{seen.checked.checked:,} of {count_of(seen.checked.messages, 'message')} checked today; {when}"


def state(seen: Overview) -> str:
    """How things stand, in one sentence."""
    if seen.crises or seen.alerts:
        return f"{count_of(seen.crises, 'crisis', 'crises')} open, {count_of(len(seen.alerts), 'alert')} not seen."
    return f"Nothing needs you now. {proof(seen)}."


def fact(title: str, value: str, told: str, key: str) -> None:
    """One number with what it is of."""
    with st.container(border=True, key=f"overview_{key}", height="stretch", gap="xsmall"):
        st.metric(title, value)
        st.caption(plain(told))


def crises(seen: Overview) -> None:
    """Open flags of a child in trouble."""
    lane = seen.lanes[0]
    told = f"of {count_of(seen.waiting, 'open flag')}, oldest {times.ago(lane.oldest, seen.at)}" if (
        seen.crises and lane.oldest) else proof(seen)  # fmt: skip
    fact("Children in trouble", f"{seen.crises:,}", told, "crises")


def waiting(seen: Overview) -> None:
    """Open flags by lane, with the age of the oldest."""
    parts = [
        f"{LANES[lane.lane]} {lane.count:,}" + (f" (oldest {times.ago(lane.oldest, seen.at)})" if lane.oldest else "")
        for lane in seen.lanes
    ]
    fact("Flags waiting", f"{seen.waiting:,}", " · ".join(parts) if seen.waiting else proof(seen), "waiting")


def checked(seen: Overview) -> None:
    """Messages today, and how many of them were checked."""
    left = seen.checked.messages - seen.checked.checked
    told = f"{seen.checked.checked:,} of {seen.checked.messages:,} checked" + (
        f", {left:,} being checked now" if left else "")  # fmt: skip
    fact("Messages today", f"{seen.checked.messages:,}", told, "checked")


def broken(seen: Overview) -> None:
    """Checks that broke."""
    names = f": {', '.join(seen.broken.names[:4])}" if seen.broken.names else ""
    told = f"of {count_of(seen.broken.runs, 'check')} run today{names}"
    fact("Checks broken today", f"{seen.broken.errors:,}", told, "broken")


def outside(seen: Overview) -> None:
    """Calls that left the house, and what they cost."""
    calls = sum(spent.calls for spent in seen.outside)
    own = sum(spent.calls for spent in seen.calls) - calls
    if not calls:
        fact("Calls outside today", "0", f"of {count_of(own, 'answer')}: all by the built-in tutor", "outside")
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
    for alert in seen.alerts:
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
            badge(Level.LOGGED if alert.kind == "test" else Level.ALERT, "Test" if alert.kind == "test" else "")
            st.text(f"{alert.text} · {times.ago(alert.at, seen.at)}", width="stretch")
            if alert.flag:
                door(here.actor.role, "review", "Open in Review", key=f"overview_open_{alert.id}",
                     query={"flag": alert.flag})  # fmt: skip
            if st.button("I have seen it", key=f"overview_seen_{alert.id}", icon=":material/done:"):
                with told_here():
                    here.app.monitoring.acknowledge(here.actor, alert.id)
                    st.rerun(scope="app")
    unseen = tuple(alert.id for alert in seen.alerts if alert.shown_at is None)
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
