"""``studybuddy answers``: how answers are made, checked and stepped in on, as a document to read and publish.

The document says only what shall be otherwise; what it leaves out stays. Publishing is signed for by a person and
held to the law of every policy: what holds less back waits for a second one. ``studybuddy policy rollback`` goes back.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, settings_here, to_people, to_readers
from studybuddy_core.domain.errors import BadInput

if TYPE_CHECKING:
    from studybuddy_core.services.desk import Desk

NAME = "answers"
app = typer.Typer(no_args_is_help=True, help="How answers are made, checked for truth and stepped in on.")

Login = Annotated[str, typer.Option(help="Who signs for this: a researcher's sign-in name.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Source = Annotated[Path, typer.Argument(help="A YAML file that begins with `answers:`.")]


@app.command()
def show(login: Login = "", password_stdin: FromStdin = False) -> None:
    """Print what holds in the school, as a document that can be changed and published."""
    with _desk(login, password_stdin) as desk:
        typer.echo(desk.conduct_document(), nl=False)


@app.command()
def compare(source: Source, login: Login = "", password_stdin: FromStdin = False) -> None:
    """Show what a document would change, without changing anything."""
    with _desk(login, password_stdin) as desk:
        would = desk.would_conduct(_text(source), source.name)
    table = Table("what", "from", "to", "")
    for change in would.changes:
        table.add_row(Text(f"{change.title} {change.what}" if change.label else change.title), Text(change.before),
                      Text(change.after), change.direction.value)  # fmt: skip
    to_readers().print(table)
    to_people().print(f"{len(would.changes)} differ from what holds, {len(would.weaker)} of them weaker.")


@app.command()
def publish(
    source: Source,
    why: Annotated[str, typer.Option(help="Why, for whoever reads the history next month.")] = "",
    login: Login = "",
    password_stdin: FromStdin = False,
) -> None:
    """Put a document in force from the next message on; what holds less back waits for a second person."""
    with _desk(login, password_stdin) as desk:
        done = desk.publish_conduct(_text(source), source.name, why)
    if done.activation is not None:
        words = Text(f"In force from the next message on ({done.activation.id}).", style="green")
    else:
        words = Text("It holds something less, so it waits for a second person: another researcher or an "
                     "administrator approves it on the page Policies.", style="yellow")  # fmt: skip
    to_people().print(words)


def _text(source: Path) -> str:
    from studybuddy_core.services.policy_sources import text_of

    return text_of(source)


def _desk(login: str, from_stdin: bool) -> AbstractContextManager[Desk]:
    from studybuddy_core.services.clock import SystemClock, system_ids
    from studybuddy_core.services.desk import at_the_desk

    if not login:
        raise BadInput("The history names a person: give a researcher's sign-in name with --login.")
    return at_the_desk(settings_here(), login, ask_password(login, from_stdin), clock=SystemClock(), ids=system_ids())
