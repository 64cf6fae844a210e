"""What people write for the tutor or for children, held against the checks before it is taken."""

from __future__ import annotations

from datetime import timedelta

from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.labels import LABELS, label_spec
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.policies import ClassContext, resolve
from studybuddy_core.domain.signals import Check, Signal, score
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_policy
from studybuddy_core.services.replaying import ANY_TIME

_LESSON = ClassContext("a lesson about it", ANY_TIME + timedelta(days=1),
                       relax=tuple(label for label, spec in LABELS.items() if spec.relaxable))  # fmt: skip
_LEARNED = frozenset({"guard", "guard_documents", "guard_answers"})


def unfit_to_read(text: str) -> str:
    """Return the titles of what the balanced policy holds against showing a text to children, or "".

    As in a lesson about it: a refusal may name the crime it refuses to help with.
    """
    return _held_against(_scored(text, Stage.OUTPUT, all_checks()), Stage.OUTPUT, "")


def way_round(text: str) -> str:
    """Return the titles of the attacks on the checks that a principle reads like, or "".

    A principle is an order to the tutor by its nature, so what the guard model learned about orders in documents and
    messages says nothing about it; the rules on the words of an attack do.
    """
    by_rules = tuple(check for check in all_checks() if check.spec.name not in _LEARNED)
    return next(filter(None, (_held_against(_scored(text, stage, by_rules), stage, "attack.")
                              for stage in (Stage.CONTEXT, Stage.INPUT))), "")  # fmt: skip


def _scored(text: str, stage: Stage, checks: tuple[Check, ...]) -> tuple[Signal, ...]:
    return score(TurnView(stage, text, readings=readings_of(text)), checks)


def _held_against(signals: tuple[Signal, ...], stage: Stage, family: str) -> str:
    """The titles of the labels of a family that change the reply at this stage, in any band."""
    found: dict[str, None] = {}
    for band in AgeBand:
        decision = decide(signals, resolve(preset_policy(DEFAULT_PRESET), band, (_LESSON,), now=ANY_TIME), stage)
        if not decision.delivers:
            found |= {
                label_spec(reason.label).title: None
                for reason in decision.reasons
                if reason.label.startswith(family) and reason.label and (reason.score is not None or not family)
            }
    return ", ".join(found)
