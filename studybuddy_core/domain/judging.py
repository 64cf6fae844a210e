"""What a judge is asked, and what it answers: the words of the port ``domain.ports.Judge``.

A judge reads one text that the cheaper checks are in doubt about. It knows no threshold and no age band; it
says of each label it knows how sure it is, as a score, and the policy does the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.messages import Stage, Utterance

NO, LIKELY, CERTAIN = 0, 7_000, 9_500
"""The scores of an answer in words. Between them lies the usual alert line: likely is held back, certain is told."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text to judge, as it may leave this machine.

    ``readings`` are other ways to read it (decoded, spelt out); ``before`` is what was said just before,
    oldest first. Where the judge stands outside, personal data in all three is replaced already.
    """

    stage: Stage
    text: str
    readings: tuple[str, ...] = ()
    before: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge said: a score from 0 to 10000 for each label it found; labels not named score 0."""

    scores: Mapping[str, int]
    usage: Usage | None = None
