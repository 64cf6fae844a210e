"""The playground: one prompt through all five layers, in memory, with everything each layer did.

Nothing is stored and nobody is called; the checks, the policy and the tutor are the ones in force, or a policy
document that somebody wants to try.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.domain.access import Actor, Verb
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import AgeBand, Utterance
from studybuddy_core.domain.policies import Policy, resolve
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.turns import School, TurnInput
from studybuddy_core.pipeline.tracing import Trace, traced
from studybuddy_core.presets.seeds import preset_names, preset_policy
from studybuddy_core.services.acting import action, open_door
from studybuddy_core.services.answering_turns import AnsweringTurns
from studybuddy_core.services.expecting import Expectation, Key, expectations, of_another_model
from studybuddy_core.services.in_force import admitted
from studybuddy_core.services.shadowing import TRIED, Shadowing
from studybuddy_core.services.trying_out import Adapted, around_of, tried_context

__all__ = ["Expectation", "Key", "Probe", "Probing", "Trace"]

LONGEST = 20_000
_EXAMPLE_SCHOOL = School(helplines="the children's helpline", contact="your teacher", hours="school hours")


@dataclass(frozen=True, slots=True)
class Probe:
    """What to try: a message, for which child, perhaps after others, under another policy or in a class context."""

    text: str
    band: AgeBand = AgeBand.OLDER
    grade: int = 4
    preset: str = ""
    history: tuple[Utterance, ...] = ()
    adapted: Adapted = field(default_factory=Adapted)


class Probing:
    """Runs probes."""

    def __init__(self, answering: AnsweringTurns, clock: Clock, ids: Ids, shadowing: Shadowing) -> None:
        self._answering, self._clock, self._ids, self._shadowing = answering, clock, ids, shadowing

    @property
    def outside(self) -> bool:
        """Whether an outside model answers; the built-in tutor's words are fixed."""
        return self._answering.provider.outside

    @action(Verb.PROBE)
    def choices(self, actor: Actor) -> tuple[str, ...]:
        """What a probe can be run under besides the policy in force: seed policies, and documents in shadow."""
        return (*preset_names(), *self._shadowing.names(actor.school))

    @action(Verb.PROBE)
    def run(self, actor: Actor, probe: Probe) -> Iterator[Trace]:
        """Yield the trace after every event; the last one is complete. Raises ``BadInput`` for no text or too much."""
        active = self._answering.in_force.at(actor.school)
        if probe.preset.endswith(TRIED):
            policy, procedure = self._shadowing.as_published(actor.school, probe.preset)
            return self.traced(actor.school, probe, policy, procedure, classes=actor.classes)
        policy = preset_policy(probe.preset) if probe.preset else active.policy
        return self.traced(actor.school, probe, policy, classes=actor.classes)

    @action(Verb.PROBE)
    def expected(self, actor: Actor, probe: Probe) -> tuple[Mapping[Key, Expectation], bool]:
        """What was measured of each label, at the lines this probe runs under; and whether of another guard model."""
        if probe.preset.endswith(TRIED):
            policy = self._shadowing.as_published(actor.school, probe.preset)[0]
        else:
            policy = preset_policy(probe.preset) if probe.preset else self._answering.in_force.at(actor.school).policy
        return expectations(resolve(policy, probe.band, now=self._clock.now())), of_another_model()

    @open_door("the command line and the benchmarks run without anybody signed in")
    def traced(
        self, school: str, probe: Probe, policy: Policy, procedure: Procedure | None = None, *,
        classes: frozenset[str] = frozenset(),
    ) -> Iterator[Trace]:  # fmt: skip
        """Yield the trace of a probe under ``policy``, with ``procedure`` or (None) the one in force.

        ``classes`` are those whose pupils whoever tries it knows by name.
        """
        text = clean_text(probe.text)
        if not text.strip():
            raise BadInput("Type a message to try.")
        if len(text) > LONGEST:
            raise BadInput(f"The playground takes up to {LONGEST:,} characters; this has {len(text):,}.")
        active = self._answering.in_force.at(school)
        now, profile = self._clock.now(), probe.adapted.profile
        contexts = admitted(tried_context(probe.adapted, now), procedure or active.procedure)
        patterns = tuple(pattern for context in contexts for pattern in context.patterns)
        pipeline = self._answering.pipeline(school, procedure or active.procedure, active.shadow, patterns)
        turn = TurnInput(self._ids("trn"), text, profile.speaks_to(probe.band), probe.grade, probe.history,
                         school=self._around(school, classes), around=around_of(contexts, profile))  # fmt: skip
        return traced(pipeline, turn, resolve(policy, profile.rules_for(probe.band), contexts, now=now))

    def _around(self, school: str, classes: frozenset[str]) -> School:
        """The names that must not leave, as in a child's turn; a probe has no class, so it is every pupil's.

        Where nothing leaves, only names that whoever tries it knows: a mark must not tell who is a pupil here.
        """
        pupils = self._answering.pupils(school, None if self._answering.provider.outside else classes)
        return replace(_EXAMPLE_SCHOOL, names=pupils, staff=self._answering.school_facts(school, "").staff)
