"""A rule on words that people wrote, as data; ``checks/rules.py`` scores it."""

from __future__ import annotations

from dataclasses import dataclass

from studybuddy_core.domain.labels import RULE_FAMILY
from studybuddy_core.domain.messages import Stage


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A rule that people wrote: when ``pattern`` is met at one of ``stages``, ``rule.<id>`` scores ``score``.

    ``pattern`` and ``context`` are written for RE2, without regard to case; the first group of ``pattern`` is what was
    meant. Where there is a ``context``, it must be met somewhere in the same text. Where a sentence of an answer begins
    with words that match ``unless``, right up to a place ("Never" before "meet …"), that place does not count.
    """

    id: str
    pattern: str
    stages: tuple[Stage, ...]
    why: str
    score: int
    context: str = ""
    unless: str = ""

    @property
    def label(self) -> str:
        """The label this rule emits."""
        return f"{RULE_FAMILY}.{self.id}"
