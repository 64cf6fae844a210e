"""``studybuddy contexts``: what a class is allowed for a while, for who would rather type than press.

Looking at what can be chosen needs no school. Setting something does, and a teacher of that class who signs for it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, settings_here, to_people, to_readers

if TYPE_CHECKING:
    from studybuddy_core.services.class_desk import ClassDesk

NAME = "contexts"
app = typer.Typer(no_args_is_help=True, help="Allow a class a topic for a while, or leave words out.")

Login = Annotated[str, typer.Option(help="Who signs for this: a teacher's sign-in name.")]
OfClass = Annotated[str, typer.Argument(metavar="CLASS", help="The name of the class, such as 5B.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.command()
def topics() -> None:
    """List what can be allowed, what can be asked for more strictly, and the ready-made contexts."""
    from studybuddy_core.services.trying_out import known_contexts

    known = known_contexts()
    table = Table("name", "kind", "what it does")
    for topic in known.topics.values():
        table.add_row(topic.id, "topic", Text(f"{topic.title}: {topic.allows}"))
    for rule in known.stricter.values():
        table.add_row(rule.id, "stricter", Text(f"{rule.title}: {rule.means}"))
    for named in known.contexts.values():
        made_of = ", ".join((*named.relaxed_rules, *named.stricter_rules))
        table.add_row(named.id, "context", Text(f"{named.title}: {made_of}"))
    to_readers().print(table)


@app.command("list")
def list_contexts(of_class: OfClass, login: Login, password_stdin: FromStdin = False) -> None:
    """List what holds for a class, and what held before."""
    table = Table("id", "name", "until", "holds", "made of", "set by")
    with _desk(login, password_stdin) as desk:
        for held in desk.contexts(of_class):
            context = held.dated.context
            table.add_row(held.dated.id, Text(context.name), f"{context.until.astimezone():%d %B %Y %H:%M}",
                          "yes" if held.live else "no", Text(", ".join(context.made_of)), Text(held.by))  # fmt: skip
    to_readers().print(table)


@app.command()
def allow(
    of_class: OfClass,
    login: Login,
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day, as this machine counts days.")],
    topic: Annotated[list[str] | None, typer.Option(help="A topic to allow; may be given again.")] = None,
    stricter: Annotated[list[str] | None, typer.Option(help="A stricter rule; may be given again.")] = None,
    context: Annotated[str, typer.Option(help="A ready-made context: educational, professional …")] = "",
    leave_out: Annotated[str, typer.Option(help="No talk about these words, with commas between them.")] = "",
    name: Annotated[str, typer.Option(help="What it is called, such as “World War II”.")] = "",
    why: Annotated[str, typer.Option(help="Why, for whoever reads the history.")] = "",
    password_stdin: FromStdin = False,
) -> None:
    """Allow a class something until the end of a day; it holds from the next message."""
    from studybuddy_core.services.class_desk import end_of
    from studybuddy_core.services.context_making import WantedContext
    from studybuddy_core.services.trying_out import known_contexts, made_of

    topics, rules = made_of((*((context,) if context else ()), *(topic or ()), *(stricter or ())), known_contexts())
    where = datetime.now().astimezone().tzinfo
    assert where is not None
    chosen = WantedContext(end_of(until.date(), where), name, topics, rules, leave_out, why)
    with _desk(login, password_stdin) as desk:
        kept = desk.allow(of_class, chosen)
    to_people().print(Text(f"It holds for {of_class} from the next message until the end of {until:%d %B %Y}. "
                           f"End it early with: studybuddy contexts end {kept}", style="green"))  # fmt: skip


@app.command()
def end(
    context_id: Annotated[str, typer.Argument(help="The id that `contexts list` shows.")],
    login: Login,
    password_stdin: FromStdin = False,
) -> None:
    """End something before its day."""
    with _desk(login, password_stdin) as desk:
        ended = desk.end(context_id)
    to_people().print("Ended. The usual rules hold from the next message." if ended else "It had ended already.")


def _desk(login: str, password_stdin: bool) -> AbstractContextManager[ClassDesk]:
    from studybuddy_core.services.class_desk import at_the_class_desk
    from studybuddy_core.services.clock import SystemClock, system_ids

    password = ask_password(login, password_stdin)
    return at_the_class_desk(settings_here(), login, password, clock=SystemClock(), ids=system_ids())
