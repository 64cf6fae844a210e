"""Layer 4's way out: a segment that may be shown is committed with its evidence, and only then released.

What has been shown is final; the last segment carries the closing row in the same commit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studybuddy_core.domain.deciding import Decision
from studybuddy_core.domain.messages import Passage
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Batch, Outcome, Release, ReleaseKind
from studybuddy_core.domain.turns import Finished, Released, TurnEvent
from studybuddy_core.pipeline.asking import Attempt, with_call
from studybuddy_core.pipeline.under_way import UnderWay


class Showing:
    """What the child has seen of one answer. ``passages`` are what the model was given to answer from."""

    def __init__(self, now: UnderWay, passages: tuple[Passage, ...]) -> None:
        self.now = now
        self.passages = passages
        self.segment = 0
        self._answer: list[str] = []
        self._named: set[str] = set()
        self._noted: set[str] = set()

    @property
    def text(self) -> str:
        """The model's own words that the child has seen in this turn."""
        return "".join(self._answer)

    def delivered(
        self, this: Attempt, text: str, decision: Decision, batch: Batch, *, last: bool
    ) -> Iterator[TurnEvent]:
        """Commit the segment with its evidence, then show it; the last one carries the closing row."""
        now, script = self.now, decision.effect.script
        this.record.released()
        noted = decision.effect.reply is Reply.ANNOTATE and script not in {"", *self._noted}  # one note once a turn
        close = now.close(Outcome.FINISHED, this.stopped) if last else None
        if close is not None and not noted:
            batch = with_call(this, replace(batch, close=close))
        if text:
            passages = self._named_in(text)
            self._answer.append(text)
            self.segment += 1
            yield from self.release(Release(now.releases, ReleaseKind.SEGMENT, text, passages=passages), batch)
        else:
            now.commit(batch)
        if noted:
            tail = now.batch() if close is None else with_call(this, now.batch(close=close))
            yield from self.note(script, tail)
        if close is not None:
            yield Finished(close)

    def note(self, script_id: str, batch: Batch) -> Iterator[TurnEvent]:
        """Show a fixed text beside the answer; the same one is not shown again in this turn."""
        self._noted.add(script_id)
        yield from self.release(replace(self.now.script(script_id), kind=ReleaseKind.NOTE), batch)

    def _named_in(self, text: str) -> tuple[str, ...]:
        """The passages to name beside this segment.

        The built-in tutor says which one it answered from (a title may run over the end of a segment); a model was
        given them all, so all stand beside its first words, and one that was added later beside the next.
        """
        new = [p for p in self.passages if p.id not in self._named]
        if not self.now.provider.outside:
            so_far = (self.text + text).casefold()
            new = [p for p in new if p.title.casefold() in so_far]
        found = tuple(p.id for p in new)
        self._named.update(found)
        return found

    def release(self, release: Release, batch: Batch) -> Iterator[TurnEvent]:
        """Commit a release with its evidence and yield what may be shown."""
        released = self.now.commit(replace(batch, release=release))
        if released is not None:
            sources = tuple(p for p in self.passages if p.id in release.passages)
            yield Released(released.release, released.allow, sources)
