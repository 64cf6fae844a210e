"""How much processor time a program and those it started have used: what stays true on a busy machine."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = 1000 / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and all that it started, itself first."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += family(int(child))
    return found


def used_ms(pid: int) -> float:
    """Milliseconds of processor time this process has used, in the program and for it in the kernel."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * _TICK


class Meter:
    """Measures a family of processes from now on."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._before = {one: used_ms(one) for one in family(pid)}

    def say(self, messages: int) -> str:
        """What each process has used for each of ``messages``, the first being the one that serves."""
        spent = [used_ms(one) - self._before.get(one, 0.0) for one in family(self._pid)]
        each = " + ".join(f"{ms / messages:.1f}" for ms in spent)
        return f"processor time a message: {each} = {sum(spent) / messages:.1f} ms"
