"""Data for a component carries when it became what it is, so that the browser can tell older from newer."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from pages.ui import in_order, listen, score_bars, transcript
from pages.ui.transcript import Bubble, Voice


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", kept)
    return kept


def test_changed_data_is_later_and_the_same_data_keeps_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order.time, "time_ns", lambda: 7_000_000)  # both changes in one millisecond
    first = in_order.in_order("talk", {"said": "question"})
    assert in_order.in_order("talk", {"said": "question"}) == first
    second = in_order.in_order("talk", {"said": "question and answer"})
    assert second["made"] > first["made"]
    assert in_order.in_order("talk", {"said": "question"})["made"] > second["made"]


@pytest.mark.parametrize("name", ["transcript", "listen", "score bars"])
def test_every_component_that_draws_what_changes_is_told_when_it_was_made(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[dict[str, Any]] = []

    def mount(*, key: str, data: dict[str, Any]) -> None:
        drawn.append(data)

    monkeypatch.setattr(transcript, "_TALK", mount)
    monkeypatch.setattr(listen, "_LISTEN", mount)
    monkeypatch.setattr(score_bars, "_PANEL", mount)
    draws = {
        "transcript": lambda words: transcript.transcript([Bubble(Voice.CHILD, "Mia", words)], key="k"),
        "listen": lambda words: listen.listen(words, key="k"),
        "score bars": lambda words: score_bars.score_bars([score_bars.Bar(words, 1)], key="k"),
    }
    for words in ("one", "two"):
        draws[name](words)
    assert drawn[0]["made"] < drawn[1]["made"]
