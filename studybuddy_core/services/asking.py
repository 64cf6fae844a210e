"""One question through all five layers without a school: for the command line, and for trying things out.

The layers are those of the app: every check there is, the procedure a new school begins with, the starter
library, the hint ladder. Only the ledger is in memory, so nothing is stored and nobody is called.
"""

from __future__ import annotations

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.registry import all_checks
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.policies import Policy, resolve
from studybuddy_core.domain.ports import Clock, Judge
from studybuddy_core.domain.records import Kept
from studybuddy_core.domain.turns import School, TurnInput
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.knowledge.library import Library
from studybuddy_core.knowledge.tasks import TaskLadder
from studybuddy_core.pipeline.tracing import Trace, trace_turn
from studybuddy_core.pipeline.turning import TurnPipeline
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.providers.judges.registry import judge_from
from studybuddy_core.providers.registry import make_provider, provider_from
from studybuddy_core.settings import Settings

LONGEST = 1_000_000
GRADES = {AgeBand.YOUNGER: 2, AgeBand.OLDER: 5}
_EXAMPLE_SCHOOL = School(helplines="the children's helpline", contact="your teacher", hours="school hours")


class Asking:
    """Asks the tutor of ``provider`` under any policy, in memory; ``judge`` reads what is doubtful."""

    def __init__(self, provider: Provider, clock: Clock, ids: Ids, judge: Judge | None = None) -> None:
        checks = all_checks()
        procedure = default_procedure(tuple(check.spec.name for check in checks))
        self._pipeline = TurnPipeline(checks, procedure, provider, Library(), TaskLadder(), Kept(), clock,
                                      BuiltinTutor(), judge)  # fmt: skip
        self._clock, self._ids = clock, ids

    def ask(self, text: str, policy: Policy, *, band: AgeBand, grade: int = 0) -> Trace:
        """Return everything that happened with ``text``; raise ``BadInput`` for no text or too much."""
        words = clean_text(text)
        if not words.strip():
            raise BadInput("There is nothing to ask. Type a message.")
        if len(words) > LONGEST:
            raise BadInput(f"A message may have {LONGEST:,} characters; this one has {len(words):,}.")
        turn = TurnInput(self._ids("trn"), words, band, grade or GRADES[band], school=_EXAMPLE_SCHOOL)
        return trace_turn(self._pipeline, turn, resolve(policy, band, now=self._clock.now()))


def asking_with(settings: Settings, provider: str, *, clock: Clock, ids: Ids) -> Asking:
    """Ask the provider called ``provider``, or ("") the one the settings choose."""
    tutor = make_provider(provider, settings) if provider else provider_from(settings)
    return Asking(tutor, clock, ids, judge_from(settings))
