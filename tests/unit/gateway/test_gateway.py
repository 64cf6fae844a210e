"""The HTTP door without a server: headers on every answer, strangers refused, tickets and cookies."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse, StreamingResponse
from starlette.routing import Route

from pages.ui import serving, who
from studybuddy_core.domain.errors import NotAllowed
from studybuddy_core.gateway import security, sessions
from studybuddy_core.gateway.health import health_route
from studybuddy_core.gateway.security import Security, script_hashes
from studybuddy_core.services.accounts import Claimed

EXPECTED = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "cross-origin-opener-policy",
)


class FakeAccounts:
    """Takes one ticket from one browser and notes who was signed out."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def claim(self, ticket: str, nonce: str) -> Claimed:
        if (ticket, nonce) != ("right", "mine"):
            raise NotAllowed
        return Claimed("the-token", 60)

    def sign_out(self, token: str) -> None:
        self.ended.append(token)


async def home(_request: Any) -> HTMLResponse:
    return HTMLResponse("<p>hello")


async def broken(_request: Any) -> None:
    raise RuntimeError("inside")


async def stream(_request: Any) -> StreamingResponse:
    return StreamingResponse(iter(["a", "b"]), media_type="text/plain")


def made(accounts: FakeAccounts | None = None, *, secure: bool = False, ready: bool = True) -> Starlette:
    people = accounts or FakeAccounts()
    hosts = serving.answering_to("127.0.0.1", "https://buddy.school.example/")
    return Starlette(
        routes=[
            Route("/", home),
            Route("/broken", broken),
            Route("/stream", stream),
            Route("/_stcore/metrics", lambda _request: PlainTextResponse("secret counters")),
            health_route(lambda: ready),
            *sessions.session_routes(lambda: people, secure=secure),
        ],
        middleware=[Middleware(Security, index=serving.INDEX_PAGE, hosts=hosts, secure=secure)],
    )


class Answer:
    def __init__(self, messages: list[dict[str, Any]]) -> None:
        start = next(m for m in messages if m["type"] == "http.response.start")
        self.status: int = start["status"]
        self.headers = [(name.decode(), value.decode()) for name, value in start["headers"]]
        self.body = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


def ask(app: Any, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> Answer:
    sent: list[dict[str, Any]] = []
    given = {"host": "localhost:8501", "accept": "text/html"} | {k.replace("_", "-"): v for k, v in headers.items()}
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(k.encode(), v.encode()) for k, v in given.items()], "scheme": "http", "root_path": "",
        "server": ("localhost", 8501), "client": ("127.0.0.1", 5), "http_version": "1.1", "asgi": {"version": "3.0"},
    }  # fmt: skip

    async def run() -> None:
        asked = asyncio.Event()

        async def receive() -> dict[str, Any]:
            if asked.is_set():
                await asyncio.sleep(3600)
            asked.set()
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await app(scope, receive, send)

    asyncio.run(run())
    return Answer(sent)


@pytest.mark.parametrize("path", ["/", "/stream", "/nowhere", "/healthz", "/_stcore/metrics", "/broken"])
def test_every_answer_carries_the_security_headers(path: str) -> None:
    answer = ask(made(), path)
    for name in EXPECTED:
        assert len(answer.all(name)) == 1, name


def test_the_policy_allows_this_server_alone_and_streamlits_one_inline_script_by_its_hash() -> None:
    policy = ask(made(), "/").all("content-security-policy")[0]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert set(script_hashes(serving.INDEX_PAGE.read_text())) <= set(rules["script-src"])
    assert len(script_hashes(serving.INDEX_PAGE.read_text())) == 1
    assert rules["img-src"] == ["'self'", "data:", "blob:"]
    assert rules["frame-ancestors"] == ["'none'"]
    assert not [part for parts in rules.values() for part in parts if part.startswith("http") or part == "*"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/openapi.json"])
def test_the_servers_counters_are_closed(path: str) -> None:
    answer = ask(made(), path)
    assert answer.status == 404
    assert b"secret" not in answer.body


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "[::1]:8501", "buddy.school.example", "LOCALHOST"])
def test_our_own_names_are_answered(host: str) -> None:
    assert ask(made(), "/", host=host).status == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example:8501", "", "buddy.school.example.evil"])
def test_another_name_is_refused_so_that_no_name_can_be_rebound_to_us(host: str) -> None:
    assert ask(made(), "/", host=host).status == 400


def test_a_websocket_under_another_name_is_closed() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"evil.example")]}
    asyncio.run(made()(scope, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_a_browser_gets_its_nonce_once_and_only_when_it_opens_a_page() -> None:
    given = ask(made(), "/").all("set-cookie")
    assert len(given) == 1
    assert given[0].startswith("sb_before=")
    assert "HttpOnly" in given[0]
    assert "SameSite=Lax" in given[0]
    assert ask(made(), "/", cookie="sb_before=x").all("set-cookie") == []
    assert ask(made(), "/", accept="application/json").all("set-cookie") == []
    assert "Secure" in ask(made(secure=True), "/").all("set-cookie")[0]


def test_health_says_whether_the_services_stand() -> None:
    assert ask(made(), "/healthz").status == 200
    assert ask(made(ready=False), "/healthz").status == 503


def claim(body: bytes = b"right", *, secure: bool = False, **headers: str) -> Answer:
    given = {"x_studybuddy": "1", "cookie": "sb_before=mine"} | headers
    return ask(made(secure=secure), "/session/claim", method="POST", body=body, **given)


def test_a_ticket_is_swapped_for_a_cookie_that_scripts_cannot_read() -> None:
    answer = claim()
    assert answer.status == 204
    cookie = answer.all("set-cookie")[0]
    assert cookie.startswith("sb_session=the-token;")
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert "secure" not in cookie.lower()
    assert "secure" in claim(secure=True).all("set-cookie")[0].lower()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"wrong", {}, 403),
        (b"right", {"cookie": "sb_before=another"}, 403),
        (b"right", {"cookie": ""}, 403),
        (b"right", {"x_studybuddy": ""}, 403),
        (b"right", {"sec_fetch_site": "cross-site"}, 403),
        (b"right", {"sec_fetch_site": "same-site"}, 403),
        (b"x" * 201, {}, 413),
        (b"\xff\xfe", {}, 403),
    ],
)
def test_anything_else_gets_no_cookie(body: bytes, headers: dict[str, str], status: int) -> None:
    answer = claim(body, **headers)
    assert answer.status == status
    assert not [cookie for cookie in answer.all("set-cookie") if cookie.startswith("sb_session")]


def test_signing_out_ends_the_session_and_takes_the_cookie() -> None:
    accounts = FakeAccounts()
    answer = ask(made(accounts), "/session/end", method="POST", cookie="sb_session=tok", x_studybuddy="1")
    assert answer.status == 204
    assert accounts.ended == ["tok"]
    assert "sb_session=" in answer.all("set-cookie")[0]
    assert "Max-Age=0" in answer.all("set-cookie")[0]


@pytest.mark.parametrize("headers", [{}, {"x_studybuddy": "1", "sec_fetch_site": "cross-site"}])
def test_another_site_cannot_sign_anybody_out(headers: dict[str, str]) -> None:
    accounts = FakeAccounts()
    answer = ask(made(accounts), "/session/end", method="POST", cookie="sb_session=tok", **headers)
    assert answer.status == 403
    assert accounts.ended == []


@pytest.mark.parametrize("path", ["/session/claim", "/session/end"])
def test_the_session_doors_take_posts_only(path: str) -> None:
    assert ask(made(), path).status == 405


def test_pages_and_gateway_mean_the_same_cookies() -> None:
    assert (who.SESSION_COOKIE, who.NONCE_COOKIE) == (sessions.SESSION_COOKIE, security.NONCE_COOKIE)


def test_listening_on_every_address_without_a_public_name_answers_any_name() -> None:
    assert serving.answering_to("0.0.0.0", "") == ()
    assert "buddy.example" in serving.answering_to("0.0.0.0", "https://buddy.example:8443/x")


def test_the_index_page_is_where_we_think_it_is() -> None:
    assert isinstance(serving.INDEX_PAGE, Path)
    assert "<title>" in serving.INDEX_PAGE.read_text()
