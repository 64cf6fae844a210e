"""Policies: what waits for a second person, what is tried out, and everything that ever held, with who and why."""

import streamlit as st

from pages.ui import frame, times
from pages.ui.policy_changes import changes_table, in_words
from pages.ui.registry import PageSpec
from pages.ui.shadow_panel import shadow_panel
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Role, Verb
from studybuddy_core.services.publishing import Entry, Waiting

PAGE = PageSpec(url="policies", title="Policies", icon="history", verbs=(Verb.APPROVE,), order=30)
here = frame.require(PAGE)

SHOWN, BACK = "policies_shown", "policies_going_back"
STEP = 20


def proposal(one: Waiting) -> None:
    """A weaker policy with what it would change, and the two answers to it."""
    made, id = one.proposal, one.proposal.id
    with st.container(border=True, key=f"policies_proposal_{id}"):
        when = times.moment(made.at, here.app.clock.now())
        st.text(f"“{one.policy.name}”, proposed by {'you' if one.mine else one.by} · {when}")
        st.text(f"Why: {made.why}")
        changes_table(one.changes)
        st.caption(f"{count_of(len(one.weaker), 'rule')} of the live policy would hold back less.")
        if one.stale:
            st.warning("Another policy was published since, so this must be proposed again.", icon=":material/update:")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if not one.mine and not one.stale:
                st.button("Approve", key=f"go_approve_{id}", type="primary", icon=":material/check:",
                          on_click=approve, args=(id,))  # fmt: skip
            why = st.text_input("Why not", key=f"policies_why_{id}", max_chars=500)
            if st.button("Take back" if one.mine else "Refuse", key=f"policies_refuse_{id}"):
                with told_here():
                    here.app.publishing.refuse(here.actor, id, why=why)
                    st.rerun()
        if one.mine:
            st.caption("You proposed this, so somebody else must approve it.")


def approve(id: str) -> None:
    """Be the second person."""
    here.app.publishing.approve(here.actor, id)
    st.session_state["policies_said"] = "Approved. It holds from every child's next message."


def entry(one: Entry) -> None:
    """One line of the history."""
    act = one.activation
    who = f"{one.by}, approved by {one.second}" if one.second else one.by
    with st.container(horizontal=True, vertical_alignment="center", border=True, key=f"policies_entry_{act.id}"):
        with st.container(width="stretch", gap=None):
            st.text(f"{act.n} · “{one.policy.name}” · {times.moment(act.at, here.app.clock.now())} · {who}")
            st.text(f"Why: {act.why}")
            st.caption(plain(in_words(one.changes)) if one.changes else "The first policy, or the same lines.")
        if one.changes:
            with st.popover("What changed", type="tertiary"):
                changes_table(one.changes)
        if one.live:
            st.badge("Live", icon=":material/check:", color="green")
        elif here.actor.role is Role.RESEARCHER:
            st.button("Go back to this …", key=f"policies_back_{act.id}", on_click=ask_back, args=(one,))


def ask_back(one: Entry | None) -> None:
    """Open or close the question whether to go back."""
    st.session_state[BACK] = one


@st.dialog("Go back to this policy?", on_dismiss=lambda: ask_back(None))
def back_dialog(one: Entry) -> None:
    """Ask why, then publish the older policy under the same law."""
    st.text(f"“{one.policy.name}” of {times.moment(one.activation.at, here.app.clock.now())}.")
    if one.weaker_than_live:
        st.warning("It holds back less than the live one, so somebody else must approve it.", icon=":material/group:")
    else:
        st.info("It is at least as strict as the live policy: it holds at once.", icon=":material/bolt:")
    why = st.text_area("Why (stays in the history)", key="policies_back_why", height=90, max_chars=2_000)
    with st.container(horizontal=True):
        press = st.button("Propose" if one.weaker_than_live else "Go back now", key="go_back_now", type="primary")
        if st.button("Not now", key="policies_not_now"):
            ask_back(None)
            st.rerun()
    if press:
        with told_here():
            done = here.app.publishing.roll_back(here.actor, one.activation.id, why=why)
            ask_back(None)
            st.session_state["policies_said"] = "It holds again." if done.activation else "Proposed; it waits below."
            st.rerun()


with frame.page(width=frame.WORK):
    waiting = here.app.publishing.waiting(here.actor)
    open_ones = [one for one in waiting if not one.mine and not one.stale]
    state = f"{count_of(len(open_ones), 'proposal')} for you to decide." if open_ones else "Nothing is waiting for you."
    frame.header(here, "Policies", state)
    if said := st.session_state.pop("policies_said", ""):
        st.text(said)
    st.header("Waiting for a second person", anchor=False)
    if not waiting:
        empty("Nothing waits for a second person.", "Stricter policies hold at once; weaker ones come here first.")
    for found in waiting:
        proposal(found)
    shadow_panel(here.actor, here.app)
    st.header("History", anchor=False)
    limit = st.session_state.get(SHOWN, STEP)
    entries = here.app.publishing.history(here.actor, limit=limit)
    for line in entries:
        entry(line)
    if len(entries) == limit:
        st.button("Show more", key="policies_more", on_click=lambda: st.session_state.update({SHOWN: limit + STEP}))
    if st.session_state.get(BACK) is not None:
        back_dialog(st.session_state[BACK])
