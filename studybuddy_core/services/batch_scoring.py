"""Scoring many rows with the same checks as the app: for measuring, tuning and comparing policies.

A row becomes one view and goes through ``score`` and ``decide`` like a child's message. A bad
row becomes an error row with its line number and the run goes on. With several workers, rows
are shared out in blocks and come back in the order they were read.

No judge is asked: a row is decided as in a school that has none. ``grey`` says whether one would have been.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from multiprocessing import get_context
from time import perf_counter
from typing import Any

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.deciding import Decision, decide_standings, standings
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.labels import CIRCUMSTANCES, LABELS
from studybuddy_core.domain.messages import AgeBand, Passage, Stage, TurnView, Utterance
from studybuddy_core.domain.planning import plan
from studybuddy_core.domain.policies import Effective, Policy, resolve
from studybuddy_core.domain.signals import Check
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.pipeline.coverage import Coverage
from studybuddy_core.pipeline.evidence import with_evidence
from studybuddy_core.pipeline.scoring import score_alone

_BLOCK = 64
_ANY_GRADE = 4  # a grade changes which passage comes first, never whether there is one
MOST_CHARS = 2_000_000
Row = dict[str, Any]
Line = tuple[int, str | Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is scored with: the stage, the rules in force, and the policy's id for the rows."""

    stage: Stage
    effective: Effective
    policy_id: str


def _words(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"`{name}` is not text; write it in quotes")
    if len(value) > MOST_CHARS:
        raise BadInput(f"`{name}` has {len(value):,} characters; keep it under {MOST_CHARS:,}")
    return value


def _talk(turns: object) -> tuple[Utterance, ...]:
    if not isinstance(turns, list) or not turns:
        raise BadInput("`turns` is empty or is no list; give at least one {role, content}")
    said = []
    for turn in turns:
        if not isinstance(turn, Mapping):
            raise BadInput("an entry of `turns` is no object; write {role, content}")
        role = turn.get("role")
        if role not in ("user", "assistant"):
            raise BadInput(f"a turn has the role {role!r}; use user or assistant")
        said.append(Utterance(role, clean_text(_words(turn.get("content", turn.get("text")), "content"))))
    return tuple(said)


def _context(raw: object) -> tuple[Passage, ...]:
    if raw in (None, ""):
        return ()
    pieces = raw if isinstance(raw, list) else [raw]
    return tuple(Passage(f"row_{n}", "", clean_text(_words(piece, "context")), "", (), "row")
                 for n, piece in enumerate(pieces))  # fmt: skip


def view_of(row: Mapping[str, Any], stage: Stage) -> TurnView:
    """Return the view of a row with ``prompt``, ``text`` or ``turns``; raise ``BadInput`` where it has none.

    At ``context`` the row's ``context`` is what is scored, where it has one; at ``input`` it is the system prompt
    that the message goes to.
    """
    passages = _context(row.get("context"))
    history: tuple[Utterance, ...] = ()
    if stage is Stage.CONTEXT and passages:
        clean = "\n\n".join(passage.text for passage in passages)
    elif "turns" in row and row.get("prompt") is None and row.get("text") is None:
        said = _talk(row["turns"])
        clean, history = said[-1].text, said[:-1]
    else:
        name = next((key for key in ("prompt", "text") if row.get(key) is not None), None)
        if name is None:
            raise BadInput("the row has no `prompt`, `text` or `turns`; add one of them")
        clean = clean_text(_words(row[name], name))
    setting = "\n".join(passage.text for passage in passages) if stage is Stage.INPUT else ""
    return TurnView(stage, clean, readings=readings_of(clean), history=history, passages=passages, setting=setting)


@cache
def library() -> Library:
    """The approved passages that come with StudyBuddy; read once in each process."""
    return Library()


@cache
def every_check() -> tuple[Check, ...]:
    """Every check there is, and whether this house itself could answer; made once in each process."""
    return (*all_checks(), Coverage(library(), TaskLadder(), grade=_ANY_GRADE))


def labels_at(stage: Stage) -> tuple[str, ...]:
    """Every label that some check judges at ``stage``, in the catalogue's order."""
    known = {label for check in all_checks() if stage in check.spec.stages for label in check.spec.labels}
    known |= CIRCUMSTANCES
    ordered = [label for label in LABELS if label in known and stage in LABELS[label].stages]
    return (*ordered, *sorted(known - set(LABELS)))


def _reasons(decision: Decision) -> list[Row]:
    return [{"rule": r.rule, "label": r.label, "score": r.score, "threshold": r.threshold, "why": r.why}
            for r in decision.reasons]  # fmt: skip


def score_row(row: Mapping[str, Any], setting: Setting) -> Row:
    """Score one row; raise ``BadInput`` where it can't be used."""
    began = perf_counter()
    found = score_alone(with_evidence(view_of(row, setting.stage), library(), _ANY_GRADE, {}), every_check())
    known = standings(found)
    decision = decide_standings(known, setting.effective, setting.stage)
    signals = {label: known[label].score if label in known and not known[label].failed else None
               for label in labels_at(setting.stage)}  # fmt: skip
    return {
        "id": row.get("id"), "signals": signals,
        "reply": decision.effect.reply.name.lower(), "notify": decision.effect.notify.name.lower(),
        "grey": plan(found, setting.effective, setting.stage, ()).grey,
        "reasons": _reasons(decision), "policy": setting.policy_id, "ms": round((perf_counter() - began) * 1000, 3),
    }  # fmt: skip


def _score_line(line: Line, setting: Setting) -> Row:
    number, raw = line
    row_id: Any = None
    try:
        try:
            row = json.loads(raw) if isinstance(raw, str) else raw
        except (json.JSONDecodeError, RecursionError) as fault:
            raise BadInput(f"the line is not JSON ({fault}); write one object a line") from fault
        if not isinstance(row, Mapping):
            raise BadInput("the line is no JSON object; write {…}")
        row_id = row.get("id")
        return score_row(row, setting)
    except BadInput as fault:
        return {"id": row_id, "line": number, "error": str(fault)}


def _score_block(block: list[Line], setting: Setting) -> list[Row]:
    return [_score_line(line, setting) for line in block]


def _blocks(lines: Iterable[Line]) -> Iterator[list[Line]]:
    lines = iter(lines)
    while block := list(islice(lines, _BLOCK)):
        yield block


def setting_for(stage: Stage, policy: Policy, band: AgeBand, now: datetime | None = None) -> Setting:
    """Resolve ``policy`` for ``band`` without class contexts."""
    return Setting(stage, resolve(policy, band, now=now or datetime.now(UTC)), policy.id)


def score_rows(
    rows: Iterable[str | Mapping[str, Any]], *, stage: Stage, policy: Policy, band: AgeBand, workers: int = 1
) -> Iterator[Row]:
    """Yield one output row for each row (JSON text or mapping), in order; blank lines are passed over.

    A bad row yields ``{"id", "line", "error"}``. ``workers`` over 1 scores in that many processes.
    """
    setting = setting_for(stage, policy, band)
    lines = ((n, row) for n, row in enumerate(rows, 1) if not (isinstance(row, str) and not row.strip()))
    if workers <= 1:
        for line in lines:
            yield _score_line(line, setting)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[list[Row]]] = []
        for block in _blocks(lines):
            waiting.append(pool.submit(_score_block, block, setting))
            if len(waiting) > 3 * workers:
                yield from waiting.pop(0).result()
        for done in waiting:
            yield from done.result()
