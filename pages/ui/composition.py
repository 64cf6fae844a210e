"""The one place where the pages find the application's services.

Streamlit runs page scripts on its own and hands them nothing, so the process keeps the composed
``App`` here: ``app.py`` says how it is built, the first who asks builds it, tests put their own.
Everything else is handed down from ``here.app``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from studybuddy_core.domain.errors import ConfigError

if TYPE_CHECKING:
    from studybuddy_core.services.bootstrap import App


class Composition:
    """Builds the application once, whoever asks first; ``put`` replaces it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._build: Callable[[], App] | None = None
        self._app: App | None = None

    def by(self, build: Callable[[], App]) -> None:
        """Say how the application is built; nothing is built yet."""
        with self._lock:
            self._build = build

    def put(self, app: App | None) -> None:
        """Use this application from now on."""
        with self._lock:
            self._app = app

    @property
    def built(self) -> bool:
        """Whether the application already stands."""
        return self._app is not None

    def app(self) -> App:
        """Return the application, building it if nobody has yet."""
        with self._lock:
            if self._app is None:
                if self._build is None:
                    raise ConfigError(
                        "StudyBuddy was not started through app.py; use `make run` or `streamlit run app.py`"
                    )
                self._app = self._build()
            return self._app


composition = Composition()
