"""Chat: a child asks, and the tutor helps them find out."""

import time
import uuid

import streamlit as st

from pages.ui import frame, talk_bubbles, theme, unsent
from pages.ui.asked_card import asked_card
from pages.ui.gate import Gate
from pages.ui.leave import leave
from pages.ui.listen import listen
from pages.ui.registry import PageSpec
from pages.ui.transcript import transcript
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import StorageError
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.records import Outcome
from studybuddy_core.services.tutoring import Followed, Room, Said

PAGE = PageSpec(url="chat", title="Chat", icon="chat", verbs=(Verb.CHAT,), order=1)
here = frame.require(PAGE)

RECENT = 4
WAIT_S = 3.0
GATHER_S = 0.15  # what comes this soon after its first words is drawn with them
LOOK_AGAIN_S = 6
DRAWN_AT_ONCE = Gate(4)
FIELD = "chat_input"
HINT = "Give me a hint"
EXAMPLES = {
    AgeBand.YOUNGER: ("What is 3 + 4?", "Why do cats purr?"),
    AgeBand.OLDER: ("What is 7 x 8?", "Why is the sky blue?"),
}
ENDED_EARLY = (Outcome.INTERRUPTED, Outcome.CANCELLED)


def top(room: Room) -> None:
    """Who is here, the way out, and the way to a person, always in view."""
    theme.stay_in_view("chat_top")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chat_top"):
        st.title(here.actor.name, width="stretch", anchor=False)
        if st.button("I'm finished", key="chat_finished", type="tertiary"):
            here.app.tutoring.finish(here.actor, room.conversation.id)
            leave(here.app)
        if st.button("Talk to a grown-up", key="chat_adult", icon=":material/support:"):
            ask_adult(room)
    if st.session_state.get("chat_adult_failed"):
        st.text(f"That did not reach anyone yet. Press it again. {room.helplines}".strip())
    provider = here.app.answering.provider
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="chat_notice"):
        st.markdown(":material/visibility:", width="content")
        who = "This is a computer, not a person." if provider.outside else "This is the built-in tutor."
        st.text(f"A teacher can read this chat. {who}", width="stretch")


def ask_adult(room: Room) -> None:
    """Call an adult; pressed twice before anybody has looked, that is one call."""
    after = room.turns[-1].turn.id if room.turns else room.conversation.id
    again = room.asked is not None and room.asked.turn == after
    waiting = room.asked is not None and room.asked.seen_at is None and not room.asked.mistaken
    key = f"adult-{after}-{uuid.uuid4().hex}" if again else f"adult-{after}"
    try:
        if not (again and waiting):
            here.app.tutoring.ask_adult(here.actor, room.conversation.id, key)
    except StorageError:
        st.session_state["chat_adult_failed"] = True
    else:
        st.session_state.pop("chat_adult_failed", None)
    st.rerun()


def hello(room: Room) -> None:
    """An empty page says hello and offers a first question."""
    with st.container(border=True, gap="small", key="chat_hello"):
        st.text(f"Hello {here.actor.name}. What are you working on?")
        if room.hold is not None:
            return
        with st.container(horizontal=True, gap="small"):
            for n, example in enumerate(EXAMPLES[room.conversation.band]):
                st.button(example, key=f"chat_example_{n}", icon=":material/arrow_forward:", on_click=unsent.put,
                          args=(example, f"start-{n}"))  # fmt: skip


def talk(room: Room) -> None:
    """The talk so far: the latest turns, the earlier ones on request."""
    if not room.turns:
        hello(room)
        return
    everything = st.session_state.get("chat_all") == room.turns[-1].turn.id
    turns = room.turns if everything else room.turns[-RECENT:]
    if len(turns) < len(room.turns) and st.button("Show earlier", key="chat_earlier", type="tertiary"):
        st.session_state["chat_all"] = room.turns[-1].turn.id
        st.rerun()
    question = "" if everything else f"{room.turns[-1].turn.id}-q"
    bubbles = talk_bubbles.for_child(turns, here.actor.name, room.sources)
    transcript(bubbles, key="chat_talk", live=True, top=question)


def at_an_exercise(room: Room) -> bool:
    """Whether the child has an exercise at hand; in care mode schoolwork waits, and nobody is asked for a result."""
    task = room.conversation.task
    return task is not None and not task.solved and not room.conversation.care


def next_steps(room: Room) -> None:
    """What the child can do with the last answer."""
    last = room.turns[-1] if room.turns else None
    if last is None or last.outcome is None:
        return
    fixed = {segment.script for segment in last.segments if segment.script}
    with st.container(horizontal=True, gap="small", key="chat_next"):
        if at_an_exercise(room) and not fixed and room.hold is None and last.shown:
            st.button(HINT, key="chat_hint", on_click=unsent.put, args=(HINT, f"hint-{last.turn.id}"))
        if room.may_go_on and st.button("Go on with schoolwork", key="chat_go_on", icon=":material/arrow_forward:"):
            here.app.tutoring.finish(here.actor, room.conversation.id)
            st.rerun()
        if fixed & room.appeals:
            appeal(last)
        if last.outcome in ENDED_EARLY and last.text:
            st.button("Send it again", key="chat_again", icon=":material/refresh:", on_click=unsent.put,
                      args=(last.text, f"again-{last.turn.id}"))  # fmt: skip
        if last.shown:
            listen(last.shown, key="chat_listen")


def appeal(last: Said) -> None:
    """Offer "Ask my teacher about this", once."""
    if st.session_state.get("chat_appealed") == last.turn.id:
        st.text("Your teacher will look at it.")
    elif st.button("Ask my teacher about this", key="chat_appeal"):
        here.app.tutoring.appeal(here.actor, last.turn.id)
        st.session_state["chat_appealed"] = last.turn.id
        st.rerun()


def on_hold(room: Room) -> None:
    """Say why no answer comes, unless the last answer says it already."""
    said = {segment.script for segment in room.turns[-1].segments} if room.turns else set()
    if room.hold is not None and room.hold.script not in said:
        with st.container(border=True, key="chat_hold"):
            st.text(room.hold_text)


def wait_for_answer(room: Room) -> None:
    """Follow the turn that is being answered; each new segment draws the page anew."""
    said = room.answering
    if said is None:
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="chat_waiting"):
        if st.button("Stop", key="chat_stop", icon=":material/stop:"):
            here.app.tutoring.cancel(here.actor, said.turn.id)
        place = st.empty()
    after = max((segment.n for segment in said.segments), default=-1)
    words = waiting_words(here.app.tutoring.ahead(here.actor, said.turn.id))
    place.text(words)
    while True:
        with DRAWN_AT_ONCE.outside():
            followed = here.app.tutoring.follow(here.actor, said.turn.id, after=after, wait_s=WAIT_S)
            if followed.said.segments:
                gather(said.turn.id, followed)
        if followed.said.segments or followed.ended:
            st.rerun()
        place.text(waiting_words(followed.ahead))  # also how the script learns that the browser has gone


def waiting_words(ahead: int) -> str:
    """What a child reads while waiting: that the message is here, and how many come before it."""
    if not ahead:
        return "Thinking …"
    before = "One child is" if ahead == 1 else f"{ahead} children are"
    return f"Your message is here. {before} before you."


def gather(turn: str, followed: Followed) -> None:
    """Wait a moment for what comes right behind the first words: each drawing of the page costs as much as a turn."""
    until, after = time.monotonic() + GATHER_S, -1
    while not followed.ended and (left := until - time.monotonic()) > 0:
        after = max((segment.n for segment in followed.said.segments), default=after)
        followed = here.app.tutoring.follow(here.actor, turn, after=after, wait_s=left)


@st.fragment(run_every=LOOK_AGAIN_S)
def look_again(seen: object) -> None:
    """Notice by itself that an adult has looked, or that the tutor goes on."""
    mine = frame.still(PAGE)
    if standing(mine.app.tutoring.room(mine.actor)) != seen:
        st.rerun(scope="app")


def standing(room: Room) -> tuple[object, ...]:
    """What others can change while a child only waits."""
    return room.hold and room.hold.kind, room.asked and room.asked.seen_at


def page() -> None:
    """The page, from top to bottom."""
    unsent.take_typed(FIELD)
    unsent.deliver(here)  # before the room is read, which costs a third of drawing the page
    room = here.app.tutoring.room(here.actor)
    theme.big_type(youngest=room.conversation.band is AgeBand.YOUNGER)
    top(room)
    hint = "Type what you got. Wrong is fine." if at_an_exercise(room) else "Type here"
    with st.bottom, st.container(horizontal_alignment="center"), st.container(width=frame.CHAT):
        st.chat_input(hint, key=FIELD)
    talk(room)
    unsent.draw()
    asked_card(here, room)
    on_hold(room)
    next_steps(room)
    waits_for_someone = room.asked is not None and room.asked.seen_at is None and not room.asked.mistaken
    if waits_for_someone or room.hold is not None:
        look_again(standing(room))
    wait_for_answer(room)


with DRAWN_AT_ONCE.inside(), frame.page(width=frame.CHAT):
    page()
