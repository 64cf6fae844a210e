"""A text before several models: the panel as a document, every vote and every missing one, and what they decide."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.ui.score_bars import as_decimal
from pages.ui.severity import Level, badge
from pages.ui.states import empty
from pages.ui.words import count_of, plain
from studybuddy_core.domain.access import GRANTS, Actor, Verb
from studybuddy_core.domain.consensus import Verdict
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.services.bootstrap import App
from studybuddy_core.services.deliberating import Case, Deliberated, StatedPanel, read_panel

DOCUMENT, PROMPT, CONTEXT = "consensus_document", "consensus_prompt", "consensus_context"
FOUND, NOTES, TROUBLE = "consensus_found", "consensus_notes", "consensus_trouble"
_WORDS = {
    Verdict.ACCEPTED: (Level.RELEASED, "Accepted"),
    Verdict.ESCALATED: (Level.REVIEW, "Blocked until a person decides"),
    Verdict.BLOCKED: (Level.LOGGED, "Blocked"),
}
_MET = {"met": "met", "not met": "not met", "open": "can't be told without the missing votes"}


def consensus_panel(actor: Actor, app: App) -> None:
    """Draw the form and what came of the last run."""
    st.caption("What the models disagree on is kept and waits in Review for a person; nothing else is stored. Names "
               "and other personal data are replaced before anything is sent.")  # fmt: skip
    if DOCUMENT not in st.session_state:
        st.session_state[DOCUMENT] = app.deliberating.first_document(actor)
    left, right = st.columns([3, 6], gap="medium")
    with left:
        _form(actor, app)
    with right:
        if st.session_state.get(TROUBLE):
            st.error(plain(st.session_state[TROUBLE]), icon=":material/error:")
        found: Deliberated | None = st.session_state.get(FOUND)
        if found is None:
            empty("No text was put before the models yet.", "Each model votes alone; a missing vote is never a yes.")
        else:
            _draw(found)
        _trust(actor, app)


def _form(actor: Actor, app: App) -> None:
    with st.form("consensus_form", border=False):
        st.text_area("What was asked", key=PROMPT, height=80, max_chars=10_000)
        st.text_area("The text to judge", key=CONTEXT, height=140, max_chars=10_000)
        st.text_area("The panel (YAML)", key=DOCUMENT, height=320, max_chars=50_000,
                     help="The models, their weights, and what they are asked. Which server a name means stands in the "
                          "settings.")  # fmt: skip
        pressed = st.form_submit_button("Ask the models", type="primary", key="go_consensus", icon=":material/groups:")
    if not st.session_state[DOCUMENT].strip():
        st.caption("No model can be reached from here. An administrator sets a key, or [models] in studybuddy.toml.")
    if pressed:
        _run(actor, app)
    notes: StatedPanel | None = st.session_state.get(NOTES)
    if notes is not None:
        with st.expander(f"What each line means here · {count_of(len(notes.notes), 'line')}"):
            for note in notes.notes:
                st.text(f"Line {note.line}: {note.says}")
                st.caption(plain(note.here))


def _run(actor: Actor, app: App) -> None:
    """Read the panel and ask; what went wrong replaces no earlier result."""
    st.session_state.pop(TROUBLE, None)
    try:
        stated = read_panel(st.session_state[DOCUMENT], "The panel")
        st.session_state[NOTES] = stated
        with st.spinner("The models are reading …"):
            case = Case(st.session_state[PROMPT], st.session_state[CONTEXT])
            st.session_state[FOUND] = app.deliberating.run(actor, stated.panel, case)
    except StudyBuddyError as told:
        st.session_state[TROUBLE] = str(told)


def _draw(found: Deliberated) -> None:
    deliberation, consensus = found.deliberation, found.deliberation.consensus
    panel = deliberation.panel
    level, word = _WORDS[consensus.verdict]
    voted = f"{len(consensus.voted)} of {len(panel.validators)} voted"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        badge(level, word)
        st.text(f"{voted} · agreement {as_decimal(consensus.agreement)} · {deliberation.ms:.0f} ms in all")
    for reason in consensus.reasons:
        st.text(reason)
    if found.turn:
        st.info("It waits in Review until an adult decides.", icon=":material/flag:")
    st.header("Votes", anchor=False)
    by_model = {ballot.model: ballot for ballot in deliberation.ballots}
    rows = []
    for seat in panel.validators:
        ballot = by_model[seat.model]
        scores = {c.name: as_decimal(ballot.scores.get(c.name)) for c in panel.criteria}
        vote = "voted" if ballot.voted else "no vote"
        rows.append({"model": seat.model, "role": seat.role, "weight": as_decimal(panel.weight(seat)), **scores,
                     "vote": vote, "ms": round(ballot.ms)})  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="consensus_votes")
    for ballot in deliberation.ballots:
        if not ballot.voted:
            st.text(f"No vote: {ballot.model} {ballot.why}")
    st.header("Criteria", anchor=False)
    table = [{
        "criterion": f.criterion, "together": as_decimal(f.score), "apart by": as_decimal(f.spread), "met": _MET[f.met],
        "against": ", ".join(f.against) + (" (veto)" if f.vetoed else ""),
    } for f in consensus.findings]  # fmt: skip
    st.dataframe(pd.DataFrame(table), hide_index=True, key="consensus_criteria")
    cost = deliberation.cost_usd
    known = "price not known" if cost is None else f"{cost:.4f} US dollars at list price"
    st.caption(f"{count_of(len(deliberation.calls), 'call')}, {known}. Panel {panel.id}.")


def _trust(actor: Actor, app: App) -> None:
    """How often adults agreed with each model, for those who may weigh a panel by it."""
    if actor.role not in GRANTS[Verb.TUNE] | GRANTS[Verb.APPROVE]:
        return
    known = app.deliberating.trust(actor)
    with st.expander(f"How often adults agreed with each model · {count_of(len(known), 'model')}"):
        if not known:
            st.text("No adult has decided on a text that models disagreed on yet.")
        for one in known:
            st.text(f"{one.record.model}: {one.record.right} of {one.record.of}, right with {one.posterior.mean:.2f} "
                    f"(95 % {one.posterior.low:.2f} to {one.posterior.high:.2f})")  # fmt: skip
        st.caption("This changes no weight. studybuddy consensus --reliability writes a panel that counts it in.")
