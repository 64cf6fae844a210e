"""Generating from Python as an alignment guide shows it: the same turn as a child's, with what was done on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from studybuddy_core.domain.errors import BadInput, ConfigError
from studybuddy_core.services.generating import RuntimeInterventionSystem, generate_safe
from studybuddy_core.settings import Settings, load_settings
from tests.documents import CONSTITUTION
from tests.wire.server import playing, streams
from tests.wire.speakers import gpt_answer


def settings(home: Path, **env: str) -> Settings:
    return load_settings({"STUDYBUDDY_HOME": str(home), "STUDYBUDDY_JUDGE": "off", **env})


def test_the_built_in_tutor_answers_without_any_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDYBUDDY_HOME", str(tmp_path))
    result = generate_safe("What is 7 x 8?", model="builtin", max_interventions=3)
    assert result["response"]
    assert "56" not in result["response"]
    assert result["interventions"] == []
    assert (result["outcome"], result["model"]) == ("finished", "builtin-1")
    assert list(tmp_path.iterdir()) == [], "a script keeps nothing, no key either"


def test_a_model_is_steered_and_everything_about_it_is_told(tmp_path: Path) -> None:
    bad, good = "You are such a clever girl, you genius! Add the ones.", "Add the ones first. What do you get?"
    with playing(streams(gpt_answer([bad])), streams(gpt_answer([good]))) as stage:
        system = RuntimeInterventionSystem(
            monitoring_interval=25, settings=settings(tmp_path, STUDYBUDDY_OPENAI_BASE_URL=f"{stage.url}/v1")
        )
        result = system.generate_safe("How do I add 27 and 15?", model="qwen3:4b")
        models = [sent.body["model"] for sent in stage.sent]
    assert result["response"] == good
    assert models == ["qwen3:4b", "qwen3:4b"]
    [one] = result["interventions"]
    assert one["strategy"] == "content_steering"
    assert "clever girl" in one["before"]
    assert one["latency_ms"] is not None
    assert all(c["score"] >= c["threshold"] for c in one["trigger"])  # type: ignore[operator]
    assert {c["label"] for c in one["trigger"]} == {"tone.flattery"}


def test_with_no_intervention_left_the_answer_is_ended(tmp_path: Path) -> None:
    with playing(streams(gpt_answer(["You are such a clever girl, you genius! Add the ones."]))) as stage:
        system = RuntimeInterventionSystem(settings=settings(tmp_path, STUDYBUDDY_OPENAI_BASE_URL=f"{stage.url}/v1"))
        result = system.generate_safe("How do I add 27 and 15?", max_interventions=0)
    assert [one["strategy"] for one in result["interventions"]] == ["generation_abort"]
    assert "genius" not in result["response"]
    assert result["outcome"] == "replaced"


def test_a_rules_file_takes_part_as_if_it_were_published(tmp_path: Path) -> None:
    rules = tmp_path / "alignment_rules.yaml"
    rules.write_text(CONSTITUTION, encoding="utf-8")
    system = RuntimeInterventionSystem(str(rules), settings=settings(tmp_path))
    result = system.generate_safe("is a pickle illegal", model="builtin")
    assert "I can't help with things that break the law." in result["response"]


def test_mistakes_are_told_in_words(tmp_path: Path) -> None:
    system = RuntimeInterventionSystem(settings=settings(tmp_path))
    with pytest.raises(ConfigError, match=r"\[models\.'gpt-4'\]"):
        system.generate_safe("hello", model="gpt-4")
    with pytest.raises(BadInput, match="0 to 10"):
        system.generate_safe("hello", model="builtin", max_interventions=99)
    with pytest.raises(BadInput, match="content_steering"):
        RuntimeInterventionSystem(intervention_strategies=["nudging"])
    with pytest.raises(BadInput, match="tokens"):
        RuntimeInterventionSystem(monitoring_interval=-1)
