"""The demo school on a server of its own, and a short way in for tests that are not about the door."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext
from pydantic import SecretStr

from db.engine import open_database
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.bootstrap import build
from studybuddy_core.services.clock import SystemClock, system_ids
from studybuddy_core.services.demonstrating import Demonstrating, found_demo
from studybuddy_core.services.passwords import Passwords
from studybuddy_core.settings import load_settings
from tests.browser.conftest import SECRET, Server
from tests.people import NONCE, PICTURES

PASSWORD = "studybuddy-demo"
CODE = "FOX5B"


def fill(home: Path, *, talks: int) -> None:
    """Make the demo school in ``home`` with a few talks; a server started on it holds no more by itself."""
    app = build(load_settings({"STUDYBUDDY_HOME": str(home), "STUDYBUDDY_SECRET_KEY": SECRET}))
    try:
        found_demo(app)
        Demonstrating(app, count=talks).fill(lambda done, total: None)
    finally:
        app.close()
    (home / "studybuddy.toml").write_text("# made, and filled as far as these tests need it\n")


def let_in(context: BrowserContext, server: Server, *, login: str = "", child: str = "", code: str = CODE) -> None:
    """Give this browser the cookie that a sign-in would; works before the server has answered anybody."""
    database = open_database(server.database_url)
    accounts = Accounts(database, Passwords(SecretStr(SECRET)), SystemClock(), system_ids())
    if child:
        ticket = accounts.sign_in_learner(class_code=code, name=child, pictures=PICTURES, nonce=NONCE)
    else:
        ticket = accounts.sign_in_staff(login=login, password=PASSWORD, nonce=NONCE)
    token = accounts.claim(ticket, NONCE).token
    database.close()
    context.add_cookies([{"name": "sb_session", "value": token, "url": server.url}])
