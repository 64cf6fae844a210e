"""``studybuddy init``: found a school, with its first administrator and its keys.

The password is asked for without showing it, or read from standard input; it is never an argument, since
arguments can be read by everyone on the machine.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from studybuddy_core.cli.frame import ask_password, to_people
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.settings import KEYS_FILE, load_settings, new_key

NAME = "init"


def command(
    school: Annotated[str, typer.Option(help="The school's name.")] = "",
    admin: Annotated[str, typer.Option(help="The first administrator's name.")] = "",
    login: Annotated[str, typer.Option(help="What they type to sign in.")] = "",
    contact: Annotated[str | None, typer.Option(help="Who is called when a child is in danger: name, number.")] = None,
    helplines: Annotated[str | None, typer.Option(help="Local helplines for children.")] = None,
    hours: Annotated[str | None, typer.Option(help="When the contact can be reached.")] = None,
    public_url: Annotated[str, typer.Option(help="The address people type, where a proxy stands in front.")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input; ask nothing.")] = False,
) -> None:
    """Found a school: database, keys and first administrator. Refuses where there already is one."""
    from studybuddy_core.services.clock import SystemClock, system_ids
    from studybuddy_core.services.founding import Charter, found, refuse_taken_home

    home = Path(os.environ.get("STUDYBUDDY_HOME") or "var").expanduser().resolve()
    refuse_taken_home(home)
    key = os.environ.get("STUDYBUDDY_SECRET_KEY") or new_key()
    new_home = {"STUDYBUDDY_DEMO": "0", "STUDYBUDDY_HOME": str(home), "STUDYBUDDY_SECRET_KEY": key}
    settings = load_settings({**os.environ, **new_home})
    ask = _Asking(not password_stdin and sys.stdin.isatty())
    charter = Charter(
        school=ask.needed(school, "--school", "Name of the school"),
        name=ask.needed(admin, "--admin", "First administrator's name"),
        login=ask.needed(login, "--login", "What they type to sign in"),
        contact=ask.wished(contact, "Safeguarding contact, name and number (Enter: later)"),
        helplines=ask.wished(helplines, "Local helplines for children (Enter: later)"),
        hours=ask.wished(hours, "When the contact can be reached (Enter: later)"),
        password=ask_password("the administrator", password_stdin, new=True).get_secret_value(),
    )
    options = {name: value for name, value in (("public_url", public_url),) if value}
    info = found(settings, charter, clock=SystemClock(), ids=system_ids(), options=options)
    console = to_people()
    console.print(Text(f"{info.name} is founded in {settings.home}.", style="bold"))
    console.print(Text(f"The keys are in {settings.home / KEYS_FILE}. Keep a copy: without them nobody can sign in."))
    if not (info.contact and info.helplines and info.hours):
        console.print(Text("Chat stays closed until the contact, helplines and hours are set in the app (School)."))
    console.print(Text("Chat opens once an administrator has confirmed a test alert. Start with: studybuddy serve"))


@dataclass(frozen=True)
class _Asking:
    """Asks for what was not given, where somebody is there to answer."""

    there: bool

    def needed(self, given: str, option: str, question: str) -> str:
        if given or not self.there:
            if not given:
                raise BadInput(f"{question} is missing. Give it with {option}.")
            return given
        return str(typer.prompt(question))

    def wished(self, given: str | None, question: str) -> str:
        if given is not None or not self.there:
            return given or ""
        return str(typer.prompt(question, default="", show_default=False))
