"""A number that fails its own checksum is none; the right ones are published examples, made up for that purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from studybuddy_core.checks.recognisers import checksums

RIGHT: tuple[tuple[Callable[[str], bool], str], ...] = (
    (checksums.card, "4111111111111111"), (checksums.card, "5500000000000004"), (checksums.card, "340000000000009"),
    (checksums.card, "6011000000000004"), (checksums.card, "30000000000004"), (checksums.card, "3530111333300000"),
    (checksums.iban, "GB82 WEST 1234 5698 7654 32"), (checksums.iban, "DE89370400440532013000"),
    (checksums.nhs, "9434765919"), (checksums.sin, "130692544"), (checksums.pesel, "44051401359"),
    (checksums.personnummer, "8112189876"), (checksums.dni, "12345678Z"), (checksums.dni, "X1234567L"),
    (checksums.bsn, "111222333"), (checksums.nir, "255081416802538"), (checksums.steuer_id, "86095742719"),
    (checksums.tfn, "123456782"), (checksums.aadhaar, "234123412346"),
)  # fmt: skip


@pytest.mark.parametrize(("passes", "number"), RIGHT)
def test_a_right_number_passes_and_with_one_digit_changed_it_fails(passes: Callable[[str], bool], number: str) -> None:
    assert passes(number)
    at = next(i for i in range(len(number) - 1, -1, -1) if number[i].isdigit())
    for digit in "0123456789":
        assert passes(number[:at] + digit + number[at + 1 :]) is (digit == number[at])


@pytest.mark.parametrize("digits", ["1234567890123", "9999999999999995", "0000000000000000", "41111111"])
def test_other_long_numbers_are_no_cards(digits: str) -> None:
    assert not checksums.card(digits)


@pytest.mark.parametrize(("digits", "could_be"), [("219099999", True), ("666121234", False), ("123004567", False)])
def test_a_social_security_number_has_no_empty_group(digits: str, could_be: bool) -> None:
    assert checksums.ssn(digits) is could_be
