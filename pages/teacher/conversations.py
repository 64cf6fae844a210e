"""Conversations: find a talk, read it, and see what each of the five layers did."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from pages.ui import address, frame, layer_trace, read_bubbles, states, times
from pages.ui import reading_desk as desk
from pages.ui.anchor import left_aligned, reachable
from pages.ui.export import as_csv
from pages.ui.registry import PageSpec
from pages.ui.severity import Level, badge
from pages.ui.transcript import transcript
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import BadInput, NotFound
from studybuddy_core.domain.policies import Notify
from studybuddy_core.services.browsing import Line, Reading, Wanted, words_of
from studybuddy_core.services.review_items import title_of

PAGE = PageSpec(url="conversations", title="Conversations", icon="forum", verbs=(Verb.READ_CONVERSATIONS,), order=20)
here = frame.require(PAGE)

HEIGHT = 440
OUTCOMES = {"answered": "Answered", "held_back": "Held back", "support": "Help text", "failed": "Failed"}
FLAGGED = {"flagged": "Flagged", "not_flagged": "Not flagged"}
FILTERS = tuple(f"conversations_{name}" for name in ("words", "class", "outcome", "flags", "from", "to"))
COLUMNS = ("conversation", "class", "child", "began", "last", "time zone", "turns", "flags", "held back")


def day_edge(day: date | None, *, end: bool = False) -> datetime | None:
    """The beginning (or end) of a day of the reader, in UTC."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1 if end else 0), time(), times.zone()).astimezone(UTC)


def filters(mine: desk.Shelf) -> Wanted | None:
    """What to look for; kept in the address, so that a search can be sent to a colleague."""
    choices = here.app.conversations.choices(here.actor)
    address.bring_back(FILTERS)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="conversations_filters"):
        text = st.text_input("Words", key="conversations_words", bind="query-params", width=190,
                             placeholder="said or shown", max_chars=200)  # fmt: skip
        names = dict(choices.classes)
        group = st.selectbox("Class", ["", *names.values()], key="conversations_class", bind="query-params", width=120,
                             format_func=lambda name: name or "All classes")  # fmt: skip
        children = dict(choices.children) if mine.names else {}
        child = ""
        if mine.names:
            child = st.selectbox("Child", ["", *children], key="conversations_child", width=140,
                                 format_func=lambda one: children.get(one, "All children"))  # fmt: skip
        outcome = st.selectbox("Outcome", ["", *OUTCOMES], key="conversations_outcome", bind="query-params", width=130,
                               format_func=lambda one: OUTCOMES.get(one, "Any outcome"))  # fmt: skip
        flagged = st.selectbox("Flags", ["", *FLAGGED], key="conversations_flags", bind="query-params", width=120,
                               format_func=lambda one: FLAGGED.get(one, "Any"))  # fmt: skip
        since = st.date_input("From", value=None, key="conversations_from", bind="query-params", width=135,
                              format="DD/MM/YYYY")  # fmt: skip
        until = st.date_input("To", value=None, key="conversations_to", bind="query-params", width=135,
                              format="DD/MM/YYYY")  # fmt: skip
    address.keep(FILTERS)
    try:
        words = words_of(text or "")
    except BadInput as told:
        st.warning(plain(str(told)))
        return None
    by_name = {name: class_id for class_id, name in choices.classes}
    return Wanted(words, by_name.get(group or "", ""), child or "", outcome or "",
                  {"flagged": True, "not_flagged": False}.get(flagged or ""), day_edge(since),
                  day_edge(until, end=True))  # fmt: skip


def line_words(line: Line, mine: desk.Shelf) -> str:
    """A talk in one line."""
    talk, now = line.talk, here.app.clock.now()
    name = line.child if mine.names else "A child"
    notes = [f"{name} · {talk.class_name} · {times.moment(talk.last_at, now)}", count_of(talk.turns, "turn")]
    if talk.flagged:
        notes.append(count_of(talk.flagged, "flag"))
    if talk.held_back:
        notes.append(f"{talk.held_back} held back")
    return " · ".join(notes)


def list_panel(mine: desk.Shelf) -> None:
    """The talks that fit, the newest first."""
    left_aligned("conversations_list")
    with st.container(height=HEIGHT, border=False, gap="xsmall", key="conversations_list"):
        for line in mine.lines:
            icon = Level.REVIEW.icon if line.talk.flagged else ":material/forum:"
            st.button(plain(line_words(line, mine)), key=f"conversations_item_{line.talk.id}", icon=icon,
                      width="stretch", wrap=True, on_click=desk.pick, args=(line.talk.id,),
                      type="secondary" if line.talk.id == mine.open else "tertiary")  # fmt: skip
        if mine.more:
            st.button("Earlier talks", key="conversations_more", on_click=desk.read_on, type="tertiary")


def talk_panel(mine: desk.Shelf, reading: Reading) -> None:
    """The open talk, masked until it is asked for."""
    line, now = reading.line, here.app.clock.now()
    child = line.child if mine.names else "A child"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.header(plain(f"{child} · {line.talk.class_name} · {times.moment(line.talk.opened_at, now)}"),
                  anchor=False, width="stretch")  # fmt: skip
        st.button("Hide words" if reading.words else "Show", key="conversations_show", shortcut="V",
                  on_click=desk.show_words, icon=":material/visibility:")  # fmt: skip
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for flag in reading.flags:
            badge(Level.ALERT if flag.notify >= Notify.ALERT else Level.REVIEW, title_of(flag))
    with st.container(height=HEIGHT - 60, border=False, gap="small", key="conversations_talk"):
        bubbles = read_bubbles.bubbles_of(reading.turns, child, now=now, masked=not reading.words,
                                          sources=here.app.answering.sources_of(here.actor.school))  # fmt: skip
        reachable(key="conversations_talk_panel", name="The talk")
        transcript(bubbles, key="conversations_transcript")
        if not reading.turns:
            states.empty("Nothing was said yet.")


def layers_panel(mine: desk.Shelf, reading: Reading) -> None:
    """One turn taken apart; asking for it is noted."""
    turns = {turn.id: n for n, turn in enumerate(reading.turns, start=1)}
    if not turns:
        return
    flagged = {flag.turn for flag in reading.flags}
    default = next((turn for turn in reversed(turns) if turn in flagged), next(reversed(turns)))
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox("Turn", list(turns), index=list(turns).index(mine.turn or default) if (
            mine.turn or default) in turns else 0, key=f"conversations_turn_{reading.line.talk.id}", width=140,
            format_func=lambda one: f"{turns[one]}{' · flagged' if one in flagged else ''}")  # fmt: skip
        st.button("Show layers", key="conversations_layers", shortcut="L", on_click=desk.take_apart, args=(chosen,))
        if mine.traced is not None:
            st.button("Close", key="conversations_close", type="tertiary", on_click=desk.close_layers)
    with st.container(height=HEIGHT - 60, border=False, key="conversations_trace"):
        reachable(key="conversations_trace_panel", name="What each layer did")
        if mine.traced is None:
            states.empty("What each layer did stands here.", "Choose a turn and press L. It is noted who looked.")
            return
        layer_trace.draw(mine.traced.trace)
        for policy, activation, effective in mine.traced.rules:
            st.caption(plain(f"Policy {policy} · activation {activation} · rules {effective}"))


def take_away(mine: desk.Shelf) -> None:
    """The list as a table without words."""
    if mine.wanted is None or not mine.lines:
        return
    if st.button("Make a table", key="conversations_export", type="tertiary", icon=":material/table:"):
        lines = here.app.conversations.export(here.actor, mine.wanted)
        zone = times.zone_name()
        rows = [
            {"conversation": one.talk.id, "class": one.talk.class_name, "child": one.child,
             "began": times.written(one.talk.opened_at), "last": times.written(one.talk.last_at),
             "time zone": zone, "turns": one.talk.turns, "flags": one.talk.flagged, "held back": one.talk.held_back}
            for one in lines
        ]  # fmt: skip
        st.download_button("Download CSV", as_csv(rows, COLUMNS), "conversations.csv", "text/csv",
                           key="conversations_download", icon=":material/download:")  # fmt: skip


def opened(mine: desk.Shelf) -> Reading | None:
    """The talk on the table, fetched masked where nobody has asked for its words."""
    linked = address.linked("conversation")
    if linked:
        mine.open, mine.reading, mine.traced = linked, None, None
    if not mine.open and mine.lines:
        mine.open = mine.lines[0].talk.id
    if mine.reading is None and mine.open:
        try:
            mine.reading = here.app.conversations.open(here.actor, mine.open)
        except NotFound:
            mine.open, mine.trouble = "", "That conversation is not here, or not for this account."
    address.say("conversation", mine.open if mine.reading else "")
    return mine.reading


def room(mine: desk.Shelf) -> None:
    """The page's three panels."""
    wanted = filters(mine)
    if wanted is not None and wanted != mine.wanted:
        mine.open, mine.reading, mine.traced, mine.lines = "", None, None, []
        desk.fetch(mine, here.actor, here.app, wanted)
    reading = opened(mine)
    if mine.trouble:
        st.warning(plain(mine.trouble), icon=":material/warning:")
    if reading is None:
        states.empty("No conversation fits.", "Take a filter away, or look for another word.")
        return
    with st.container(key="conversations_panels"):
        left, middle, right = st.columns([2.8, 4.2, 4], gap="medium")
    with left:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button("Hide names" if mine.names else "Show names", key="conversations_names", shortcut="M",
                      on_click=desk.show_names, type="tertiary")  # fmt: skip
            take_away(mine)
        list_panel(mine)
        with st.container(horizontal=True, gap="small"):
            st.button("Next", key="conversations_next", shortcut="J", on_click=desk.step, args=(1,), type="tertiary")
            st.button("Back", key="conversations_back", shortcut="B", on_click=desk.step, args=(-1,), type="tertiary")
    with middle:
        talk_panel(mine, reading)
    with right:
        layers_panel(mine, reading)


@st.fragment(run_every=5)
def watch() -> None:
    """Put words away after sixty idle seconds."""
    if desk.idle(here.app.clock.now()):
        st.rerun(scope="app")


with frame.page(width=frame.WORK):
    shelf = desk.shelf()
    with frame.header(here, "Conversations"):
        st.button("Show page" if shelf.hidden else "Hide", key="conversations_hide", shortcut="H", on_click=desk.hide,
                  icon=":material/visibility_off:")  # fmt: skip
    if shelf.hidden:
        states.empty("This page is hidden.", "Press H to show it again.")
    else:
        room(shelf)
    watch()
