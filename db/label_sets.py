"""Scores as arrays: the order of the labels is a row of its own, named by its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session, select

from db.tables.evidence import LabelSetRow
from studybuddy_core.domain.deciding import Standing
from studybuddy_core.domain.ids import content_id


def label_set_id(labels: Sequence[str]) -> str:
    """Return the content address ``lbs_…`` of labels in this order."""
    return content_id("lbs", list(labels))


def keep_label_set(session: Session, labels: Sequence[str]) -> str:
    """Keep the row of these labels if it is new; return its id."""
    name = label_set_id(labels)
    if session.get(LabelSetRow, name) is None:
        session.add(LabelSetRow(id=name, labels=list(labels)))
        session.flush()
    return name


def label_sets(session: Session) -> dict[str, tuple[str, ...]]:
    """Return every label set by id; there are few."""
    return {row.id: tuple(row.labels) for row in session.exec(select(LabelSetRow))}


@dataclass(frozen=True, slots=True)
class PackedScores:
    """Scores of one part: labels, little-endian uint16 scores, and two bit masks."""

    labels: tuple[str, ...]
    scores: bytes
    present: bytes
    failed: bytes


def pack(standings: Mapping[str, Standing]) -> PackedScores:
    """Return the standings as arrays, labels in alphabetical order."""
    labels = tuple(sorted(standings))
    ordered = [standings[label] for label in labels]
    scores = np.array([s.score or 0 for s in ordered], "<u2")
    present = np.array([s.score is not None for s in ordered], bool)
    failed = np.array([s.failed for s in ordered], bool)
    return PackedScores(labels, scores.tobytes(), np.packbits(present).tobytes(), np.packbits(failed).tobytes())


def unpack(labels: Sequence[str], scores: bytes, present: bytes, failed: bytes) -> dict[str, Standing]:
    """Return the standings that ``pack`` was given."""
    size = len(labels)
    numbers = np.frombuffer(scores, "<u2")
    known = np.unpackbits(np.frombuffer(present, np.uint8), count=size).astype(bool)
    broken = np.unpackbits(np.frombuffer(failed, np.uint8), count=size).astype(bool)
    return {label: Standing(int(numbers[i]) if known[i] else None, bool(broken[i])) for i, label in enumerate(labels)}
