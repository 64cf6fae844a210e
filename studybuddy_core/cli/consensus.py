"""``studybuddy consensus``: put a text before several models at once, and see every vote, every missing one, and why.

Without ``--login`` nothing is stored. With it a text that the models disagree on waits in Review for a person, and
``--reliability`` shows how often adults agreed with each model and writes the panel with weights that take it into
account; such a panel holds when somebody publishes it (``--publish``).
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, settings_here, to_people, to_readers
from studybuddy_core.domain.errors import BadInput, NotAllowed
from studybuddy_core.domain.signals import MAX_SCORE
from studybuddy_core.settings import settings_for_now

if TYPE_CHECKING:
    from studybuddy_core.domain.access import Actor
    from studybuddy_core.domain.consensus import Panel
    from studybuddy_core.services.bootstrap import App
    from studybuddy_core.services.deliberating import Deliberated, StatedPanel, Trust

NAME = "consensus"
NOT_ACCEPTED = 1
_STYLES = {"accepted": "green", "escalated": "yellow", "blocked": "red"}
_MARKS = {"met": "✓", "not met": "✗", "open": "?"}


def command(
    config: Annotated[str, typer.Argument(help="A panel (consensus_config.yaml).")],
    prompt: Annotated[str, typer.Option(help="What was asked; - reads it from standard input.")] = "",
    context: Annotated[str, typer.Option(help="The text to judge; without it the prompt itself is judged.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Say what each line means here, and stop.")] = False,
    login: Annotated[str, typer.Option(help="Sign in: what the models disagree on then waits in Review.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
    = False,
    reliability: Annotated[bool, typer.Option("--reliability", help="Print the panel with weights that adults' "
                                                                    "verdicts bear out, and stop.")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="Make this the school's panel, and stop.")] = False,
    why: Annotated[str, typer.Option(help="Why, for whoever reads the history next month.")] = "",
) -> None:  # fmt: skip
    """Put a text before a panel of models; exits with 1 where it is not accepted."""
    from pathlib import Path

    from studybuddy_core.services.deliberating import read_panel
    from studybuddy_core.services.policy_sources import text_of

    stated = read_panel(text_of(Path(config)), Path(config).name)
    if notes:
        _notes(stated, as_json)
    elif reliability or publish:
        with _signed_in(login, password_stdin) as (app, actor):
            if publish:
                _published(app, actor, stated.panel, why)
            else:
                _reliability(app, actor, stated.panel, as_json)
    else:
        words = sys.stdin.read() if prompt == "-" else prompt
        found = _run(stated.panel, words, context, login, password_stdin)
        _told(found, stated.panel, as_json)
        if found.deliberation.consensus.verdict.value != "accepted":
            raise typer.Exit(NOT_ACCEPTED)


def _run(panel: Panel, prompt: str, context: str, login: str, password_stdin: bool) -> Deliberated:
    from studybuddy_core.services.deliberating import Case, Deliberated

    if login:
        with _signed_in(login, password_stdin) as (app, actor):
            return app.deliberating.run(actor, panel, Case(prompt, context))
    from studybuddy_core.services.clock import SystemClock
    from studybuddy_core.services.panels import Panels, surroundings_alone

    settings = settings_for_now()
    panels = Panels(settings, SystemClock())
    return Deliberated(panels.deliberate(panel, Case(prompt, context), surroundings_alone()))


@contextmanager
def _signed_in(login: str, password_stdin: bool) -> Iterator[tuple[App, Actor]]:
    """The school's services and a person who signs with their password, for one command."""
    from studybuddy_core.services.bootstrap import build

    if not login:
        raise BadInput("Say who you are: --login NAME.")
    password = ask_password(login, password_stdin)
    app = build(settings_here())
    try:
        nonce = secrets.token_urlsafe(16)
        ticket = app.accounts.sign_in_staff(login=login, password=password.get_secret_value(), nonce=nonce)
        token = app.accounts.claim(ticket, nonce).token
        try:
            actor = app.accounts.actor_of(token)
            if actor is None or app.accounts.must_change(token):
                raise NotAllowed("Sign in to the app once and choose a password of your own first.")
            yield app, actor
        finally:
            app.accounts.sign_out(token)
    finally:
        app.close()


def _told(found: Deliberated, panel: Panel, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(plain(found), ensure_ascii=False, indent=2))
        return
    deliberation, consensus = found.deliberation, found.deliberation.consensus
    table = Table("model", "role", "weight", *(c.name for c in panel.criteria), "ms", title="Votes",
                  title_justify="left")  # fmt: skip
    by_model = {ballot.model: ballot for ballot in deliberation.ballots}
    for seat in panel.validators:
        ballot = by_model[seat.model]
        scores = [_decimal(ballot.scores.get(c.name)) for c in panel.criteria] if ballot.voted else ["no vote"] + [
            "–" for _ in panel.criteria[1:]
        ]  # fmt: skip
        table.add_row(Text(seat.model), Text(seat.role), _decimal(panel.weight(seat)), *scores, f"{ballot.ms:.0f}")
    outcome = ["" if f.score is None else f"{_MARKS[f.met]} {_decimal(f.score)}" for f in consensus.findings]
    table.add_row(Text("together", style="bold"), "", "", *outcome, f"{deliberation.ms:.0f}")
    console = to_readers()
    console.print(table)
    for ballot in deliberation.ballots:
        if not ballot.voted:
            console.print(Text(f"No vote: {ballot.model} {ballot.why}"))
    agreement = "–" if consensus.agreement is None else _decimal(consensus.agreement)
    console.print(Text(f"Agreement: {agreement}"))
    console.print(Text(f"Decision: {consensus.verdict}", style=_STYLES[consensus.verdict]))
    for reason in consensus.reasons:
        console.print(Text(f"  {reason}"))
    if found.turn:
        to_people().print(Text("It waits in Review until an adult decides.", style="yellow"))
    elif consensus.for_a_person:
        to_people().print(Text("A person should decide. With --login it waits in Review for one."))


def plain(found: Deliberated) -> dict[str, Any]:
    """Everything about one deliberation as plain data; shares from 0 to 1, null where there is none."""
    deliberation, consensus, panel = found.deliberation, found.deliberation.consensus, found.deliberation.panel
    by_model = {ballot.model: ballot for ballot in deliberation.ballots}
    return {
        "decision": consensus.verdict.value,
        "reasons": list(consensus.reasons),
        "agreement": _share(consensus.agreement),
        "for_a_person": consensus.for_a_person,
        "review_turn": found.turn or None,
        "criteria": [
            {"criterion": f.criterion, "met": f.met.value, "score": _share(f.score), "spread": _share(f.spread),
             "against": list(f.against), "vetoed": f.vetoed} for f in consensus.findings
        ],
        "votes": [
            {"model": seat.model, "role": seat.role, "weight": _share(panel.weight(seat)),
             "scores": {name: _share(score) for name, score in by_model[seat.model].scores.items()} or None,
             "no_vote": by_model[seat.model].absent or None, "why": by_model[seat.model].why or None,
             "ms": round(by_model[seat.model].ms, 1)} for seat in panel.validators
        ],
        "calls": [
            {"provider": c.provider, "model": c.model, "outcome": c.outcome, "input_tokens": c.input_tokens,
             "output_tokens": c.output_tokens, "cost_usd": c.cost_usd, "ms": round(c.ms, 1)} for c in deliberation.calls
        ],
        "cost_usd": deliberation.cost_usd,
        "panel": panel.id,
        "ms": round(deliberation.ms, 1),
    }  # fmt: skip


def _share(points: int | None) -> float | None:
    return None if points is None else points / MAX_SCORE


def _decimal(points: int | None) -> str:
    return "–" if points is None else f"{points / MAX_SCORE:.2f}"


def _notes(stated: StatedPanel, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([{"line": n.line, "says": n.says, "here": n.here} for n in stated.notes],
                              ensure_ascii=False, indent=2))  # fmt: skip
        return
    table = Table("line", "says", "means here")
    table.columns[0].justify = "right"
    for note in stated.notes:
        table.add_row(str(note.line), Text(note.says), Text(note.here))
    to_readers().print(table)


def _reliability(app: App, actor: Actor, panel: Panel, as_json: bool) -> None:
    """How far each model can be trusted, then the document with it; nothing changes until that is published."""
    from studybuddy_core.services.deliberating import panel_to_yaml

    trust = app.deliberating.trust(actor)
    weighed = app.deliberating.weighed(actor, panel)
    if as_json:
        typer.echo(json.dumps({"models": [_trust(one) for one in trust], "panel": panel_to_yaml(weighed)}, indent=2))
        return
    table = Table("model", "adults agreed", "right (95 % interval)", title="From adults' verdicts in Review",
                  title_justify="left")  # fmt: skip
    for one in trust:
        mean, low, high = one.posterior.mean, one.posterior.low, one.posterior.high
        table.add_row(Text(one.record.model), f"{one.record.right} of {one.record.of}",
                      f"{mean:.2f} ({low:.2f}–{high:.2f})")  # fmt: skip
    to_people().print(table)
    typer.echo(panel_to_yaml(weighed), nl=False)


def _trust(one: Trust) -> dict[str, Any]:
    return {"model": one.record.model, "right": one.record.right, "of": one.record.of,
            "mean": round(one.posterior.mean, 4), "low": round(one.posterior.low, 4),
            "high": round(one.posterior.high, 4)}  # fmt: skip


def _published(app: App, actor: Actor, panel: Panel, why: str) -> None:
    done = app.deliberating.publish(actor, panel, why=why)
    if done.activation is not None:
        to_people().print(Text(f"{panel.id} is the school's panel now.", style="green"))
    else:
        to_people().print(Text("Proposed: another panel is published, so a second person must approve this one "
                               "(page Policies).", style="yellow"))  # fmt: skip
