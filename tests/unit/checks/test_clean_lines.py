"""Ten thousand harmless lines with other scripts, emoji and mathematics stay what the child typed."""

from benchmarks.unchanged import HOW_MANY, changed, harmless_lines


def test_cleaning_changes_none_of_ten_thousand_harmless_lines() -> None:
    lines = harmless_lines()
    assert len(set(lines)) == HOW_MANY
    assert sum(not line.isascii() for line in lines) > HOW_MANY // 2
    assert changed(lines) == []
