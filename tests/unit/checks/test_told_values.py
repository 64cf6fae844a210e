"""A number is read in whatever form it is told, and plain hints tell nothing more than they say."""

from fractions import Fraction

import pytest

from studybuddy_core.checks.foreign_numbers import LANGUAGES, foreign_numbers, in_language
from studybuddy_core.checks.told_values import values_told


@pytest.mark.parametrize(
    "text",
    [
        "The answer is 42.", "4 2", "forty-two", "forty two", "6*7", "6 × 7", "6 times 7", "7 groups of 6", "XLII", "xlii",  # noqa: E501
        r"$\frac{84}{2}$", r"\boxed{42}", r"\( 6 \times 7 \)", "0x2a", "0b101010", "print(126 // 3)", "print(6*7)", "four two",  # noqa: E501
        "four tens and two ones", "47 apples minus 5 apples", "half of 84", "double 21", "４２", "٤٢", "④②", "4️⃣2️⃣", "𝟒𝟐",
        "√1764", "2 more than 40", "take 5 from 47", "40 + 2", "84 divided by 2", "42.0", "$42", "zweiundvierzig",
        "quarante-deux", "cuarenta y dos", "quarantadue", "quarenta e dois", "kırk iki", "czterdzieści dwa", "сорок два",  # noqa: E501
        "tweeënveertig", "četrdeset dva", "四十二",
    ],
)  # fmt: skip
def test_forty_two_in_every_form(text: str) -> None:
    assert 42 in {told.value for told in values_told(text)}


@pytest.mark.parametrize(
    ("text", "value"),
    [("75%", Fraction(3, 4)), ("three quarters", Fraction(3)), ("3 out of 4", Fraction(3, 4)), ("3,5", Fraction(7, 2)),
     ("1.250", Fraction(1250)), ("1 250", Fraction(1250)), ("three dozen", Fraction(36)), ("1 1/2", Fraction(3, 2))],
)  # fmt: skip
def test_fractions_percent_and_grouped_digits(text: str, value: Fraction) -> None:
    assert value in {told.value for told in values_told(text)}


def test_every_language_counts_without_two_numbers_in_one_form() -> None:
    for language in LANGUAGES:
        forms = {in_language(n, language): n for n in range(1000)}
        assert len(forms) == 1000, language


@pytest.mark.parametrize("n", [0, 7, 16, 21, 71, 80, 99, 100, 101, 121, 345, 999])
def test_what_is_said_in_a_language_is_read_back(n: int) -> None:
    for language in LANGUAGES:
        words = in_language(n, language)
        assert n in {found.value for found in foreign_numbers(f"x: {words}.")}, (language, words)


@pytest.mark.parametrize("text", ["Put it on the table once more.", "The elf is due on Monday.", "It costs a cent."])
def test_english_words_that_are_numbers_elsewhere_are_doubtful(text: str) -> None:
    assert all(told.doubtful for told in values_told(text) if told.form == "another language")
