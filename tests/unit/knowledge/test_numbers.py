"""Numbers in every form children write them, and sums worked out exactly and within bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studybuddy_core.knowledge.arithmetic import read_sum
from studybuddy_core.knowledge.numerals import digits_for_words, forms_of, in_words, number, says, shown


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("fifty six", "56"),
        ("fifty-six", "56"),
        ("two hundred and five", "205"),
        ("one thousand two hundred", "1200"),
        ("fourty", "40"),
        ("this one is hard", "this one is hard"),
        ("1½", "1 1/2"),
        ("twenty twenty", "twenty twenty"),
    ],
)
def test_number_words_become_digits(words: str, digits: str) -> None:
    assert digits_for_words(words) == digits


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("56", 56),
        ("1,250", 1250),
        ("0.5", Fraction(1, 2)),
        ("3/4", Fraction(3, 4)),
        ("1 1/2", Fraction(3, 2)),
        (".5", Fraction(1, 2)),
        ("3/0", None),
        ("1 5/4", None),
        ("abc", None),
        ("9" * 20, None),
        ("", None),
    ],
)
def test_numbers_are_read(text: str, value: Fraction | None) -> None:
    assert number(text) == value


@given(st.integers(0, 999_999_999))
def test_a_number_in_words_reads_back(value: int) -> None:
    assert digits_for_words(in_words(value)) == str(value)


@given(st.fractions(min_value=0, max_value=1000, max_denominator=40))
def test_every_form_of_an_answer_says_it(value: Fraction) -> None:
    for form in forms_of(value):
        assert says(f"The answer is {form} here.", value), form


@pytest.mark.parametrize(
    ("text", "value"), [("it is 156", 56), ("page 560", 56), ("5 and 6", 56), ("a quarter", Fraction(1, 2))]
)
def test_other_numbers_do_not_say_it(text: str, value: Fraction) -> None:
    assert not says(text, Fraction(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7*8", 56),
        ("2+3*4", 14),
        ("(3+4)*2", 14),
        ("56/8", 7),
        ("1/2 ÷ 1/4", 2),
        ("3/4 + 1/8", Fraction(7, 8)),
        ("0.1+0.2", Fraction(3, 10)),
        ("5 - 8", -3),
        ("1 1/2 + 3/4", Fraction(9, 4)),
    ],
)
def test_sums(text: str, value: Fraction) -> None:
    found = read_sum(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(
    "text",
    [
        "5/0",
        "12 ÷ 3/4",
        "7",
        "7 8",
        "2**9",
        "__import__('os')",
        "1+" * 60 + "1",
        "9" * 30,
        "999999999*999999999",
        "(1",
        "1)",
        "()",
        "",
    ],
)
def test_what_is_not_certainly_a_sum_is_not_read(text: str) -> None:
    assert read_sum(text) is None


@given(st.integers(-500, 500), st.sampled_from("+-*"), st.integers(0, 500))
def test_sums_agree_with_arithmetic(a: int, sign: str, b: int) -> None:
    found = read_sum(f"{abs(a)} {sign} {b}")
    assert found is not None
    assert found.value == {"+": abs(a) + b, "-": abs(a) - b, "*": abs(a) * b}[sign]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    read_sum(text)
    digits_for_words(text)


def test_values_are_shown_as_a_child_reads_them() -> None:
    assert [shown(v) for v in (Fraction(7), Fraction(7, 2), Fraction(5, 3), Fraction(12345))] == [
        "7",
        "3.5",
        "1 2/3",
        "12,345",
    ]
