"""``studybuddy policy``: look at policies, check one that was written by hand, import, publish, roll back.

Looking at presets and files needs no school. Publishing does, and a person who signs for it: it asks for
that person's password, since the history names them. An imported document starts in shadow: its rules are scored
and decide nothing until somebody publishes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, settings_here, to_people, to_readers
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.policies import LabelRule, Policy
from studybuddy_core.domain.revising import shown_score

if TYPE_CHECKING:
    from studybuddy_core.services.desk import Desk
    from studybuddy_core.services.publishing import Entry, Published
    from studybuddy_core.services.shadowing import Standing

NAME = "policy"
app = typer.Typer(no_args_is_help=True, help="Look at, check, import, publish and roll back policies.")

Login = Annotated[str, typer.Option(help="Who signs for this: a researcher's sign-in name.")]
Why = Annotated[str, typer.Option(help="Why, for whoever reads the history next month.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Source = Annotated[str, typer.Argument(help="A preset (strict, balanced, research) or a YAML file.")]


@app.command()
def validate(source: Source) -> None:
    """Check a policy and say, for every mistake, the line and the mend."""
    from studybuddy_core.services.policy_sources import policy_from

    policy = policy_from(source)
    to_people().print(Text(f"{source} is sound: {policy.name}, {len(policy.labels)} labels, "
                           f"{len(policy.rules)} rules, {policy.id}", style="green"))  # fmt: skip


@app.command()
def show(
    source: Source = "balanced",
    yaml: Annotated[bool, typer.Option("--yaml", help="The document itself, to begin a policy of your own.")] = False,
) -> None:
    """Show a policy's two thresholds for every label."""
    from studybuddy_core.services.policy_sources import policy_document, policy_from

    policy = policy_from(source)
    if yaml:
        typer.echo(policy_document(policy), nl=False)
    else:
        to_readers().print(thresholds(policy))


@app.command("list")
def list_policies(
    login: Annotated[str, typer.Option(help="Show the school's history too, as this researcher may see it.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """List the presets and, for somebody who signs in, what has held in the school and what waits."""
    from studybuddy_core.services.policy_sources import presets

    table = Table("preset", "id", "what it is for")
    for policy in presets():
        table.add_row(policy.name, Text(policy.id), Text(policy.summary))
    to_readers().print(table)
    if login:
        with _desk(login, password_stdin) as desk:
            to_readers().print(history_table(desk.history(20)))
            for waits in desk.waiting():
                to_readers().print(Text(f"Waiting for a second person: {waits.policy.name} by {waits.by}: "
                                        f"{waits.proposal.why}"))  # fmt: skip


@app.command("import")
def import_documents(
    constitution: Annotated[str, typer.Argument(help="A constitution (alignment_rules.yaml).")] = "",
    safety_filters: Annotated[str, typer.Option(help="Safety filters (safety_filters.yaml).")] = "",
    why: Why = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Keep documents of another tool in shadow: scored beside the policy in force, without changing anything."""
    from studybuddy_core.services.importing import sources_from

    sources = sources_from(constitution, safety_filters)
    with _desk(login, password_stdin) as desk:
        kept = desk.keep(sources, why)
    to_people().print(Text(f"In shadow: {kept.name} ({kept.id}). What it would do: studybuddy policy shadows. It "
                           f"changes nothing until somebody runs: studybuddy policy publish --shadow {kept.name}",
                           style="green"))  # fmt: skip


@app.command()
def shadows(login: Login = "", password_stdin: FromStdin = False) -> None:
    """Show what is in shadow, and what it would have decided otherwise since it was imported."""
    with _desk(login, password_stdin) as desk:
        found = desk.shadows()
    for standing in found:
        _show_shadow(standing)
    if not found:
        to_people().print("Nothing is in shadow.")


@app.command()
def withdraw(
    name: Annotated[str, typer.Argument(help="What is in shadow, by its name.")],
    why: Why = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Stop trying a document out; nothing that a child sees changes."""
    with _desk(login, password_stdin) as desk:
        desk.withdraw(name, why)
    to_people().print(Text(f"{name} is no longer in shadow.", style="green"))


@app.command()
def publish(
    source: Annotated[str, typer.Argument(help="A preset (strict, balanced, research) or a YAML file.")] = "",
    shadow: Annotated[str, typer.Option(help="What is in shadow, by its name, instead of a policy.")] = "",
    why: Why = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Put a policy in force from the next message on; a weaker one waits for a second person."""
    from studybuddy_core.services.policy_sources import policy_from

    if bool(source) == bool(shadow):
        raise BadInput("Name a preset or a file, or what is in shadow with --shadow.")
    policy = policy_from(source) if source else None
    with _desk(login, password_stdin) as desk:
        _tell(desk.publish_shadow(shadow, why) if policy is None else desk.publish(policy, why))


@app.command()
def rollback(
    activation: Annotated[str, typer.Argument(help="Which entry of the history; without it, the one before.")] = "",
    why: Why = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Go back to what held before; where that is weaker, it waits for a second person."""
    with _desk(login, password_stdin) as desk:
        _tell(desk.roll_back(activation, why))


def _desk(login: str, from_stdin: bool) -> AbstractContextManager[Desk]:
    from studybuddy_core.services.clock import SystemClock, system_ids
    from studybuddy_core.services.desk import at_the_desk

    settings = settings_here()
    if not login:
        raise BadInput("The history names a person: give a researcher's sign-in name with --login.")
    return at_the_desk(settings, login, ask_password(login, from_stdin), clock=SystemClock(), ids=system_ids())


def _tell(published: Published) -> None:
    if published.activation is not None:
        words = Text(f"In force from the next message on: {published.activation.policy_id} "
                     f"({published.activation.id})", style="green")  # fmt: skip
    else:
        words = Text("This policy holds something less strictly, so it waits for a second person: another researcher "
                     "or an administrator approves it on the page Policies.", style="yellow")  # fmt: skip
    to_people().print(words)


def _show_shadow(standing: Standing) -> None:
    shadow, tally, people = standing.shadow, standing.tally, to_readers()
    people.print(Text(f"{shadow.name} ({shadow.id}), in shadow since {shadow.at:%Y-%m-%d %H:%M} UTC, by {standing.by}: "
                      f"{shadow.why}", style="bold"))  # fmt: skip
    for problem in standing.problems:
        people.print(Text(f"  can't be read any more: {problem}", style="red"))
    otherwise = f"{tally.changed:,} of {tally.messages:,} texts since then would have been decided otherwise"
    people.print(Text(f"  {otherwise}: {tally.blocked:,} stopped, {tally.let_through:,} let through; "
                      f"{tally.unknown:,} unknown."))  # fmt: skip
    for rule, met in standing.met.items():
        people.print(Text(f"  rule {rule}: met by {met:,}"))
    if not standing.changes and not standing.problems:
        people.print(Text("  All of it holds already; it can be withdrawn."))
    elif standing.weaker:
        people.print(Text(f"  Publishing it needs a second person: {', '.join(standing.weaker)}."))


def history_table(entries: Sequence[Entry]) -> Table:
    """What held in the school and since when, newest first."""
    table = Table("since (UTC)", "activation", "policy", "by", "second", "why")
    for entry in entries:
        name = f"{entry.policy.name}{' (in force)' if entry.live else ''}"
        table.add_row(f"{entry.activation.at:%Y-%m-%d %H:%M}", Text(entry.activation.id, no_wrap=True), Text(name),
                      Text(entry.by), Text(entry.second), Text(entry.activation.why))  # fmt: skip
    return table


def thresholds(policy: Policy) -> Table:
    """A table of labels: what changes the reply, what calls an adult, and how."""
    table = Table(title=f"{policy.name}  {policy.id}", title_justify="left", caption=policy.summary or None)
    for heading in ("label", "ages", "protect", "alert", "reply", "calls for"):
        right = heading in {"protect", "alert"}
        table.add_column(heading, justify="right" if right else "left", no_wrap=heading == "label")
    for ages, rules in (("all", policy.labels), *((str(band), rules) for band, rules in policy.bands.items())):
        for rule in sorted(rules, key=lambda rule: rule.label):
            table.add_row(Text(rule.label), ages, shown_score(rule.protect), shown_score(rule.alert), _replies(rule),
                          rule.call.name.lower())  # fmt: skip
    return table


def _replies(rule: LabelRule) -> Text:
    return Text(", ".join(f"{stage}: {reply.name.lower()}" for stage, reply in sorted(rule.replies.items())))
