"""What an answer's draft went through, and what became of each statement, inside the trace of a turn."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from studybuddy_core.domain.drafting import Round, RoundKind
from studybuddy_core.services.probing import Trace

WORDS = {
    RoundKind.DRAFT: "Draft",
    RoundKind.SAMPLE: "Another answer to the same question",
    RoundKind.AGREEMENT: "What most answers say",
    RoundKind.QUESTION: "Verification question",
    RoundKind.ANSWER: "Answered without the draft",
    RoundKind.CRITIQUE: "Critique",
    RoundKind.REVISION: "Revision",
    RoundKind.FAILED: "Failed, so nothing was verified",
}


def draw_rounds(trace: Trace) -> None:
    """Draw the rounds in their order, then a table of statements and what approved passages say of them."""
    claims = [one for one in trace.rounds if one.kind is RoundKind.CLAIM]
    named = [one for one in trace.rounds if one.kind is RoundKind.CITATION]
    rounds = [one for one in trace.rounds if one.kind not in (RoundKind.CLAIM, RoundKind.CITATION)]
    for one in rounds:
        st.text(_title(one))
        st.code(one.text, language=None, wrap_lines=True)
    if named:
        st.text("The sources it names, and which passage each is:")
        st.dataframe(pd.DataFrame([{"source": one.text, "passage": one.about} for one in named]), hide_index=True)
    if claims:
        st.text("What the answer states, and what approved passages say of it:")
        table = pd.DataFrame([{"verdict": one.about, "statement": one.text, "attempt": one.attempt} for one in claims])
        st.dataframe(table, hide_index=True)


def _title(one: Round) -> str:
    about = f" · {one.about}" if one.about else ""
    return f"{one.n + 1}. {WORDS[one.kind]}{about}" + (f" · of step {one.of + 1}" if one.of is not None else "")
