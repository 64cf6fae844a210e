"""How names are compared: a child who types "MIA " is Mia."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """Return ``name`` as it is compared: composed, case folded, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
