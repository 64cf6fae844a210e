"""The inside of the sandbox: gives up every right it does not need, then reads one file from standard input.

Run as a script by ``sandbox``. It sets its own limits before it has seen a byte of the file: seconds of processor,
memory, no file written, no process started, no network (an audit hook refuses what could, and on Linux the
process moves into a network of its own with nobody in it).
"""

import contextlib
import ctypes
import resource
import sys

CPU_S, MEMORY, OPEN_FILES = 10, 512 << 20, 64
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile",
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.chmod", "os.kill", "shutil.",
    "urllib.", "http.", "ftplib.", "smtplib.", "webbrowser.",
)  # fmt: skip


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(_REFUSED):
        raise PermissionError(f"{event} is not allowed here")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("writing is not allowed here")


def confine() -> None:
    """Set the limits of this process; they can't be taken back."""
    with contextlib.suppress(OSError, AttributeError):  # where the system allows no namespaces, the hook stands alone
        ctypes.CDLL(None, use_errno=True).unshare(_NEWUSER | _NEWNET)
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(_refuse)


def main() -> None:
    """Read the file on standard input, named by the first argument; write what was read as JSON."""
    import json

    from studybuddy_core.knowledge.documents.document import Refused, as_json
    from studybuddy_core.knowledge.documents.reading import read_here

    confine()
    try:
        told = as_json(read_here(sys.argv[1], sys.stdin.buffer.read()))
    except Refused as refused:
        told = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(told).encode())


if __name__ == "__main__":
    main()
