"""The parts of the Constitution page: where its form begins, the results of tests, the dialog before publishing."""

from __future__ import annotations

import streamlit as st

from pages.ui.conduct_form import start_conduct
from pages.ui.frame import Here
from pages.ui.policy_changes import changes_table
from pages.ui.states import empty
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.conduct import Conduct
from studybuddy_core.services.constituting import Constitution, Draft, TestResult

LEFT_AS_IS = "Nothing is different from what holds."


def start(now: Constitution, key: str, *, again: bool = False) -> None:
    """Put what holds into the form, once or again."""
    if again or key not in st.session_state:
        st.session_state[key] = now.text
        start_conduct(now.conduct)


def draft_of(here: Here, text: str, conduct: Conduct) -> Draft:
    """Compare what is typed with what holds, and say in a line what is different."""
    draft = here.app.constituting.compare(here.actor, text, conduct)
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
def publish_dialog(here: Here, text: str, conduct: Conduct, draft: Draft, replacing: str, said: str) -> None:
    """Ask why, then publish or propose."""
    changes_table(draft.changes)
    if draft.weaker:
        st.warning("It holds something less, so somebody else must approve it.", icon=":material/group:")
    else:
        st.info("It only adds or sharpens: it holds from every child's next message.", icon=":material/bolt:")
    why = st.text_area("Why (stays in the history)", key="constitution_why", max_chars=2_000, height=90)
    if st.button("Propose" if draft.weaker else "Publish now", key="go_constitution_now", type="primary"):
        with told_here():
            done = here.app.constituting.publish(here.actor, text, conduct, why=why, replacing=replacing)
            live, waits = "It holds from every child's next message.", "It waits for somebody else under Policies."
            st.session_state[said] = f"Published. {live}" if done.activation else f"Proposed. {waits}"
            st.rerun()
