"""The door through which a child's page hears an answer as it grows, without being drawn anew for each piece.

A page asks for one turn, and is told what is shown of it whenever that changes, until the turn has ended. Only what is
stored as released is told, to the child whose turn it is; who they are is asked afresh before anything is. The answer
is a stream of server-sent events, each a whole: what came before need not be known.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from studybuddy_core.domain.access import Actor
from studybuddy_core.domain.errors import NotAllowed, NotFound, StudyBuddyError
from studybuddy_core.gateway.sessions import SESSION_COOKIE, from_our_pages
from studybuddy_core.services.accounts import Accounts
from studybuddy_core.services.tutoring import Followed, Tutoring

FOLLOW_PATH = "/chat/follow"
LOOK_AGAIN_S = 3.0  # another process may have answered, and rings no bell here
LONGEST_S = 60.0  # a page that still waits then asks again; a server that is being stopped waits no longer
READERS = 4
Tell = Callable[[Actor, Followed], Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """Who asked, and the event that says how the turn stood. ``begun``: others are no longer before it."""

    actor: Actor
    event: bytes
    begun: bool
    ended: bool = False


class FollowDoor:
    """Tells pages what is shown of a turn.

    ``tell`` puts it into the words of the page, ``line`` how many come before a child.
    """

    def __init__(
        self, accounts: Callable[[], Accounts], tutoring: Callable[[], Tutoring], tell: Tell, line: Callable[[int], str]
    ) -> None:
        self._accounts, self._tutoring, self._tell, self._line = accounts, tutoring, tell, line
        self._readers = CapacityLimiter(READERS)

    async def __call__(self, request: Request) -> Response:
        """Answer with the stream, or refuse: another site's page, nobody signed in, or a turn that is not theirs."""
        if not from_our_pages(request):
            return JSONResponse({"error": "Only StudyBuddy's own pages may do this."}, 403)
        token, turn = request.cookies.get(SESSION_COOKIE, ""), request.query_params.get("turn", "")
        try:
            found = await self._look(token, turn)
        except NotFound:
            return JSONResponse({"error": "There is no such message."}, 404)
        except NotAllowed:
            return JSONResponse({"error": "This is not for this account."}, 403)
        except StudyBuddyError:
            return JSONResponse({"error": "That could not be read. Try again."}, 503)
        if found is None:
            return JSONResponse({"error": "Please sign in first."}, 401)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(self._events(token, turn, found), media_type="text/event-stream", headers=headers)

    async def _look(self, token: str, turn: str) -> _Seen | None:
        return await to_thread.run_sync(self._seen, token, turn, limiter=self._readers)

    def _seen(self, token: str, turn: str) -> _Seen | None:
        actor = self._accounts().actor_of(token, active=False) if token else None
        if actor is None:
            return None
        ahead = self._tutoring().waits(actor, turn)
        if ahead:
            return self._waiting(actor, turn, ahead)
        followed = self._tutoring().follow(actor, turn, wait_s=0.0)
        return _Seen(actor, _event(self._tell(actor, followed)), True, followed.ended)

    def _waiting(self, actor: Actor, turn: str, ahead: int) -> _Seen:
        """How a turn stands that has not been begun: there is nothing to read."""
        return _Seen(actor, _event({"turn": turn, "waiting": self._line(ahead), "ended": False}), False)

    async def _events(self, token: str, turn: str, seen: _Seen) -> AsyncIterator[bytes]:
        told = b""
        loop, rung = asyncio.get_running_loop(), asyncio.Event()
        until = loop.time() + LONGEST_S

        def ring() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(rung.set)

        with self._tutoring().called(turn, ring):
            if seen.begun or not self._tutoring().ahead(seen.actor, turn):
                rung.set()  # what came between the first look and now rang no bell
            while True:
                if seen.event != told:
                    told = seen.event
                    yield told
                if seen.ended or loop.time() > until:
                    return
                found = await self._next(token, turn, rung, seen)
                if found is None:
                    return
                seen = found

    async def _next(self, token: str, turn: str, rung: asyncio.Event, seen: _Seen) -> _Seen | None:
        """Wait for something new. While others are still before this turn, only their number can be."""
        try:
            await asyncio.wait_for(rung.wait(), LOOK_AGAIN_S)
        except TimeoutError:
            ahead = 0 if seen.begun else self._tutoring().ahead(seen.actor, turn)
            if ahead:
                return self._waiting(seen.actor, turn, ahead)
        rung.clear()
        try:
            return await self._look(token, turn)
        except StudyBuddyError:  # the page asks again, and is told then
            return None


def _event(told: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n".encode()


def follow_route(
    accounts: Callable[[], Accounts], tutoring: Callable[[], Tutoring], tell: Tell, line: Callable[[int], str]
) -> Route:
    """Return the route ``/chat/follow``."""
    return Route(FOLLOW_PATH, FollowDoor(accounts, tutoring, tell, line).__call__, methods=["GET"])
