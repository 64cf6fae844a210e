"""Going on from a guard model: never so that it is measured on what it has learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.training.guard.starting import begun_from


@pytest.fixture
def artefact(tmp_path: Path) -> Path:
    about = {"seed": 7, "sha256": "ab12", "left_out": ["xstest"]}
    (tmp_path / "guard.json").write_text(json.dumps(about), "utf-8")
    (tmp_path / "guard.onnx").write_bytes(b"a graph")
    return tmp_path


def test_a_round_says_what_it_began_from(artefact: Path) -> None:
    assert begun_from(artefact, 7, frozenset({"xstest"})) == "ab12"
    assert begun_from(None, 3, frozenset({"anything"})) == ""


def test_another_seed_would_measure_on_what_was_learned(artefact: Path) -> None:
    with pytest.raises(BadInput, match="--seed 7"):
        begun_from(artefact, 8, frozenset())


def test_a_set_that_was_learned_can_not_be_left_out_afterwards(artefact: Path) -> None:
    with pytest.raises(BadInput, match="has learned harmbench"):
        begun_from(artefact, 7, frozenset({"harmbench", "xstest"}))


def test_a_folder_without_a_model_is_named_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no guard model"):
        begun_from(tmp_path / "nowhere", 7, frozenset())
