"""Other ways to read a text: scored only, each with a map back to ``clean``."""

from __future__ import annotations

import unicodedata

from studybuddy_core.domain.messages import Reading


def readings_of(clean: str) -> tuple[Reading, ...]:
    """Return the readings of ``clean`` that differ from it: compatibility forms folded (NFKC)."""
    chars: list[str] = []
    offsets: list[int] = []
    for place, char in enumerate(clean):
        folded = unicodedata.normalize("NFKC", char)
        chars.append(folded)
        offsets += [place] * len(folded)
    text = "".join(chars)
    return () if text == clean else (Reading("folded", text, tuple(offsets)),)
