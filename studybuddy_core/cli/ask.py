"""``studybuddy ask``: one question through all five layers, in memory.

For a look at what the tutor would say and why, and for scripts (``--json``). Nothing is stored, no
adult is called, and no school is needed. With ``--constitution`` an imported document takes part as if it
were published, and what it did is told.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from studybuddy_core.cli.frame import to_people
from studybuddy_core.domain.deciding import standings
from studybuddy_core.domain.messages import AgeBand, Stage
from studybuddy_core.domain.profiles import Expertise, Profile
from studybuddy_core.domain.turns import Decided
from studybuddy_core.settings import settings_for_now

if TYPE_CHECKING:
    from studybuddy_core.domain.deciding import Decision
    from studybuddy_core.services.asking import Triggered
    from studybuddy_core.services.probing import Trace

NAME = "ask"


def command(
    text: Annotated[str, typer.Argument(help="What the child writes; - reads it from standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    age_band: Annotated[AgeBand, typer.Option(help="The child's age band.")] = AgeBand.OLDER,
    grade: Annotated[int, typer.Option(help="The child's grade; 0: one that fits the age.", min=0, max=6)] = 0,
    policy: Annotated[str, typer.Option(help="A preset or a YAML file.")] = "balanced",
    provider: Annotated[str, typer.Option(help="builtin, anthropic or openai; without it, as in the app.")] = "",
    context: Annotated[
        list[str] | None, typer.Option(help="A class context, topic or stricter rule (studybuddy contexts topics).")
    ] = None,
    conservative: Annotated[bool, typer.Option("--conservative", help="Hold to the rules for ages 6 to 8.")] = False,
    expertise: Annotated[Expertise, typer.Option(help="How deep the tutor goes.")] = Expertise.USUAL,
    constitution: Annotated[str, typer.Option(help="A constitution to try, as alignment guides write it.")] = "",
    safety_filters: Annotated[str, typer.Option(help="Safety filters to try, likewise.")] = "",
) -> None:
    """Ask the tutor one question and see what a child would be shown, and why."""
    from studybuddy_core.services.asking import asking_with, triggered
    from studybuddy_core.services.clock import SystemClock, system_ids
    from studybuddy_core.services.importing import read_imported, sources_from
    from studybuddy_core.services.policy_sources import policy_from
    from studybuddy_core.services.trying_out import Adapted

    rules = policy_from(policy)
    imported = None
    if constitution or safety_filters:
        imported = read_imported(sources_from(constitution, safety_filters), rules)
    settings = settings_for_now()
    asking = asking_with(settings, provider, clock=SystemClock(), ids=system_ids(), imported=imported)
    adapted = Adapted(tuple(context or ()), profile=Profile(expertise=expertise, conservative=conservative))
    words = sys.stdin.read() if text == "-" else text
    trace = asking.ask(words, rules, band=age_band, grade=grade, adapted=adapted)
    plain = told(trace, rules.id)
    if imported is not None:
        met, without = triggered(trace, imported), asking.without(trace, rules, band=age_band)
        plain["constitution"] = tried(imported.name, met, without)
    if as_json:
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    if imported is not None:
        _print_tried(constitution or safety_filters, met, without, trace)
    else:
        typer.echo(_printable(trace.text))
    _print_why(trace)


def tried(name: str, met: Sequence[Triggered], without: Decision) -> dict[str, Any]:
    """What an imported document did, as plain data, and what the policy alone decides on the message."""
    return {
        "name": name,
        "rules": [{"id": m.rule, "line": m.line, "action": m.action, "reply": m.reply.name.lower(),
                   "stages": [stage.value for stage in m.stages]} for m in met],
        "without": {"reply": without.effect.reply.name.lower(), "notify": without.effect.notify.name.lower()},
    }  # fmt: skip


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable() or c == "\n")  # no escape codes to the terminal


def _print_tried(file: str, met: Sequence[Triggered], without: Decision, trace: Trace) -> None:
    """Rule, action and response, in the words of the guide that the form of the document comes from."""
    typer.echo(f"🛡️ Constitutional AI Test: {_printable(Path(file).name)}")
    for one in met:
        typer.echo(f"✓ Rule triggered: {one.rule} (line {one.line})")
        outranked = f", outranked by {trace.reply.name.lower()}" if trace.reply > one.reply else ""
        typer.echo(f"✓ Action: {one.action} ({one.reply.name.lower()}{outranked})")
    if not met:
        typer.echo("✓ No rule triggered")
    said = _printable("\n\n".join(trace.pieces))
    typer.echo(f'✓ Response: "{said}"')
    alone = f"{without.effect.reply.name.lower()}, notify {without.effect.notify.name.lower()}"
    to_people().print(Text(f"as if it were published; without it the message alone would get: {alone}"))


def told(trace: Trace, policy_id: str) -> dict[str, Any]:
    """The trace as plain data: what the child is shown first, then why."""
    close = trace.close
    return {
        "text": trace.text,
        "reply": trace.reply.name.lower(),
        "notify": trace.notify.name.lower(),
        "outcome": close.outcome.value if close else "",
        "why": close.why if close else "",
        "signals": _signals(trace, Stage),
        "signals_by_stage": {stage.value: _signals(trace, [stage]) for stage in Stage},
        "decisions": [_decision(decided) for decided in trace.decided],
        "interventions": [
            {"kind": done.kind, "strategy": done.strategy.value, "part": str(done.part), "attempt": done.attempt,
             "trigger": list(done.trigger),
             "causes": [{"label": c.label, "score": c.score, "threshold": c.threshold} for c in done.causes],
             "ms": round(done.ms, 3), "took_ms": None if done.took_ms is None else round(done.took_ms, 3)}
            for done in trace.interventions
        ],
        "receipts": [
            {"layer": r.layer, "stage": r.stage.value, "part": str(r.part), "name": r.name, "version": r.version,
             "status": r.status.value, "why": r.why, "ms": round(r.ms, 3)}
            for r in trace.receipts
        ],
        "sources": [{"id": p.id, "title": p.title, "source": p.source} for p in trace.sources],
        "calls": [
            {"provider": c.provider, "model": c.model, "outcome": c.outcome, "input_tokens": c.input_tokens,
             "output_tokens": c.output_tokens, "cost_usd": c.cost_usd, "ms": round(c.ms, 3)}
            for c in trace.calls
        ],
        "policy": policy_id,
        "ms": round(close.ms, 3) if close else None,
    }  # fmt: skip


def _signals(trace: Trace, stages: Iterable[Stage]) -> dict[str, int | None]:
    """For every label its highest score from 0 to 10000; null where a check that could have said more broke."""
    wanted = set(stages)
    known = standings(s for scored in trace.scored for s in scored.signals if s.stage in wanted)
    return {label: None if known[label].missing else known[label].score for label in sorted(known)}


def _decision(decided: Decided) -> dict[str, Any]:
    decision = decided.decision
    return {
        "stage": decision.stage.value, "part": str(decided.part), "attempt": decided.attempt,
        "reply": decision.effect.reply.name.lower(), "script": decision.effect.script,
        "notify": decision.effect.notify.name.lower(),
        "reasons": [{"rule": r.rule, "label": r.label, "score": r.score, "threshold": r.threshold, "why": r.why}
                    for r in decision.reasons],
        "missing": list(decision.missing), "effective": decision.effective_id,
    }  # fmt: skip


def _print_why(trace: Trace) -> None:
    console = to_people()
    console.print(Text(f"reply {trace.reply.name.lower()}, notify {trace.notify.name.lower()}", style="bold"))
    reasons = {(r.rule, r.label, r.score, r.threshold): r for d in trace.decisions for r in d.reasons}
    for reason in reasons.values():
        numbers = f" {reason.score} ≥ {reason.threshold}" if reason.score is not None else ""
        console.print(Text(f"  {reason.rule}{numbers}: {reason.why}"))
    for passage in trace.sources:
        console.print(Text(f"  from {passage.title} ({passage.source})"))
