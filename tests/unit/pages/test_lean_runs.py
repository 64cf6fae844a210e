"""The remembered theme is the theme, to the byte, and it is asked for again when the configuration is read anew."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.ui import lean_runs
from pages.ui.lean_runs import RememberedTheme

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar")
MADE = app_session._populate_theme_msg  # a Streamlit that calls it otherwise is noticed here


def filled(fill, section: str) -> bytes:
    message = CustomThemeConfig()
    fill(message, section)
    return message.SerializeToString(deterministic=True)


@pytest.mark.parametrize("section", SECTIONS)
def test_it_is_the_same_each_time(section: str) -> None:
    made = MADE._fill if isinstance(MADE, RememberedTheme) else MADE
    remembered = RememberedTheme(made)
    assert filled(remembered, section) == filled(remembered, section) == filled(made, section)


def test_each_section_is_worked_out_once_until_it_is_forgotten() -> None:
    asked = []

    def fill(message: CustomThemeConfig, section: str) -> None:
        asked.append(section)
        message.primary_color = f"#{len(asked)}"

    remembered = RememberedTheme(fill)
    assert filled(remembered, "theme") == filled(remembered, "theme")
    assert asked == ["theme"]
    remembered.forget()
    filled(remembered, "theme")
    assert asked == ["theme", "theme"]


def test_a_configuration_read_anew_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_session, lean_runs._PLACE, MADE._fill if isinstance(MADE, RememberedTheme) else MADE)
    lean_runs.remember_theme()
    remembered = getattr(app_session, lean_runs._PLACE)
    lean_runs.remember_theme()
    assert getattr(app_session, lean_runs._PLACE) is remembered
    filled(remembered, "theme")
    config._on_config_parsed.send()
    assert remembered._known == {}
