"""A tutor's server that answers every round of drafting by what it was asked, and a pipeline to put before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.drafting import Drafting, Round, RoundKind
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.policies import resolve
from studybuddy_core.domain.ports import Retriever
from studybuddy_core.domain.records import Kept, ReleaseKind
from studybuddy_core.domain.turns import School, TurnEvent, TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.knowledge.library import Library
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.pipeline.under_way import Standing
from studybuddy_core.presets.seeds import preset_policy
from tests.unit.pipeline.rig import NOW, FixedClock, NoTasks
from tests.wire.server import Act, Handler, Stage, playing, says, streams
from tests.wire.speakers import Speaker

MARKS = {
    "questions": "short questions whose answers show", "answer": "Answer one question of fact",
    "facts": "asked again, one by one", "critique": "principle that the draft goes against",
    "principles": "read against your principles", "claims": "smallest complete claims",
}  # fmt: skip
LIBRARY = Library()
Reply = str | int | Sequence[str] | Callable[[str], str]


def round_of(body: str) -> str:
    """Which round a request belongs to; the draft and its samples look alike."""
    for name in ("facts", "principles"):  # a revision holds the first request too
        if MARKS[name] in body:
            return name
    return next((name for name, mark in MARKS.items() if mark in body), "draft")


@dataclass
class Tutor:
    """Replies by round. A number is a failing status, a list is given in order, a function sees the request."""

    vendor: Speaker
    replies: Mapping[str, Reply]
    asked: dict[str, list[str]] = field(default_factory=dict)

    def act(self) -> Act:
        """What the server does with a request."""

        def answer(handler: Handler) -> None:
            body = json.dumps(handler.sent.body, ensure_ascii=False)
            name = round_of(body)
            before = self.asked.setdefault(name, [])
            before.append(body)
            reply = self.replies[name]
            if isinstance(reply, list):
                reply = reply[min(len(before), len(reply)) - 1]
            if callable(reply):
                reply = reply(body)
            if isinstance(reply, int):
                says(reply, {"error": {"type": "invalid_request_error", "message": "no"}})(handler)
            else:
                streams(self.vendor.answer([str(reply)]))(handler)

        return answer


@dataclass
class Ran:
    """What came of one turn."""

    events: list[TurnEvent]
    ledger: Kept
    tutor: Tutor
    stage: Stage

    @property
    def own(self) -> str:
        """The tutor's own words that the child saw."""
        kept = [b.release for b in self.ledger.batches if b.release is not None]
        return "".join(r.text for r in kept if r.kind is ReleaseKind.SEGMENT)

    @property
    def fixed(self) -> list[str]:
        """The fixed texts the child saw, by id."""
        kept = [b.release for b in self.ledger.batches if b.release is not None]
        return [r.script for r in kept if r.kind is not ReleaseKind.SEGMENT]

    @property
    def rounds(self) -> list[Round]:
        """Every step that was kept, without the statements."""
        return [r for b in self.ledger.batches for r in b.rounds if r.kind is not RoundKind.CLAIM]

    @property
    def claims(self) -> list[Round]:
        """What was kept of each statement."""
        return [r for b in self.ledger.batches for r in b.rounds if r.kind is RoundKind.CLAIM]

    @property
    def citations(self) -> list[tuple[str, str]]:
        """The sources that a whole answer names, each with the passage it is."""
        return [(r.text, r.about) for b in self.ledger.batches for r in b.rounds if r.kind is RoundKind.CITATION]

    def receipts(self, begins: str) -> list[tuple[str, str, str]]:
        """Name, status and why of receipts."""
        return [(r.name, str(r.status), r.why) for b in self.ledger.batches for r in b.receipts
                if r.name.startswith(begins)]  # fmt: skip

    @property
    def calls(self) -> list[tuple[str, str]]:
        """Whose calls were kept and how they went."""
        return [(c.provider.partition(": ")[2], c.outcome) for b in self.ledger.batches for c in b.calls]

    def score(self, label: str) -> int | None:
        """The highest score of a label over the turn's parts."""
        found = [s.standings[label].score for b in self.ledger.batches for s in b.scorings if label in s.standings]
        known = [score for score in found if score is not None]
        return max(known) if known else None


def run(
    provider: Provider, text: str, drafting: Drafting | None, *, policy: str = "balanced",
    library: Retriever = LIBRARY, standing: dict[str, Any] | None = None, history: tuple[Any, ...] = (),
) -> tuple[list[TurnEvent], Kept]:  # fmt: skip
    """One turn of a child through the whole pipeline, with every check, under a seed policy."""
    checks = all_checks()
    procedure = replace(default_procedure(tuple(c.spec.name for c in checks)), drafting=drafting)
    ledger, effective = Kept(), resolve(preset_policy(policy), AgeBand.OLDER, now=NOW)
    pipeline = TurnPipeline(checks, procedure, provider, library, NoTasks(), ledger, FixedClock())
    turn = TurnInput("trn_1", text, AgeBand.OLDER, 4, history, school=School(names=("Noor Haddad",)))
    return list(pipeline.run(turn, Standing(lambda: effective, **(standing or {})), "act_1")), ledger


@contextmanager
def tutoring(vendor: Speaker, replies: Mapping[str, Reply]) -> Iterator[tuple[Tutor, Stage]]:
    """A server of ``vendor`` that answers by round."""
    tutor = Tutor(vendor, replies)
    with playing(tutor.act()) as stage:
        yield tutor, stage


def ran(vendor: Speaker, text: str, drafting: Drafting | None, replies: Mapping[str, Reply], **more: Any) -> Ran:
    """A turn against a server of ``vendor``."""
    with tutoring(vendor, replies) as (tutor, stage):
        events, ledger = run(vendor.tutor(stage.url), text, drafting, **more)
    return Ran(events, ledger, tutor, stage)
