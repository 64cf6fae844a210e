"""The parts of the Constitution page: the form of rounds, the results of tests, and the dialog before publishing."""

from __future__ import annotations

import streamlit as st

from pages.ui.frame import Here
from pages.ui.policy_changes import changes_table
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.drafting import MOST_CALLS, MOST_CRITIQUES, MOST_QUESTIONS, MOST_SAMPLES, Drafting
from studybuddy_core.services.constituting import Constitution, Draft, TestResult

LEFT_AS_IS = "Nothing is different from what holds."
_KEYS = ("cite", "claims", "samples", "questions", "critiques", "calls", "seconds")


def start(now: Constitution, key: str, *, again: bool = False) -> None:
    """Put what holds into the form, once or again."""
    if again or key not in st.session_state:
        st.session_state[key] = now.text
        for name in _KEYS:
            st.session_state[f"constitution_{name}"] = getattr(now.drafting, name)


def rounds_form(now: Constitution) -> Drafting:
    """What an outside model's draft goes through; returns it as it is set."""
    st.subheader("What a draft goes through", anchor=False)
    if not now.outside:
        st.caption("The built-in tutor repeats approved passages, so none of this runs while it answers.")
    st.toggle("Ask for sources", key="constitution_cite")
    st.toggle("Ask the model which claims it made", key="constitution_claims")
    with st.container(horizontal=True):
        st.number_input("Answers compared", 0, MOST_SAMPLES, key="constitution_samples", step=1)
        st.number_input("Verification questions", 0, MOST_QUESTIONS, key="constitution_questions", step=1)
        st.number_input("Critique rounds", 0, MOST_CRITIQUES, key="constitution_critiques", step=1)
    with st.container(horizontal=True):
        st.number_input("Most calls for a turn", 0, MOST_CALLS, key="constitution_calls", step=1)
        st.number_input("Most seconds", 0.0, 60.0, key="constitution_seconds", step=1.0)
    st.caption("Rounds hold the whole draft back until they are through, and each costs calls to the model.")
    return Drafting(**{name: st.session_state[f"constitution_{name}"] for name in _KEYS})


def draft_of(here: Here, text: str, drafting: Drafting) -> Draft:
    """Compare what is typed with what holds, and say in a line what is different."""
    draft = here.app.constituting.compare(here.actor, text, drafting)
    st.caption(f"{count_of(len(draft.changes), 'change')} from what holds, {len(draft.weaker)} of them weaker.")
    return draft


def results_list(results: tuple[TestResult, ...]) -> None:
    """Each test with what a child would have read; those that failed first."""
    if not results:
        empty("No test has run yet.", "Press “Run the tests”: each message goes through all five layers, unstored.")
        return
    passed = sum(one.passed for one in results)
    st.text(f"{passed} of {len(results)} tests passed.")
    for one in sorted(results, key=lambda r: r.passed):
        icon = ":material/check:" if one.passed else ":material/close:"
        with st.expander(plain(f"{one.principle}: {one.test.message}"), icon=icon, expanded=not one.passed):
            for failure in one.failures:
                st.text(f"Not as expected: {failure}")
            st.text(f"What a child would read ({one.reply}):")
            st.code(one.shown, language=None, wrap_lines=True)
            for principle, problem in one.critiques:
                st.text(f"Critique by {principle}: {problem}")


@st.dialog("Publish this constitution?", width="large")
def publish_dialog(here: Here, text: str, drafting: Drafting, draft: Draft, replacing: str, said: str) -> None:
    """Ask why, then publish or propose."""
    changes_table(draft.changes)
    if draft.weaker:
        st.warning("It holds something less, so somebody else must approve it.", icon=":material/group:")
    else:
        st.info("It only adds or sharpens: it holds from every child's next message.", icon=":material/bolt:")
    why = st.text_area("Why (stays in the history)", key="constitution_why", max_chars=2_000, height=90)
    if st.button("Propose" if draft.weaker else "Publish now", key="go_constitution_now", type="primary"):
        with told_here():
            done = here.app.constituting.publish(here.actor, text, drafting, why=why, replacing=replacing)
            live, waits = "It holds from every child's next message.", "It waits for somebody else under Policies."
            st.session_state[said] = f"Published. {live}" if done.activation else f"Proposed. {waits}"
            st.rerun()
