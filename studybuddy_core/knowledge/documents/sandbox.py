"""Reads what teachers bring in a process of its own, which may do nothing but read that one file.

Readers of documents are large and old; one that is led astray by a file must not take the school with it. So each
file gets a fresh process with limits on time, memory and output (``worker``). It inherits no setting, no key and
no open file; it is told the file's name and bytes, and answers with text.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import threading
import time
from pathlib import Path

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.knowledge.documents.document import MOST_BYTES, Document, Refused, from_json
from studybuddy_core.knowledge.documents.sniffing import kind_of

WALL_S = 25.0
MOST_OUTPUT = 32_000_000
AT_ONCE = 2
_WORKER = Path(__file__).with_name("worker.py")
_free = threading.BoundedSemaphore(AT_ONCE)
_TOO_MUCH = ("Reading it took too long or too much memory, as with files that are made to. Save it again from the "
             "program that made it, without pictures, or bring it in parts.")  # fmt: skip


def read_document(name: str, data: bytes, *, wall_s: float = WALL_S) -> Document:
    """Return what can be read in a file; raise ``Refused`` with the reason and what to do."""
    if len(data) > MOST_BYTES:
        kind_of(name, data)
    if not sys.platform.startswith(("linux", "darwin")):
        raise ConfigError("Documents can be read on Linux and macOS only: other systems lack the limits this needs.")
    with _free:
        answer, sound = _answer(name, data, wall_s)
    if not sound:
        raise Refused(_TOO_MUCH)
    try:
        told = json.loads(answer)
        if "refused" in told:
            raise Refused(str(told["refused"]))
        return from_json(told)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise Refused(_TOO_MUCH) from fault


def _answer(name: str, data: bytes, wall_s: float) -> tuple[bytes, bool]:
    """What the worker wrote, and whether it came to its own end within all limits."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path if path)
    process = subprocess.Popen(  # noqa: S603 — our own worker; the file's name is one argument, never a shell's
        [sys.executable, "-B", str(_WORKER), Path(name).name[-200:].replace("\0", "")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, close_fds=True, cwd="/",
        env={"PYTHONPATH": paths, "PATH": "/nonexistent", "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    feeder = threading.Thread(target=_feed, args=(process, data), daemon=True)
    feeder.start()
    try:
        answer = _heard(process, time.monotonic() + wall_s)
        if answer is None:
            return b"", False
        return answer, process.wait(timeout=5) == 0
    except subprocess.TimeoutExpired:
        return b"", False
    finally:
        process.kill()
        process.wait()
        feeder.join(5)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    try:
        assert process.stdin is not None
        process.stdin.write(data)
        process.stdin.close()
    except (OSError, ValueError):
        return  # the worker refused early, or is gone


def _heard(process: subprocess.Popen[bytes], until: float) -> bytes | None:
    """All that the worker writes; None where it is too much or takes too long."""
    assert process.stdout is not None
    pieces: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        while True:
            if not waiting.select(max(0.0, until - time.monotonic())):
                return None
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                return b"".join(pieces)
            size += len(piece)
            if size > MOST_OUTPUT:
                return None
            pieces.append(piece)
