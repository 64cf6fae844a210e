"""The one way a turn takes through the five layers.

Chat, playground, batch scoring, benchmarks and gateway all iterate ``TurnPipeline.run``. Whatever
breaks on the way ends in a fixed, kind text; only storage itself breaking is raised, since then
nothing may be shown at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studybuddy_core.domain.errors import ProviderError, StorageError, what_broke
from studybuddy_core.domain.messages import WHOLE_MESSAGE, Stage, told_apart
from studybuddy_core.domain.records import Outcome, Ran, Receipt
from studybuddy_core.domain.turns import TurnEvent, TurnInput
from studybuddy_core.pipeline.answering import Answering
from studybuddy_core.pipeline.flagging import UNREAD
from studybuddy_core.pipeline.reading import read_message, read_passages
from studybuddy_core.pipeline.under_way import Layers, Standing, UnderWay


@dataclass(frozen=True)
class TurnPipeline(Layers):
    """The five layers put together; ``run`` takes one message through them."""

    def run(self, turn: TurnInput, standing: Standing, activation: str = "") -> Iterator[TurnEvent]:
        """Yield everything that happens in this turn, in order; the last event is ``Finished``."""
        now = UnderWay(self, turn, standing, activation)
        try:
            yield from _steps(now)
        except StorageError:
            raise
        except Exception as fault:  # whatever broke, the child reads one kind sentence and an adult can see why
            if now.closed:
                raise
            yield from _failed(now, fault)


def _steps(now: UnderWay) -> Iterator[TurnEvent]:
    yield from read_message(now)
    if not now.closed:
        passages = yield from read_passages(now)
        yield from Answering(now, told_apart(passages)).run()


def _failed(now: UnderWay, fault: Exception) -> Iterator[TurnEvent]:
    kind = fault.kind if isinstance(fault, ProviderError) else type(fault).__name__
    receipt = Receipt(3, Stage.OUTPUT, WHOLE_MESSAGE, "turn", "1", Ran.ERROR, 0.0, what_broke(fault))
    script = "busy" if kind == "rate_limited" else "try_again"
    flags = () if now.read else (UNREAD,)
    yield from now.say_and_close(script, Outcome.FAILED, kind, now.batch(receipts=(receipt,), flags=flags))
