"""Which kernel a frozen figure comes from: int8 kernels of different processors score a text some hundredths apart.

A file of frozen figures holds what each kernel gave. Here, where the kernel is among them, the figures hold as they
stand; on a processor that nobody froze them on, what lies beside a line may fall either way.
"""

from __future__ import annotations

from collections.abc import Iterable

from studybuddy_core.checks.guard_model import shipped


def this_kernel() -> str:
    """The guard model that is in use, its lines and what this processor makes of a fixed text."""
    return shipped().version


def still_right(kernels: Iterable[str]) -> list[str]:
    """Those that read the model that is in use, with its lines: what others gave says nothing any more."""
    model, _, _ = this_kernel().partition("/")
    return [kernel for kernel in kernels if kernel.partition("/")[0] == model]
