"""What the record says of a search for words: who looked, for which words (sealed), and how much there was.

A searched word may be a child's name or a child's own sentence, so it does not stand in the chain. What stands
there is a code made with a key that is not in the database: with the key one can ask "did anybody look for
this word?", without it nobody can guess which it was.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

_CODE = 16


class WordSeal:
    """Makes the codes of one installation."""

    def __init__(self, secret: SecretStr) -> None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"studybuddy searched words")
        self._key = derive.derive(secret.get_secret_value().encode())

    def __call__(self, school: str, word: str) -> str:
        """Return the code of a word in a school, in either case of its letters."""
        told = f"{school}\0{word.casefold()}".encode(errors="replace")
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()[:_CODE]

    def facts(self, school: str, words: Iterable[str]) -> dict[str, object]:
        """Return what a link says of the words of a search."""
        codes = sorted(self(school, word) for word in words)
        return {"words": codes} if codes else {}
