"""The last gate before the disk: text that some database could not give back as it was is refused.

SQLite keeps a NUL that PostgreSQL refuses, and neither keeps half a surrogate. Text is cleaned long
before it comes here; whatever was not is an error of the sender and becomes ``BadInput``.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Engine, event

from studybuddy_core.domain.errors import BadInput

_REFUSED = "This text holds characters that can't be kept (a NUL or half a surrogate). Remove them and send it again."


def require_plain(text: str) -> str:
    """Return ``text`` as it is, or raise ``BadInput`` when a database could not keep it."""
    if "\x00" in text:
        raise BadInput(_REFUSED)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise BadInput(_REFUSED) from error
    return text


def _strings(value: Any) -> Any:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def as_json(value: Any) -> str:
    """Return compact JSON of ``value``, holding readable text; raise ``BadInput`` for text that can't be kept."""
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    if "\\u0000" in written:  # the one character that JSON would hide from the gate below
        for text in _strings(value):
            require_plain(text)
    return written


def _check(_connection: Any, _cursor: Any, _statement: Any, parameters: Any, _context: Any, many: bool) -> None:
    for row in parameters if many else (parameters,):
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str):
                require_plain(value)


def refuse_unkeepable_text(engine: Engine) -> None:
    """Check every text parameter of every statement that ``engine`` runs."""
    event.listen(engine, "before_cursor_execute", _check)
