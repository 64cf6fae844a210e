"""A change that stops less of what should be stopped, or more of what should not, is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.golden.detection import FILE, POINTS, counted, data_folder, sample, wanted

FROZEN = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def rows() -> dict[str, list[dict[str, object]]]:
    folder = data_folder()
    if folder is None:
        pytest.skip("the public sets are not here; set STUDYBUDDY_DATA to their folder")
    return sample(Path(folder))


@pytest.mark.parametrize("name", FROZEN)
def test_no_figure_gets_worse_by_more_than_two_points(name: str, rows: dict[str, list[dict[str, object]]]) -> None:
    assert [row["id"] for row in rows[name]] == FROZEN[name]["ids"]
    now, then, total = counted(rows[name]), FROZEN[name]["stopped"], len(rows[name])
    worse = (then - now if wanted()[name] else now - then) * 100 / total
    assert worse <= POINTS, f"{name}: {now} of {total} stopped now, {then} when it was frozen"
