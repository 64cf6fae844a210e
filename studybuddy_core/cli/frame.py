"""The one place where a command's errors are caught, and what all commands share.

An error that was raised on purpose is one red message and exit code 2. Anything else is a fault of the
program: the person reads an incident number, and the details go to a file in the home folder, because a
traceback on a shared screen can show what it should not.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import typer
from pydantic import SecretStr
from rich.console import Console
from rich.text import Text

from studybuddy_core.domain.errors import BadInput, StudyBuddyError
from studybuddy_core.settings import Settings, load_settings

REFUSED, BROKEN = 2, 70
INCIDENTS = "incidents.log"


def to_people() -> Console:
    """Where messages for people go; results go to standard output."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def to_readers() -> Console:
    """Where results that are read by people go: standard output, as wide as the terminal."""
    return Console(highlight=False)


def settings_here() -> Settings:
    """The settings of this process, loaded at the front door."""
    return load_settings()


def ask_password(whose: str, from_stdin: bool, *, new: bool = False) -> SecretStr:
    """Ask for a password without showing it, or read it from standard input; it is never an argument."""
    if from_stdin:
        return SecretStr(sys.stdin.readline().rstrip("\r\n"))
    if not sys.stdin.isatty():
        raise BadInput("There is nobody here to ask for the password. Pipe it in and add --password-stdin.")
    return SecretStr(typer.prompt(f"Password for {whose}", hide_input=True, confirmation_prompt=new))


def framed(run: Callable[[], object], new_id: Callable[[], str]) -> int:
    """Run a command; return its exit code, with every error told in words."""
    try:
        run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except StudyBuddyError as error:
        to_people().print(Text(str(error), style="red"))
        return REFUSED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception:
        incident = new_id()
        kept = _keep(incident, traceback.format_exc())
        where = f"The details are in {kept}." if kept else "The details could not be kept."
        to_people().print(
            Text(f"Something went wrong that should not have (incident {incident}). {where}", style="red")
        )
        return BROKEN
    return 0


def _keep(incident: str, details: str) -> Path | None:
    try:
        path = settings_here().home / INCIDENTS
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8") as log:
            log.write(f"--- {incident}\n{details}\n")
    except (OSError, StudyBuddyError):
        return None
    return path
