"""Writing down when what happened in one attempt, as it happens."""

from __future__ import annotations

from dataclasses import replace

from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.timelines import Cut, Timeline


class Recording:
    """The timeline of one attempt while it is being made. ``began`` is the clock's reading when the turn began."""

    def __init__(self, attempt: int, clock: Clock, began: float) -> None:
        self._attempt, self._clock, self._turn_began = attempt, clock, began
        self._began_ms = self._now()
        self._arrivals: list[tuple[float, int]] = []
        self._cuts: list[Cut] = []
        self._stepped_in: list[tuple[float, str]] = []
        self._cut_ms = self._scored_ms = self._began_ms

    def _now(self) -> float:
        return (self._clock.monotonic() - self._turn_began) * 1000

    def arrived(self, chars: int) -> None:
        """A piece of so many characters has come from the provider."""
        self._arrivals.append((self._now(), chars))

    def cut(self) -> None:
        """A segment is complete; its checks begin."""
        self._cut_ms = self._now()

    def scored(self) -> None:
        """The checks of the segment have run."""
        self._scored_ms = self._now()

    def decided(self, segment: int, chars: int) -> None:
        """The policy has spoken on the segment (on a changed one: once more)."""
        if self._cuts and self._cuts[-1].segment == segment:
            self._cuts.pop()
        self._cuts.append(Cut(segment, chars, self._cut_ms, self._scored_ms, self._now()))

    def released(self) -> None:
        """The segment that was decided on last is handed on to be kept and shown."""
        self._cuts[-1] = replace(self._cuts[-1], released_ms=self._now())

    def stepped_in(self, kind: str) -> float:
        """Somebody stepped in; return the milliseconds since the segment was complete."""
        now = self._now()
        self._stepped_in.append((now, kind))
        return now - self._cut_ms

    def timeline(self) -> Timeline:
        """What was written down so far."""
        return Timeline(self._attempt, self._began_ms, tuple(self._arrivals), tuple(self._cuts),
                        tuple(self._stepped_in))  # fmt: skip
