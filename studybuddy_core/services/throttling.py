"""How long somebody who guesses has to wait.

Counted by account and by class, never by address: a whole school sits behind one. A try is counted
before its password is looked at and forgotten when that was right, so that twenty tries at once are
twenty tries. Names that nobody has are counted alike. A class's own limit only slows it down: a
mischievous neighbour must not be able to lock thirty children out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.signing_in import Session
from db.throttles import Throttles, Tries, throttle_key
from studybuddy_core.domain.errors import TooMany

ACCOUNT_WAITS = ((20, 900.0), (10, 300.0), (5, 60.0))
PLACE_WAITS = ((200, 30.0), (60, 5.0))


@dataclass(frozen=True, slots=True)
class Guess:
    """One try to sign in: the counter of its name and the counter of its class or school."""

    account: str
    place: str

    @classmethod
    def at(cls, place: str, name: str) -> Guess:
        """Name the counters of ``name`` in ``place``; neither is kept in the clear."""
        return cls(throttle_key(place, name), throttle_key(place, ""))


def seconds_left(tries: Tries, waits: tuple[tuple[int, float], ...], now: datetime) -> float:
    """How long from ``now`` the next try is answered, in seconds; 0 at once."""
    wait = next((seconds for failures, seconds in waits if tries.failures >= failures), 0.0)
    if tries.last_at is None or not wait:
        return 0.0
    return max(0.0, wait - (now - tries.last_at).total_seconds())


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait that one wrong try brought about: after how many tries, how many seconds, of a name or a whole place."""

    tries: int
    seconds: float
    place: bool = False


def count_try(session: Session, guess: Guess, now: datetime) -> int:
    """Count one try of this name and return which it is; raise ``TooMany`` when the name or its place has to wait."""
    throttles = Throttles(session)
    left = max(
        seconds_left(throttles.tries(guess.account, now=now), ACCOUNT_WAITS, now),
        seconds_left(throttles.tries(guess.place, now=now), PLACE_WAITS, now),
    )
    if left > 0:
        raise TooMany("Too many tries. Wait a little.", retry_after=left)
    return throttles.failed(guess.account, now=now).failures


def count_failure(session: Session, guess: Guess, tries: int, now: datetime) -> tuple[Wait, ...]:
    """Count a wrong try against its class or school too; return the waits that begin or grow with it."""
    place = Throttles(session).failed(guess.place, now=now).failures
    return (
        *(Wait(tries, seconds) for failures, seconds in ACCOUNT_WAITS if failures == tries),
        *(Wait(place, seconds, place=True) for failures, seconds in PLACE_WAITS if failures == place),
    )


def forgive(session: Session, guess: Guess) -> None:
    """Forget the tries of a name that has now signed in."""
    Throttles(session).clear(guess.account)
