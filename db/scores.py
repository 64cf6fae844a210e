"""A million messages' scores as columns, in well under a second, for the slider that replays history.

Scorings are one small row a part, which is right for writing and slow for reading by the million. So old
ones are folded, thousands at a time, into *packs* of plain arrays; a load reads the packs and the rows that
came since. A message's score is the maximum over its parts and attempts, and a maximum can be taken in any
order, so a pack may be made at any time, and deleted and made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, func, select

from db.engine import Database
from db.label_sets import keep_label_set, label_sets
from db.scope import Scope
from db.score_arrays import Fold, OneScoring, fold, from_rows, joined
from db.tables.evidence import ScorePackRow, ScoringRow
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.redeciding import ScoreColumns

__all__ = ["ScoreTable", "Scores", "load_scores"]

PACK_ROWS = 8_192
SETTLED = timedelta(minutes=10)  # a turn is over by then, and so is whatever another process was still writing


@dataclass(frozen=True)
class ScoreTable:
    """The stored scores of one stage, one column a message, with whose and when.

    ``ids`` are message ids as bytes, ``bands`` indexes ``ORDERED_BANDS``, ``times`` are UTC to the microsecond.
    Messages are in the order in which they were first scored.
    """

    columns: ScoreColumns
    ids: NDArray[np.bytes_]
    bands: NDArray[np.uint8]
    times: NDArray[np.datetime64]

    def __len__(self) -> int:
        return len(self.ids)

    def message_id(self, index: int) -> str:
        """Return the id of one message."""
        return bytes(self.ids[index]).decode()


@dataclass(frozen=True)
class NewPack:
    """A pack about to be kept: the scorings numbered after ``after`` up to ``through``, folded."""

    stage: Stage
    after: int
    through: int
    whole: Fold


class Scores:
    """The scores of the scope's school."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self._session = session
        self._scope = scope

    def load(self, stage: Stage) -> ScoreTable:
        """Return everything known of this stage's messages."""
        sets = label_sets(self._session)
        packs = [self._read(row, sets) for row in self._packs(stage)]
        rows = self._rows(stage, after=self._packed_through(stage))
        if rows:
            packs.append(from_rows(rows, sets))
        whole = joined(packs)
        failed = whole.failed if whole.failed.any() else None
        columns = ScoreColumns(whole.labels, whole.scores, whole.present, failed)
        return ScoreTable(columns, whole.ids, whole.bands, whole.times.view("M8[us]"))

    def next_pack(self, stage: Stage, *, before: datetime, rows: int = PACK_ROWS) -> NewPack | None:
        """Fold the next ``rows`` settled scorings; None when there are fewer than that."""
        after = self._packed_through(stage)
        found = self._rows(stage, after=after, limit=rows)
        if len(found) < rows or found[-1].at >= before:
            return None
        return NewPack(stage, after, found[-1].number, fold(from_rows(found, label_sets(self._session))))

    def keep_pack(self, pack: NewPack, *, new_id: Callable[[str], str]) -> bool:
        """Keep a pack; False when somebody else has packed these scorings in the meantime."""
        if self._packed_through(pack.stage) != pack.after:
            return False
        whole = pack.whole
        self._session.add(
            ScorePackRow(
                id=new_id("spk"), school_id=self._scope.school, stage=pack.stage.value,
                label_set_id=keep_label_set(self._session, whole.labels), after=pack.after, through=pack.through,
                rows=len(whole.ids), id_width=whole.ids.dtype.itemsize, ids=whole.ids.tobytes(),
                keys=whole.keys.astype("<u8").tobytes(), scores=whole.scores.astype("<u2").tobytes(),
                present=np.packbits(whole.present).tobytes(), failed=np.packbits(whole.failed).tobytes(),
                bands=whole.bands.tobytes(), times=whole.times.astype("<i8").tobytes(),
            )
        )  # fmt: skip
        self._session.flush()
        return True

    def _packed_through(self, stage: Stage) -> int:
        query = select(func.max(ScorePackRow.through)).where(
            ScorePackRow.school_id == self._scope.school, ScorePackRow.stage == stage.value
        )
        return self._session.exec(query).one() or 0

    def _packs(self, stage: Stage) -> list[ScorePackRow]:
        query = select(ScorePackRow).where(
            ScorePackRow.school_id == self._scope.school, ScorePackRow.stage == stage.value
        )
        return list(self._session.exec(query.order_by(col(ScorePackRow.through))))

    def _rows(self, stage: Stage, *, after: int, limit: int | None = None) -> list[OneScoring]:
        row = ScoringRow
        query = (
            sql_select(
                row.number, row.message_id, row.label_set_id, row.scores, row.present, row.failed, row.band, row.at
            )  # type: ignore[call-overload]
            .where(col(row.school_id) == self._scope.school, col(row.stage) == stage.value)
            .where(col(row.number) > after)
            .order_by(col(row.number))
            .limit(limit)
        )
        return [OneScoring(*values) for values in self._session.execute(query)]

    @staticmethod
    def _read(row: ScorePackRow, sets: dict[str, tuple[str, ...]]) -> Fold:
        labels = sets[row.label_set_id]
        shape = (len(labels), row.rows)
        size = shape[0] * shape[1]

        def bits(data: bytes) -> NDArray[np.bool_]:
            return np.unpackbits(np.frombuffer(data, np.uint8), count=size).view(bool).reshape(shape)

        return Fold(
            labels, np.frombuffer(row.ids, f"S{row.id_width}"), np.frombuffer(row.keys, "<u8"),
            np.frombuffer(row.scores, "<u2").reshape(shape), bits(row.present), bits(row.failed),
            np.frombuffer(row.bands, np.uint8), np.frombuffer(row.times, "<i8"),
        )  # fmt: skip


def load_scores(
    database: Database, scope: Scope, stage: Stage, *, new_id: Callable[[str], str], now: datetime,
    pack_rows: int = PACK_ROWS,
) -> ScoreTable:
    """Return the scores of a stage; pack what has settled first, so that the next load is faster."""
    before = now - SETTLED
    while True:
        with database.read() as session:
            pack = Scores(session, scope).next_pack(stage, before=before, rows=pack_rows)
        if pack is None or not database.write(partial(_keep, scope=scope, pack=pack, new_id=new_id)):
            break
    with database.read() as session:
        return Scores(session, scope).load(stage)


def _keep(session: Session, *, scope: Scope, pack: NewPack, new_id: Callable[[str], str]) -> bool:
    return Scores(session, scope).keep_pack(pack, new_id=new_id)
