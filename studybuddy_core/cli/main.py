"""The command line ``studybuddy``: every file in this folder that has a ``NAME`` is a command.

A file gives either ``command`` (one function) or ``app`` (a group of them). Commands load what they need
when they run, so that ``studybuddy --help`` answers at once.
"""

from __future__ import annotations

import pkgutil
import secrets
import sys
import time
from collections.abc import Sequence
from importlib import import_module

import typer

from studybuddy_core import __version__
from studybuddy_core import cli as folder
from studybuddy_core.cli.frame import framed
from studybuddy_core.domain.ids import make_id


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"studybuddy {__version__}")
        raise typer.Exit


def _root(version: bool = typer.Option(False, "--version", is_eager=True, callback=_show_version,
                                       help="Show the version.")) -> None:  # fmt: skip
    """An AI tutor for six- to twelve-year-olds that adults can oversee at every moment."""


def build_app() -> typer.Typer:
    """Put the commands of this folder together."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(_root)
    for found in pkgutil.iter_modules(folder.__path__):
        module = import_module(f"{folder.__name__}.{found.name}")
        name = getattr(module, "NAME", None)
        if name and hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        elif name:
            app.command(name)(module.command)
    return app


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 done with findings, 2 refused, 70 a fault of ours."""
    given = sys.argv[1:] if argv is None else list(argv)
    app = build_app()
    return framed(
        lambda: app(args=given, prog_name="studybuddy"),
        lambda: make_id("inc", now_ms=int(time.time() * 1000), entropy=secrets.randbits(64)),
    )


if __name__ == "__main__":
    raise SystemExit(main())
