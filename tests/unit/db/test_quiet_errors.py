"""What broke is told without what a child wrote: a log and an append-only row outlive every erasure."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from db.engine import Database
from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.domain.messages import Stage, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, score
from tests.unit.db.rig import SchoolRig

SECRET = "the garden shed"


@pytest.mark.parametrize("how", ["read", "write"])
def test_a_database_error_with_its_whole_traceback_holds_no_words(database: Database, how: str) -> None:
    broken = text("INSERT INTO content (id, school_id, text, salt) VALUES ('c', 'no school', :words, x'00')")
    unreadable = text("SELECT missing FROM content WHERE text = :words")

    def read() -> None:
        with database.read() as session:
            session.execute(unreadable, {"words": SECRET})

    def write() -> None:
        database.write(lambda session: session.execute(broken, {"words": SECRET}))

    with pytest.raises(StudyBuddyError) as told:
        {"read": read, "write": write}[how]()
    assert SECRET not in "".join(traceback.format_exception(told.value))


class Quoting:
    """A check that breaks and quotes the text, as parsers do."""

    spec = CheckSpec("quoting", "1", ("harm.violence",), frozenset(Stage))

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        raise ValueError(f"can't read {view.clean!r}")
        yield


def test_a_check_that_breaks_says_where_and_not_on_what(rig: SchoolRig) -> None:
    (signal,) = score(TurnView(Stage.INPUT, SECRET), (Quoting(),))
    assert signal.score is None
    assert SECRET not in signal.error
    assert signal.error.startswith("ValueError")
    assert "test_quiet_errors" in signal.error
