"""Review: what was flagged, one item at a time, decided in words that say the outcome."""

from datetime import UTC, datetime, time

import streamlit as st

from pages.ui import address, frame, states, times
from pages.ui import review_desk as desk
from pages.ui.registry import PageSpec
from pages.ui.review_bar import decision_bar, quiet_bar
from pages.ui.review_panels import queue_panel, talk_panel, why_panel
from pages.ui.severity import Level, badge
from pages.ui.words import count_of
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.reviews import Lane, ReviewKind, ReviewState
from studybuddy_core.services.review_items import FollowUp, Lanes, Opened

PAGE = PageSpec(url="review", title="Review", icon="flag", verbs=(Verb.REVIEW,), order=10)
here = frame.require(PAGE)

LANE_WORDS = {Lane.NOW: "Now", Lane.TODAY: "Today", Lane.DIGEST: "Digest"}


def midnight() -> datetime:
    """The beginning of the reader's day."""
    where = times.zone()
    today = here.app.clock.now().astimezone(where).date()
    return datetime.combine(today, time(), where).astimezone(UTC)


def sentence(lanes: Lanes) -> str:
    """How the room stands, in a line."""
    later = lanes.waiting - lanes.now.flags
    if lanes.now.flags:
        return f"{lanes.now.flags} {'needs' if lanes.now.flags == 1 else 'need'} you now. {later} can wait."
    return f"Nothing needs you now. {later} can wait." if later else "Nothing waiting."


def proof(lanes: Lanes) -> str:
    """What a zero is a zero of."""
    tested = lanes.alert_tested_at
    now = here.app.clock.now()
    alert = f"alert test passed {times.moment(tested, now)}" if tested else "no alert test has been made yet"
    return f"{count_of(lanes.checked, 'message')} checked today; {alert}."


def waiting(lanes: Lanes) -> tuple[int, ...]:
    """How much waits in each lane."""
    return tuple(lanes.of(lane).flags for lane in Lane)


def lane_buttons(mine: desk.Desk, lanes: Lanes) -> None:
    """The lanes with how much waits and how long it may take."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="review_lanes"):
        for lane, word in LANE_WORDS.items():
            count = lanes.of(lane)
            effort = f" · {count.minutes} min" if count.flags else ""
            st.button(
                f"{word} {count.flags}{effort}",
                key=f"review_lane_{lane}",
                icon=Level.ALERT.icon if lane is Lane.NOW and count.flags else None,
                type="secondary" if mine.lane is lane and not mine.following else "tertiary",
                on_click=desk.go_to,
                args=(lane,),
            )
        st.button(f"My follow-ups {lanes.following}", key="review_lane_following", on_click=desk.go_to, args=(None,),
                  type="secondary" if mine.following else "tertiary")  # fmt: skip
        st.text(sentence(lanes), width="stretch")


def nothing_here(mine: desk.Desk, lanes: Lanes) -> None:
    """An empty lane proves itself and offers the next one."""
    word = "" if mine.lane is None else f" in {LANE_WORDS[mine.lane]}"
    states.empty(f"Nothing waiting{word if lanes.waiting else ''}.", proof(lanes))
    following = next((lane for lane in Lane if lanes.of(lane).flags), None)
    if following is not None:
        st.button(f"Go to {LANE_WORDS[following]}", key="go_review_lane", type="primary", on_click=desk.go_to,
                  args=(following,), shortcut="J")  # fmt: skip
    quiet_bar(mine)


def follow_ups(mine: desk.Desk, lanes: Lanes) -> None:
    """What was promised and is not done."""
    found = here.app.reviewing.follow_ups(here.actor)
    if not found:
        states.empty("No follow-ups.", proof(lanes))
    for one in found:
        follow_up(mine, one)
    quiet_bar(mine, names=bool(found))


def follow_up(mine: desk.Desk, one: FollowUp) -> None:
    """One promise: to whom, how it stands, and Done."""
    now, flag = here.app.clock.now(), one.flag
    decided = times.moment(flag.decided_at or flag.at, now)
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            badge(Level.ALERT if flag.crisis else Level.REVIEW, one.title)
            child = one.child if mine.names else "A child"
            st.text(f"{child} · {one.class_name}", width="stretch")
            st.button("Open", key=f"review_see_{flag.id}", on_click=desk.pick, args=(flag.id,), type="tertiary")
        if flag.verdict is ReviewKind.ESCALATED:
            by = "You" if one.mine else one.by
            opened = "Opened." if one.opened else "Not opened yet."
            st.text(f"{by} sent this to safeguarding {decided}. {opened}")
        else:
            st.text(f"You said you will talk to the child, {decided}.")
        for note in one.notes if mine.names else ():
            st.text(f"Note: {note}")
        if flag.verdict is ReviewKind.TALKING or here.actor.safeguarding:
            with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
                st.text_input("What was done", key=f"review_done_{flag.id}", max_chars=2_000)
                st.button("Done", key=f"review_close_{flag.id}", on_click=desk.done, args=(flag.id,))
                if one.care:
                    st.button("Open the chat again", key=f"review_chat_{flag.id}", on_click=desk.open_chat,
                              args=(flag.id,), type="tertiary")  # fmt: skip


def open_item(mine: desk.Desk, chosen: str) -> Opened | None:
    """Put the chosen flag on the desk, unless it lies there already."""
    before = mine.opened
    if before is not None and before.flag.id == chosen:
        return before
    words = mine.words if mine.wanted == chosen else None
    try:
        mine.opened = here.app.reviewing.open(here.actor, chosen, leaving=before.flag.id if before else "")
    except NotFound:
        mine.clear()
        mine.trouble = "That flag is not here any more, or not for this account."
        return None
    mine.words = words
    return mine.opened


def follow_link(mine: desk.Desk, flag_id: str) -> None:
    """Put the flag of an address on the desk, and go to the lane where it waits."""
    mine.clear()
    mine.wanted = flag_id
    opened = open_item(mine, flag_id)
    if opened is not None and opened.flag.state is ReviewState.OPEN:
        mine.lane, mine.following = opened.flag.lane, False


@st.fragment(key="review_room")
def room() -> None:
    """Everything but the header: redrawn alone after each key."""
    global here
    here = frame.still(PAGE, active=False)
    mine = desk.desk()
    lanes = here.app.reviewing.lanes(here.actor, since=midnight())
    st.session_state["review_waits"] = waiting(lanes)
    linked = address.linked("flag")
    if linked:
        follow_link(mine, linked)
    if mine.lane is None and not mine.following:
        mine.lane = next((lane for lane in Lane if lanes.of(lane).flags), Lane.NOW)
    lane_buttons(mine, lanes)
    if mine.following and not mine.wanted:
        address.say("flag", "")
        follow_ups(mine, lanes)
        return
    queue = here.app.reviewing.queue(here.actor, mine.lane or Lane.NOW)
    queue = tuple(sorted(queue, key=lambda item: item.flag.id in mine.later))
    chosen = desk.choose(mine, queue)
    opened = open_item(mine, chosen) if chosen else None
    address.say("flag", opened.flag.id if opened else "")
    if opened is None:
        nothing_here(mine, lanes)
        return
    item = next((one for one in queue if one.flag.id == chosen), None)
    alike = item.alike if item else opened.alike
    with st.container(key="review_panels"):
        left, middle, right = st.columns([2.6, 5, 3.4], gap="medium")
    with left:
        queue_panel(here, queue, chosen)
    with middle:
        talk_panel(here, mine, opened, alike)
    with right:
        why_panel(here, mine, opened)
    decision_bar(mine, opened, alike)


@st.fragment(run_every=5)
def watch() -> None:
    """Put words away after sixty idle seconds, and fetch what is new."""
    now_here = frame.still(PAGE)
    mine, app = desk.desk(), now_here.app
    if desk.idle(app.clock.now()):
        st.rerun(scope="app")
    if mine.words is None and not mine.noting and not mine.hidden:
        lanes = app.reviewing.lanes(now_here.actor, since=midnight())
        if waiting(lanes) != st.session_state.get("review_waits"):  # by somebody else: one's own decisions are drawn
            st.rerun(scope="app")


with frame.page(width=frame.WORK):
    table = desk.desk()
    with frame.header(here, "Review"):
        st.button("Show page" if table.hidden else "Hide", key="review_hide", shortcut="H", on_click=desk.hide,
                  icon=":material/visibility_off:")  # fmt: skip
    if table.hidden:
        states.empty("This page is hidden.", "Press H to show it again. What waits is safe.")
    else:
        room()
    watch()
