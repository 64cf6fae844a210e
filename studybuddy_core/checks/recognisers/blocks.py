"""Signatures and address labels: short lines that belong together because some of them are plainly personal.

In "Ana Lima / Bakery assistant / 12 Oak Street / 01632 960 001" the second line says nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2

from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

_LINE = re2.compile(r"[^\n]+")
_SHORT = 60
_FEWEST = 2
_SIGNATURE = 40
_FEW_WORDS = 4
_SENTENCE_END = (".", "?", "!", ":", ",")


def _strange(line: str) -> bool:
    """Whether a line is a few words of which at least one is no ordinary one."""
    words = line.strip("> \t").casefold().split()
    return len(words) <= _FEW_WORDS and any(word.isalpha() and word not in gazetteer().common for word in words)


def blocks(around: Surroundings, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the unmarked short lines of a signature: at least two lines around them hold an address or a contact."""
    if around.text.count("\n") < _FEWEST or around.sum:
        return
    lines = [Span(*match.span()) for match in _LINE.finditer(around.text) if match.group().strip("> \t")]
    marked = [span for finding in found for span in finding.spans]
    held = [any(m.start < line.end and line.start < m.end for m in marked) for line in lines]
    hard = [any(m.start < line.end and line.start < m.end for finding in found
                if finding.label in ("privacy.contact", "privacy.address", "privacy.secret") for m in finding.spans)
            for line in lines]  # fmt: skip
    if not lines:
        return
    brief = all(end - start <= _SIGNATURE or known for (start, end), known in zip(lines, held, strict=True))
    if (
        not (held[0] or _strange(around.text[slice(*lines[0])]))
        or not any(hard)
        or (sum(hard) < _FEWEST and not (brief and len(lines) > _FEWEST))
    ):
        return
    for line, known in zip(lines[:6], held, strict=False):
        said = around.text[line.start : line.end]
        bare = said.strip("> \t")
        if not known and len(bare) <= _SHORT and not bare.endswith(_SENTENCE_END):
            start = line.start + said.index(bare)
            yield Finding("privacy.name", 2_000, (Span(start, start + len(bare)),), "a line of a signature")
