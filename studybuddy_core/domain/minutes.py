"""Minutes with the tutor: when a gentle nudge to take a break is due, and when replies pause for now.

The numbers are a class's or a school's own. A limit pauses replies, never the scoring for distress, and help stays
open. A teacher may give more minutes, with a reason.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(hours=12)
"""Minutes are counted over this time back: a school day, with no midnight in it."""
LONGEST_GAP = timedelta(minutes=5)
MOST = 480


@dataclass(frozen=True, slots=True)
class MinuteLimit:
    """After how many minutes a nudge comes, and after how many replies pause; 0 for never."""

    nudge: int = 0
    most: int = 0


NO_LIMIT = MinuteLimit()


@dataclass(frozen=True, slots=True)
class MinutesNow:
    """A child's minutes in this school day: used, allowed (0 for no limit), and what is due now."""

    used: int
    allowed: int = 0
    nudge: bool = False

    @property
    def over(self) -> bool:
        """Whether replies pause for now."""
        return bool(self.allowed) and self.used >= self.allowed


def active_minutes(times: Sequence[datetime]) -> int:
    """Return minutes at work: the time between messages, a longer gap than five minutes counting as five.

    The last message counts a minute, since nobody knows how long the child stays with its answer.
    """
    last = timedelta(minutes=1) if times else timedelta()
    return int((_between(times) + last).total_seconds() // 60)


def _between(times: Sequence[datetime]) -> timedelta:
    """How long was worked from the first message to the last."""
    gaps = (min(later - sooner, LONGEST_GAP) for sooner, later in itertools.pairwise(sorted(times)))
    return sum(gaps, timedelta())


def minutes_now(times: Sequence[datetime], limit: MinuteLimit, more: int = 0) -> MinutesNow:
    """Return where a child stands whose messages came at ``times``, with ``more`` minutes given by a teacher.

    The nudge is due at the one message with which the time worked reaches it, so it comes once, and never with the
    first: who has just sat down needs no break.
    """
    due = timedelta(minutes=limit.nudge)
    nudge = bool(limit.nudge) and _between(sorted(times)[:-1]) < due <= _between(times)
    return MinutesNow(active_minutes(times), limit.most + more if limit.most else 0, nudge)
