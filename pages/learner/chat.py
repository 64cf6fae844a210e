"""Chat: a child asks, and the tutor helps them find out."""

import uuid

import streamlit as st

from pages.ui import frame, talk_bubbles, theme, times
from pages.ui.leave import leave
from pages.ui.listen import listen
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.transcript import transcript
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import BadInput, StorageError
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.services.tutoring import Room

PAGE = PageSpec(url="chat", title="Chat", icon="chat", verbs=(Verb.CHAT,), order=1)
here = frame.require(PAGE)

RECENT = 4
WAIT_S = 1.5
HINT = "Give me a hint"


def send(text: str, room: Room) -> None:
    """Keep a message; what could not be kept stays on the page."""
    key = st.session_state.setdefault("chat_key", uuid.uuid4().hex)
    try:
        here.app.tutoring.send(here.actor, room.conversation.id, text, key)
    except BadInput as told:
        st.session_state["chat_draft"] = (text, str(told))
    except StorageError:
        st.session_state["chat_draft"] = (text, "That was not saved. Your words are still here.")
    else:
        st.session_state.pop("chat_draft", None)
        st.session_state.pop("chat_key", None)
    st.rerun()


def top(room: Room) -> None:
    """Who is here, the way out, and the way to a person."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(here.actor.name, width="stretch", anchor=False)
        if st.button("I'm finished", key="chat_finished", type="tertiary"):
            here.app.tutoring.finish(here.actor, room.conversation.id)
            leave(here.app)
        if st.button("Talk to a grown-up", key="chat_adult", icon=":material/support:"):
            here.app.tutoring.ask_adult(here.actor, room.conversation.id, uuid.uuid4().hex)
            st.rerun()
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(":material/visibility:", width="content")
        st.text(f"A teacher can read this chat. {tutor_line()}")
    if room.asked is not None and not room.asked.mistaken:
        asked(room)


def tutor_line() -> str:
    """Say honestly what answers."""
    provider = here.app.answering.provider
    return "This is the built-in tutor." if not provider.outside else "This is a computer, not a person."


def asked(room: Room) -> None:
    """A child asked for a person: who sees it, when, and what helps now."""
    assert room.asked is not None
    with st.container(border=True, gap="xsmall"):
        seen = room.asked.seen_at
        who = room.contact or "A grown-up at your school"
        st.text(f"{who} saw this at {times.clock(seen)}." if seen else f"{who} will see this. {room.hours}".strip())
        if room.helplines:
            st.text(f"Do you need help now? {room.helplines}")
        if st.button("I pressed this by mistake", key="chat_mistake", type="tertiary"):
            here.app.tutoring.not_meant(here.actor, room.asked.turn)
            st.rerun()


def talk(room: Room) -> None:
    """The talk so far: the latest turns, the earlier ones on request."""
    everything = st.session_state.get("chat_all", False)
    turns = room.turns if everything else room.turns[-RECENT:]
    if len(turns) < len(room.turns) and st.button("Show earlier", key="chat_earlier", type="tertiary"):
        st.session_state["chat_all"] = True
        st.rerun()
    if not turns:
        empty(f"Hello {here.actor.name}. What are you working on?", "Try: what is 7 x 8? or: why is the sky blue?")
        return
    transcript(talk_bubbles.for_child(turns, here.actor.name, room.sources), key="chat_talk", live=True)


def next_steps(room: Room) -> None:
    """What the child can do with the last answer."""
    last = room.turns[-1] if room.turns else None
    if last is None or last.outcome is None:
        return
    task = room.conversation.task
    with st.container(horizontal=True, gap="small"):
        if task is not None and not task.solved and room.hold is None and st.button(HINT, key="chat_hint"):
            send(HINT, room)
        if last.shown:
            listen(last.shown, key="chat_listen")
        if any(segment.script in room.appeals for segment in last.segments):
            appeal(last.turn.id)
        if not last.segments and st.button("Send it again", key="chat_again"):
            send(last.text or "", room)


def appeal(turn_id: str) -> None:
    """Offer "Ask my teacher about this", once."""
    if st.session_state.get("chat_appealed") == turn_id:
        st.text("Your teacher will look at it.")
    elif st.button("Ask my teacher about this", key="chat_appeal"):
        here.app.tutoring.appeal(here.actor, turn_id)
        st.session_state["chat_appealed"] = turn_id
        st.rerun()


def wait_for_answer(room: Room) -> None:
    """Follow the turn that is being answered; each new segment draws the page anew."""
    said = room.answering
    if said is None:
        return
    if st.button("Stop", key="chat_stop", icon=":material/stop:"):
        here.app.tutoring.cancel(here.actor, said.turn.id)
    after = max((segment.n for segment in said.segments), default=-1)
    place = st.empty()
    while True:
        place.text("Thinking …")
        followed = here.app.tutoring.follow(here.actor, said.turn.id, after=after, wait_s=WAIT_S)
        if followed.said.segments or followed.ended:
            st.rerun()


def page() -> None:
    """The page, from top to bottom."""
    room = here.app.tutoring.room(here.actor)
    theme.big_type(youngest=room.conversation.band is AgeBand.YOUNGER)
    top(room)
    task = room.conversation.task
    hint = "Type what you got. Wrong is fine." if task is not None and not task.solved else "Type here"
    with st.bottom, st.container(horizontal_alignment="center"), st.container(width=frame.CHAT):
        text = st.chat_input(hint, key="chat_input")
    talk(room)
    if draft := st.session_state.get("chat_draft"):
        words, told = draft
        st.text(told)
        st.code(words[:2000], language=None, wrap_lines=True)
        if st.button("Send it again", key="chat_retry"):
            send(words, room)
    if text:
        send(text, room)
    if room.hold is not None:
        st.text(room.hold_text)
    next_steps(room)
    wait_for_answer(room)


with frame.page(width=frame.CHAT):
    page()
