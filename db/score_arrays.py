"""The arithmetic of score packs: rows into arrays, parts into messages, packs into one table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from studybuddy_core.domain.messages import ORDERED_BANDS
from studybuddy_core.domain.redeciding import U8, U16, Mask

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BANDS = {band.value: place for place, band in enumerate(ORDERED_BANDS)}


class OneScoring(NamedTuple):
    """One stored scoring, as much of it as packs need."""

    number: int
    message_id: str
    label_set_id: str
    scores: bytes
    present: bytes
    failed: bytes
    band: str
    at: datetime


@dataclass(frozen=True)
class Fold:
    """Scores in columns. ``scores``, ``present`` and ``failed`` are [labels, messages]; the rest is [messages].

    ``keys`` are 64-bit hashes of ``ids``, so that the same message in two packs is found by sorting numbers.
    """

    labels: tuple[str, ...]
    ids: NDArray[np.bytes_]
    keys: NDArray[np.uint64]
    scores: U16
    present: Mask
    failed: Mask
    bands: U8
    times: NDArray[np.int64]


def _key(name: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little")


def from_rows(rows: Sequence[OneScoring], sets: Mapping[str, tuple[str, ...]]) -> Fold:
    """Return one column a scoring; the same message may come more than once."""
    used = {row.label_set_id for row in rows}
    labels = tuple(sorted({label for name in used for label in sets[name]}))
    place = {label: i for i, label in enumerate(labels)}
    shape = (len(labels), len(rows))
    scores, present, failed = np.zeros(shape, np.uint16), np.zeros(shape, bool), np.zeros(shape, bool)
    for name in used:
        where = np.array([i for i, row in enumerate(rows) if row.label_set_id == name])
        width, count = len(sets[name]), len(where)
        cell = np.ix_(np.array([place[label] for label in sets[name]], np.intp), where)
        scores[cell] = np.frombuffer(b"".join(rows[i].scores for i in where), "<u2").reshape(count, width).T
        present[cell] = _bits([rows[i].present for i in where], width)
        failed[cell] = _bits([rows[i].failed for i in where], width)
    names = [row.message_id.encode() for row in rows]
    return Fold(
        labels, np.array(names, np.bytes_), np.array([_key(name) for name in names], np.uint64),
        scores, present, failed, np.array([_BANDS[row.band] for row in rows], np.uint8),
        np.array([(row.at - _EPOCH) // _MICROSECOND for row in rows], np.int64),
    )  # fmt: skip


def _bits(masks: Iterable[bytes], width: int) -> Mask:
    rows = np.frombuffer(b"".join(masks), np.uint8).reshape(-1, (width + 7) // 8)
    return np.unpackbits(rows, axis=1, count=width).T.astype(bool)


def fold(whole: Fold) -> Fold:
    """Join the columns of the same message: the highest score, anything known, anything failed, the first time."""
    size = len(whole.keys)
    ordered = np.sort(whole.keys)
    if not (ordered[1:] == ordered[:-1]).any():  # sorting numbers takes a sixtieth of the time of np.unique
        return whole
    _, first, group = np.unique(whole.keys, return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(first)))
    back = np.argsort(first, kind="stable")  # messages stay in the order in which they first came
    again = np.bincount(group) > 1
    pick = first[back]

    def merged(columns: NDArray[np.generic], join: np.ufunc) -> NDArray[np.generic]:
        out = columns[:, pick]
        repeated = np.flatnonzero(again[back])
        for to, of in zip(repeated, back[repeated], strict=True):
            stop = starts[of + 1] if of + 1 < len(starts) else size
            out[:, to] = join.reduce(columns[:, order[starts[of] : stop]], axis=1)
        return out

    scores, present, failed = (
        merged(whole.scores, np.maximum), merged(whole.present, np.logical_or), merged(whole.failed, np.logical_or),
    )  # fmt: skip
    return Fold(whole.labels, whole.ids[pick], whole.keys[pick], scores, present, failed,  # type: ignore[arg-type]
                whole.bands[pick], whole.times[pick])  # fmt: skip


def _stacked(packs: Sequence[Fold], labels: tuple[str, ...]) -> tuple[U16, Mask, Mask]:
    if len(packs) > 1 and all(pack.labels == labels for pack in packs):
        return (np.concatenate([p.scores for p in packs], axis=1), np.concatenate([p.present for p in packs], axis=1),
                np.concatenate([p.failed for p in packs], axis=1))  # fmt: skip
    place = {label: i for i, label in enumerate(labels)}
    shape = (len(labels), sum(len(pack.ids) for pack in packs))
    scores, present, failed = np.zeros(shape, np.uint16), np.zeros(shape, bool), np.zeros(shape, bool)
    at = 0
    for pack in packs:
        columns = slice(at, at + len(pack.ids))
        at = columns.stop
        cell = np.array([place[label] for label in pack.labels], np.intp), columns
        scores[cell], present[cell], failed[cell] = pack.scores, pack.present, pack.failed
    return scores, present, failed


def joined(packs: Sequence[Fold]) -> Fold:
    """Return all packs as one, every message once, labels in alphabetical order."""
    labels = tuple(sorted({label for pack in packs for label in pack.labels}))
    scores, present, failed = _stacked(packs, labels)
    if not packs:
        none = np.zeros(0, np.uint8)
        return Fold(labels, np.zeros(0, "S1"), none.astype(np.uint64), scores, present, failed, none, none.astype("i8"))
    return fold(
        Fold(
            labels, np.concatenate([p.ids for p in packs]), np.concatenate([p.keys for p in packs]), scores, present,
            failed, np.concatenate([p.bands for p in packs]), np.concatenate([p.times for p in packs]),
        )
    )  # fmt: skip
