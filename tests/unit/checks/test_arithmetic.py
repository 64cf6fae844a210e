"""Sums in the tutor's text: a wrong one is always seen, a right, asked or denied one never."""

import pytest

from studybuddy_core.checks.arithmetic import CHECK
from studybuddy_core.domain.messages import Stage, TurnView

WRONG = [
    "7 × 8 = 54", "So 7 x 8 is 54.", "half of 10 is 4", "Half of 10 = 4", "3/4 + 1/4 = 2", "7 times 8 makes 54",
    "10 ÷ 3 = 3", "20% of 50 is 12", "2 + 2 = 5", "seven times eight is fifty-four", "5² = 10", "5 squared is 10",
    "12 - 5 = 8 apples", "3 cm × 4 cm = 13 cm²", "$3 + $4 = $8", "1/2 = 0.4", "1 1/2 + 1/2 = 3",
    "10 ÷ 3 = 3 remainder 2", "3 + 4 = 7 + 1 = 9", "You're right, 2 + 2 = 5!", "double 6 is 13", "(2 + 3) × 4 = 14",
    "1/2 > 3/4", "1,000 + 1 = 1,002", "10 divided by 2 is 4", "100 - 1 = 98", "three quarters of 8 is 5",
    "Then 15 + 6 = 22, so there are 22 apples.", "5 + 3 equals 9", "½ + ½ = 2", "9 minus 4 is 6", "2³ = 6",
    "4 teachers × 2 lessons each = 9 lessons", "This leaves a total of 750 - 250 = 499 pieces.",
    "Now you have 3 + 4 = 8.",
    "She earns $30/hour * 15 hours/week = $451/week", "75 roses × 8 thorns/rose = 599 thorns", "5 × 4 = 21 times",
    "They walk 60 miles × 2 hours = 121 miles", "In three days 125 + 125 + 250 = 501 cakes are made.",
    "So the cost is 3 × 4 = 13 dollars.", "If you add them, 7 + 8 = 16.", "Add 7 + 3 = 11 first.",
    "20 sheep + 160 sheep = 190 sheep", "3 cm + 2 cm = 6 centimetres", "5 weeks × 7 days = 36 days",
]  # fmt: skip
RIGHT = [
    "7 × 8 = 56", "half of 10 is 5", "2x + 3 = 7", "x - 3 = 4", "1 km = 1000 m", "1 hour = 60 minutes",
    "What is 7 × 8 = ?", "__ + 3 = 7", "10 ÷ 3 = 3 remainder 1", "10 ÷ 3 = 3.33", "2/3 is about 0.67",
    "3 tens + 2 ones = 32", "Is 7 × 8 = 54?", "You wrote 7 × 8 = 54, but that's not quite right.",
    "7 × 8 is not 54", "3/4 is 3 parts out of 4", "7 × 8 is 2 more than 54", "Step 1 is 5 points", "24/7 = always",
    "5 groups of 3 = 15", "20% of 50 is 10", "4 is half of 8", "60 minutes × 2 = 120 minutes = 2 hours",
    "3 + 4 is the same as 4 + 3", "There are 2 dogs and 3 + 1 = 4 cats", "a = 3, b = 4", "12 is 3 times 4",
    "1/2 < 3/4", "50% = 1/2", "3 × $4 = $12", "8 - 3 = 5, then 5 + 2 = 7", "area = 3 × 4 = 12",
    "the sum of 3 and 4 is 7", "-3 + 5 = 2", "5 × 10^2 = 500", "2 dozen = 24", "The ratio 3:4 = 6:8",
    "0.1 + 0.2 = 0.3", "1/3 = 0.333...", "√16 = 4", "10 + 10 = twenty", "100 is 10 more than 90",
    "If 2 + 2 = 5, then pigs fly", "½ + ½ = 1", "3 × 2 1/2 = 7.5", "3 m = 3 × 100 = 300 cm",
    "3 cm × 4 cm = 12 cm²", "3 boxes of 4 + 2 = 14", "3 pairs + 2 = 8 shoes", "2 dozen + 3 = 27",
    "5 tens + 3 ones = 53",
    "7:50 + 30 minutes = 8:20", "12 = 2/3 of the total", "the square root of 9 + 16 = 5", "mean of 3 + 4 + 5 = 4",
    "25 classmates + his 1 teacher + 1 helper = 27", "100 - 60 = 40%", "2s + 4 = 16", "2m + 4 = 16", "2D + 18 = 98",
    "one dose = 14 + 42", "15 ÷ 1.5 = 10 sets of 2 pages", "You are saying that 3 × 68 = 2448.", "1 m 20 cm = 120 cm",
    "The year 2021 - 2022 is a season",
]  # fmt: skip


def top(text: str) -> int:
    return max((found.score for found in CHECK(TurnView(Stage.OUTPUT, text))), default=0)


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_sum_is_seen(text: str) -> None:
    assert top(text) == 10_000


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_or_no_claim_passes(text: str) -> None:
    assert top(text) < 5_000


def test_the_span_is_the_claim() -> None:
    text = "First add. Then 7 × 8 = 54 and go on."
    (found,) = CHECK(TurnView(Stage.OUTPUT, text))
    assert text[found.spans[0].start : found.spans[0].end] == "7 × 8 = 54"
