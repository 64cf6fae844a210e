"""One question through all five layers without a school: for the command line, and for trying things out.

The layers are those of the app: every check there is, the procedure a new school begins with, the starter
library, the hint ladder. Only the ledger is in memory, so nothing is stored and nobody is called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.registry import all_checks, check_of_class, checks_of
from studybuddy_core.domain.chat import Provider
from studybuddy_core.domain.deciding import Decision, decide
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.policies import Policy, Reply, resolve
from studybuddy_core.domain.ports import Clock, Judge
from studybuddy_core.domain.procedures import Procedure
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
from studybuddy_core.services.imported import Imported, joined_policy, joined_procedure
from studybuddy_core.services.trying_out import NOT_ADAPTED, Adapted, around_of, tried_context
from studybuddy_core.settings import Settings

LONGEST = 1_000_000
GRADES = {AgeBand.YOUNGER: 2, AgeBand.OLDER: 5}
_EXAMPLE_SCHOOL = School(helplines="the children's helpline", contact="your teacher", hours="school hours")


class Asking:
    """Asks the tutor of ``provider`` under any policy, in memory; ``judge`` reads what is doubtful.

    ``shaped`` changes the procedure of a new school, for trying other limits out.
    """

    def __init__(
        self, provider: Provider, clock: Clock, ids: Ids, imported: Imported | None = None, judge: Judge | None = None,
        shaped: Callable[[Procedure], Procedure] = lambda procedure: procedure,
    ) -> None:  # fmt: skip
        procedure = default_procedure(tuple(check.spec.name for check in all_checks()))
        if imported is not None:
            procedure = joined_procedure(imported, procedure)
        procedure = shaped(procedure)
        self._pipeline = TurnPipeline(checks_of(procedure), procedure, provider, Library(), TaskLadder(), Kept(), clock,
                                      BuiltinTutor(), judge)  # fmt: skip
        self._imported, self._clock, self._ids = imported, clock, ids

    def ask(
        self, text: str, policy: Policy, *, band: AgeBand, grade: int = 0, adapted: Adapted = NOT_ADAPTED
    ) -> Trace:
        """Return everything that happened with ``text``; raise ``BadInput`` for no text or too much.

        An imported document is joined to ``policy`` as if it were published. ``adapted``: the class context and the
        profile it is asked in.
        """
        words = clean_text(text)
        if not words.strip():
            raise BadInput("There is nothing to ask. Type a message.")
        if len(words) > LONGEST:
            raise BadInput(f"A message may have {LONGEST:,} characters; this one has {len(words):,}.")
        now, profile = self._clock.now(), adapted.profile
        contexts = tried_context(adapted, now)
        patterns = tuple(pattern for context in contexts for pattern in context.patterns)
        more = (check_of_class(patterns),) if patterns else ()
        pipeline = replace(self._pipeline, checks=(*self._pipeline.checks, *more))
        turn = TurnInput(self._ids("trn"), words, profile.speaks_to(band), grade or GRADES[band],
                         school=_EXAMPLE_SCHOOL, around=around_of(contexts, profile))  # fmt: skip
        if self._imported is not None:
            policy = joined_policy(self._imported, policy)
        return trace_turn(pipeline, turn, resolve(policy, profile.rules_for(band), contexts, now=now))

    def without(self, trace: Trace, policy: Policy, *, band: AgeBand) -> Decision:
        """What ``policy`` alone decides on the message of ``trace``, whatever an imported document added."""
        signals = [signal for scored in trace.scored for signal in scored.signals if signal.stage is Stage.INPUT]
        return decide(signals, resolve(policy, band, now=self._clock.now()), Stage.INPUT)


@dataclass(frozen=True, slots=True)
class Triggered:
    """A rule of an imported document that was met: where it stands, what it names, what it did to the reply."""

    rule: str
    line: int
    action: str
    reply: Reply
    stages: tuple[Stage, ...]


def triggered(trace: Trace, imported: Imported) -> tuple[Triggered, ...]:
    """Every rule of the document that was met in a turn, in its own order."""
    met: dict[str, dict[Stage, None]] = {}
    for decision in trace.decisions:
        for reason in decision.reasons:
            met.setdefault(reason.label, {})[decision.stage] = None
    found = ((rule, tuple(met.get(rule.pattern.label, ()))) for rule in imported.rules)
    return tuple(
        Triggered(rule.id, rule.line, rule.action, max(rule.acts.replies.values()), stages)
        for rule, stages in found
        if stages
    )


def asking_with(
    settings: Settings, provider: str, *, clock: Clock, ids: Ids, imported: Imported | None = None
) -> Asking:
    """Ask the provider called ``provider``, or ("") the one the settings choose."""
    tutor = make_provider(provider, settings) if provider else provider_from(settings)
    return Asking(tutor, clock, ids, imported, judge_from(settings))
