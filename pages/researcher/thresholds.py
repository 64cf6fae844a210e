"""Thresholds: move a line, see which real messages would have fared otherwise, publish."""

import streamlit as st

from pages.ui import frame, threshold_chart, threshold_desk, threshold_effect
from pages.ui.publish_dialog import publish_dialog
from pages.ui.registry import PageSpec
from pages.ui.states import empty
from pages.ui.threshold_desk import AGES, STAGES
from pages.ui.times import clock
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import Verb
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.revising import Line, shown_score
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.services.tuning_views import Focus, LabelLine, Room

PAGE = PageSpec(url="thresholds", title="Thresholds", icon="tune", verbs=(Verb.TUNE,), order=10)
here = frame.require(PAGE)

PANEL = 560
own = threshold_desk.desk()


def effect_of(line: LabelLine) -> str:
    """A label's line in the table: what its draft alone would change, or what it stops now."""
    if line.moved:
        return f"{line.title}  {line.net:+,}" if line.net else f"{line.title}  {line.changed:,} changed"
    return f"{line.title}  {line.stops:,}"


ROWS = """<style>.st-key-thresholds_labels button{justify-content:flex-start;text-align:left}
.st-key-thresholds_labels button>div{justify-content:flex-start}</style>"""


def labels(room: Room) -> None:
    """Every label that has a line, those with most effect first."""
    st.html(ROWS)
    st.header("Labels by effect", anchor=False)
    st.caption("Moved ones first, then by how many messages they stop now.")
    with st.container(height=PANEL, border=False, gap=None, key="thresholds_labels"):
        for line in room.labels:
            chosen = line.label == own.label
            st.button(plain(effect_of(line)), key=f"thresholds_label_{line.label.replace('.', '_')}",
                      on_click=threshold_desk.pick, args=(line.label,), width="stretch",
                      type="secondary" if chosen else "tertiary",
                      icon=":material/arrow_right:" if chosen else None)  # fmt: skip


def slider(line: Line, focus: Focus) -> None:
    """One line: on or never, the slider, and the steps to the next score that changes a decision."""
    score, name = focus.lines[line], f"thresholds_{line}"
    on, place = score is not None, (MAX_SCORE if score is None else score) / MAX_SCORE
    switch, key = threshold_desk.placed(own, f"{name}_on", on), threshold_desk.placed(own, name, place)
    live = shown_score(focus.live_lines[line])
    moved = f" (was {live})" if shown_score(score) != live else ""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.toggle(f"{line.capitalize()} {shown_score(score)}{moved}", on, key=switch, width="stretch",
                  on_change=threshold_desk.switch, args=(line, f"{name}_on", switch))  # fmt: skip
        for up, icon, words in ((False, "remove", "Stricter"), (True, "add", "Weaker")):
            st.button(words, key=f"{name}_{words.lower()}", icon=f":material/{icon}:", on_click=threshold_desk.step,
                      args=(line, up), type="tertiary",
                      disabled=own.publishing)  # fmt: skip
    st.slider(f"{line.capitalize()} line", 0.0, 1.0, place, step=0.01, key=key, label_visibility="collapsed",
              on_change=threshold_desk.slide, args=(line, name, key), disabled=not on)  # fmt: skip


def one_label(room: Room, focus: Focus) -> None:
    """The chosen label: its scores and its lines."""
    st.header(label_spec(focus.label).title, anchor=False)
    threshold_chart.draw(focus, key="thresholds_chart")
    missing = f", {focus.histogram.missing:,} not" if focus.histogram.missing else ""
    st.caption(f"{focus.histogram.scored:,} scored{missing}. Hatched: no check has ever given such a score. "
               "Dotted: live.")  # fmt: skip
    doubtful = label_spec(focus.label).judged
    for line in Line:
        if line is not Line.GREY or doubtful:
            slider(line, focus)
    if doubtful:
        st.caption("From grey up to protect a text is doubtful: a judge is asked, where the school has one.")
    if own.age == "6–8":
        st.caption("Lines for 6–8 only add: a younger child is never allowed more than an older one.")
    else:
        st.caption("From protect on the child sees something else, from alert on an adult is called; at every age. "
                   "Stricter and weaker jump to the next score that changes a decision.")  # fmt: skip
    stricter = [f"{line} {shown_score(score)}" for line, score in focus.younger.items() if score != focus.lines[line]]
    if stricter:
        st.caption(f"For 6–8 it stays stricter: {', '.join(stricter)}. Choose 6–8 above to move that.")
    for problem in room.problems:
        st.error(plain(problem), icon=":material/error:")
    with st.container(horizontal=True, gap="small"):
        st.button("Undo", key="thresholds_undo", shortcut="Z", icon=":material/undo:", type="tertiary",
                  on_click=threshold_desk.undo, disabled=own.publishing)  # fmt: skip
        st.button("Reset this label", key="thresholds_reset", type="tertiary", on_click=threshold_desk.reset,
                  args=(focus.label,))  # fmt: skip
        st.button("Reset all", key="thresholds_reset_all", type="tertiary", on_click=threshold_desk.reset, args=("",))
    st.text(own.said)


def filters() -> None:
    """Which messages are looked at, by stage and age."""
    st.segmented_control("Where", list(STAGES), default=own.stage, key="thresholds_stage", required=True,
                         format_func=lambda name: "All texts" if name == "All" else name,
                         label_visibility="collapsed", on_change=threshold_desk.look,
                         args=("stage", "thresholds_stage"))  # fmt: skip
    st.segmented_control("Age", list(AGES), default=own.age, key="thresholds_age", required=True,
                         format_func=lambda name: "All ages" if name == "All" else name, label_visibility="collapsed",
                         on_change=threshold_desk.look, args=("age", "thresholds_age"))  # fmt: skip


def state_of(room: Room) -> str:
    """How the draft stands, in a sentence."""
    draft = count_of(len(room.changes), "line") + " moved" if room.changes else "No line moved"
    return f"{draft} · live: “{room.live.policy.name}” · {room.messages:,} texts up to {clock(room.loaded_at)}"


@st.fragment
def bench() -> None:
    """Everything that a slider changes."""
    now = frame.still(PAGE)
    room = now.app.tuning.room(now.actor)
    if own.label not in {line.label for line in room.labels}:
        own.label = room.labels[0].label
    focus = now.app.tuning.focus(now.actor, own.label, STAGES[own.stage], AGES[own.age])
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        filters()
        st.text(state_of(room), width="stretch")
        st.button("Load new", key="thresholds_load", type="tertiary", icon=":material/refresh:",
                  on_click=threshold_desk.load_new)  # fmt: skip
        st.button("Publish …", key="go_publish", type="primary", icon=":material/publish:",
                  on_click=threshold_desk.ask_publish, args=(True,),
                  disabled=not room.changes or bool(room.problems))  # fmt: skip
    if room.rebased:
        st.info("Somebody has published another policy since you began. Your moves now stand on top of it.",
                icon=":material/info:")  # fmt: skip
    if own.trouble:
        st.error(plain(own.trouble), icon=":material/error:")
    if not room.messages:
        empty("Nothing was said yet at this school, so there is nothing to compare a draft with.",
              "Lines can be moved all the same.")  # fmt: skip
    table, middle, right = st.columns([3, 4, 4], gap="medium")
    with table:
        labels(room)
    with middle:
        one_label(room, focus)
    with right:
        threshold_effect.numbers(focus, room)
    threshold_effect.would_change(now.actor, now.app)
    if own.publishing:
        publish_dialog(now.actor, now.app, room)


with frame.page():
    frame.header(here, "Thresholds", "A draft changes nothing until it is published.")
    bench()
