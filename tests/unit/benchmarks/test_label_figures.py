"""What has a measured figure, and what is said of the labels that have none."""

from datetime import UTC, datetime

from benchmarks.label_figures import _joined, spread, unmeasured
from benchmarks.label_lines import lines
from benchmarks.tutor_text import manner_lines
from studybuddy_core.domain.labels import LABELS
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import resolve
from studybuddy_core.presets.measured import LabelFigures, Measured, Sample
from studybuddy_core.presets.seeds import preset_policy

BALANCED = resolve(preset_policy("balanced"), AgeBand.OLDER, now=datetime(2026, 1, 1, tzinfo=UTC))
SOME = LabelFigures(Sample("messages of this kind", {90: 8}), ())


def test_a_label_without_figures_is_named_and_not_left_out() -> None:
    never, partly = unmeasured(BALANCED, Measured("0", "by hand", {(Stage.INPUT, "harm.weapons"): SOME}))
    assert LABELS["privacy.secret"].title in never
    assert LABELS["tone.guilt"].title in never
    assert LABELS["harm.weapons"].title not in never
    assert partly[Stage.OUTPUT] == [LABELS["harm.weapons"].title], "measured of messages, not of the tutor's text"
    assert not partly[Stage.INPUT]


def test_rows_of_a_label_that_was_measured_already_are_counted_with_its_own() -> None:
    known = {"toxicity.threat": {"there": {"what": "messages", "spread": spread([9_000, 9_050])}, "harmless": []}}
    found = _joined(known, {"toxicity.threat": (("x", [9_010, 100]), [("calm", [0])])})
    assert found["toxicity.threat"]["there"]["spread"] == {"1": 1, "90": 3}
    assert found["toxicity.threat"]["harmless"] == [{"what": "calm", "spread": {"0": 1}}]


def test_our_own_lines_have_as_many_harmless_neighbours_and_none_stands_twice() -> None:
    for label, kinds in {**manner_lines(), **lines("pupils_labels")}.items():
        assert label in LABELS
        assert len(kinds["stops"]) >= 25 <= len(kinds["passes"])
        said = [*kinds["stops"], *kinds["passes"]]
        assert len(set(said)) == len(said), label
