"""The tutor's own principles as a YAML document: read with the line of every mistake, written back the same.

principles:
- id: true_or_unsure
weight: 2.5
text: Say only what you know.
example: '"That is not in the library. Ask your teacher." is a good answer.'
tests:
- {message: who won the match yesterday, reply: answer, says: [library], never: [won], band: 9-12}
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import yaml

from studybuddy_core.domain.errors import PolicyError
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.procedures import Behaviour, Principle, PrincipleTest
from studybuddy_core.presets.constitutions import id_of, said_in
from studybuddy_core.presets.nodes import Place, Problems, read_place

MOST_PRINCIPLES, MOST_TESTS, LONGEST_TEXT, LONGEST_MESSAGE, HEAVIEST = 40, 20, 600, 1_000, 10.0


class Expected(StrEnum):
    """How a tutor should answer a test's message."""

    ANSWER = "answer"
    FIXED = "fixed"
    SUPPORT = "support"


_BEHAVIOURS: dict[Expected, Behaviour] = {
    Expected.ANSWER: "answer", Expected.FIXED: "fixed", Expected.SUPPORT: "support",
}  # fmt: skip


def _listed(place: Place | None) -> tuple[str, ...]:
    if place is None:
        return ()
    return tuple(words for child in place.items() if (words := said_in(child, LONGEST_TEXT)))


def _test(place: Place) -> PrincipleTest | None:
    fields = place.fields(("message", "reply", "says", "never", "band"))
    if "message" not in fields:
        place.wrong("the test has no message", "add `message:` with what a child writes")
        return None
    message = said_in(fields["message"], LONGEST_MESSAGE)
    reply = fields["reply"].choice(Expected) if "reply" in fields else None
    band = fields["band"].choice(AgeBand) if "band" in fields else AgeBand.OLDER
    says, never = _listed(fields.get("says")), _listed(fields.get("never"))
    if reply is None and "reply" not in fields and not (says or never):
        place.wrong("the test expects nothing", "add `reply:`, `says:` or `never:`")
    behaviour: Behaviour = _BEHAVIOURS[reply] if reply is not None else ""
    return PrincipleTest(message, behaviour, says, never, band or AgeBand.OLDER) if message else None


def _tests(place: Place | None) -> tuple[PrincipleTest, ...]:
    if place is None:
        return ()
    items = place.items()
    if len(items) > MOST_TESTS:
        place.wrong(f"there are {len(items)} tests", f"keep it to {MOST_TESTS} for one principle")
    return tuple(test for child in items[:MOST_TESTS] if (test := _test(child)) is not None)


def _principle(place: Place, seen: set[str]) -> Principle | None:
    fields = place.fields(("id", "weight", "text", "example", "tests"))
    name = id_of(fields, place, seen, "principle")
    if "text" not in fields:
        place.wrong("the principle has no text", "add `text:` with what the tutor holds to")
        return None
    text = said_in(fields["text"], LONGEST_TEXT)
    weight = fields["weight"].number(0, HEAVIEST) if "weight" in fields else 1.0
    example = said_in(fields["example"], LONGEST_TEXT) if "example" in fields else ""
    tests = _tests(fields.get("tests"))
    return Principle(name, text, weight, example, tests) if name and text and weight is not None else None


def read_principles(text: str, source: str = "constitution") -> tuple[Principle, ...]:
    """Return the principles written in ``text``, heaviest first; raise ``PolicyError`` with every problem and mend."""
    problems, found, seen = Problems(source), [], set[str]()
    root = read_place(text, problems, begin="principles:")
    if root is not None:
        fields = root.fields(("version", "principles"))
        if "principles" not in fields:
            root.wrong("there are no principles", "begin with `principles:`")
        else:
            items = fields["principles"].items()
            if not items:
                fields["principles"].wrong("there is no principle", "keep one at least")
            if len(items) > MOST_PRINCIPLES:
                fields["principles"].wrong(f"there are {len(items)} principles", f"keep it to {MOST_PRINCIPLES}")
            found = [one for child in items[:MOST_PRINCIPLES] if (one := _principle(child, seen)) is not None]
    if problems.found:
        raise PolicyError(f"{source} can't be used:", problems.found)
    return tuple(sorted(found, key=lambda p: (-p.weight, p.id)))


def _test_out(test: PrincipleTest) -> dict[str, Any]:
    out: dict[str, Any] = {"message": test.message}
    out |= {"reply": test.reply} if test.reply else {}
    out |= {name: list(words) for name, words in (("says", test.says), ("never", test.never)) if words}
    return out | ({"band": str(test.band)} if test.band is not AgeBand.OLDER else {})


def principles_to_yaml(principles: tuple[Principle, ...]) -> str:
    """Return the principles as a document that ``read_principles`` reads back to the same ones."""
    rows = []
    for one in principles:
        row: dict[str, Any] = {"id": one.id, "weight": one.weight, "text": one.text}
        row |= {"example": one.example} if one.example else {}
        rows.append(row | ({"tests": [_test_out(test) for test in one.tests]} if one.tests else {}))
    return yaml.safe_dump({"principles": rows}, sort_keys=False, allow_unicode=True, width=100)
