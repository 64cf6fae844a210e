"""How hard a text is to read, in school grades."""

from studybuddy_core.checks.reading_level import grade_of, syllables


def test_easy_and_hard_text_stand_apart() -> None:
    easy = "The cat sat on the mat. It was a big cat. The dog ran to it. They had fun in the sun. It was hot."
    hard = (
        "Photosynthesis constitutes the fundamental biochemical transformation whereby autotrophic organisms "
        "systematically convert electromagnetic radiation into metabolically accessible carbohydrate molecules, "
        "simultaneously liberating oxygen."
    )
    low, high = grade_of(easy), grade_of(hard)
    assert low is not None
    assert high is not None
    assert low < 3
    assert high > 14


def test_a_short_text_is_not_judged() -> None:
    assert grade_of("Photosynthesis.") is None


def test_syllables() -> None:
    assert [syllables(word) for word in ("cat", "apple", "make", "banana", "jumped", "idea")] == [1, 2, 1, 3, 1, 2]
