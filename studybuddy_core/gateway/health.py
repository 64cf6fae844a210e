"""Is the server there, and is it ready? For a monitor or a load balancer; says nothing else."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from studybuddy_core import __version__


def health_route(ready: Callable[[], bool]) -> Route:
    """Return ``/healthz``: 200 once the services stand, 503 while they are being built."""

    async def healthz(_request: Request) -> Response:
        up = ready()
        return JSONResponse({"status": "ok" if up else "starting", "version": __version__}, 200 if up else 503)

    return Route("/healthz", healthz, methods=["GET"])


async def collect_garbage(every: float = 30.0) -> None:
    """Collect reference cycles every ``every`` seconds, since Streamlit's own collection is off.

    Streamlit collects after every click, which made a rerun twenty times slower; switched off
    altogether, cycles would pile up over a school day.
    """
    while True:
        await asyncio.sleep(every)
        await asyncio.to_thread(gc.collect)
