"""How sure a rate is, against published and worked values."""

import pytest

from studybuddy_core.domain.intervals import wilson


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (9, 11, 0.5230, 0.9486),  # the wireframe's 9/11
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),  # the same
        (1, 29, 0.0061, 0.1718),  # the same
    ],
)
def test_wilson_agrees_with_published_values(x: int, n: int, low: float, high: float) -> None:
    rate = wilson(x, n)
    assert rate.low == pytest.approx(low, abs=5e-5)
    assert rate.high == pytest.approx(high, abs=5e-5)


def test_nothing_counted_says_nothing() -> None:
    rate = wilson(0, 0)
    assert (rate.low, rate.high, rate.share, str(rate)) == (0.0, 1.0, None, "0 of 0")


def test_a_rate_reads_as_x_of_n_with_its_interval() -> None:
    assert str(wilson(9, 11)) == "9 of 11 (52–95 %)"


def test_more_than_all_is_no_rate() -> None:
    with pytest.raises(ValueError, match="12 of 11"):
        wilson(12, 11)
