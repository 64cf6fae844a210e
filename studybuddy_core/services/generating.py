"""Generating safely from Python: one prompt, one model, and every intervention on the way to the answer.

    system = RuntimeInterventionSystem(monitoring_interval=25)
    result = system.generate_safe("Tell me about sharks", model="builtin", max_interventions=3)
    result["response"], result["interventions"]

It is the turn of a child like any other, through the same pipeline, with its ledger in memory: nothing is stored and
nobody is called. See docs/intervention.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypedDict

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.interventions import Steering, Strategy, strategy_of
from studybuddy_core.domain.messages import AgeBand
from studybuddy_core.domain.procedures import Procedure
from studybuddy_core.domain.records import Intervention
from studybuddy_core.pipeline.tracing import Trace
from studybuddy_core.providers.judges.registry import judge_from
from studybuddy_core.providers.models import tutor_for
from studybuddy_core.services.asking import Asking
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.importing import read_imported, sources_from
from studybuddy_core.services.policy_sources import policy_from
from studybuddy_core.settings import Settings, settings_for_now

MOST_INTERVENTIONS = 10
LONGEST_INTERVAL = 1_000


class CauseTold(TypedDict):
    """What made somebody step in, as plain data; shares from 0 to 1, None where there is no number."""

    label: str
    score: float | None
    threshold: float | None


class InterventionTold(TypedDict):
    """One intervention as plain data."""

    strategy: str
    attempt: int
    segment: str
    trigger: list[CauseTold]
    before: str
    after: str
    latency_ms: float | None


class Generated(TypedDict):
    """What came of a prompt: what a child would read, what was done on the way, and how the turn ended."""

    response: str
    interventions: list[InterventionTold]
    outcome: str
    reply: str
    notify: str
    model: str


class RuntimeInterventionSystem:
    """Answers prompts under a policy and steps in where an answer crosses it.

    ``rules_file`` is a constitution in the form of alignment guides, joined to ``policy`` as if it were published;
    ``monitoring_interval`` is in tokens (0: as the procedure says); ``intervention_strategies`` are those that may be
    used (None: all four), ``strategies_for`` which one is used for which label or family. Settings are read from the
    environment where none are given.
    """

    def __init__(
        self,
        rules_file: str = "",
        monitoring_interval: int = 0,
        intervention_strategies: Sequence[str] | None = None,
        *,
        strategies_for: Mapping[str, str] | None = None,
        policy: str = "balanced",
        age_band: str = "9-12",
        settings: Settings | None = None,
    ) -> None:
        if not 0 <= monitoring_interval <= LONGEST_INTERVAL:
            raise BadInput(f"The monitoring interval is from 1 to {LONGEST_INTERVAL} tokens, or 0.")
        self._policy = policy_from(policy)
        self._imported = read_imported(sources_from(rules_file), self._policy) if rules_file else None
        self._interval, self._band = monitoring_interval, AgeBand(age_band)
        self._steering = _steering(intervention_strategies, strategies_for or {})
        self._settings = settings
        self._made: dict[tuple[str, int], Asking] = {}

    def generate_safe(self, prompt: str, model: str = "", max_interventions: int = 3) -> Generated:
        """Return the answer and what was done on the way.

        ``model`` is "builtin", a model's name, or "" for the one that the settings choose. Raises ``BadInput`` for no
        prompt, ``ConfigError`` for a model that can't be reached from here.
        """
        if not 0 <= max_interventions <= MOST_INTERVENTIONS:
            raise BadInput(f"There can be 0 to {MOST_INTERVENTIONS} interventions in one answer.")
        trace = self.trace(prompt, model, max_interventions)
        return {
            "response": trace.text,
            "interventions": [_told(done) for done in trace.interventions],
            "outcome": trace.close.outcome.value if trace.close else "",
            "reply": trace.reply.name.lower(),
            "notify": trace.notify.name.lower(),
            "model": next((call.model for call in trace.calls), ""),
        }

    def trace(self, prompt: str, model: str = "", max_interventions: int = 3) -> Trace:
        """Return everything that happened: scores, decisions, timelines and all."""
        return self._asking(model, max_interventions).ask(prompt, self._policy, band=self._band)

    def _asking(self, model: str, most: int) -> Asking:
        found = self._made.get((model, most))
        if found is None:
            settings = self._settings or settings_for_now()
            found = Asking(tutor_for(model, settings), SystemClock(), system_ids(), self._imported,
                           judge_from(settings), lambda procedure: self._shaped(procedure, most))  # fmt: skip
            self._made[model, most] = found
        return found

    def _shaped(self, procedure: Procedure, most: int) -> Procedure:
        limits = replace(procedure.limits, max_interventions=most)
        if self._interval:
            limits = limits.checking_every(self._interval)
        return replace(procedure, limits=limits, steering=self._steering)


def generate_safe(prompt: str, model: str = "", max_interventions: int = 3) -> Generated:
    """Answer one prompt under the policy a new school begins with; see ``RuntimeInterventionSystem``."""
    return RuntimeInterventionSystem().generate_safe(prompt, model, max_interventions)


def _steering(allowed: Sequence[str] | None, by_label: Mapping[str, str]) -> Steering | None:
    if allowed is None and not by_label:
        return None
    try:
        usable = tuple(Strategy) if allowed is None else tuple(strategy_of(name) for name in allowed)
        return Steering({label: strategy_of(name) for label, name in by_label.items()}, usable)
    except ValueError as fault:
        names = ", ".join(Strategy)
        raise BadInput(f"There is no such strategy ({fault}). The strategies are: {names}.") from None


def _told(done: Intervention) -> InterventionTold:
    return {
        "strategy": done.strategy.value,
        "attempt": done.attempt,
        "segment": str(done.part),
        "trigger": [{"label": c.label, "score": _share(c.score), "threshold": _share(c.threshold)}
                    for c in done.causes],
        "before": done.before,
        "after": done.after,
        "latency_ms": None if done.took_ms is None else round(done.took_ms, 3),
    }  # fmt: skip


def _share(points: int | None) -> float | None:
    return None if points is None else points / 10_000
