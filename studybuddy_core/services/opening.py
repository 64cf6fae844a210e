"""Opening the house: the services are put together, workers begin, and a demo school fills itself."""

from __future__ import annotations

from studybuddy_core.services.bootstrap import App, build
from studybuddy_core.services.demonstrating import fill_in_background
from studybuddy_core.services.turn_processes import processes_for
from studybuddy_core.settings import Settings


def open_app(settings: Settings) -> App:
    """Return the running application; in demo mode the school is there at once and its talks come while it runs."""
    app = build(settings)
    app.apart.start(processes_for(settings))
    app.start()
    if settings.demo:
        fill_in_background(app)
    return app
