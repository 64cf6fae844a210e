"""Compare: two answers to a child's question, one key, and the next pair is there."""

import streamlit as st

from pages.ui import frame, pair_desk
from pages.ui.anchor import reachable
from pages.ui.early_words import early_words
from pages.ui.note_keys import note_box
from pages.ui.pair_desk import PairDesk, words_of
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.transcript import Bubble, Voice, transcript
from pages.ui.words import plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.preferences import REASONS, Preference
from studybuddy_core.services.labelling import Shown

PAGE = PageSpec(url="compare", title="Compare", icon="compare_arrows", verbs=(Verb.LABEL,), order=10)
here = frame.require(PAGE)

ANSWER_HEIGHT = 470
BATCH = "compare_batch"
own = pair_desk.mine()


def answer(side: str, text: str, shown: Shown, unsafe: bool) -> None:
    """One answer, as high as the one beside it and as the window allows; it scrolls inside."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(side, anchor=False, width="content")
        if unsafe:
            st.badge("Marked unsafe", icon=":material/gpp_maybe:", color="red")
        else:
            st.badge("Not marked", icon=":material/shield:", color="gray")
    with st.container(height=ANSWER_HEIGHT, border=True, key=f"compare_{side.lower()}_{shown.pair}"):
        transcript([Bubble(Voice.NOTE, "", text)], key=f"compare_text_{side.lower()}")
        reachable(key=f"compare_reach_{side.lower()}", name=f"{side} answer")


def pair(shown: Shown) -> None:
    """The question and its two answers."""
    if shown.earlier is not None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(f"Opened again. Your choice was: {words_of(shown.earlier)}.", width="content")
            st.button("Leave it as it is", key="compare_leave", on_click=pair_desk.leave_it, type="tertiary")
    with st.container(border=True, key="compare_question"):
        transcript([Bubble(Voice.NOTE, "Question", shown.prompt)], key="compare_prompt")
    left, right = st.columns(2, gap="medium")
    with left:
        answer("Left", shown.left, shown, own.left_unsafe)
    with right:
        answer("Right", shown.right, shown, own.right_unsafe)


def choice_key(label: str, key: str, preference: Preference) -> None:
    """One of the five choices, with its key on it."""
    st.button(label, shortcut=key, key=f"compare_choose_{key}", on_click=pair_desk.choose, args=(preference,),
              width="stretch", disabled=own.handing_in)  # fmt: skip


def unsafe_key(side: str, key: str, marked: bool) -> None:
    """Mark one side unsafe, or take the mark back."""
    st.button(f"{side} unsafe", shortcut=key, key=f"compare_unsafe_{key}", on_click=pair_desk.mark_unsafe,
              args=(side.lower(),), icon=":material/gpp_maybe:" if marked else ":material/shield:", width="stretch",
              disabled=own.handing_in)  # fmt: skip


def safety_words() -> str:
    """What the marks say so far."""
    if own.left_unsafe and own.right_unsafe:
        return "Both marked unsafe for a child"
    if own.left_unsafe or own.right_unsafe:
        return f"{'Left' if own.left_unsafe else 'Right'} marked unsafe for a child"
    return "No mark: both safe for a child"


def bar(shown: Shown | None) -> None:
    """The keys, always in the same place at the bottom."""
    with st.bottom.container(key="compare_bar", gap="xsmall"):
        if shown is not None:
            if own.noting:
                note_box("Note", key=own.note_key)
            with st.container(horizontal_alignment="center"):
                st.text(safety_words(), width="content")
            places = st.columns([1.25, 1, 0.8, 0.8, 0.8, 1, 1.25], gap="small")
            with places[0]:
                unsafe_key("Left", "Q", own.left_unsafe)
            labels = ("Left, clearly", "Left", "Same", "Right", "Right, clearly")
            for place, label, preference in zip(places[1:6], labels, Preference, strict=True):
                with place:
                    choice_key(label, str(int(preference)), preference)
            with places[6]:
                unsafe_key("Right", "P", own.right_unsafe)
        with st.container(horizontal=True, horizontal_alignment="center", gap="small", vertical_alignment="center"):
            if shown is not None:
                st.pills("Why, if you like", REASONS, selection_mode="multi", key=own.reasons_key,
                         label_visibility="collapsed",
                         default=list(shown.earlier.reasons) if shown.earlier else None)  # fmt: skip
            quiet("Undo", "Z", "undo", pair_desk.undo)
            if shown is not None:
                quiet("Skip", "S", "skip_next", pair_desk.choose, None)
                quiet("Note", "N", "edit_note", pair_desk.note)
                early_words(opens="compare_note", key="N", box=own.note_key)
            if own.said:
                st.text(own.said, width="content")


def quiet(label: str, key: str, icon: str, does: object, *args: object) -> None:
    """A quiet key."""
    st.button(label, shortcut=key, key=f"compare_{label.lower()}", on_click=does, args=args, type="tertiary",  # type: ignore[arg-type]
              icon=f":material/{icon}:", disabled=own.handing_in)  # fmt: skip


def recent() -> None:
    """The latest choices; each can be opened again until the set is handed in."""
    rows = own.recent or ()
    st.header("My last 20", anchor=False)
    if not rows:
        empty("You have not chosen anything in this set yet.")
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"compare_{row.choice.id}"):
            with st.container(width="stretch", gap=None):
                st.text(row.prompt if len(row.prompt) <= 90 else row.prompt[:90] + "…")
                notes = " · ".join([words_of(row.choice), *row.choice.reasons, *(["note"] if row.choice.note else [])])
                st.caption(plain(notes))
            if own.desk is not None and own.desk.handed_in is None:
                st.button("Open again", key=f"compare_open_{row.choice.pair_id}", on_click=pair_desk.reopen,
                          args=(row.choice.pair_id,))  # fmt: skip


def finished() -> None:
    """Nothing is left to choose in this set."""
    desk = own.desk
    assert desk is not None
    if desk.handed_in is not None:
        empty(f"Handed in: {desk.chosen} of {desk.total} compared, {desk.skipped} skipped.",
              "Thank you. Nothing of this set can be changed any more.")  # fmt: skip
        return
    empty(f"All {desk.total} pairs looked at: {desk.chosen} compared, {desk.skipped} skipped.",
          "Until you hand in, any of the last 20 can be opened again.")  # fmt: skip
    with st.container(horizontal_alignment="center"):
        st.button("Hand in …", key="go_hand_in", type="primary", icon=":material/send:",
                  on_click=pair_desk.ask_hand_in, args=(True,))  # fmt: skip


@st.dialog("Hand in this set?", on_dismiss=lambda: pair_desk.ask_hand_in(False))
def hand_in_dialog() -> None:
    """The question before something that can't be taken back."""
    desk = own.desk
    assert desk is not None
    st.text(f"{desk.chosen} of {desk.total} pairs compared, {desk.skipped} skipped. Afterwards your choices stay as "
            "they are.")  # fmt: skip
    with st.container(horizontal=True):
        if st.button("Hand in", key="go_hand_in_now", type="primary"):
            pair_desk.hand_in()
            st.rerun()
        if st.button("Not yet", key="compare_not_yet"):
            pair_desk.ask_hand_in(False)
            st.rerun()


def top(state: PairDesk) -> None:
    """How far, and the ways out of the pair."""
    desk = state.desk
    assert desk is not None
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width="stretch"):
            done = desk.chosen + desk.skipped
            skipped = f" · {desk.skipped} skipped" if desk.skipped else ""
            st.progress(done / desk.total if desk.total else 0.0,
                        text=plain(f"{desk.batch.name}: {desk.chosen} of {desk.total}{skipped}"))  # fmt: skip
        label = "Back to the pair" if state.recent is not None else "My last 20"
        st.button(label, key="compare_recent", shortcut="L", on_click=pair_desk.last_twenty, disabled=state.handing_in)
        st.button("Go on" if state.resting else "Break", key="compare_rest", shortcut="B", on_click=pair_desk.rest,
                  disabled=state.handing_in)  # fmt: skip


@st.fragment
def desk() -> None:
    """Everything that a key changes."""
    frame.still(PAGE)
    top(own)
    if own.trouble:
        st.error(plain(own.trouble), icon=":material/error:")
    shown = own.desk.shown if own.desk else None
    if own.resting:
        empty("Take the time you need.", "Nothing is timed, and nothing waits for you. B goes on.")
    elif own.recent is not None:
        recent()
    elif shown is not None:
        pair(shown)
    else:
        finished()
    bar(shown if own.recent is None and not own.resting else None)
    if own.handing_in:
        hand_in_dialog()


with frame.page():
    desks = here.app.labelling.desks(here.actor)
    action = frame.header(here, "Compare", "Which answer would you rather a child reads? Speed is never counted.")
    if not desks:
        empty("There is nothing to compare.", "No set of pairs has been handed out at this school yet.")
        st.stop()
    names = {one.batch.id: one.batch.name for one in desks}
    if own.desk is None or own.desk.batch.id not in names:
        pair_desk.look(own, here.actor, here.app, desks[0].batch.id)
    if len(desks) > 1:
        with action:
            st.selectbox("Set", list(names), format_func=names.__getitem__, key=BATCH, label_visibility="collapsed",
                         index=list(names).index(own.desk.batch.id) if own.desk else 0,
                         on_change=pair_desk.take_batch, args=(BATCH,))  # fmt: skip
    desk()
