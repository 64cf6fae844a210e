"""From stored turns to what an adult reads: the child's words, what the child saw, and what was held back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pages.ui import times
from pages.ui.marking import Mark
from pages.ui.severity import Level
from pages.ui.transcript import Bubble, Voice
from studybuddy_core.domain.policies import Reply
from studybuddy_core.domain.records import Outcome, ReleaseKind
from studybuddy_core.services.browsing import ReadTurn

_ENDED = {
    Outcome.CANCELLED: "The child stopped this answer.",
    Outcome.INTERRUPTED: "This answer was interrupted.",
    Outcome.FAILED: "This answer failed. The child was told to try again.",
}


def bubbles_of(
    turns: Iterable[ReadTurn], child: str, *, now: datetime, masked: bool, flagged: str = "",
    levels: Mapping[str, tuple[int, Level, str]] | None = None, sources: Mapping[str, str] | None = None,
) -> list[Bubble]:  # fmt: skip
    """Return the bubbles of these turns. ``flagged`` names the turn whose words are marked.

    ``levels`` maps a label to its bar: number, level and title; ``sources`` a passage to its title.
    """
    return [
        bubble
        for turn in turns
        for bubble in _bubbles(turn, child, now, masked, (levels or {}) if turn.id == flagged else {}, sources or {})
    ]


def _bubbles(
    turn: ReadTurn, child: str, now: datetime, masked: bool, levels: Mapping[str, tuple[int, Level, str]],
    sources: Mapping[str, str],
) -> Iterator[Bubble]:  # fmt: skip
    marks = tuple(
        Mark(note.span.start, note.span.end, levels[note.label][1], levels[note.label][0], levels[note.label][2])
        for note in turn.marks
        if note.label in levels
    )
    yield Bubble(Voice.CHILD, child, _said(turn.question), times.moment(turn.at, now), marks, masked=masked,
                 id=f"{turn.id}-q")  # fmt: skip
    for n, held_back in enumerate(turn.withheld):
        yield Bubble(Voice.HELD, "Tutor", _said(held_back), "held back; the child did not see this", masked=masked,
                     id=f"{turn.id}-h{n}")  # fmt: skip
    words = [piece for piece in turn.shown if piece.kind is ReleaseKind.SEGMENT]
    if words:
        named = tuple(dict.fromkeys(sources.get(one, one) for piece in words for one in piece.passages))
        yield Bubble(Voice.TUTOR, "Tutor", "".join(_said(piece.text) for piece in words), masked=masked, sources=named,
                     id=f"{turn.id}-a")  # fmt: skip
    for n, piece in enumerate(turn.shown):
        if piece.kind is not ReleaseKind.SEGMENT:
            voice = Voice.NOTE if piece.kind is ReleaseKind.NOTE else Voice.SCRIPT
            yield Bubble(voice, "Tutor", _said(piece.text), _script_words(turn, piece.script), masked=masked,
                         id=f"{turn.id}-s{n}")  # fmt: skip
    if turn.outcome in _ENDED:
        yield Bubble(Voice.NOTE, "Tutor", _ENDED[turn.outcome], id=f"{turn.id}-end")


def _said(text: str | None) -> str:
    return "(erased)" if text is None else text


def _script_words(turn: ReadTurn, script: str) -> str:
    if turn.reply is Reply.SUPPORT and script.startswith("support"):
        return "the child saw this help text"
    return "the child saw this fixed text"
