"""Minutes on the page Classes: when a break is due, when replies pause, and more minutes with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from pages.ui import times
from pages.ui.frame import Here
from pages.ui.trying import told_here
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Actor, Role
from studybuddy_core.domain.minutes import MOST, MinuteLimit
from studybuddy_core.services.timing import LONGEST_REASON

STEP = 5


def in_words(limit: MinuteLimit) -> str:
    """What holds, in one sentence."""
    if not limit.nudge and not limit.most:
        return "No limit is set."
    parts = ([f"a break after {count_of(limit.nudge, 'minute')}"] if limit.nudge else []) + (
        [f"replies pause after {count_of(limit.most, 'minute')}"] if limit.most else []
    )
    return f"{' and '.join(parts).capitalize()} in a school day."


def minutes_panel(here: Here, class_id: str, names: Mapping[str, str], somebody: Callable[[], Actor]) -> None:
    """Draw the minutes of a class; ``names`` are the children whom the reader sees, by id."""
    with st.popover("Minutes…", icon=":material/hourglass_top:", key=f"classes_minutes_{class_id}"):
        now = here.app.timing.of_class(here.actor, class_id, tuple(names))
        st.text(in_words(now.limit))
        st.caption("What a child writes is still read by the checks, and “Talk to a grown-up” stays open.")
        _limit(here, class_id, now.limit, somebody)
        _more(here, class_id, names, somebody)
        for one in now.given:
            whom = names.get(one.target, "the class") if one.target != class_id else "the class"
            st.text(f"{times.clock(one.at)}: {count_of(one.minutes, 'minute')} more for {whom}. {one.why}")


def _limit(here: Here, class_id: str, limit: MinuteLimit, somebody: Callable[[], Actor]) -> None:
    with st.form(f"classes_minutes_form_{class_id}", border=True):
        nudge = st.number_input("Break after (minutes, 0 for none)", 0, MOST, limit.nudge, STEP,
                                key=f"classes_minutes_nudge_{class_id}")  # fmt: skip
        most = st.number_input("Pause replies after (minutes, 0 for none)", 0, MOST, limit.most, STEP,
                               key=f"classes_minutes_most_{class_id}")  # fmt: skip
        everywhere = here.actor.role is Role.ADMINISTRATOR and st.checkbox(
            "For every class without its own", key=f"classes_minutes_school_{class_id}"
        )
        if st.form_submit_button("Set minutes", key=f"classes_minutes_set_{class_id}", icon=":material/check:"):
            with told_here():
                here.app.timing.limit(somebody(), "" if everywhere else class_id, MinuteLimit(int(nudge), int(most)))
                st.rerun()


def _more(here: Here, class_id: str, names: Mapping[str, str], somebody: Callable[[], Actor]) -> None:
    targets = {class_id: "The whole class", **names}
    with st.form(f"classes_more_form_{class_id}", border=True, clear_on_submit=True):
        whom = st.selectbox("More minutes today for", list(targets), format_func=lambda one: plain(targets[one]),
                            key=f"classes_more_whom_{class_id}")  # fmt: skip
        more = st.number_input("Minutes more", 1, MOST, 15, key=f"classes_more_minutes_{class_id}")
        why = st.text_input("Reason (kept on record)", max_chars=LONGEST_REASON, key=f"classes_more_why_{class_id}")
        if st.form_submit_button("Give minutes", key=f"classes_more_give_{class_id}", icon=":material/more_time:"):
            with told_here():
                here.app.timing.give_more(somebody(), whom, int(more), why or "")
                st.rerun()
