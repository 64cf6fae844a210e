"""Layer 1 and the retrieval of layer 3: reading the child's message and what may be answered from.

The whole message is scored before anything else happens, whatever limit applies: a pause, a rate
or a length limits the reply, never the scoring for distress.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace

from studybuddy_core.checks.readings import readings_of
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.following_on import asked_in_full
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Part, Passage, Stage, TurnView
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome, Ran, Receipt, Scoring
from studybuddy_core.domain.turns import Decided, Hold, Scored, TurnEvent
from studybuddy_core.pipeline.cascade import examine
from studybuddy_core.pipeline.coverage import Coverage
from studybuddy_core.pipeline.under_way import UnderWay


def read_message(now: UnderWay) -> Generator[TurnEvent, None, None]:
    """Layer 1: score the message, decide, and end the turn here where the policy or a hold says so."""
    turn, layers = now.turn, now.layers
    view = now.view(Stage.INPUT, turn.text, readings=readings_of(turn.text))
    shelf = layers.retriever if layers.procedure.grounded else None
    coverage, hold = Coverage(shelf, layers.tasks, turn.grade), _hold(now)
    scores = examine(now, view, more=(coverage,), held=hold is not None)
    yield Scored(Stage.INPUT, WHOLE_MESSAGE, 0, turn.text, scores.signals)
    if scores.plan is not None and scores.plan.asked:
        hold = _hold(now)  # a judge takes seconds, and a pause holds at once
    decision = _limited(now, scores.decided(now.began, scores.active or now.began), hold)
    yield Decided(WHOLE_MESSAGE, 0, decision)
    now.read, now.private = True, any(reason.label.startswith("wellbeing.") for reason in decision.reasons)
    now.confined = decision.unjudged
    batch = now.batch(
        scorings=(scores.scoring(),),
        receipts=scores.receipts(),
        decisions=((WHOLE_MESSAGE, 0, decision),),
        flags=now.flags(decision),
    )
    reply, script = decision.effect.reply, decision.effect.script
    if reply >= Reply.REDIRECT:
        now.care = now.care or reply is Reply.SUPPORT
        yield from now.say_and_close(script or "not_here", Outcome.REPLACED, f"input {reply.name.lower()}", batch)
        return
    now.keep(batch)
    if reply is Reply.ANNOTATE:
        now.pending_note = script
    elif reply is Reply.REVISE:
        now.steer = now.guidance(decision)
    now.pending_note = now.pending_note or turn.note
    now.task = layers.tasks.read(turn.text, turn.task)


def _hold(now: UnderWay) -> Hold | None:
    """What limits the reply at this moment, whatever the text says."""
    hold = now.standing.hold()
    if hold is None and len(now.turn.text) > now.layers.procedure.limits.message_chars:
        hold = Hold("length", "too_long", "Longer than the procedure allows")
    return hold


def _limited(now: UnderWay, decision: Decision, hold: Hold | None) -> Decision:
    """Join the limits on replies; SUPPORT outranks them all."""
    if now.turn.care:
        decision = decision.held(Hold("care", "care").effect, "care", "A grown-up has not cleared this talk yet")
    if hold is not None and now.turn.care:
        hold = replace(hold, script="care")  # whatever else holds, a child in care reads that somebody is coming
    return decision if hold is None else decision.held(hold.effect, hold.kind, hold.why)


def accepted(passage: Passage, decision: Decision) -> bool:
    """Whether a person has looked at everything that holds this passage back; a missing score is never accepted."""
    labels = {reason.label for reason in decision.reasons}
    return bool(labels) and not decision.missing and labels <= set(passage.accepted)


def read_passages(now: UnderWay) -> Generator[TurnEvent, None, tuple[Passage, ...]]:
    """Retrieve approved passages and check each before the model may read it.

    A passage is read by itself, whoever asks: so what the checks once said of its words they need not say again.
    """
    if not now.layers.procedure.grounded:
        now.keep(now.batch(receipts=(Receipt(3, Stage.CONTEXT, WHOLE_MESSAGE, "approved passages", "1", Ran.SKIPPED,
                                             0.0, "looking them up is switched off"),)))  # fmt: skip
        return ()
    text, find = now.turn.text, now.layers.retriever.retrieve
    full = asked_in_full(text, now.turn.history)
    found: Sequence[Passage] = find(full, grade=now.turn.grade)
    if full != text and not found:
        found = find(text, grade=now.turn.grade)
    return (yield from checked_passages(now, found))


def checked_passages(
    now: UnderWay, found: Sequence[Passage]
) -> Generator[TurnEvent, None, tuple[Passage, ...]]:  # fmt: skip
    """Check each passage at the stage CONTEXT and keep what was found; return those that the model may read."""
    kept: list[Passage] = []
    scorings: list[Scoring] = []
    receipts: list[Receipt] = []
    decisions: list[tuple[Part, int, Decision]] = []
    for n, passage in enumerate(found, start=now.passages_read):
        text = f"{passage.title}\n{passage.text}"
        view = TurnView(Stage.CONTEXT, text, readings=readings_of(text))
        scores = examine(now, view, attempt=n, before=now.layers.read_before.get(text))
        now.layers.read_before.keep(text, scores.signals)
        decision = scores.decided(now.began, scores.active or now.began)
        yield Scored(Stage.CONTEXT, WHOLE_MESSAGE, n, view.clean, scores.signals)
        yield Decided(WHOLE_MESSAGE, n, decision)
        scorings.append(scores.scoring())
        receipts += scores.receipts()
        decisions.append((WHOLE_MESSAGE, n, decision))
        if decision.delivers:
            kept.append(passage)
        elif accepted(passage, decision):
            why = f"{passage.id} was let through by a person: {', '.join(passage.accepted)}"
            receipts.append(Receipt(3, Stage.CONTEXT, WHOLE_MESSAGE, "a person's approval", "1", Ran.RAN, 0.0, why))
            kept.append(passage)
    now.passages_read += len(found)
    if found:
        now.keep(now.batch(scorings=tuple(scorings), receipts=tuple(receipts), decisions=tuple(decisions)))
    return tuple(kept)
