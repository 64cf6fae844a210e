"""What the process that serves pages and those that answer turns say to each other.

``(BEGIN, turn id, turn, hold)`` · ``(GO_ON, turn id)`` · ``(DROP, turn id)`` · ``(CLOSE,)`` one way;
``(turn id, STEP | END | FAILED)`` and ``("", READY)`` back.
"""

from __future__ import annotations

BEGIN, GO_ON, DROP, CLOSE = "begin", "go on", "drop", "close"
READY, STEP, END, FAILED = "ready", "step", "end", "failed"
