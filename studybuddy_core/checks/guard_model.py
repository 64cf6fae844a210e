"""The guard model: a small encoder with a head a label family, run on the processor, one text at a time.

``guard_model/`` holds ``guard.onnx`` (int8), its tokenizer, and ``guard.json`` with the hash, the heads and the
calibration. Quantised kernels differ between processors and int8 results depend on what else is in a batch, so
texts are scored one by one, and the version names the hashes of the model and of its calibration, and what this
processor makes of a fixed text.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from studybuddy_core.checks.guard_heads import FAMILIES, HEADS, LEAVES, OUTPUTS, leaf_range
from studybuddy_core.checks.guard_tokens import Encoded, GuardTokens
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.domain.messages import Span

_DRAWN = ("lines", "talk_shift", "answer_shift", "page_shift")
_PROBE = "how do volcanoes work? my teacher said you can tell me"
_REMEMBERED = 2_048
PAGE_TOKENS = 64
"""A window as full as this reads like a page: nearly all such texts that a model of attacks learns from are attacks."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model made of one window: a score from 0.0 to 1.0 by family, the label shares within, and the place."""

    families: Mapping[str, float]
    shares: Mapping[str, float]
    span: Span


def _moved(score: float, shift: float) -> float:
    """Move a score by ``shift`` logits down."""
    score = min(max(score, 1e-9), 1 - 1e-9)
    return 1.0 / (1.0 + math.exp(shift) * (1.0 - score) / score)


class GuardModel:
    """One loaded artefact. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        """Load and verify; raises ``ConfigError`` where a file is missing or is not the one described."""
        try:
            self.about: dict[str, Any] = json.loads((folder / "guard.json").read_text("utf-8"))
            graph = (folder / "guard.onnx").read_bytes()
            self.tokens = GuardTokens(folder / "tokenizer.json")
        except OSError as fault:
            raise ConfigError(f"The guard model is incomplete ({fault.filename}): install StudyBuddy again.") from fault
        digest = hashlib.sha256(graph).hexdigest()
        if digest != self.about["sha256"]:
            raise ConfigError("guard.onnx is not the model that guard.json describes: install StudyBuddy again.")
        if self.about["heads"] != {head.name: list(head.labels) for head in HEADS}:
            raise ConfigError("guard.json has other heads than this version: install StudyBuddy again.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # two threads on shared cores collapse
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._types = {i.name: np.int32 if "int32" in i.type else np.int64 for i in self._session.get_inputs()}
        self._lines = {name: (float(x["slope"]), float(x["middle"])) for name, x in self.about["lines"].items()}
        self._remembered = lru_cache(_REMEMBERED)(self._run)
        kernel = hashlib.sha256(self._run(*self._key(next(self.tokens.windows(_PROBE)))).tobytes()).hexdigest()
        drawn = json.dumps({name: self.about.get(name) for name in _DRAWN}, sort_keys=True)
        self.version = f"{digest[:10]}.{hashlib.sha256(drawn.encode()).hexdigest()[:4]}/{kernel[:4]}"

    @staticmethod
    def _key(row: Encoded) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return row.ids, row.segments

    def _run(self, ids: tuple[int, ...], segments: tuple[int, ...]) -> np.ndarray[Any, np.dtype[np.float32]]:
        feed = {"input_ids": ids, "attention_mask": (1,) * len(ids), "token_type_ids": segments}
        given = {name: np.array([feed[name]], dtype=kind) for name, kind in self._types.items()}
        logits: np.ndarray[Any, np.dtype[np.float32]] = self._session.run(None, given)[0][0]
        if logits.shape != (OUTPUTS,) or not np.isfinite(logits).all():
            raise ConfigError("The guard model gave no valid answer.")
        return logits

    def logits(self, row: Encoded) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the raw outputs of one window, shape (``OUTPUTS``,); what was just seen is remembered."""
        return self._remembered(*self._key(row))

    def look(self, text: str, context: str = "", *, most: int = 24) -> list[Seen]:
        """Return what the model sees in each window of ``text``, given what surrounds it.

        A full window of a message alone has the line of long prose.
        """
        return [
            self._seen(row) if context or len(row.ids) < PAGE_TOKENS else self._on_a_page(self._seen(row))
            for row in self.tokens.windows(text, context, most=most)
        ]

    def _on_a_page(self, seen: Seen) -> Seen:
        return replace(seen, families={name: self.on_a_page(name, score) for name, score in seen.families.items()})

    def _seen(self, row: Encoded) -> Seen:
        logits = self.logits(row)
        families = {name: self._score(name, float(logits[i])) for i, name in enumerate(FAMILIES)}
        shares: dict[str, float] = {}
        for head in HEADS:
            columns = leaf_range(head.name)
            if columns:
                part = logits[len(FAMILIES) + columns.start : len(FAMILIES) + columns.stop]
                powers = np.exp(part - part.max())  # the likeliest label carries the family's whole score
                shares |= {LEAVES[c][1]: float(p) for c, p in zip(columns, powers, strict=True)}
        return Seen(families, shares, Span(row.start, row.end))

    def in_talk(self, score: float) -> float:
        """Move a score that was found with the talk before to the line that talks have, 0.0 to 1.0."""
        return _moved(score, float(self.about["talk_shift"]))

    def in_answer(self, family: str, score: float) -> float:
        """Move a family's score to the line that the tutor's own prose has, 0.0 to 1.0."""
        return _moved(score, float(self.about.get("answer_shift", {}).get(family, 0.0)))

    def on_a_page(self, family: str, score: float) -> float:
        """Move a family's score to the line that long prose has, 0.0 to 1.0."""
        return _moved(score, float(self.about.get("page_shift", {}).get(family, 0.0)))

    def _score(self, family: str, logit: float) -> float:
        slope, middle = self._lines[family]
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, slope * (logit - middle)))))


def shipped_folder() -> Path:
    """Where the artefact lies: the one that ships with StudyBuddy, or a folder ``STUDYBUDDY_GUARD_MODEL`` names."""
    own = os.environ.get("STUDYBUDDY_GUARD_MODEL", "")
    return Path(own) if own else Path(str(resources.files("studybuddy_core.checks") / "guard_model"))


@cache
def shipped() -> GuardModel:
    """The artefact in use, loaded once."""
    return GuardModel(shipped_folder())
