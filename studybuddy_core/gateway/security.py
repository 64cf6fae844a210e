"""What every answer of the server carries, and what it never answers at all.

Streamlit sends no Content-Security-Policy, no frame or sniffing rule, answers ``/_stcore/metrics`` to
anyone and any host name. This middleware is plain ASGI (a streaming answer passes through untouched)
and stands before everything. The policy allows scripts and pictures from this server alone: even if
a child's ``![x](http://…)`` found a hole in the pages, the browser would fetch nothing. The one inline
script of Streamlit's page is allowed by its hash, computed here, never by ``unsafe-inline``.

It also hands each browser a random cookie before anybody signs in. A sign-in ticket is bound to it,
so that a ticket made in one browser is worth nothing in another.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import re
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("studybuddy.gateway")
NONCE_COOKIE = "sb_before"
CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent")
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_FEATURES = ("camera", "microphone", "geolocation", "payment", "usb", "serial", "midi", "display-capture")


def script_hashes(index_html: str) -> tuple[str, ...]:
    """Return the CSP source of each inline script in ``index_html``: ``'sha256-…'``."""
    digests = (hashlib.sha256(body.encode()).digest() for body in _INLINE.findall(index_html))
    return tuple(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def content_policy(index: Path) -> str:
    """Return the Content-Security-Policy: this server alone, blob: for the page's own components."""
    hashes = " ".join(script_hashes(index.read_text(encoding="utf-8")))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' blob: {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-src 'none'",
            "frame-ancestors 'none'",
        )
    )


def host_of(header: str) -> str:
    """Return the host name in a Host header, without its port, in small letters."""
    name = header.strip().lower()
    return name[: name.index("]") + 1] if name.startswith("[") and "]" in name else name.rsplit(":", 1)[0]


class Security:
    """ASGI middleware: security headers on every answer, unknown hosts and closed paths refused."""

    def __init__(self, app: ASGIApp, *, index: Path, hosts: Iterable[str] = (), secure: bool = False) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)
        self._secure = secure
        self._headers = {
            "content-security-policy": content_policy(index),
            "x-frame-options": "DENY",
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if secure:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with our headers on its answer, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        request = Headers(scope=scope)
        if self._hosts and host_of(request.get("host", "")) not in self._hosts:
            await self._refuse(scope, receive, send, "This name is not one that StudyBuddy answers to.", 400)
        elif scope["path"].rstrip("/").startswith(CLOSED_PATHS):
            await self._refuse(scope, receive, send, "Not found", 404)
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._answer(scope, receive, self._dressed(send, give_nonce=_wants_nonce(request)))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; an error nobody caught becomes a plain, dressed 500 instead of a bare one."""
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            log.exception("an answer to %s failed", scope["path"])
            if begun:
                raise
            await PlainTextResponse("Something failed here. Try again.", 500)(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, why: str, status: int) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(why, status)(scope, receive, self._dressed(send, give_nonce=False))

    def _dressed(self, send: Send, *, give_nonce: bool) -> Send:
        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if give_nonce:
                    secure = "; Secure" if self._secure else ""
                    headers.append(
                        "set-cookie",
                        f"{NONCE_COOKIE}={secrets.token_urlsafe(24)}; Path=/; HttpOnly; SameSite=Lax{secure}",
                    )
            await send(message)

        return send_dressed


def _wants_nonce(request: Headers) -> bool:
    """Whether a person opens a page (also one the browser had kept) and has no nonce yet."""
    opens_page = "text/html" in request.get("accept", "")
    return opens_page and not cookie_value(request.get("cookie", ""), NONCE_COOKIE)


def cookie_value(header: str, name: str) -> str:
    """Return one cookie's value from a Cookie header, or an empty text."""
    try:
        found = SimpleCookie(header).get(name)
    except CookieError:
        return ""
    return found.value if found else ""
