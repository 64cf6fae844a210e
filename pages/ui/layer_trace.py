"""A turn taken apart, layer by layer, for adults who want to know why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.ui.draft_rounds import draw_rounds
from pages.ui.score_bars import Bar, as_decimal, score_bars
from pages.ui.severity import badge, level_of
from pages.ui.timeline import timeline
from pages.ui.transcript import Bubble, Voice, transcript
from pages.ui.words import count_of, plain
from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.interventions import Cause
from studybuddy_core.domain.labels import CIRCUMSTANCES, label_spec
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.records import Intervention, Ran, ReleaseKind
from studybuddy_core.services.probing import Expectation, Key, Trace

REPLIES = {
    "DELIVER": "shown as it is",
    "ANNOTATE": "shown with a note",
    "REVISE": "sent back to be written again",
    "REDIRECT": "answered with a fixed text",
    "WITHHOLD": "held back",
    "SUPPORT": "answered with a support text",
}
NOTIFIES = {"NONE": "nobody called", "LOG": "noted", "REVIEW": "a teacher looks at it", "ALERT": "an adult is called"}
Expected = Mapping[Key, Expectation] | None
NOT_LOOKED_UP = "approved passages"
LAYERS = ("1 · Input checks", "2 · Guardrails", "3 · Model and sources", "4 · Output checks", "5 · Oversight")


def draw(trace: Trace, expected: Expected = None) -> None:
    """Draw what the child would see, then what each layer did; ``expected`` says what each score is worth."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        badge(level_of(trace.notify), f"{REPLIES[trace.reply.name]} · {NOTIFIES[trace.notify.name]}")
        if trace.close is not None:
            st.text(f"{trace.close.ms:.0f} ms in all")
    transcript(_shown(trace), key="trace_shown")
    st.header("What each layer did", divider=False, anchor=False)
    _checks(trace, Stage.INPUT, LAYERS[0], expected)
    _guardrails(trace)
    _model(trace)
    _checks(trace, Stage.OUTPUT, LAYERS[3], expected)
    _oversight(trace)
    timeline(trace)


def _shown(trace: Trace) -> list[Bubble]:
    """What the child reads, as bubbles: the tutor's own words together, fixed texts with their name."""
    words = "".join(r.text for r in trace.released if r.kind is ReleaseKind.SEGMENT)
    own = [Bubble(Voice.TUTOR, "Tutor", words, id="words")] if words else []
    return own + [
        Bubble(
            Voice.NOTE if r.kind is ReleaseKind.NOTE else Voice.SCRIPT,
            "Tutor",
            r.text,
            beside=f"fixed text “{r.script}”",
            id=str(r.n),
        )
        for r in trace.released
        if r.kind is not ReleaseKind.SEGMENT
    ]


def _checks(trace: Trace, stage: Stage, title: str, expected: Expected) -> None:
    decisions = [d for d in trace.decisions if d.stage is stage]
    ran = [r for r in trace.receipts if r.stage is stage and r.layer in (1, 4)]
    words = count_of(sum(r.status is not Ran.SKIPPED for r in ran), "check run") if ran else "not reached"
    with st.expander(f"{title} · {words} · {sum(r.ms for r in ran):.1f} ms", expanded=stage is Stage.INPUT):
        if decisions:
            _decision(max(decisions, key=lambda one: (one.effect.reply, one.effect.notify)))
        bars = _bars(trace, stage, expected)
        if bars:
            score_bars(bars, key=f"trace_bars_{stage}", numbers=True)
        elif ran:
            st.text("Every label scored 0.")
        for line in dict.fromkeys(f"{r.name}: {r.status} · {r.why}" for r in ran if r.status is not Ran.RAN or r.why):
            st.text(line)


def _worth(expected: Expected, stage: Stage, label: str) -> str:
    """What a score is worth, measured; a label without rows of a known truth says so."""
    if expected is None:
        return ""
    one = expected.get((stage, label))
    return "How often this score is right has not been measured." if one is None else one.words


def _bars(trace: Trace, stage: Stage, expected: Expected) -> list[Bar]:
    best: dict[str, int | None] = {}
    for scored in trace.scored:
        if scored.stage is stage:
            for signal in scored.signals:
                if signal.label in CIRCUMSTANCES and signal.score is not None:
                    continue  # what was done about a text is said with the checks below, not as a bar
                before = best.get(signal.label, 0)
                if signal.score is None or before is None:
                    best[signal.label] = None
                else:
                    best[signal.label] = max(before, signal.score)
    lines = {(r.label, r.line): r.threshold
             for d in trace.decisions if d.stage is stage for r in d.reasons}  # fmt: skip
    for (at, label), one in (expected or {}).items():
        if at is stage:
            lines.setdefault((label, "protect"), one.line)
    found = sorted(((s if s is not None else 10_001, label) for label, s in best.items() if s != 0), reverse=True)
    return [
        Bar(
            label_spec(label).title,
            None if s > 10_000 else s,
            lines.get((label, "protect")),
            lines.get((label, "alert")),
            note=_worth(expected, stage, label),
        )
        for s, label in found
    ]


def _title(label: str) -> str:
    return label_spec(label).title if "." in label else label


def _decision(decision: Decision) -> None:
    effect = decision.effect
    st.text(f"Decision: {REPLIES[effect.reply.name]}, {NOTIFIES[effect.notify.name]}.")
    crossed = {r.label: r.threshold for r in decision.reasons if r.line in ("protect", "alert")}
    for reason in sorted(decision.reasons, key=lambda r: r.threshold or 0, reverse=True):
        if reason.threshold is not None:
            line = f"{as_decimal(reason.score)} ≥ {as_decimal(reason.threshold)}"
            lower = reason.threshold < (crossed.get(reason.label) or 0)  # "perhaps" or "doubtful" is not what it is
            why = f"{_title(reason.label)} over a lower line too" if lower else reason.why
            st.caption(plain(f"{why} ({line}, rule {reason.rule})"))
        else:
            st.caption(plain(f"{_title(reason.label) if reason.label else reason.rule}: {reason.why}"))


def _guardrails(trace: Trace) -> None:
    prompts = [r for r in trace.receipts if r.layer == 2]
    with st.expander(f"{LAYERS[1]} · {'prompt and constitution applied' if prompts else 'not reached'}"):
        for receipt in prompts:
            st.text(f"{receipt.name}, procedure {receipt.version}")


def _model(trace: Trace) -> None:
    calls = trace.calls
    words = count_of(len(calls), "request") if calls else "not reached"
    with st.expander(f"{LAYERS[2]} · {words} · {count_of(len(trace.sources), 'source')}"):
        for passage in trace.sources:
            st.text(f"{passage.title} · {passage.source} · {passage.id}")
        for off in (r for r in trace.receipts if r.layer == 3 and r.name == NOT_LOOKED_UP and r.status is Ran.SKIPPED):
            st.text(f"{off.name.capitalize()}: {off.why}.")
        if calls:
            table = pd.DataFrame([{
                "tutor": c.provider, "model": c.model, "outcome": c.outcome, "tokens in": c.input_tokens,
                "tokens out": c.output_tokens, "ms": round(c.ms, 1),
            } for c in calls])  # fmt: skip
            st.dataframe(table, hide_index=True)
        draw_rounds(trace)


def _intervention(done: Intervention) -> None:
    """One intervention: what was done, where and why, how long it took, and the text before and after."""
    took = "" if done.took_ms is None else f" · {done.took_ms:.1f} ms after the segment was complete"
    st.text(f"{done.strategy.value.replace('_', ' ').capitalize()} at {done.part}{took}")
    known = done.causes or tuple(Cause(label) for label in done.trigger)
    st.caption(plain("; ".join(map(_cause, known))))
    before, after = st.columns(2, gap="small")
    for column, title, text in ((before, "Before", done.before), (after, "After", done.after)):
        with column:
            st.caption(title)
            st.code(text, language=None, wrap_lines=True)


def _cause(cause: Cause) -> str:
    if cause.threshold is None:
        return _title(cause.label)
    return f"{_title(cause.label)} {as_decimal(cause.score)} ≥ {as_decimal(cause.threshold)}"


def _oversight(trace: Trace) -> None:
    count = count_of(len(trace.receipts), "receipt")
    with st.expander(f"{LAYERS[4]} · {count} · {count_of(len(trace.interventions), 'intervention')}"):
        for done in trace.interventions:
            _intervention(done)
        for held in trace.withheld:
            st.text(f"Held back ({held.part}):")
            st.code(held.text, language=None, wrap_lines=True)
        rows = [{"layer": r.layer, "stage": str(r.stage), "part": str(r.part), "check": r.name, "status": str(r.status),
                 "ms": round(r.ms, 2), "version": r.version} for r in trace.receipts]  # fmt: skip
        st.dataframe(pd.DataFrame(rows), hide_index=True)
