"""The word index of a shelf gives a class what is for it, however much there is for others."""

from __future__ import annotations

from db.scope import Scope
from db.shelf_words import ShelfWords
from tests.unit.db.rig import SchoolRig

OWL, FOX = "cls_owl", "cls_fox"


def found(rig: SchoolRig, classes: tuple[str, ...] | None, limit: int) -> list[int]:
    with rig.database.read() as session:
        return ShelfWords(session, Scope("sch_1", "test")).search(["volcano"], classes=classes, limit=limit)


def test_what_is_for_a_class_is_found_behind_all_that_is_for_another(rig: SchoolRig) -> None:
    others = [(n, [OWL], "volcano", "volcano lava") for n in range(1, 61)]
    own = [(61, [FOX], "", "a mountain that may be a volcano and much else besides"), (62, [], "", "one volcano more")]
    rig.database.write(lambda session: ShelfWords(session, Scope("sch_1", "test")).put([*others, *own]))
    assert set(found(rig, (FOX,), 5)) == {61, 62}
    assert found(rig, (), 5) == [62]
    assert len(found(rig, (OWL,), 5)) == 5
    assert len(found(rig, None, 100)) == 62
