"""From stored turns to the bubbles a child sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pages.ui.transcript import Bubble, Voice
from studybuddy_core.domain.records import Outcome, ReleaseKind
from studybuddy_core.services.tutoring import Said, Segment

_GONE = "This was taken away."
_GENTLE = ("support", "care")
_INTERRUPTED = {
    Outcome.INTERRUPTED: "I got interrupted. You can send it again.",
    Outcome.CANCELLED: "You stopped this answer.",
}


def for_child(turns: Iterable[Said], name: str, sources: Mapping[str, str]) -> list[Bubble]:
    """Return the bubbles of these turns: the child's words, the tutor's, fixed texts, and how a turn ended."""
    return [bubble for said in turns for bubble in _bubbles(said, name, sources)]


def _bubbles(said: Said, name: str, sources: Mapping[str, str]) -> Iterator[Bubble]:
    turn = said.turn.id
    yield Bubble(Voice.CHILD, name, said.text or _GONE, id=f"{turn}-q")
    words = [s for s in said.segments if s.kind is ReleaseKind.SEGMENT]
    if words:
        yield Bubble(
            Voice.TUTOR, "Tutor", "".join(s.text or "" for s in words), id=f"{turn}-a", sources=_named(words, sources)
        )
    for segment in said.segments:
        if segment.kind is not ReleaseKind.SEGMENT:
            gentle = segment.script.startswith(_GENTLE)
            voice = Voice.NOTE if segment.kind is ReleaseKind.NOTE else Voice.TUTOR if gentle else Voice.SCRIPT
            yield Bubble(voice, "Tutor", segment.text or _GONE, id=f"{turn}-{segment.n}")
    if said.outcome in _INTERRUPTED:
        yield Bubble(Voice.NOTE, "Tutor", _INTERRUPTED[said.outcome], id=f"{turn}-end")


def _named(words: list[Segment], sources: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sources.get(passage, passage) for segment in words for passage in segment.passages))
