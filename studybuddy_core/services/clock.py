"""The machine's clock, the one place where the time is read; everything else is handed a clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from studybuddy_core.domain.ids import Ids


class SystemClock:
    """Wall time in UTC for people, and seconds that never run backwards for deadlines."""

    def now(self) -> datetime:
        """The time in UTC, with its zone."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()


def system_ids() -> Ids:
    """Ids that sort by this machine's time."""
    return Ids(lambda: time.time_ns() // 1_000_000)
