"""Names for things: random ids that sort by time, and content ids that prove their content.

Every id carries a prefix (``msg_``, ``pol_``, ``cnv_`` …) so that a wrong one is seen
at once. Time and randomness are arguments.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford base 32: no i, l, o, u


def _base32(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))


def make_id(prefix: str, *, now_ms: int, entropy: int) -> str:
    """Return ``prefix_`` + 10 characters of time + 13 of randomness (64 bits)."""
    return f"{prefix}_{_base32(now_ms, 10)}{_base32(entropy, 13)}"


class Ids:
    """Makes ids from a clock and a source of randomness; both can be replaced in a test."""

    def __init__(self, now_ms: Callable[[], int], random_bits: Callable[[int], int] = secrets.randbits) -> None:
        self._now_ms = now_ms
        self._random_bits = random_bits

    def __call__(self, prefix: str) -> str:
        """Return a new id with this prefix."""
        return make_id(prefix, now_ms=self._now_ms(), entropy=self._random_bits(64))


def canonical_bytes(payload: Any) -> bytes:
    """Return the one UTF-8 JSON text of ``payload`` (sorted keys, no spaces): what hashes are taken of."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def content_id(prefix: str, payload: Any) -> str:
    """Return ``prefix_`` + the first 20 hex digits of the SHA-256 of the canonical JSON of ``payload``."""
    return f"{prefix}_{hashlib.sha256(canonical_bytes(payload)).hexdigest()[:20]}"


def text_digest(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, as hex: what an ``Allow`` is bound to."""
    return hashlib.sha256(text.encode()).hexdigest()
