"""The trace of a turn: what each layer did, found, decided, changed and held back, as it was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from db.contexts import Contexts
from db.label_sets import unpack
from db.sight import Sight, conversations_in_sight, turns_in_sight
from db.tables.evidence import (
    CallRow,
    DecisionRow,
    DraftRoundRow,
    InterventionRow,
    LabelSetRow,
    ReceiptRow,
    ScoringRow,
    TimelineRow,
)
from db.tables.policies import ActivationRow, PolicyRow
from db.tables.talks import ContentRow, ConversationRow, TurnRow, WithheldRow
from studybuddy_core.domain.deciding import Reason, Standing
from studybuddy_core.domain.drafting import Round, RoundKind
from studybuddy_core.domain.errors import NotFound
from studybuddy_core.domain.interventions import Cause
from studybuddy_core.domain.messages import AgeBand, Part, Stage
from studybuddy_core.domain.policies import ClassContext, Effect, Notify, Reply
from studybuddy_core.domain.records import Call, Ran, Receipt, Withheld
from studybuddy_core.domain.timelines import Cut, Timeline, unpack_arrivals


@dataclass(frozen=True, slots=True)
class ReadDecision:
    """A decision as it was stored, with the rules it was made under."""

    stage: Stage
    part: Part
    attempt: int
    effect: Effect
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    effective_id: str
    activation: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadScores:
    """The scores of one part, one standing per label."""

    stage: Stage
    part: Part
    attempt: int
    band: AgeBand
    standings: dict[str, Standing]


@dataclass(frozen=True, slots=True)
class ReadIntervention:
    """A change made while the answer was written. A text that was erased is None."""

    kind: str
    attempt: int
    part: Part
    causes: tuple[Cause, ...]
    before: str | None
    after: str | None
    ms: float
    took_ms: float | None


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything recorded of one turn."""

    turn: str
    receipts: tuple[Receipt, ...]
    scores: tuple[ReadScores, ...]
    decisions: tuple[ReadDecision, ...]
    interventions: tuple[ReadIntervention, ...]
    withheld: tuple[Withheld, ...]
    calls: tuple[Call, ...]
    timelines: tuple[Timeline, ...]
    rounds: tuple[Round, ...] = ()


def _cause(kept: Any) -> Cause:
    return Cause(kept) if isinstance(kept, str) else Cause(*kept)


def _timeline(row: TimelineRow) -> Timeline:
    return Timeline(row.attempt, row.began_ms, unpack_arrivals(row.arrivals), tuple(Cut(*cut) for cut in row.cuts),
                    tuple((at, kind) for at, kind in row.stepped_in))  # fmt: skip


def _decision(row: DecisionRow) -> ReadDecision:
    effect = Effect(Reply(row.reply), row.script, Notify(row.notify))
    reasons = tuple(Reason(*reason) if isinstance(reason, list) else Reason(**reason) for reason in row.reasons)
    return ReadDecision(Stage(row.stage), Part(row.part), row.attempt, effect, reasons, tuple(row.missing),
                        row.effective_id, row.activation_id, row.at)  # fmt: skip


class Traces:
    """The traces of the turns that these eyes may see."""

    def __init__(self, session: Session, sight: Sight) -> None:
        self._session = session
        self._sight = sight

    def get(self, turn_id: str) -> Trace:
        """Return one turn's trace; raise ``NotFound``."""
        self._require(turn_id)
        return Trace(
            turn_id, self._receipts(turn_id), self._scores(turn_id), self.decisions(turn_id),
            self._interventions(turn_id), self._withheld(turn_id), self._calls(turn_id), self._timelines(turn_id),
            self._rounds(turn_id),
        )  # fmt: skip

    def _require(self, turn_id: str) -> None:
        seen = self._session.exec(
            select(TurnRow.id)
            .join(ConversationRow, col(ConversationRow.id) == col(TurnRow.conversation_id))
            .where(TurnRow.id == turn_id, *turns_in_sight(self._sight), *conversations_in_sight(self._sight))
        ).first()
        if seen is None:
            raise NotFound("There is no such turn here, or not for this account.")

    def decisions(self, turn_id: str) -> tuple[ReadDecision, ...]:
        """Return a turn's decisions, in order."""
        rows = self._session.exec(
            select(DecisionRow)
            .where(DecisionRow.turn_id == turn_id, DecisionRow.school_id == self._sight.scope.school)
            .order_by(col(DecisionRow.at), col(DecisionRow.id))
        )
        return tuple(_decision(row) for row in rows)

    def _scores(self, turn_id: str) -> tuple[ReadScores, ...]:
        return self._decoded(self._session.exec(
            select(ScoringRow).where(ScoringRow.turn_id == turn_id).order_by(col(ScoringRow.number))
        ).all())  # fmt: skip

    def scores_of(self, message_id: str, stage: Stage) -> tuple[ReadScores, ...]:
        """Return the scores of every part of one message at one stage."""
        return self._decoded(self._session.exec(
            select(ScoringRow)
            .where(ScoringRow.message_id == message_id, ScoringRow.stage == stage.value)
            .where(ScoringRow.school_id == self._sight.scope.school).order_by(col(ScoringRow.number))
        ).all())  # fmt: skip

    def _decoded(self, rows: Sequence[ScoringRow]) -> tuple[ReadScores, ...]:
        wanted = {row.label_set_id for row in rows}
        labels = dict(self._session.exec(
            select(LabelSetRow.id, LabelSetRow.labels).where(col(LabelSetRow.id).in_(wanted))
        ).all())  # fmt: skip
        return tuple(
            ReadScores(Stage(row.stage), Part(row.part), row.attempt, AgeBand(row.band),
                       unpack(labels[row.label_set_id], row.scores, row.present, row.failed))
            for row in rows
        )  # fmt: skip

    def policy_of(self, activation_id: str) -> tuple[str, str]:
        """Return the id and the document of the policy an activation named, or two empty texts."""
        found = self._session.exec(
            select(PolicyRow.id, PolicyRow.document)
            .join(ActivationRow, (col(ActivationRow.policy_id) == col(PolicyRow.id))
                  & (col(ActivationRow.school_id) == col(PolicyRow.school_id)))
            .where(ActivationRow.id == activation_id, ActivationRow.school_id == self._sight.scope.school)
        ).first()  # fmt: skip
        return ("", "") if found is None else (found[0], found[1])

    def contexts_at(self, class_id: str, at: datetime) -> tuple[ClassContext, ...]:
        """Return what a class was allowed at a moment, by its dated contexts."""
        return tuple(
            one.context
            for one in Contexts(self._session, replace(self._sight.scope, classes=None)).list(class_id)
            if one.at <= at < one.context.until and (one.ended_at is None or one.ended_at > at)
        )

    def _receipts(self, turn_id: str) -> tuple[Receipt, ...]:
        rows = self._session.exec(
            select(ReceiptRow).where(ReceiptRow.turn_id == turn_id)
            .order_by(col(ReceiptRow.at), col(ReceiptRow.layer), col(ReceiptRow.id))
        )  # fmt: skip
        return tuple(
            Receipt(row.layer, Stage(row.stage), Part(row.part), name, version, Ran(status), ms, why)
            for row in rows
            for name, version, status, ms, why in row.entries
        )

    def _texts(self, ids: Sequence[str]) -> dict[str, str]:
        return dict(self._session.exec(
            select(ContentRow.id, ContentRow.text).where(col(ContentRow.id).in_(ids))
        ).all())  # fmt: skip

    def _interventions(self, turn_id: str) -> tuple[ReadIntervention, ...]:
        rows = self._session.exec(
            select(InterventionRow).where(InterventionRow.turn_id == turn_id)
            .order_by(col(InterventionRow.at), col(InterventionRow.id))
        ).all()  # fmt: skip
        texts = self._texts([one for row in rows for one in (row.before_id, row.after_id)])
        return tuple(
            ReadIntervention(row.kind, row.attempt, Part(row.part), tuple(map(_cause, row.cause)),
                             texts.get(row.before_id), texts.get(row.after_id), row.ms, row.took_ms)
            for row in rows
        )  # fmt: skip

    def _withheld(self, turn_id: str) -> tuple[Withheld, ...]:
        rows = self._session.exec(
            select(WithheldRow, ContentRow.text)
            .join(ContentRow, col(ContentRow.id) == col(WithheldRow.content_id), isouter=True)
            .where(WithheldRow.turn_id == turn_id).order_by(col(WithheldRow.at), col(WithheldRow.id))
        )  # fmt: skip
        return tuple(Withheld(row.attempt, Part(row.part), text or "") for row, text in rows)

    def _timelines(self, turn_id: str) -> tuple[Timeline, ...]:
        rows = self._session.exec(
            select(TimelineRow).where(TimelineRow.turn_id == turn_id)
            .order_by(col(TimelineRow.attempt), col(TimelineRow.id))
        )  # fmt: skip
        return tuple(_timeline(row) for row in rows)

    def _calls(self, turn_id: str) -> tuple[Call, ...]:
        rows = self._session.exec(select(CallRow).where(CallRow.turn_id == turn_id).order_by(col(CallRow.attempt)))
        return tuple(
            Call(row.provider, row.model, row.attempt, row.input_tokens, row.output_tokens, row.cost_usd, row.ms,
                 row.first_ms, row.outcome)
            for row in rows
        )  # fmt: skip

    def _rounds(self, turn_id: str) -> tuple[Round, ...]:
        rows = self._session.exec(
            select(DraftRoundRow, ContentRow.text)
            .join(ContentRow, col(ContentRow.id) == col(DraftRoundRow.content_id), isouter=True)
            .where(DraftRoundRow.turn_id == turn_id).order_by(col(DraftRoundRow.step))
        )  # fmt: skip
        return tuple(
            Round(row.attempt, row.step, RoundKind(row.kind), text or "", row.about, row.of_step) for row, text in rows
        )
