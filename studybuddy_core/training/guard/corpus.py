"""The hand-written corpus: lines in children's own register, a section for each kind of thing that is said.

Files of the folder ``hard_cases`` hold what lies close to its harmless neighbour: pairs a word apart, adults' wording,
bare questions without a telling word, things said sideways. A fit that is to keep the plain things plain is not shown
them (``lessons.lessons_of``).

A section begins ``@ LABELS | KIND``; every other line that is not empty and not a comment is one text. A text with
surroundings is written in parts, ``system: … ‖ child: … ‖ tutor: …``, of which the last is scored; a document is
``document: …`` with ``⏎`` for its line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.messages import Stage

PART, LINE_END = " ‖ ", " ⏎ "
_SECTION = re.compile(r"^@ (?P<labels>[a-z_.]+(?: [a-z_.]+)*) \| (?P<kind>[a-z0-9-]+)$")
_SPEAKERS = ("system: ", "child: ", "tutor: ")
_DOCUMENT = "document: "


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the corpus. ``stage`` says whose text it is: the child's, a document's or the tutor's."""

    text: str
    labels: frozenset[str]
    kind: str
    context: str = ""
    stage: Stage = Stage.INPUT
    place: str = ""


HARD_CASES = "hard_cases"


def corpus_files(folder: Path) -> list[Path]:
    """The files of a corpus, those of its hard cases among them, by name."""
    return sorted(folder.rglob("*.txt"), key=lambda path: path.name)


def _text(line: str) -> tuple[str, str, Stage]:
    """Split a line into (context, text, stage)."""
    parts = line.split(PART)
    last = parts[-1]
    if last.startswith(_DOCUMENT):  # a document is scored for itself, whoever asked for it
        return "", last.removeprefix(_DOCUMENT).replace(LINE_END, "\n").replace("⏎", "\n"), Stage.CONTEXT
    stage = Stage.OUTPUT if last.startswith("tutor: ") else Stage.INPUT
    if len(parts) == 1 and not last.startswith(_SPEAKERS):
        return "", last, stage
    if not all(part.startswith(_SPEAKERS) for part in parts):
        raise BadInput("each part begins with `system: `, `child: ` or `tutor: `")
    return "\n".join(parts[:-1]), last.partition(": ")[2], stage


def read_corpus(path: Path, known: Iterable[str]) -> list[Written]:
    """Return the lines of one file; raise ``BadInput`` with the line's number where one can't be read."""
    allowed, found = frozenset(known), list[Written]()
    labels, kind = frozenset[str](), ""
    for number, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        where = f"{path.name} line {number}"
        if line.startswith("@"):
            section = _SECTION.match(line)
            if section is None:
                raise BadInput(f"{where}: write a section as `@ LABELS | KIND`, not {line!r}")
            words = section["labels"].split()
            labels = frozenset() if words == ["none"] else frozenset(words)
            if unknown := labels - allowed:
                raise BadInput(f"{where}: there is no label {', '.join(sorted(unknown))}")
            kind = section["kind"]
            continue
        if not kind:
            raise BadInput(f"{where}: a text stands before the first section")
        try:
            context, text, stage = _text(line)
        except BadInput as fault:
            raise BadInput(f"{where}: {fault}") from fault
        found.append(Written(text, labels, kind, context, stage, where))
    return found
