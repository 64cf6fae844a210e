"""The dialog before a policy holds for every child: what changes, why, and whether a second person is needed."""

from __future__ import annotations

import streamlit as st

from pages.ui import threshold_desk
from pages.ui.policy_changes import changes_table
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.intervals import Rate
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.publishing import Published
from studybuddy_core.services.tuning_views import Locked, Room

DONE = "thresholds_published"


def _rate(what: str, after: Rate, before: Rate) -> None:
    st.text(f"{what}: {after}, now {before.x:,}." if after.n else f"{what}: no locked verdict yet.")


def _locked(locked: Locked | None, looks: int) -> None:
    st.text(f"Three of ten verdicts were kept out of every number so far, to check the draft once. Looked at "
            f"{count_of(looks, 'time')} since this policy was published.")  # fmt: skip
    if locked is None:
        st.button("Look at them now", key="thresholds_locked", on_click=threshold_desk.look_at_locked)
        return
    _rate("Caught of what adults confirmed", locked.after.caught, locked.before.caught)
    _rate("Raised of their false alarms", locked.after.false_alarms, locked.before.false_alarms)


@st.dialog("Publish this draft?", width="large", on_dismiss=lambda: threshold_desk.ask_publish(False))
def publish_dialog(actor: Actor, app: App, room: Room) -> None:
    """Ask for the reason, then publish or propose."""
    changes_table(room.changes)
    if room.weaker:
        st.warning("At least one line holds back less, so somebody else must approve this before it holds.",
                   icon=":material/group:")  # fmt: skip
    else:
        st.info("Every line is as strict as before or stricter: it holds at once, from every child's next message.",
                icon=":material/bolt:")  # fmt: skip
    _locked(threshold_desk.desk().locked, app.tuning.looks(actor))
    name = st.text_input("Name", value=room.live.policy.name, key="thresholds_name", max_chars=80)
    why = st.text_area("Why (stays in the history)", key="thresholds_why", max_chars=2_000, height=90)
    with st.container(horizontal=True):
        press = st.button("Propose" if room.weaker else "Publish now", key="go_publish_now", type="primary")
        if st.button("Not yet", key="thresholds_not_yet"):
            threshold_desk.ask_publish(False)
            st.rerun()
    if press:
        with told_here():
            try:
                done = app.publishing.publish(actor, room.policy, why=why, name=name, replacing=room.live.activation.id)
            except PolicyError as error:
                st.error(plain(str(error)), icon=":material/error:")
                return
            _tidy(actor, app, done)
            st.rerun()


def _tidy(actor: Actor, app: App, done: Published) -> None:
    if done.activation is not None:
        app.tuning.reset(actor)
        said = "Published. It holds from every child's next message."
    else:
        said = "Proposed. It waits for somebody else under Policies; until then nothing changes."
    threshold_desk.ask_publish(False)
    threshold_desk.desk().said = said
