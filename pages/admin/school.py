"""School: whom to call, how the tutor sounds, whether chat is open, and the proof of the record."""

import streamlit as st

from pages.ui import export, frame, times
from pages.ui.registry import PageSpec
from pages.ui.stop_switch import stop_button, stopped_banner
from pages.ui.trying import told_here
from pages.ui.words import plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.services.auditing import EXPORT_COLUMNS, AuditReport
from studybuddy_core.services.schools import LONGEST, SchoolState

PAGE = PageSpec(url="school", title="School", icon="apartment", verbs=(Verb.MANAGE_SCHOOL,), order=20)
here = frame.require(PAGE)

VOICES = {
    "functional": "Functional: a tool that helps, with no feelings of its own",
    "friendly": "Friendly: warmer words, still no flattery and no secrets",
}
SAID = "school_said"


def sentence(state: SchoolState) -> str:
    """How things stand, in one sentence."""
    done = sum(step.done for step in state.steps)
    if state.stopped:
        return "Stopped for everyone. Help stays open."
    if state.info.demo:
        return "Chat is open: this is a demo school."
    return "Chat is open." if state.open else f"Chat is closed: {done} of {len(state.steps)} steps done."


def steps(state: SchoolState) -> None:
    """What chat waits for."""
    st.header("Before chat opens", anchor=False)
    with st.container(gap="xsmall"):
        for step in state.steps:
            with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
                icon = "check_circle" if step.done else "radio_button_unchecked"
                st.markdown(f":material/{icon}:", width="content")
                st.text(f"{step.title}: {'done' if step.done else 'missing'}")


def care(state: SchoolState) -> None:
    """Whom children and staff can call."""
    st.header("Whom to call", anchor=False)
    with st.form("school_care", border=True):
        contact = st.text_input("Safeguarding contact", state.info.contact, max_chars=LONGEST,
                                help="Name and place, as children know them")  # fmt: skip
        helplines = st.text_area("Local helplines", state.info.helplines, max_chars=LONGEST, height=96,
                                 help="Shown to a child who needs help now")  # fmt: skip
        hours = st.text_input("Hours when somebody answers", state.info.hours, max_chars=LONGEST)
        st.caption("Children read these words. Another contact needs another test alert.")
        if st.form_submit_button("Save", type="primary", key="go_school_save", icon=":material/save:"):
            with told_here():
                here.app.schools.set_care(
                    here.actor, contact=contact or "", helplines=helplines or "", hours=hours or ""
                )
                st.session_state[SAID] = "Saved."
                st.rerun()


def test_alert(state: SchoolState) -> None:
    """Send an alert that means nothing, and confirm that it arrived."""
    st.header("Test alert", anchor=False)
    now = here.app.clock.now()
    with st.container(border=True, gap="xsmall"):
        last = state.info.test_alert_at
        st.text(f"Last confirmed {times.moment(last, now)}." if last else "No test alert has been confirmed yet.")
        st.caption("Alerts appear in StudyBuddy alone, on Overview and Review: somebody has to look there.")
        if state.test is None:
            if st.button("Send a test alert", key="school_test_send", icon=":material/notifications:"):
                with told_here():
                    here.app.schools.send_test_alert(here.actor)
                    st.rerun()
            return
        st.text(f"Sent {times.moment(state.test.at, now)}: {state.test.text}")
        if st.button("I see it: confirm", key="school_test_confirm", icon=":material/done:"):
            with told_here():
                here.app.schools.confirm_test_alert(here.actor, state.test.id)
                st.session_state[SAID] = "Confirmed. Alerts reach a person."
                st.rerun()


def voice(state: SchoolState) -> None:
    """How the tutor sounds."""

    def choose() -> None:
        here.app.schools.set_voice(here.actor, st.session_state["school_voice"])
        st.session_state[SAID] = "Saved. It holds from the next message."

    st.header("How the tutor sounds", anchor=False)
    st.radio("Voice", list(VOICES), index=list(VOICES).index(state.info.voice), key="school_voice",
             format_func=lambda name: VOICES[name], on_change=choose, label_visibility="collapsed")  # fmt: skip


def told(report: AuditReport) -> None:
    """What verifying found."""
    verdict = report.verdict
    if verdict.sound:
        took = f"Checked {times.clock(report.at, seconds=True)} in {report.seconds:.1f} s."
        st.success(f"{verdict.links:,} of {verdict.links:,} links hold. {took}", icon=":material/verified:")
    else:
        st.error(f"The record is broken at link {verdict.broken_at:,}: {plain(verdict.problem)}. "
                 "Stop the app, keep the file, and call whoever runs it.", icon=":material/error:")  # fmt: skip
    if report.head is not None:
        st.caption("Keep this line in another place (print it, mail it): it proves that nothing was cut off later.")
        st.code(f"{report.head.seq} {report.head.hash} {report.head.key_id} {report.head.signature}", language=None,
                wrap_lines=True)  # fmt: skip


def record() -> None:
    """Prove that the record is whole, and take a copy."""
    st.header("The record", anchor=False)
    with st.container(border=True, gap="small"):
        st.text(
            "Every action of an adult and every step of a turn is one link of a chain. Verify that none is missing."
        )
        with st.container(horizontal=True, gap="small"):
            if st.button("Verify the record", key="school_verify", icon=":material/fact_check:"):
                with st.spinner("Walking the chain…"):
                    st.session_state["school_report"] = here.app.auditing.verify(here.actor)
            if st.button("Prepare a copy", key="school_copy", icon=":material/table:"):
                with st.spinner("Gathering the links…"):
                    st.session_state["school_csv"] = export.as_csv(here.app.auditing.export(here.actor), EXPORT_COLUMNS)
        if report := st.session_state.get("school_report"):
            told(report)
        if copy := st.session_state.get("school_csv"):
            st.download_button("Download the copy (CSV)", copy, "studybuddy-record.csv", "text/csv",
                               key="school_download", icon=":material/download:", on_click="ignore")  # fmt: skip


with frame.page(width=frame.FORM):
    state = here.app.schools.state(here.actor)
    with frame.header(here, "School"):
        stop_button(here, state.stopped)
    st.text(f"{state.info.name}. {sentence(state)}")
    if said := st.session_state.pop(SAID, ""):
        st.success(said, icon=":material/check:")
    stopped_banner(here, state.stopped)
    steps(state)
    care(state)
    test_alert(state)
    voice(state)
    record()
