"""The school's stored messages as columns, kept in memory while somebody tunes.

Loading takes longer than deciding, and a draft is decided anew at every move of a slider. So the columns
stay, and are loaded again when there are newer scores, though not more often than every half minute: in
a lesson a message comes every second, and numbers that ran under the researcher's hands would not help.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from db.engine import Database
from db.replays import Replays, Verdict
from db.scope import Scope
from db.scores import ScoreTable, load_scores
from studybuddy_core.domain.ids import Ids
from studybuddy_core.domain.messages import ORDERED_BANDS, AgeBand, Stage
from studybuddy_core.domain.ports import Clock
from studybuddy_core.domain.redeciding import ScoreColumns
from studybuddy_core.services.replaying import STAGES, Slice
from studybuddy_core.services.situations import Around, around

AT_MOST_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Traffic:
    """What was said in a school, as it was when loaded. ``unlisted`` messages are counted, never shown."""

    slices: tuple[Slice, ...]
    verdicts: tuple[Verdict, ...]
    unlisted: frozenset[str]
    newest: tuple[int, ...]
    loaded_at: datetime

    def of(self, stage: Stage | None = None, band: AgeBand | None = None) -> tuple[Slice, ...]:
        """The slices of one stage and band, or of all."""
        return tuple(s for s in self.slices if stage in (None, s.stage) and band in (None, s.band))


def sliced(table: ScoreTable, stage: Stage, beside: Around | None = None) -> tuple[Slice, ...]:
    """Split a table by age band and by what held beside the policy; a message keeps its place in time."""
    if not len(table):
        return ()
    numbers, situations = (beside or Around({}, {})).of(table)
    groups = table.bands.astype(np.int32) * len(situations) + numbers
    order = np.argsort(groups, kind="stable")
    kinds, starts = np.unique(groups[order], return_index=True)
    labels, found = frozenset(table.columns.labels), []
    for kind, where in zip(kinds.tolist(), np.split(order, starts[1:]), strict=True):
        band, situation = ORDERED_BANDS[kind // len(situations)], situations[kind % len(situations)]
        own = table.columns if len(kinds) == 1 else _some(table.columns, where)
        found.append(Slice(stage, band, own, table.ids[where], table.times[where], situation.scored_by(labels)))
    return tuple(found)


def _some(columns: ScoreColumns, where: NDArray[np.intp]) -> ScoreColumns:
    failed = None if columns.failed is None else np.ascontiguousarray(columns.failed[:, where])
    return ScoreColumns(columns.labels, np.ascontiguousarray(columns.scores[:, where]),
                        np.ascontiguousarray(columns.present[:, where]), failed)  # fmt: skip


@dataclass
class TrafficRoom:
    """Loads each school's traffic when it is needed, and keeps it."""

    database: Database
    clock: Clock
    ids: Ids
    _kept: dict[str, Traffic] = field(default_factory=dict)
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def of(self, scope: Scope, *, fresh: bool = False) -> Traffic:
        """Return the school's traffic; ``fresh`` loads what came in the last half minute too."""
        now, kept = self.clock.now(), self._kept.get(scope.school)
        if kept is not None and not fresh and now - kept.loaded_at < AT_MOST_EVERY:
            return kept
        with self._gate:
            with self.database.read() as session:
                seen = Replays(session, scope)
                newest = tuple(seen.newest(stage) for stage in STAGES)
                verdicts, unlisted = seen.verdicts(), seen.unlisted()
            if kept is not None and kept.newest == newest:
                slices = kept.slices
            else:
                beside = around(self.database, scope)
                slices = tuple(one for stage in STAGES for one in self._load(scope, stage, now, beside))
            self._kept[scope.school] = Traffic(slices, verdicts, unlisted, newest, now)
            return self._kept[scope.school]

    def _load(self, scope: Scope, stage: Stage, now: datetime, beside: Around) -> tuple[Slice, ...]:
        return sliced(load_scores(self.database, scope, stage, new_id=self.ids, now=now), stage, beside)
