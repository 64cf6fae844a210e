"""The two doors a browser signs in and out through, beside the pages.

A page can't set a cookie that scripts can't read; a plain HTTP answer can. So the sign-in page gets a
ticket that lives thirty seconds and works once, and posts it here; what comes back is an HttpOnly
cookie with an opaque token. Both doors ask for a header that only a script of this very site can add
(a form on another site can't), and refuse what the browser marks as coming from elsewhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from studybuddy_core.domain.errors import StudyBuddyError
from studybuddy_core.gateway.security import NONCE_COOKIE
from studybuddy_core.services.accounts import Accounts

SESSION_COOKIE = "sb_session"
OWN_HEADER = "x-studybuddy"
_LONGEST_TICKET = 200


def from_our_pages(request: Request) -> bool:
    """Whether a script of this very site asks: another site can neither add the header nor hide where it is."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    return request.headers.get(OWN_HEADER) == "1" and site == "same-origin"


def _refusal(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status)


def claim_door(accounts: Callable[[], Accounts], *, secure: bool) -> Callable[[Request], Awaitable[Response]]:
    """Make the door that swaps a ticket for a session cookie."""

    async def claim(request: Request) -> Response:
        if not from_our_pages(request):
            return _refusal(403, "Only StudyBuddy's own pages may do this.")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_TICKET:
                return _refusal(413, "That is no ticket.")
        ticket, nonce = body.decode("ascii", "replace"), request.cookies.get(NONCE_COOKIE, "")
        try:
            claimed = await run_in_threadpool(lambda: accounts().claim(ticket, nonce))
        except StudyBuddyError:
            return _refusal(403, "This sign-in has run out. Please sign in again.")
        answer = Response(status_code=204)
        answer.set_cookie(
            SESSION_COOKIE,
            claimed.token,
            max_age=claimed.seconds,
            httponly=True,
            samesite="lax",
            secure=secure,
            path="/",
        )
        return answer

    return claim


def end_door(accounts: Callable[[], Accounts], *, secure: bool) -> Callable[[Request], Awaitable[Response]]:
    """Make the door that ends a session for good and takes the cookie away."""

    async def end(request: Request) -> Response:
        if not from_our_pages(request):
            return _refusal(403, "Only StudyBuddy's own pages may do this.")
        token = request.cookies.get(SESSION_COOKIE, "")
        if token:
            await run_in_threadpool(lambda: accounts().sign_out(token))
        answer = Response(status_code=204)
        answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax", secure=secure)
        return answer

    return end


def session_routes(accounts: Callable[[], Accounts], *, secure: bool) -> list[Route]:
    """Return the routes ``/session/claim`` and ``/session/end``."""
    return [
        Route("/session/claim", claim_door(accounts, secure=secure), methods=["POST"]),
        Route("/session/end", end_door(accounts, secure=secure), methods=["POST"]),
    ]
