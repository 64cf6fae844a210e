"""Approved passages that speak of what an answer states, found for the check of its claims.

A turn's own passages were found for the question; an answer may well speak of something else. What is found here is
laid beside the answer and shown to nobody, so it needs no check of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from studybuddy_core.checks.citations import named_sources
from studybuddy_core.checks.statements import statements
from studybuddy_core.checks.unsupported import CHECK, weighed
from studybuddy_core.domain.drafting import RoundKind
from studybuddy_core.domain.messages import Passage, Stage, TurnView
from studybuddy_core.domain.ports import Retriever
from studybuddy_core.pipeline.under_way import UnderWay

MOST = 12  # passages laid beside an answer
_EACH = 2  # passages for one way to ask
_FIGURES = re.compile(r"\b\d[\d,.]*s?\b|\bs\b")


Known = dict[str, tuple[Passage, ...]]


def evidence_for(text: str, retriever: Retriever, grade: int, known: Known) -> tuple[Passage, ...]:
    """Approved passages about each statement of ``text``; ``known`` remembers what was looked up."""
    found: dict[str, Passage] = {}
    for statement in statements(text):
        plain = _FIGURES.sub(" ", statement.text)  # a wrong number must not keep its passage from being found
        ways = (statement.text, plain, " ".join(sorted(statement.subject)), " ".join(sorted(statement.object)))
        for way in ways:
            if way not in known:
                known[way] = tuple(retriever.retrieve(way, grade=grade, limit=_EACH)) if way.strip() else ()
            found.update({passage.id: passage for passage in known[way]})
    return tuple(found.values())[-MOST:]


def with_evidence(view: TurnView, retriever: Retriever, grade: int, known: Known) -> TurnView:
    """An answer's view with what speaks of its statements; the built-in tutor's words are from its passages already."""
    if view.stage is not Stage.OUTPUT or view.own:
        return view
    return replace(view, evidence=evidence_for(view.clean, retriever, grade, known))


def keep_citations(now: UnderWay, view: TurnView, attempt: int) -> None:
    """Keep which passage each source is that a model's whole answer names, by its id."""
    if view.own:
        return
    found = {one.title: one.passage or "no passage of this turn"
             for one in named_sources(view) if one.passage or not one.known}  # fmt: skip
    for title, passage in found.items():
        now.note_round(attempt, RoundKind.CITATION, f"“{title}”", passage)


def weighs_claims(now: UnderWay) -> bool:
    """Whether the check of claims runs in this turn: a procedure may be without it."""
    return any(check.spec.name == CHECK.spec.name for check in now.layers.checks)


def keep_claims(now: UnderWay, view: TurnView, attempt: int) -> None:
    """Keep what became of every statement of a whole answer, with the passage that decided."""
    if view.own or not weighs_claims(now):
        return
    for one in weighed(view):
        found = one.bearing
        about = f"{found.verdict} {found.strength:.2f} · {found.passage}" if found.passage else str(found.verdict)
        now.note_round(attempt, RoundKind.CLAIM, one.statement.text, about)
