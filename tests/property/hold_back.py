"""One case of hold-back: texts that a model writes, cut in several ways, with everything that can be wrong in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studybuddy_core.domain.ids import text_digest
from studybuddy_core.domain.messages import Span, Stage, TurnView
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import ReleaseKind
from studybuddy_core.domain.signals import CheckSpec, Finding
from studybuddy_core.domain.turns import Intervened, Released, TurnEvent
from tests.unit.pipeline.rig import Rig, ScriptedModel, WordCheck, effective, rule, says, shown

PIECES = ("one ", "two. ", "x", "y", "z", "x ", "three! ", "\n", "four", " xx ", "yy. ", "zz ", "5.5 ", "’s ", "é")
BLOCKED = ("xx", "yy", "zz")


class _Marks:
    """Marks every "zz", which is then replaced."""

    spec = CheckSpec("marks", "1", ("privacy.name",), frozenset({Stage.OUTPUT}))

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        at = view.clean.find("zz")
        while at >= 0:
            yield Finding("privacy.name", 10_000, (Span(at, at + 2),))
            at = view.clean.find("zz", at + 2)


CHECKS = (WordCheck("harm.violence", "xx", (Stage.OUTPUT,)), WordCheck("tone.flattery", "yy", (Stage.OUTPUT,)),
          _Marks())  # fmt: skip
RULES = effective(
    rule("harm.violence", Stage.OUTPUT, Reply.WITHHOLD, script="let_me_rephrase"),
    rule("tone.flattery", Stage.OUTPUT, Reply.REVISE),
    rule("privacy.name", Stage.OUTPUT, Reply.REVISE),
)


@dataclass(frozen=True)
class Seen:
    """What a child saw of one way to cut the texts, and what was done on the way."""

    shown: str
    own: str
    steps: tuple[tuple[str, int, str, str], ...]


def cut_at(text: str, cuts: Sequence[int]) -> list[str]:
    """The text in pieces, cut where ``cuts`` says."""
    edges = sorted({0, len(text), *(c for c in cuts if 0 < c < len(text))})
    return [text[a:b] for a, b in itertools.pairwise(edges)]


def seen(attempts: Sequence[Sequence[str]]) -> Seen:
    """Run one turn whose attempts arrive in these pieces; every release must be bound to its exact bytes."""
    events: list[TurnEvent] = Rig(ScriptedModel([says(*way) for way in attempts]), CHECKS, lambda: RULES).run()
    released = [event for event in events if isinstance(event, Released)]
    assert all(one.allow.digest == text_digest(one.release.text) for one in released)
    own = "".join(one.release.text for one in released if one.release.kind is ReleaseKind.SEGMENT)
    steps = tuple((e.intervention.kind, e.intervention.attempt, e.intervention.before, e.intervention.after)
                  for e in events if isinstance(e, Intervened))  # fmt: skip
    return Seen(shown(events), own, steps)


def holds(texts: Sequence[str], cuts: Sequence[int]) -> bool:
    """Whether the child sees the same whatever the cuts, and nothing that is blocked."""
    whole = seen([[text] for text in texts])
    pieces = seen([cut_at(text, cuts) for text in texts])
    return whole == pieces and not any(word in whole.own for word in BLOCKED)
