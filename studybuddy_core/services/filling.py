"""How far the demo school has been filled, for the progress bar that people see on first start."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Filling:
    """Talks held so far and in all; ``total`` is 0 while there is nothing to fill."""

    done: int = 0
    total: int = 0

    @property
    def running(self) -> bool:
        """Whether there is something left to fill."""
        return self.done < self.total
