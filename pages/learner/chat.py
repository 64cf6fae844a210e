"""Chat: a child asks, and the tutor helps them find out."""

import uuid

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import following, frame, talk_bubbles, theme, unsent
from pages.ui.asked_card import asked_card
from pages.ui.drawing import DRAWN_AT_ONCE
from pages.ui.leave import leave
from pages.ui.listen import listen
from pages.ui.registry import PageSpec
from pages.ui.transcript import transcript
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.errors import StorageError
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.records import Outcome
from studybuddy_core.services.tutoring import Conversation, Room, Said

PAGE = PageSpec(url="chat", title="Chat", icon="chat", verbs=(Verb.CHAT,), order=1)
here = frame.require(PAGE)

RECENT = 4
LET_PASS_S = 3.0  # so long what stands round the talk may wait while others wait for their first words
LOOK_AGAIN_S = 6
FIELD = "chat_input"
HINT = "Give me a hint"
EXAMPLES = {
    AgeBand.YOUNGER: ("What is 3 + 4?", "Why do cats purr?"),
    AgeBand.OLDER: ("What is 7 x 8?", "Why is the sky blue?"),
}
ENDED_EARLY = (Outcome.INTERRUPTED, Outcome.CANCELLED)


def begin(room: Room) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Draw what a child looks at, the talk; return the places above it, for the bar and for what stands beneath it."""
    theme.big_type(youngest=room.conversation.band is AgeBand.YOUNGER)
    theme.stay_in_view("chat_top")
    bar = st.container(horizontal=True, vertical_alignment="center", gap="small", key="chat_top")
    notes = st.container(gap="small", key="chat_notes")
    talk(room)
    return bar, notes


def top(room: Room, bar: DeltaGenerator, notes: DeltaGenerator) -> None:
    """Who is here, the way out, and the way to a person, always in view."""
    with bar:
        st.title(here.actor.name, width="stretch", anchor=False)
        if st.button("I'm finished", key="chat_finished", type="tertiary"):
            here.app.tutoring.finish(here.actor, room.conversation.id)
            leave(here.app)
        if st.button("Talk to a grown-up", key="chat_adult", icon=":material/support:"):
            ask_adult(room)
    with notes:
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
    everything = shows_all(room.conversation)
    if not everything and room.conversation.turns > len(room.turns):
        st.button("Show earlier", key="chat_earlier", type="tertiary", on_click=show_all, args=(room.conversation,))
    question = "" if everything else f"{room.turns[-1].turn.id}-q"
    bubbles = talk_bubbles.for_child(room.turns, here.actor.name, room.sources)
    said = room.answering
    grows = None
    if said is not None:
        grows = following.growing(said, here.app.tutoring.ahead(here.actor, said.turn.id)).sent()
    transcript(bubbles, key="chat_talk", live=True, top=question, grows=grows)


def shows_all(talk: Conversation) -> bool:
    """Whether the child has asked for the earlier turns, and has said nothing since."""
    return st.session_state.get("chat_all") == (talk.id, talk.turns)


def show_all(talk: Conversation) -> None:
    """Show the earlier turns too, until the child says something more."""
    st.session_state["chat_all"] = (talk.id, talk.turns)


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


def stop_answer(room: Room) -> None:
    """Offer to stop the answer that is being given."""
    said = room.answering
    if said is not None and st.button("Stop", key="chat_stop", icon=":material/stop:"):
        here.app.tutoring.cancel(here.actor, said.turn.id)


@st.fragment(run_every=LOOK_AGAIN_S)
def look_again(seen: object) -> None:
    """Notice by itself that an adult has looked, or that the tutor goes on."""
    mine = frame.still(PAGE)
    if standing(mine.app.tutoring.room(mine.actor)) != seen:
        st.rerun(scope="app")


def standing(room: Room) -> tuple[object, ...]:
    """What others can change while a child only waits."""
    return room.hold and room.hold.kind, room.asked and room.asked.seen_at


def newest() -> Room:
    """The talk as it stands: its latest turns, or all of them where the child has asked for them."""
    room = here.app.tutoring.room(here.actor, latest=RECENT)
    return here.app.tutoring.room(here.actor) if shows_all(room.conversation) else room


def rest(room: Room) -> None:
    """Everything round the talk."""
    hint = "Type what you got. Wrong is fine." if at_an_exercise(room) else "Type here"
    with st.bottom, st.container(horizontal_alignment="center"), st.container(width=frame.CHAT):
        st.chat_input(hint, key=FIELD)
    unsent.draw()
    asked_card(here, room)
    on_hold(room)
    next_steps(room)
    stop_answer(room)
    waits_for_someone = room.asked is not None and room.asked.seen_at is None and not room.asked.mistaken
    if waits_for_someone or room.hold is not None:
        look_again(standing(room))


unsent.take_typed(FIELD)
brings = unsent.waits()
with DRAWN_AT_ONCE.step(first=brings):  # a message comes before a page that is drawn because its answer has ended
    unsent.deliver(here)
    seen = newest()
    with frame.page(width=frame.CHAT) as body:
        places = begin(seen)
if brings:
    here.app.tutoring.let_others_first(LET_PASS_S)
with DRAWN_AT_ONCE.step(first=False), body:
    top(seen, *places)
    rest(seen)
