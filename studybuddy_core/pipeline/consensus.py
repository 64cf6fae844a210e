"""Asking a panel: every model at once, in threads of their own, until all have answered or the deadline has come.

What a model says becomes a ballot; what it does not say becomes one too, with the reason. Who is late has no vote: the
decision is made without waiting any longer. Every request that was made is a call with its cost.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from studybuddy_core.domain.chat import Usage
from studybuddy_core.domain.consensus import Ballot, Consensus, Panel, aggregate
from studybuddy_core.domain.errors import ConfigError, ProviderError, what_broke
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.records import Call

LATE, NOT_SET_UP, KEPT_HERE = "timeout", "not set up", "kept here"
ABSENT: Mapping[str, str] = {
    LATE: "did not answer in time",
    NOT_SET_UP: "is not set up here",
    KEPT_HERE: "was not asked: this must not leave this machine",
    "malformed": "did not answer in the form that was asked for",
    "refused_key": "refused the key",
    "rate_limited": "is too busy",
    "unavailable": "can't be reached",
    "cut": "broke off",
    "too_long": "found it too long",
    "unknown": "could not answer",
}
"""Why there is no vote, in words that follow a model's name."""


@dataclass(frozen=True, slots=True)
class Vote:
    """What one model said: points for every criterion, and what that cost."""

    scores: Mapping[str, int]
    usage: Usage


Seat = Callable[[], Vote]
"""Asks one model; raises ``ProviderError`` where it gives no vote, ``ConfigError`` where it can't be asked."""


@dataclass(frozen=True, slots=True)
class Deliberation:
    """Every ballot in the panel's order, what the panel decides, and every call with its cost."""

    panel: Panel
    ballots: tuple[Ballot, ...]
    consensus: Consensus
    calls: tuple[Call, ...]
    ms: float

    @property
    def cost_usd(self) -> float | None:
        """What all calls cost together; None where the price of one is not known."""
        costs = [call.cost_usd for call in self.calls]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None


def deliberate(panel: Panel, seats: Mapping[str, Seat], clock: Clock) -> Deliberation:
    """Ask every validator that has a seat, and decide; who has none is not set up."""
    began = clock.monotonic()
    heard: SimpleQueue[tuple[Ballot, Call | None]] = SimpleQueue()
    asked = [one.model for one in panel.validators if one.model in seats]
    for model in asked:
        work = (model, seats[model], clock, heard)
        threading.Thread(target=_ask, args=work, daemon=True, name=f"panel-{model}").start()
    found, calls = _gathered(panel, len(asked), heard, clock, began)
    took = (clock.monotonic() - began) * 1000
    for model in asked:
        if model not in found:
            found[model] = Ballot(model, absent=LATE, ms=took, why=ABSENT[LATE])
            calls.append(_call(model, Usage(model), took, LATE))
    ballots = tuple(found.get(one.model) or Ballot(one.model, absent=NOT_SET_UP, why=ABSENT[NOT_SET_UP])
                    for one in panel.validators)  # fmt: skip
    return Deliberation(panel, ballots, aggregate(panel, ballots), tuple(calls), took)


def _gathered(
    panel: Panel, wanted: int, heard: SimpleQueue[tuple[Ballot, Call | None]], clock: Clock, began: float
) -> tuple[dict[str, Ballot], list[Call]]:
    found: dict[str, Ballot] = {}
    calls: list[Call] = []
    while len(found) < wanted:
        left = panel.deadline_s - (clock.monotonic() - began)
        if left <= 0:
            break
        try:
            ballot, call = heard.get(timeout=left)
        except Empty:
            break
        found[ballot.model] = ballot
        calls += [call] if call is not None else []
    return found, calls


def _ask(model: str, seat: Seat, clock: Clock, heard: SimpleQueue[tuple[Ballot, Call | None]]) -> None:
    began = clock.monotonic()

    def ms() -> float:
        return (clock.monotonic() - began) * 1000

    try:
        vote = seat()
    except ConfigError as fault:
        heard.put((Ballot(model, absent=NOT_SET_UP, ms=ms(), why=f"{ABSENT[NOT_SET_UP]}: {fault}"), None))
    except Exception as fault:  # whatever broke is no vote, and is shown as one
        told = isinstance(fault, ProviderError)
        kind = fault.kind if isinstance(fault, ProviderError) else "unknown"
        why = ABSENT.get(kind, ABSENT["unknown"]) if told else f"broke ({what_broke(fault)})"
        heard.put((Ballot(model, absent=kind, ms=ms(), why=why), _call(model, Usage(model), ms(), kind)))
    else:
        heard.put((Ballot(model, vote.scores, ms=ms()), _call(model, vote.usage, ms(), "ok")))


def _call(model: str, usage: Usage, ms: float, outcome: str) -> Call:
    return Call(f"panel: {model}", usage.model, 0, usage.input_tokens, usage.output_tokens, usage.cost_usd, ms, None,
                outcome)  # fmt: skip


def kept_here(panel: Panel, clock: Clock) -> Deliberation:
    """What a panel decides on a text that must not leave this machine: nobody is asked, so it blocks."""
    began = clock.monotonic()
    ballots = tuple(Ballot(one.model, absent=KEPT_HERE, why=ABSENT[KEPT_HERE]) for one in panel.validators)
    return Deliberation(panel, ballots, aggregate(panel, ballots), (), (clock.monotonic() - began) * 1000)
