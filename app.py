"""StudyBuddy's server: the pages, the session doors and the security headers in one process.

Start it with ``streamlit run app.py`` or ``uvicorn app:app``. This file only puts things together.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import streamlit as st
from starlette.middleware import Middleware

from pages.ui import errors, following, serving
from pages.ui.composition import composition
from pages.ui.lean_runs import remember_theme
from studybuddy_core.domain.errors import ConfigError, StudyBuddyError
from studybuddy_core.gateway.following import follow_route
from studybuddy_core.gateway.health import collect_garbage, health_route
from studybuddy_core.gateway.security import Security
from studybuddy_core.gateway.sessions import session_routes
from studybuddy_core.services.first_words import hand_round_quickly
from studybuddy_core.services.opening import open_app
from studybuddy_core.settings import load_settings

try:
    serving.check_options()
    settings = load_settings()
except ConfigError as error:
    raise SystemExit(f"StudyBuddy can't start. {error}") from error

remember_theme()
hand_round_quickly()
composition.by(lambda: open_app(settings))


@contextlib.asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Open the house before anybody is let in, keep its memory tidy, and close it properly."""
    try:
        house = await asyncio.to_thread(composition.app)
    except StudyBuddyError as error:
        raise SystemExit(f"StudyBuddy can't start. {error}") from None
    tidying = asyncio.create_task(collect_garbage())
    try:
        yield {}
    finally:
        tidying.cancel()
        await asyncio.to_thread(house.close)


app = st.App(
    serving.SHELL,
    routes=[
        health_route(lambda: composition.built),
        *session_routes(lambda: composition.app().accounts, secure=settings.secure_cookies),
        follow_route(
            lambda: composition.app().accounts,
            lambda: composition.app().tutoring,
            lambda actor, followed: following.told(
                actor.name, composition.app().answering.sources_of(actor.school), followed
            ),
            following.waiting_words,
        ),
    ],
    middleware=[
        Middleware(
            Security,
            index=serving.INDEX_PAGE,
            hosts=serving.answering_to(settings.host, settings.public_url),
            secure=settings.secure_cookies,
        )
    ],
    lifespan=lifespan,
    on_script_error=errors.show,
)
