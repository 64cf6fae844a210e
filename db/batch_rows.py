"""From a batch of records to rows: everything that needs no database, done before the writer is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from db.contents import ContentDrafts, Salts
from db.label_sets import label_set_id, pack
from db.tables.base import Table
from db.tables.evidence import (
    CallRow,
    DecisionRow,
    DraftRoundRow,
    FindingRow,
    InterventionRow,
    ReceiptRow,
    ScoringRow,
    TimelineRow,
)
from db.tables.oversight import AlertRow, FlagNamedRow, FlagRow, ReviewEventRow
from db.tables.talks import ContentRow, SegmentRow, WithheldRow
from studybuddy_core.domain.ids import canonical_bytes
from studybuddy_core.domain.messages import Part, Stage
from studybuddy_core.domain.policies import Notify
from studybuddy_core.domain.records import Batch, FlagDraft, Intervention, Ran, Receipt
from studybuddy_core.domain.reviews import Lane, ReviewKind, lane_for
from studybuddy_core.domain.timelines import pack_arrivals

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Whose:
    """The turn a batch belongs to, and whose it is: facts that never change."""

    turn: str
    school: str
    conversation: str
    question: str
    answer: str
    class_id: str | None
    learner: str
    band: str
    turn_no: int

    def message(self, stage: Stage) -> str:
        """The message that scores of this stage are about."""
        return self.answer if stage is Stage.OUTPUT else self.question


@dataclass(slots=True)
class Prepared:
    """The rows of one batch, in an order that satisfies every reference."""

    at: datetime
    action: str
    tables: dict[type[Table], list[Row]] = field(default_factory=dict)
    label_sets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    release_id: str = ""

    def add(self, table: type[Table], **values: Any) -> None:
        """Take in one row."""
        self.tables.setdefault(table, []).append(values)

    def inserts(self) -> Iterator[tuple[type[Table], list[Row]]]:
        """Yield tables with their rows."""
        yield from self.tables.items()


def lane_of(flag: FlagDraft) -> Lane:
    """How soon this flag wants an adult."""
    return lane_for(flag.notify, flag.labels, crisis=flag.crisis, asked=flag.cause == "appeal", quiet=flag.quiet)


def prepare(
    batch: Batch, whose: Whose, *, new_id: Callable[[str], str], at: datetime, salts: Salts, named: tuple[str, ...] = ()
) -> Prepared:
    """Return the rows of ``batch``; ``named`` are the staff to be left out of a flag for the lead alone.

    Raises ``BadInput`` for text that can't be kept.
    """
    return _Preparing(batch, whose, new_id, at, salts, named).run()


class _Preparing:
    def __init__(
        self, batch: Batch, whose: Whose, new_id: Callable[[str], str], at: datetime, salts: Salts,
        named: tuple[str, ...],
    ) -> None:  # fmt: skip
        self.batch, self.whose, self.new_id, self.at, self.named = batch, whose, new_id, at, named
        self.drafts = ContentDrafts(whose.school, new_id, salts)
        self.seals: dict[str, str] = {}
        self.rows = Prepared(at, "turn.closed" if batch.close else "turn.recorded")
        self.rows.tables[ContentRow] = self.drafts.rows

    def shared(self) -> Row:
        return {"school_id": self.whose.school, "turn_id": self.whose.turn, "at": self.at}

    def content(self, text: str) -> str:
        content_id, sealed = self.drafts.add(text)
        self.seals[content_id] = sealed
        return content_id

    def run(self) -> Prepared:
        self.scorings()
        self.receipts()
        self.decisions()
        self.changes()
        self.flags()
        self.release()
        if not self.drafts.rows:
            del self.rows.tables[ContentRow]
        self.rows.facts |= {"seals": self.seals, "records": self.fingerprint()}
        if self.batch.close is not None:
            self.rows.facts |= {"outcome": self.batch.close.outcome.value, "care": self.batch.close.care}
        return self.rows

    def fingerprint(self) -> str:
        """A hash over what was inserted, words left out, so that the chain vouches for the records too."""
        named = {table.__tablename__: [_plain(row) for row in rows] for table, rows in self.rows.tables.items()
                 if table is not ContentRow}  # fmt: skip
        return hashlib.sha256(canonical_bytes(named)).hexdigest()

    def scorings(self) -> None:
        for scoring in self.batch.scorings:
            packed = pack(scoring.standings)
            name = label_set_id(packed.labels)
            self.rows.label_sets[name] = packed.labels
            message = self.whose.message(scoring.stage)
            place = {"message_id": message, "stage": scoring.stage.value, "part": scoring.part.segment,
                     "attempt": scoring.attempt}  # fmt: skip
            self.rows.add(ScoringRow, **self.shared(), **place, label_set_id=name, scores=packed.scores,
                          present=packed.present, failed=packed.failed, band=self.whose.band)  # fmt: skip
            for found in scoring.findings:
                self.rows.add(FindingRow, id=self.new_id("fnd"), **self.shared(), **place, check_name=found.check,
                              version=found.version, label=found.label, score=found.score,
                              spans=[list(span) for span in found.spans], note=found.note,
                              error=found.error)  # fmt: skip

    def receipts(self) -> None:
        groups: dict[tuple[int, Stage, Part], list[Receipt]] = {}
        for receipt in self.batch.receipts:
            groups.setdefault((receipt.layer, receipt.stage, receipt.part), []).append(receipt)
        for (layer, stage, part), group in groups.items():
            count = {status: sum(r.status is status for r in group) for status in Ran}
            self.rows.add(
                ReceiptRow, id=self.new_id("rcp"), **self.shared(), layer=layer, stage=stage.value, part=part.segment,
                entries=[[r.name, r.version, r.status.value, round(r.ms, 3), r.why] for r in group],
                ran=count[Ran.RAN], skipped=count[Ran.SKIPPED], errors=count[Ran.ERROR], ms=sum(r.ms for r in group),
            )  # fmt: skip
        for call in self.batch.calls:
            self.rows.add(CallRow, id=self.new_id("cal"), **self.shared(), **asdict(call))

    def decisions(self) -> None:
        told = []
        for part, attempt, decision in self.batch.decisions:
            effect = decision.effect
            self.rows.add(
                DecisionRow, id=self.new_id("dec"), **self.shared(), message_id=self.whose.message(decision.stage),
                stage=decision.stage.value, part=part.segment, attempt=attempt, reply=int(effect.reply),
                script=effect.script, notify=int(effect.notify), reasons=[asdict(r) for r in decision.reasons],
                missing=list(decision.missing), effective_id=decision.effective_id, activation_id=self.batch.activation,
            )  # fmt: skip
            told.append([decision.stage.value, part.segment, attempt, effect.reply.name, effect.notify.name])
        if told:
            self.rows.facts["decisions"] = told

    def changes(self) -> None:
        for change in self.batch.interventions:
            self.rows.add(
                InterventionRow, id=self.new_id("itv"), **self.shared(), kind=change.kind, attempt=change.attempt,
                part=change.part.segment, cause=_causes(change), before_id=self.content(change.before),
                after_id=self.content(change.after), ms=change.ms, took_ms=change.took_ms,
            )  # fmt: skip
        for line in self.batch.timelines:
            self.rows.add(
                TimelineRow, id=self.new_id("tml"), **self.shared(), attempt=line.attempt,
                began_ms=_tenth(line.began_ms), arrivals=pack_arrivals(line.arrivals),
                stepped_in=[[_tenth(at), kind] for at, kind in line.stepped_in],
                cuts=[[cut.segment, cut.chars, _tenth(cut.cut_ms), _tenth(cut.scored_ms), _tenth(cut.decided_ms),
                       None if cut.released_ms is None else _tenth(cut.released_ms)] for cut in line.cuts],
            )  # fmt: skip
        for kept_back in self.batch.withheld:
            self.rows.add(
                WithheldRow, id=self.new_id("whd"), **self.shared(), message_id=self.whose.answer,
                attempt=kept_back.attempt, part=kept_back.part.segment, content_id=self.content(kept_back.text),
            )  # fmt: skip

        for one in self.batch.rounds:
            self.rows.add(
                DraftRoundRow, id=self.new_id("drd"), **self.shared(), attempt=one.attempt, step=one.n,
                kind=one.kind.value, about=one.about, of_step=one.of, content_id=self.content(one.text),
                activation_id=self.batch.activation,
            )  # fmt: skip

    def flags(self) -> None:
        for flag in self.batch.flags:
            flag_id = self.new_id("flg")
            self.rows.add(
                FlagRow, id=flag_id, **self.shared(), message_id=self.whose.message(flag.stage),
                conversation_id=self.whose.conversation, class_id=self.whose.class_id, learner_id=self.whose.learner,
                stage=flag.stage.value, notify=int(flag.notify), lane=lane_of(flag).value, labels=list(flag.labels),
                crisis=flag.crisis, safeguarding_only=flag.safeguarding_only, cause=flag.cause, state="open",
                verdict="", holder="", held_at=None, decided_by="", decided_at=None, version=1,
            )  # fmt: skip
            self.rows.add(ReviewEventRow, id=self.new_id("rev"), school_id=self.whose.school, flag_id=flag_id, n=1,
                          kind=ReviewKind.FLAGGED.value, actor="", at=self.at, note="", reason="",
                          undoes="")  # fmt: skip
            for account in self.named if flag.safeguarding_only else ():
                self.rows.add(FlagNamedRow, flag_id=flag_id, account_id=account, school_id=self.whose.school,
                              conversation_id=self.whose.conversation)  # fmt: skip
            if flag.notify is Notify.ALERT:
                self.rows.add(
                    AlertRow, id=self.new_id("alr"), school_id=self.whose.school, flag_id=flag_id,
                    class_id=self.whose.class_id, safeguarding_only=flag.safeguarding_only, kind="flag",
                    text=flag.cause, at=self.at, shown_at=None, acknowledged_at=None, acknowledged_by="",
                )  # fmt: skip
            self.rows.facts.setdefault("flags", []).append([flag_id, flag.notify.name, list(flag.labels)])

    def release(self) -> None:
        release = self.batch.release
        if release is None:
            return
        content_id = self.content(release.text)
        self.rows.release_id = self.new_id("seg")
        self.rows.add(
            SegmentRow, id=self.rows.release_id, **self.shared(), message_id=self.whose.answer, n=release.n,
            kind=release.kind.value, content_id=content_id, seal=self.seals[content_id], script=release.script,
            passages=list(release.passages), activation_id=self.batch.activation,
        )  # fmt: skip
        self.rows.facts["released"] = [self.rows.release_id, release.n, release.kind.value, content_id]


def _causes(change: Intervention) -> list[Any]:
    """Each cause with its numbers; where only labels are known, those."""
    return [[c.label, c.score, c.threshold, c.rule] for c in change.causes] or list(change.trigger)


def _tenth(ms: float) -> float:
    """A moment to a tenth of a millisecond: finer is noise, and costs room."""
    return round(ms, 1)


def _plain(row: Row) -> Row:
    """A row as JSON can hold it."""
    return {
        name: value.hex() if isinstance(value, bytes) else value.isoformat() if isinstance(value, datetime) else value
        for name, value in row.items()
    }
