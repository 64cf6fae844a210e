"""A real server on a free port with a home of its own, and a real Chromium in front of it.

The server is started as people start it (``streamlit run app.py``), on a database that already holds
the small school of ``tests/people.py``. Everything a page loads from elsewhere is a failure: the
``page`` fixture notes each request that leaves the server, and each script error.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pydantic import SecretStr

from db.engine import open_database
from studybuddy_core.services.passwords import Passwords
from tests.people import HandClock, SmallSchool

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a key for browser tests only, long enough"
STARTS_WITHIN = 60.0
expect.set_options(timeout=45_000)


@dataclass
class Server:
    """A running StudyBuddy: where it answers, and the folder it keeps its things in."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.home / 'studybuddy.db'}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(server: Server) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if server.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(server.url + "/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the server did not come up:\n{server.log.read_text()[-3000:]}")


def start(home: Path, *, uvicorn: bool = False) -> Server:
    """Start the application on ``home`` and wait until it answers."""
    port = free_port()
    as_streamlit = ["streamlit", "run", "app.py", "--server.port", str(port)]
    as_asgi = ["uvicorn", "app:app", "--port", str(port), "--log-level", "warning"]
    env = {
        k: v for k, v in os.environ.items() if not k.startswith(("STUDYBUDDY_", "ANTHROPIC_", "OPENAI_", "STREAMLIT_"))
    }
    env |= {"STUDYBUDDY_HOME": str(home), "STUDYBUDDY_SECRET_KEY": SECRET, "PYTHONUNBUFFERED": "1"}
    log = home / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *(as_asgi if uvicorn else as_streamlit)], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    server = Server(f"http://127.0.0.1:{port}", home, process, log)
    wait_until_up(server)
    return server


def stop(server: Server) -> None:
    server.process.terminate()
    try:
        server.process.wait(15)
    except subprocess.TimeoutExpired:
        server.process.kill()


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database holds the small school."""
    home = tmp_path_factory.mktemp("filled")
    database = open_database(f"sqlite:///{home / 'studybuddy.db'}")
    SmallSchool(
        database, HandClock(datetime.now(UTC)), Passwords(SecretStr(SECRET), staff_rounds=4, picture_rounds=4)
    ).fill(demo=False)
    database.close()
    (home / "studybuddy.toml").write_text("# a school of its own, not the demo\n")
    return home


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database holds the demo school with a little life in it."""
    from tests.browser.demo_school import fill

    home = tmp_path_factory.mktemp("demo")
    fill(home, talks=24)
    return home


@pytest.fixture(scope="module")
def server(filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of the module's own, started as people start it."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(filled_home, home, dirs_exist_ok=True)
    running = start(home)
    yield running
    stop(running)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@dataclass
class Notes:
    """What went wrong in the browser while a test ran."""

    elsewhere: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def new_context(chromium: Browser, server: Server, notes: Notes) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a fresh browser profile; fails the test if one of its pages reached outside or broke a rule."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        size = {"width": 1280, "height": 800}
        url = str(options.get("base_url", server.url))
        context = chromium.new_context(**{"base_url": url, "viewport": size, **options})
        context.set_default_timeout(45_000)

        def asked(request: Any) -> None:
            if not request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:")):
                notes.elsewhere.append(request.url)

        def said(message: Any) -> None:
            if message.type == "error" and "Content Security Policy" in message.text:
                notes.errors.append(message.text)

        context.on("request", asked)
        context.on("console", said)
        context.on("weberror", lambda error: notes.errors.append(str(error.error)))
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()
    assert notes.elsewhere == []
    assert notes.errors == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page in a fresh browser."""
    return new_context().new_page()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Show what stood on each open page, and what the server said, where a test fails."""
    report = yield
    if report.when != "call" or not report.failed:
        return report
    given = getattr(item, "funcargs", {})
    for context in given["chromium"].contexts if "chromium" in given else ():
        for page in context.pages:
            try:
                report.sections.append((f"page {page.url}", page.locator("body").inner_text(timeout=2000)[-3000:]))
            except Exception as gone:  # a page that is closed or busy must not hide the failure itself
                report.sections.append((f"page {page.url}", repr(gone)))
    if "server" in given:
        report.sections.append(("server log", given["server"].log.read_text()[-4000:]))
    return report
