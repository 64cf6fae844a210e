"""Risk over the talk: steps that look harmless one by one, and a trouble told bit by bit.

Two ways to look, of which the higher counts. The message is read together with what the child said before it. The
tutor's lines are left out: they are no step of the child's, and a hint that is given again ("Not yet. Look at this
step again.") reads like a refusal that somebody pushes against, so that the right answer after two wrong ones was
taken for a threat. Attacks on the tutor are not looked for in it: nearly every talk in writing that was learned from
was one, so that a long friendly talk looked like one; their words show in the messages themselves. And the risk of the
child's latest messages adds up, older ones weighing less, so that several that each stay just below a line are no
longer nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from studybuddy_core.checks.guard_heads import HEADS, TALK_RISKS
from studybuddy_core.checks.guard_model import GuardModel, shipped
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import TurnView, Utterance
from studybuddy_core.domain.signals import CheckSpec, Finding, points

LOOKS_BACK = 6
DECAY = 0.75
STEP_WEIGHT = 0.7
_QUIET = 0.1  # below this a message adds nothing: twenty harmless questions are not a risk
_RISKY = ("harm", "sexual", "attack", "toxicity")
_WELLBEING = next(head for head in HEADS if head.name == "wellbeing")
_LABEL = "attack.escalation"


def talk_before(history: tuple[Utterance, ...]) -> str:
    """What the child said in the latest of the talk, as the guard model reads it: ``child: …``, a line each."""
    latest = (said.text for said in history[-2 * LOOKS_BACK :] if said.role == "user")
    return "\n".join(f"child: {' '.join(text.split())[:400]}" for text in latest)


class TrajectoryCheck:
    """Scores the talk up to and with the latest message."""

    def __init__(self, model: GuardModel) -> None:
        self._model = model
        self.spec = CheckSpec(
            "trajectory", f"3.{model.version}", (_LABEL, *_WELLBEING.labels), IN,
            summary="Looks at where the talk is going: small steps towards harm, or a trouble told bit by bit.",
        )  # fmt: skip

    def _risk(self, text: str) -> float:
        """The highest risk in a message, 0.0 to 1.0."""
        risk = max(seen.families[name] for seen in self._model.look(text, most=4) for name in _RISKY)
        return risk if risk >= _QUIET else 0.0

    def _added_up(self, view: TurnView) -> float:
        latest = [view.clean, *islice((s.text for s in reversed(view.history) if s.role == "user"), LOOKS_BACK)]
        left = 1.0
        for age, text in enumerate(latest):
            left *= 1 - STEP_WEIGHT * DECAY**age * self._risk(text)
        return 1 - left

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield nothing for a first message: there is no talk yet."""
        if not any(said.role == "user" for said in view.history):
            return
        yield Finding(_LABEL, points(self._added_up(view)), note="adds up over the talk")
        for seen in self._model.look(view.clean, talk_before(view.history), most=4):
            risk = max(seen.families[name] for name in TALK_RISKS)
            yield Finding(_LABEL, points(self._model.in_talk(risk)), note="with the talk before")
            for label in _WELLBEING.labels:
                yield Finding(label, points(seen.families["wellbeing"] * seen.shares[label]),
                              note="with the talk before")  # fmt: skip


def checks() -> tuple[TrajectoryCheck, ...]:
    """The trajectory check on the artefact that ships."""
    return (TrajectoryCheck(shipped()),)
