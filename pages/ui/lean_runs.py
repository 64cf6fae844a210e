"""Spares the server what Streamlit works out anew for every run of every page though it never differs.

Each run begins with a message that holds the whole theme, read option by option out of the configuration: a tenth of
what a child's message costs this server. The theme changes only when the configuration is read again, so each
section is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable

from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

Fill = Callable[[CustomThemeConfig, str], None]
_PLACE = "_populate_theme_msg"  # Streamlit's own name for it; a version without it goes on as it was made


class RememberedTheme:
    """Fills in a section of the theme as ``fill`` does, which is asked once for each."""

    def __init__(self, fill: Fill) -> None:
        self._fill = fill
        self._known: dict[str, CustomThemeConfig] = {}

    def __call__(self, message: CustomThemeConfig, section: str = "theme") -> None:
        """Fill ``message`` with a section of the theme."""
        known = self._known.get(section)
        if known is None:
            known = CustomThemeConfig()
            self._fill(known, section)
            self._known[section] = known
        if known.ByteSize():
            message.MergeFrom(known)

    def forget(self) -> None:
        """Ask again: the configuration has been read anew."""
        self._known = {}


def remember_theme() -> None:
    """Let the server remember the theme; once is enough, and twice is the same."""
    fill = getattr(app_session, _PLACE, None)
    if fill is None or isinstance(fill, RememberedTheme):
        return
    remembered = RememberedTheme(fill)
    config.on_config_parsed(remembered.forget, force_connect=True)
    setattr(app_session, _PLACE, remembered)
