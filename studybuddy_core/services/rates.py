"""How often a child and a class may ask: limits on replies, never on what is scored or stored.

The counts are a moving window of one minute in this process. They guard the tutor's time and cost,
so a restart that forgets them harms nobody.
"""

from __future__ import annotations

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from studybuddy_core.domain.procedures import Limits
from studybuddy_core.domain.turns import Hold


class Rates:
    """Counts messages a minute for each child and each class."""

    def __init__(self) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, learner: str, class_id: str, limits: Limits) -> Hold | None:
        """Count one message; return the hold when this child or class has asked too often."""
        mine = self._window.hit(RateLimitItemPerMinute(limits.child_per_minute), "child", learner)
        ours = not class_id or self._window.hit(RateLimitItemPerMinute(limits.class_per_minute), "class", class_id)
        if mine and ours:
            return None
        whose = "class" if mine else "child"
        return Hold("rate", "slow_down", f"More messages a minute than the procedure allows a {whose}")
