"""``studybuddy serve``: bring the database up to date, then become the server.

The command replaces itself by Streamlit (exec), so that Ctrl+C and a supervisor's signals reach the server
and nothing else is left running.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

import studybuddy_core
from studybuddy_core.cli.frame import settings_here, to_people
from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.settings import Settings

NAME = "serve"


def command(
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=1, max=65535)] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for the whole network.")] = None,
) -> None:
    """Serve StudyBuddy in the browser, on this machine only unless told otherwise."""
    settings = settings_here()
    port, host = port or settings.port, host or settings.host
    root = project_root()
    require_free(host, port)
    bring_up_to_date(settings)
    announce(settings, host, port)
    os.chdir(root)
    os.execve(sys.executable, server_command(host, port), server_environment(os.environ, settings, host, port))  # noqa: S606


def project_root() -> Path:
    """The checkout this package runs from, where ``app.py`` and Streamlit's settings are."""
    root = Path(studybuddy_core.__file__).resolve().parent.parent
    if not (root / "app.py").is_file():
        raise ConfigError(f"There is no app.py in {root}. Serve from a checkout: git clone, then `make run` in it.")
    return root


def require_free(host: str, port: int) -> None:
    """Say so before anything is started where the port is taken or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise ConfigError(f"Port {port} of {host} can't be used ({fault.strerror}). "
                              f"Try another: studybuddy serve --port {port % 65535 + 1}") from fault  # fmt: skip


def bring_up_to_date(settings: Settings) -> None:
    """Make or migrate the database before the server opens, so that its errors are read here."""
    from studybuddy_core.services.founding import prepare_storage

    prepare_storage(settings)


def announce(settings: Settings, host: str, port: int) -> None:
    """Print where to go, and whether this is a demo."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104  (only compared)
    console = to_people()
    address = settings.public_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
    console.print(Text(f"StudyBuddy: {address}   (Ctrl+C stops it)", style="bold"))
    if host not in {"127.0.0.1", "::1", "localhost"} and not settings.public_url.startswith("https://"):
        console.print(Text("Others can reach this address: put HTTPS in front (public_url), or nobody can sign in. "
                           "For a trial without it: STUDYBUDDY_SECURE_COOKIES=0", style="yellow"))  # fmt: skip
    console.print(Text(f"{'Demo school, nobody here is real' if settings.demo else 'School'}: {settings.home}"))


def server_command(host: str, port: int) -> list[str]:
    """The command that this one turns into."""
    return [sys.executable, "-m", "streamlit", "run", "app.py", "--server.address", host, "--server.port", str(port),
            "--server.headless", "true"]  # fmt: skip


def server_environment(env: Mapping[str, str], settings: Settings, host: str, port: int) -> dict[str, str]:
    """What the server is told: the same home and database wherever it runs from."""
    told = {"STUDYBUDDY_HOME": str(settings.home), "STUDYBUDDY_HOST": host, "STUDYBUDDY_PORT": str(port)}
    if env.get("STUDYBUDDY_DATABASE_URL"):
        told["STUDYBUDDY_DATABASE_URL"] = settings.database_url
    return {**env, **told}
