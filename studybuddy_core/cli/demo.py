"""``studybuddy demo``: make the demo school, or make it anew.

The app fills the demo by itself on first start; this command does it without the app, for a laptop that
is shown around or for a test. It refuses wherever a real school lives.
"""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from studybuddy_core.cli.frame import settings_here, to_people, to_readers
from studybuddy_core.domain.errors import ConfigError

NAME = "demo"


def command(
    reset: Annotated[bool, typer.Option("--reset", help="Throw the present demo away first.")] = False,
    talks: Annotated[int, typer.Option(help="How many conversations.", min=1, max=5000)] = 300,
) -> None:
    """Make a demo school with four weeks of life, and show how to sign in."""
    from studybuddy_core.services.bootstrap import build
    from studybuddy_core.services.demonstrating import Demonstrating, found_demo
    from studybuddy_core.services.founding import forget_demo

    settings = settings_here()
    if not settings.demo:
        raise ConfigError(
            f"{settings.home} holds a real school. Make the demo elsewhere: STUDYBUDDY_HOME=/a/new/folder"
        )
    if reset and forget_demo(settings):
        to_people().print(Text("The old demo is gone."))
    app = build(settings)
    try:
        found_demo(app)
        with _bar() as bar:
            task = bar.add_task("Filling the demo school", total=None)
            Demonstrating(app, count=talks).fill(lambda done, total: bar.update(task, completed=done, total=total))
    finally:
        app.close()
    to_readers().print(sign_ins())
    to_people().print(Text("Start with: studybuddy serve", style="bold"))


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=to_people())


def sign_ins() -> Table:
    """How everybody in the demo signs in; nobody of them is real."""
    from studybuddy_core.services.demo_script import document, people

    about = document("people")
    codes = {row["name"]: row["code"] for row in about["classes"]}
    table = Table("who", "role", "signs in as", "with", title="The demo school; nobody here is real")
    shown: set[str] = set()
    for person in people():
        if person.login:
            table.add_row(person.name, person.role.value, person.login, about["password"])
        elif not set(person.classes) <= shown:
            shown |= set(person.classes)
            code = ", ".join(codes[name] for name in person.classes)
            table.add_row(person.name, person.role.value, f"class code {code}, {person.name}",
                          "pictures " + ", ".join(about["pictures"]))  # fmt: skip
    return table
