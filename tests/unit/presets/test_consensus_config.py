"""A panel as a guide writes it is read as it stands, with what each line means; every mistake has its line and mend."""

from __future__ import annotations

import pytest

from studybuddy_core.domain.consensus import Mechanism, Protocol
from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.presets.consensus_config import panel_to_yaml, read_panel
from tests.panels import CONFIG


def line_of(text: str, words: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_panel_is_read_whole() -> None:
    panel = read_panel(CONFIG).panel
    assert [(v.model, v.weight, v.role) for v in panel.validators] == [
        ("claude-one", 4_000, "primary"), ("gpt-two", 3_000, "secondary"), ("gem-three", 3_000, "tertiary")
    ]  # fmt: skip
    harm, facts, bias = panel.criteria
    assert (harm.threshold, harm.veto, harm.majority, harm.high_is_good) == (8_000, True, False, False)
    assert (facts.threshold, facts.veto, facts.majority, facts.high_is_good) == (7_000, False, True, True)
    assert (bias.threshold, bias.veto, bias.majority, bias.high_is_good) == (7_500, False, False, False)
    assert (panel.mechanism, panel.disagreement, panel.protocol) == (
        Mechanism.WEIGHTED_AVERAGE, 3_000, Protocol.ESCALATE
    )  # fmt: skip
    assert panel.quorum == 2, "more than half, where nothing is said"


def test_every_line_that_states_something_has_a_note() -> None:
    notes = {note.line: note.here for note in read_panel(CONFIG).notes}
    for words in ('model: "claude-one"', "voting_mechanism", "harmful_content", "factual_accuracy", "bias_presence",
                  "    threshold: 0.3", "action:"):  # fmt: skip
        assert line_of(CONFIG, words) in notes, words
    assert "one such vote is enough to block" in notes[line_of(CONFIG, "harmful_content")]
    assert "under 0.7 fails it; more than half" in notes[line_of(CONFIG, "factual_accuracy")]
    assert "Review" in notes[line_of(CONFIG, "action:")]


def test_what_this_house_adds_is_read_and_comes_back_with_the_same_address() -> None:
    text = CONFIG + """\
  quorum: 3
  deadline_s: 7.5
  reliability:
    - {model: gpt-two, right: 3, of: 4}
"""
    text = text.replace('criterion: "bias_presence"', 'criterion: "rhymes"\n      question: "Does it rhyme?"\n'
                        "      high_is: good")  # fmt: skip
    panel = read_panel(text).panel
    assert (panel.quorum, panel.deadline_s, panel.records[0].right) == (3, 7.5, 3)
    assert panel.weight(panel.validators[1]) == 3_000 * 6_666 // 10_000
    again = read_panel(panel_to_yaml(panel)).panel
    assert (again, again.id) == (panel, panel.id)


MISTAKES = [
    ("consensus_system:", "consensus_sytsem:", "consensus_sytsem", "did you mean consensus_system"),
    ("weight: 0.4", "weight: heavy", "weight: heavy", "write a number"),
    ('model: "gpt-two"', 'model: "claude-one"', "weight: 0.3", "stands here twice"),
    ("weighted_average", "weighted_avg", "weighted_avg", "did you mean weighted_average"),
    ("threshold: 0.8", "threshold: 8", "threshold: 8", "from 0 to 1"),
    ('"bias_presence"', '"bias_presense"', "bias_presense", "did you mean bias_presence"),
    ("veto_power: true", "veto_power: maybe", "veto_power: maybe", "write true or false"),
    ('"escalate_to_human"', '"escalate_to_robot"', "escalate_to_robot", "did you mean escalate_to_human"),
    ("require_majority", "requires_majority", "requires_majority", "did you mean require_majority"),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), MISTAKES)
def test_a_mistake_is_named_with_its_line(old: str, new: str, at: str, says: str) -> None:
    assert old in CONFIG
    text = CONFIG.replace(old, new, 1)
    with pytest.raises(PolicyError) as told:
        read_panel(text, "panel.yaml")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if at in line]
    near = tuple(f"panel.yaml line {n + d}:" for n in lines for d in (-1, 0))
    assert any(says in problem and problem.startswith(near) for problem in told.value.problems), told.value.problems


@pytest.mark.parametrize("text", ["", "[]", "consensus_system: 7", "consensus_system: {}", "a: &x b"])
def test_what_is_no_panel_is_refused(text: str) -> None:
    with pytest.raises(PolicyError):
        read_panel(text)
