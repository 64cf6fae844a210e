"""Plain text: paragraphs between empty lines; a short line that stands alone is a heading."""

from __future__ import annotations

import re

from studybuddy_core.knowledge.documents.document import Document, Gathering, Kind
from studybuddy_core.knowledge.documents.invisible import find_invisible
from studybuddy_core.knowledge.documents.sniffing import decoded

_GAP = re.compile(r"\n[ \t]*\n+|\f")
_RULE = re.compile(r"^[\s=\-_*~#]+$")
LONGEST_HEADING = 80


def read(data: bytes) -> Document:
    """Read a text file."""
    text = decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    gathered = Gathering()
    find_invisible(text, gathered)
    parts = [part.strip() for part in _GAP.split(text) if part.strip() and not _RULE.match(part.strip())]
    for n, part in enumerate(parts):
        lines = [line for line in part.split("\n") if not _RULE.match(line)]
        if len(lines) > 1 and looks_like_heading(lines[0]) and len(part.split("\n")) > len(lines):
            gathered.see(lines[0], level=2)  # a line that was underlined
            lines = lines[1:]
        alone = len(lines) == 1 and looks_like_heading(lines[0]) and n + 1 < len(parts)
        gathered.see(" ".join(lines), level=2 if alone else 0)
    return gathered.done(Kind.TEXT, "")


def looks_like_heading(line: str) -> bool:
    """Whether a line that stands alone reads like a heading: short, and no sentence."""
    line = line.strip()
    return 0 < len(line) <= LONGEST_HEADING and len(line.split()) <= 10 and line[-1] not in ".!?,;:。"
