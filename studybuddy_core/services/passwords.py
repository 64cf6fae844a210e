"""How passwords are kept: staff's words and learners' pictures.

Staff choose words: bcrypt with 12 rounds takes a quarter of a second, so a small pool of threads does
it and a crowd at the door waits in a line that has an end. Learners choose four pictures of twelve;
there are only 20,736 of those, and slow hashing would not save them from somebody who holds the
database. What does is a pepper: an HMAC with a key that is not in the database. Then a light bcrypt
is enough, and two hundred children are signed in within seconds of the bell. Guessing at the door is
stopped by throttling (``throttling.py``).
"""

from __future__ import annotations

import hashlib
import hmac
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import bcrypt
from pydantic import SecretStr

from studybuddy_core.domain.errors import BadInput, TooMany

MAX_BYTES = 72
MIN_CHARACTERS = 10
PICTURES_CHOSEN = 4
Check = Callable[[str, str], bool]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the learners' grid: its id, the symbol drawn and the name read aloud."""

    id: str
    symbol: str
    name: str


PICTURES = (
    Picture("cat", "🐱", "Cat"),
    Picture("dog", "🐶", "Dog"),
    Picture("fish", "🐟", "Fish"),
    Picture("bird", "🐦", "Bird"),
    Picture("apple", "🍎", "Apple"),
    Picture("tree", "🌳", "Tree"),
    Picture("sun", "🌞", "Sun"),
    Picture("moon", "🌙", "Moon"),
    Picture("ball", "⚽", "Ball"),
    Picture("boat", "⛵", "Boat"),
    Picture("house", "🏠", "House"),
    Picture("key", "🔑", "Key"),
)
_PICTURE_IDS = frozenset(picture.id for picture in PICTURES)


def normal_password(password: str) -> str:
    """Return the password as it is hashed (NFC, so that é is é on every keyboard); refuse what bcrypt can't take."""
    try:
        normal = unicodedata.normalize("NFC", password)
        size = len(normal.encode())
    except UnicodeEncodeError:
        raise BadInput("This password holds a broken character. Type it again.") from None
    if "\0" in normal:
        raise BadInput("This password holds a character that can't be used. Type it again.")
    if size > MAX_BYTES:
        raise BadInput(f"A password may be {MAX_BYTES} bytes long; this one has {size}. Choose a shorter one.")
    return normal


def new_password(password: str) -> str:
    """Return a new staff password, normalised; refuse one that is too short or too long."""
    normal = normal_password(password)
    if len(normal) < MIN_CHARACTERS:
        raise BadInput(f"A password needs at least {MIN_CHARACTERS} characters. Three or four words are good.")
    return normal


def check_words(password: str, hashed: str) -> bool:
    """Whether ``password`` is the one that was hashed."""
    return bcrypt.checkpw(password.encode(), hashed.encode())


class Passwords:
    """Hashes and checks passwords, with the work for staff bounded: ``workers`` at once, ``line`` waiting."""

    def __init__(
        self, pepper: SecretStr, *, staff_rounds: int = 12, picture_rounds: int = 6, workers: int = 1, line: int = 60
    ) -> None:
        if not pepper.get_secret_value():
            raise BadInput("The secret key is empty; run `studybuddy init` to make one.")
        self._pepper = hashlib.sha256(b"studybuddy pictures\0" + pepper.get_secret_value().encode()).digest()
        self._staff_rounds = staff_rounds
        self._picture_rounds = picture_rounds
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="passwords")
        self._places = threading.BoundedSemaphore(workers + line)
        self._nobody = bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(staff_rounds)).decode()
        self._no_child = bcrypt.hashpw(b"no child has these pictures", bcrypt.gensalt(picture_rounds)).decode()

    def hash_words(self, password: str) -> str:
        """Hash a new staff password."""
        normal = new_password(password)
        return self._in_line(lambda: bcrypt.hashpw(normal.encode(), bcrypt.gensalt(self._staff_rounds)).decode())

    def words_match(self, password: str, hashed: str | None, check: Check = check_words) -> bool:
        """Check a staff password; with no hash (nobody of that name) it takes as long and is false."""
        normal = normal_password(password)
        matches = self._in_line(lambda: check(normal, hashed or self._nobody))
        return matches and hashed is not None

    def hash_pictures(self, account: str, pictures: Sequence[str]) -> str:
        """Hash a learner's four pictures, in their order, bound to the account."""
        return bcrypt.hashpw(self._peppered(account, pictures), bcrypt.gensalt(self._picture_rounds)).decode()

    def pictures_match(self, account: str, pictures: Sequence[str], hashed: str | None) -> bool:
        """Check four pictures; with no hash it takes as long and is false."""
        matches = bcrypt.checkpw(self._peppered(account, pictures), (hashed or self._no_child).encode())
        return matches and hashed is not None

    def _peppered(self, account: str, pictures: Sequence[str]) -> bytes:
        if len(pictures) != PICTURES_CHOSEN or not set(pictures) <= _PICTURE_IDS:
            raise BadInput(f"Choose {PICTURES_CHOSEN} pictures.")
        message = "\0".join((account, *pictures)).encode()
        return hmac.new(self._pepper, message, hashlib.sha256).hexdigest().encode()

    def _in_line(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise TooMany("Many people are signing in just now. Try again in a few seconds.", retry_after=5.0)
        try:
            return self._pool.submit(work).result()
        finally:
            self._places.release()
