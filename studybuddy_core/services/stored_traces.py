"""A stored turn, taken apart: the same trace that the playground draws, made from what was recorded."""

from __future__ import annotations

from collections.abc import Mapping

from db.talks import ReadTurn
from db.traces import Trace as StoredTrace
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.records import Close, Intervention, Release
from studybuddy_core.domain.signals import Signal
from studybuddy_core.domain.turns import Decided, Scored
from studybuddy_core.pipeline.tracing import Trace

ERASED = "(erased)"


def as_trace(stored: StoredTrace, turn: ReadTurn, titles: Mapping[str, str]) -> Trace:
    """Return the trace of a stored turn; ``titles`` maps a passage to "title · source"."""
    trace = Trace()
    trace.scored = [
        Scored(one.stage, one.part, one.attempt, "", tuple(
            Signal("stored", "", one.stage, one.part, label, None if standing.missing else standing.score)
            for label, standing in one.standings.items()
        ))
        for one in stored.scores
    ]  # fmt: skip
    trace.decided = [
        Decided(one.part, one.attempt, Decision(one.stage, one.part.extent, one.effect, one.reasons, one.missing,
                                                one.effective_id))
        for one in stored.decisions
    ]  # fmt: skip
    trace.released = [
        Release(n, piece.kind, ERASED if piece.text is None else piece.text, piece.script, piece.passages)
        for n, piece in enumerate(turn.shown)
    ]
    trace.sources = [_passage(one, titles) for one in dict.fromkeys(p for piece in turn.shown for p in piece.passages)]
    trace.receipts, trace.calls, trace.withheld = list(stored.receipts), list(stored.calls), list(stored.withheld)
    trace.rounds = list(stored.rounds)
    trace.interventions = [
        Intervention(one.kind, one.attempt, one.part, tuple(cause.label for cause in one.causes),
                     one.before or ERASED, one.after or ERASED, one.ms, one.causes, one.took_ms)
        for one in stored.interventions
    ]  # fmt: skip
    trace.timelines = list(stored.timelines)
    if turn.outcome is not None:
        trace.close = Close(turn.outcome, turn.why, ms=turn.ms)
    return trace


def _passage(passage_id: str, titles: Mapping[str, str]) -> Passage:
    title, _, source = titles.get(passage_id, passage_id).partition(" · ")
    return Passage(passage_id, title, "", "", (), source)
