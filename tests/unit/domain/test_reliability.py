"""How far a model's judgement can be trusted: the posterior's figures, held against ones worked out elsewhere."""

import pytest

from studybuddy_core.domain.reliability import Judged, Record, posterior, records_of, trust


@pytest.mark.parametrize(
    ("right", "of", "mean", "low", "high"),
    [
        (0, 0, 0.5, 0.025, 0.975),
        (1, 1, 2 / 3, 0.15811, 0.98742),  # Beta(2, 1): the square roots of 0.025 and 0.975
        (0, 1, 1 / 3, 0.01258, 0.84189),
        (9, 9, 10 / 11, 0.69150, 0.99747),  # Beta(10, 1): the tenth roots
    ],
)
def test_the_posterior_of_a_record(right: int, of: int, mean: float, low: float, high: float) -> None:
    found = posterior(Record("m", right, of))
    assert (found.mean, found.low, found.high) == pytest.approx((mean, low, high), abs=2e-5)


def test_a_long_record_is_a_narrow_interval() -> None:
    found = posterior(Record("m", 900, 1_000))
    assert found.low > 0.87
    assert found.high < 0.92
    assert trust(Record("m", 900, 1_000)) == 8_992


def test_a_vote_is_right_when_it_says_what_the_adult_said() -> None:
    votes = [Judged("b", True, True), Judged("b", True, False), Judged("a", False, False), Judged("a", False, True)]
    assert records_of(votes) == (Record("a", 1, 2), Record("b", 1, 2))
    with pytest.raises(ValueError):
        Record("a", 3, 2)
