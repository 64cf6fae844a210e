"""The cascade: every check first, then, only about what they leave in doubt, the judge.

``domain.planning.plan`` chooses; here the chosen one is asked. What leaves this machine is redacted, and what
concerns a child's wellbeing does not leave unless the judge was set up for that. Where nobody is asked that is a
fact too, scored as ``judge.absent``. An answer that fails leaves the doubtful labels, and that fact, without
a score; the decision blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from studybuddy_core.checks.judge import JudgeCheck
from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.judging import Verdict
from studybuddy_core.domain.labels import UNJUDGED
from studybuddy_core.domain.messages import Reading, Stage, TurnView, Utterance
from studybuddy_core.domain.planning import Offer, plan
from studybuddy_core.domain.ports import Judge
from studybuddy_core.domain.records import Call
from studybuddy_core.domain.signals import Check, CheckSpec, Finding, Signal, score
from studybuddy_core.pipeline.evidence import keep_citations, keep_claims, weighs_claims, with_evidence
from studybuddy_core.pipeline.redaction import StandIns
from studybuddy_core.pipeline.scoring import Scores, nobody
from studybuddy_core.pipeline.under_way import UnderWay

MOST_BEFORE, LONGEST_BEFORE = 4, 1_000  # things said before that a judge reads, and characters of each


def examine(
    now: UnderWay, view: TurnView, *, attempt: int = 0, more: tuple[Check, ...] = (), held: bool = False,
    before: tuple[Signal, ...] = (),
) -> Scores:  # fmt: skip
    """Score one part with every check and whoever the plan chooses.

    ``held``: the reply is limited whatever the checks say (paused, too fast, too long), so nobody is asked.
    ``before``: what the checks said of the same text in the same surroundings.
    """
    if weighs_claims(now):
        view = with_evidence(view, now.layers.retriever, now.turn.grade, now.looked_up)
    signals = score(view, (*now.layers.checks, *more), before=before)
    if view.stage is Stage.OUTPUT and view.part.segment is None:
        keep_claims(now, view, attempt)
        keep_citations(now, view, attempt)
    judge = None if held or now.care else now.layers.judge
    readable = judge is not None and (judge.private or not judge.outside)
    check = JudgeCheck(judge, view.stage) if judge is not None and (readable or not now.private) else None
    offers = (Offer(check.spec, readable),) if check is not None else ()
    active, extent = now.standing.effective(), view.part.extent
    planned = plan(signals, now.began, view.stage, offers, extent)
    if active.id != now.began.id:
        planned = planned.joined(plan(signals, active, view.stage, offers, extent))
    if check is not None and planned.asked:
        wanted = planned.asked[check.spec.name] | {UNJUDGED}
        answer = _asked(now, check, view, attempt)
        signals += tuple(signal for signal in answer if not signal.error or signal.label in wanted)
    if planned.left or now.layers.judge is None:
        signals += (nobody(view, planned.why),)
    return Scores(view, attempt, signals, planned, active)


def _asked(now: UnderWay, check: JudgeCheck, view: TurnView, attempt: int) -> tuple[Signal, ...]:
    """Ask, once for each text: the last segment and the whole that it completes are the same words."""
    place = (view.stage, view.clean)
    if place not in now.judged:
        heard: list[Verdict] = []
        began = now.layers.clock.monotonic()
        asking = _Outward(now, replace(check, heard=heard.append))
        now.judged[place] = score(view, (asking,))
        took = (now.layers.clock.monotonic() - began) * 1000
        usage = heard[0].usage if heard and heard[0].usage else Usage(check.judge.model)
        outcome = "failed" if any(signal.error for signal in now.judged[place]) else "ok"
        now.spent.append(Call(f"judge: {check.judge.name}", usage.model, attempt, usage.input_tokens,
                              usage.output_tokens, usage.cost_usd, took, None, outcome))  # fmt: skip
    return tuple(replace(signal, part=view.part) for signal in now.judged[place])


@dataclass(frozen=True)
class _Outward:
    """A judge that is shown a text as it may leave this machine."""

    now: UnderWay
    check: JudgeCheck

    @property
    def spec(self) -> CheckSpec:
        """What this check is."""
        return self.check.spec

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Ask about the redacted text; without a working privacy check ``ValueError`` is raised and nothing leaves."""
        return self.check(_for_judge(self.now, view, self.check.judge))


def _for_judge(now: UnderWay, view: TurnView, judge: Judge) -> TurnView:
    """Only what a judge needs: the text, its readings, and the last few things said that may be told."""
    said: tuple[Utterance, ...] = ()
    if view.stage is not Stage.CONTEXT:
        said = tuple(one for one in now.turn.history if not (one.private and judge.outside))
    if view.stage is Stage.OUTPUT:
        said = (*said, Utterance("user", now.turn.text))
    before = tuple(Utterance(one.role, one.text[:LONGEST_BEFORE]) for one in said[-MOST_BEFORE:])
    if not judge.outside:
        return TurnView(view.stage, view.clean, view.part, view.readings, before)
    hidden = StandIns(now.layers.checks, (*now.turn.school.names, *now.turn.school.staff))
    hidden.meet((*(one.text for one in before), view.clean))
    before = tuple(Utterance(one.role, hidden.hide(one.text)) for one in before)
    text = hidden.hide(view.clean)  # readings are made of what is left, or they would spell out what was replaced
    readings = tuple(Reading(r.kind, hidden.hide(r.text), ()) for r in readings_of(text)) if view.readings else ()
    return TurnView(view.stage, text, view.part, readings, before)
