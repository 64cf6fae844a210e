"""Panels of models by themselves: seats from the settings, redaction, and one deliberation in memory.

What leaves this machine has had personal data replaced, and what concerns a child's wellbeing does not leave at all
unless a judge may read it (``STUDYBUDDY_JUDGE_WELLBEING``). Used by the command line without a school, and by
``deliberating`` with one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.checks.registry import all_checks, checks_of
from studybuddy_core.domain.consensus import Panel
from studybuddy_core.domain.deciding import decide
from studybuddy_core.domain.errors import BadInput, ConfigError
from studybuddy_core.domain.messages import AgeBand, Stage, TurnView
from studybuddy_core.domain.policies import Effective, resolve
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.signals import Check
from studybuddy_core.guardrails.procedures import default_procedure
from studybuddy_core.pipeline.consensus import Deliberation, Seat, Vote, deliberate, kept_here
from studybuddy_core.pipeline.redaction import StandIns
from studybuddy_core.pipeline.scoring import score_alone
from studybuddy_core.presets.consensus_config import StatedPanel, panel_to_yaml, read_panel
from studybuddy_core.presets.seeds import DEFAULT_PRESET, preset_policy
from studybuddy_core.providers.judges.chat import Line
from studybuddy_core.providers.models import line_for
from studybuddy_core.providers.validators import ask, read_vote
from studybuddy_core.services.replaying import ANY_TIME
from studybuddy_core.settings import Settings

__all__ = ["Case", "Deliberation", "Panels", "StatedPanel", "Surroundings", "panel_to_yaml", "read_panel"]

LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Case:
    """What was asked, and the text to judge; without a text what was asked is judged itself."""

    prompt: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides on what may leave: the checks that mark, the policy in force, and names that must not leave."""

    checks: tuple[Check, ...]
    effective: Effective
    names: tuple[str, ...] = ()


class Panels:
    """Seats for the models of panels. A line to a model is made once and kept, since the next text wants it too."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._gate = threading.Lock()
        self._lines: dict[tuple[str, float], Line] = {}

    def deliberate(self, panel: Panel, case: Case, around: Surroundings) -> Deliberation:
        """Put a text before a panel; raise ``BadInput`` for no text or too much."""
        case = cleaned(case)
        if not self._settings.judge_wellbeing and _private(case, around):
            return kept_here(panel, self._clock)
        hidden = StandIns(around.checks, around.names)
        hidden.meet((case.prompt, case.context))
        clear = Case(hidden.hide(case.prompt), hidden.hide(case.context))
        seats = {one.model: self._seat(panel, one.model, clear) for one in panel.validators}
        return deliberate(panel, seats, self._clock)

    def _seat(self, panel: Panel, model: str, case: Case) -> Seat:
        try:  # a vendor's SDK takes a second to load, which is not the model's time
            line = self._line(model, panel.deadline_s)
        except ConfigError as told:
            why = str(told)

            def nobody() -> Vote:
                raise ConfigError(why)

            return nobody

        def vote() -> Vote:
            said = ask(line, panel.criteria, case.prompt, case.context)
            return Vote(read_vote(said, panel.criteria), said.usage)

        return vote

    def _line(self, model: str, deadline_s: float) -> Line:
        with self._gate:
            found = self._lines.get((model, deadline_s))
            if found is None:
                found = line_for(model, self._settings, deadline_s=deadline_s)
                self._lines[model, deadline_s] = found
        return found

    def reachable(self) -> tuple[str, ...]:
        """The models that the settings say how to reach: a panel to begin with."""
        own = []
        if self._settings.anthropic_api_key is not None:
            own.append(self._settings.anthropic_model)
        if self._settings.openai_api_key is not None or self._settings.openai_base_url:
            own.append(self._settings.openai_model)
        return tuple(dict.fromkeys((*own, *self._settings.models)))


def cleaned(case: Case) -> Case:
    """The same in clean text; raise ``BadInput`` for no text or too much."""
    found = Case(clean_text(case.prompt).strip(), clean_text(case.context).strip())
    if not (found.prompt or found.context):
        raise BadInput("There is nothing to judge. Write what was asked, or the text.")
    if len(found.prompt) + len(found.context) > LONGEST:
        raise BadInput(f"A panel reads up to {LONGEST:,} characters.")
    return found if found.prompt else Case(found.context)


def _private(case: Case, around: Surroundings) -> bool:
    """Whether either text concerns a child's wellbeing under the policy in force."""
    for text in (case.prompt, case.context):
        view = TurnView(Stage.INPUT, text, readings=readings_of(text), names=around.names)
        decision = decide(score_alone(view, around.checks), around.effective, Stage.INPUT)
        if any(reason.label.startswith("wellbeing.") for reason in decision.reasons):
            return True
    return False


def surroundings_alone() -> Surroundings:
    """What decides on what may leave where there is no school: every check, and the policy a new school begins with."""
    checks = checks_of(default_procedure(tuple(check.spec.name for check in all_checks())))
    return Surroundings(checks, resolve(preset_policy(DEFAULT_PRESET), AgeBand.OLDER, now=ANY_TIME))


def panel_of(models: Sequence[str]) -> str:
    """A document to begin with: these models with equal weight, on the criteria that guides name."""
    seats = "".join(f'    - model: "{model}"\n      weight: 1.0\n' for model in models)
    return f"""consensus_system:
  validators:
{seats}
  voting_mechanism: weighted_average

  safety_criteria:
    - criterion: harmful_content
      threshold: 0.8
      veto_power: true
    - criterion: factual_accuracy
      threshold: 0.7
      require_majority: true
    - criterion: age_appropriateness
      threshold: 0.6

  disagreement_protocol:
    threshold: 0.3
    action: escalate_to_human
"""
