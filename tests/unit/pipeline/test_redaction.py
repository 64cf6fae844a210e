"""No name that the school knows is left in what goes to another machine."""

from __future__ import annotations

import pytest

from studybuddy_core.pipeline.redaction import without_names


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Lena Lena Lena", "[name] [name] [name]"),
        ("lena,LENA\nLena's", "[name],[name]\n[name]'s"),
        ("Lena Moss and Lena", "[name] and [name]"),
        ("Lenape are a people", "Lenape are a people"),
        ("Öde, öde", "[name], [name]"),
    ],
)
def test_every_known_name_is_replaced_wherever_it_stands(text: str, kept: str) -> None:
    assert without_names(text, ("Lena Moss", "Öde")) == kept


def test_a_name_is_met_however_its_accents_were_typed() -> None:
    assert without_names("Jos\u00e9 helps", ("Jose\u0301",)) == "[name] helps"
