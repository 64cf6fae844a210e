"""What the real server answers, asked over a plain socket: headers on all of it, closed doors closed."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def ask(server: Server, path: str, *, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    connection.request(method, path, headers={key.replace("_", "-"): value for key, value in headers.items()})
    answer = connection.getresponse()
    answer.read()
    return answer


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/review", 200),
        ("/healthz", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/favicon.png", 200),
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/media/nothing.png", 404),
    ],
)
def test_every_answer_of_the_running_server_is_dressed(server: Server, path: str, status: int) -> None:
    answer = ask(server, path, accept="text/html")
    assert answer.status == status
    assert "frame-ancestors 'none'" in (answer.getheader("content-security-policy") or "")
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert answer.getheader("x-frame-options") == "DENY"
    assert answer.getheader("referrer-policy") == "no-referrer"
    assert "camera=()" in (answer.getheader("permissions-policy") or "")


def handshake(server: Server, **headers: str) -> int:
    shake = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}  # fmt: skip
    return ask_raw(server, "/_stcore/stream", shake | headers)


def ask_raw(server: Server, path: str, headers: dict[str, str]) -> int:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    connection.close()
    return answer.status


def test_our_own_page_may_open_the_socket_and_another_site_may_not(server: Server) -> None:
    assert handshake(server, Origin=server.url) == 101
    assert handshake(server, Origin="https://evil.example") == 403
    assert handshake(server, Origin="https://evil.example", Host="evil.example") == 403


def test_another_host_name_is_refused(server: Server) -> None:
    assert ask(server, "/", Host="evil.example").status == 400
