"""Whatever a model says in a round, nothing of it is taken for verified unless it could be read, and nothing leaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.drafts import CHECK as DRAFTS
from studybuddy_core.checks.personal import CHECK as PERSONAL
from studybuddy_core.domain.chat import ChatEvent, ChatRequest, Stopped, TextDelta
from studybuddy_core.domain.drafting import Drafting, RoundKind
from studybuddy_core.domain.errors import ProviderError
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Kept, Ran, ReleaseKind
from studybuddy_core.domain.turns import TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.guardrails.rounds import read_critiques, read_questions
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.pipeline.under_way import Standing
from tests.unit.pipeline.rig import FixedClock, NoPassages, NoTasks, effective, rule

PROCEDURE = default_procedure(())
DRAFT = "Bats are mammals."
REPLIES = st.one_of(
    st.text(max_size=80),
    st.sampled_from([
        '{"questions": ["Are bats mammals?"]}', '{"questions": []}', '{"questions": [7]}', "{}", "[]",
        '{"critiques": []}',
        '{"critiques": [{"principle": "safe_first", "problem": "Too wild."}]}', '{"critiques": [{"principle": "x"}]}',
        "Bats are mammals that fly.", "nonsense {", "cut", "broken",
    ]),
)  # fmt: skip


@dataclass
class Model:
    """A model outside that gives the draft first and these replies after it."""

    replies: list[str]
    name: str = "away"
    model: str = "away-1"
    outside: bool = True
    asked: list[ChatRequest] = field(default_factory=list)

    def stream(self, request: ChatRequest) -> Iterator[ChatEvent]:
        self.asked.append(request)
        text = DRAFT if len(self.asked) == 1 else self.replies[(len(self.asked) - 2) % len(self.replies)]
        if text == "broken":
            raise ProviderError("no", kind="unavailable")
        yield TextDelta(text)
        if text != "cut":
            yield Stopped("end")


def turned(replies: list[str], drafting: Drafting) -> Kept:
    ledger = Kept()
    policy = effective(rule("truth.unverified", Stage.OUTPUT, Reply.ANNOTATE, script="not_sure"))
    pipeline = TurnPipeline((DRAFTS, PERSONAL), replace(PROCEDURE, drafting=drafting), Model(replies), NoPassages(),
                            NoTasks(), ledger, FixedClock())  # fmt: skip
    list(pipeline.run(TurnInput("trn_1", "what is a bat?", AgeBand.OLDER, 4), Standing(lambda: policy), "act_1"))
    return ledger


def readable(kind: str, text: str) -> bool:
    try:
        if kind == "questions":
            read_questions(text, 2)
        else:
            read_critiques(text, PROCEDURE.constitution)
    except ProviderError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.lists(REPLIES, min_size=1, max_size=5), st.sampled_from(["questions", "critiques"]))
def test_a_round_that_failed_is_scored_as_unverified_and_said_aloud(replies: list[str], kind: str) -> None:
    ledger = turned(replies, Drafting(**{kind: 2}))  # type: ignore[arg-type]
    rounds = [r for b in ledger.batches for r in b.rounds]
    failed = any(r.kind is RoundKind.FAILED for r in rounds)
    errors = [r for b in ledger.batches for r in b.receipts if r.status is Ran.ERROR]
    scores = {s.standings["truth.unverified"].score for b in ledger.batches for s in b.scorings
              if "truth.unverified" in s.standings}  # fmt: skip
    shown = [b.release for b in ledger.batches if b.release]
    assert scores == ({10_000} if failed else {0})
    assert bool(errors) is failed
    assert any(r.script == "not_sure" for r in shown) is failed
    if not readable(kind, replies[0]) or replies[0] in ("cut", "broken"):
        assert failed
    last = [r.text for r in rounds if r.kind in (RoundKind.DRAFT, RoundKind.REVISION)][-1]
    said = "".join(r.text for r in shown if r.kind is ReleaseKind.SEGMENT)
    assert said.split() == clean_text(last).split()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_an_answer_of_a_round_is_read_whole_or_refused(text: str) -> None:
    wrapped = json.dumps({"questions": [text]})
    for told in (text, wrapped):
        if readable("questions", told):
            assert all(0 < len(question) <= 300 for question in read_questions(told, 3))
