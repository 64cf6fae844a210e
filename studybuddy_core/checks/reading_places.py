"""Where in ``clean`` the words of a reading stand, wide enough that nothing of them is left when they are replaced.

``Reading.to_clean`` gives the place that is nearest; that is enough to show where something was seen. Replacing needs
more: behind a name in base64 or Morse code its last letters must not remain, and in front of it no half of a code. So
the place grows where a reading is not character for character: to whole words where single words were read otherwise,
and over the whole encoded run where a run was decoded. Letters that were only set apart or run together are counted
instead, and the sentence around them stays.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

from studybuddy_core.checks.lookalikes import folded_char
from studybuddy_core.checks.readings import part_around
from studybuddy_core.domain.messages import Reading, Span

_EACH = frozenset({"look-alikes", "rotated letters", "reversed", "reversed words", "leetspeak", "leetspeak l"})
_WORDS = frozenset({"stretched", "squeezed", "swapped letters", "pig latin"})
_LEAST_ALIKE = 3  # characters that stand in a row in both: fewer may be alike by chance


def tight(text: str, span: Span) -> Span:
    """``span`` without white space at its ends, so that the sentence around it keeps its spaces."""
    said = text[span.start : span.end]
    if not said.strip():
        return span
    return Span(span.start + len(said) - len(said.lstrip()), span.end - len(said) + len(said.rstrip()))


class Places:
    """The way from one reading back to ``clean``."""

    def __init__(self, clean: str, reading: Reading) -> None:
        self.clean, self.reading = clean, reading
        self.kinds = frozenset(reading.kind.split(", "))  # each disguise on the way

    def of(self, span: Span) -> Span:
        """Return the place of ``clean`` that a part of the reading was read from; empty where there is none."""
        near = self.reading.to_clean(span)
        if near.end <= near.start or self.kinds <= _EACH:
            return near
        if self.kinds <= _EACH | _WORDS:
            return self._whole_words(near)
        if self._counted is not None:
            return self._by_count(span, near)
        return self._whole_run(span, near)

    def differs(self, span: Span, place: Span) -> bool:
        """Whether ``clean`` has something else at ``place`` than the reading has at ``span``."""
        return self.reading.text[span.start : span.end] != self.clean[place.start : place.end]

    def _whole_words(self, near: Span) -> Span:
        start, end = near
        while start > 0 and self.clean[start - 1].isalnum():
            start -= 1
        while end < len(self.clean) and self.clean[end].isalnum():
            end += 1
        return Span(start, end)

    @cached_property
    def _counted(self) -> tuple[list[int], list[int]] | None:
        """Places of letters and digits in the reading and in ``clean``, where both have the same ones in this order."""
        text, clean = self.reading.text, self.clean
        ours = [i for i, char in enumerate(text) if char.isalnum()]
        theirs = [i for i, char in enumerate(clean) if char.isalnum()]
        if len(ours) != len(theirs):
            return None
        if any(_bare(text[i]) != _bare(clean[j]) for i, j in zip(ours, theirs, strict=True)):
            return None
        return ours, theirs

    def _by_count(self, span: Span, near: Span) -> Span:
        ours, theirs = self._counted or ([], [])
        first, behind = bisect_left(ours, span.start), bisect_left(ours, span.end)
        return Span(theirs[first], theirs[behind - 1] + 1) if first < behind else near

    def _whole_run(self, span: Span, near: Span) -> Span:
        """The place and all of the run around it that does not stand in the reading as it stands in ``clean``."""
        runs, offsets, part = self._changed, self.reading.offsets, self._part
        first = bisect_right(runs, (span.start, len(offsets))) - 1
        last = bisect_right(runs, (span.end - 1, len(offsets))) - 1
        start, end = near
        if first >= 0 and span.start < runs[first][1]:
            begun = runs[first][0]
            start = offsets[begun - 1] + 1 if begun else part.start
        if last >= 0 and span.end - 1 < runs[last][1]:
            behind = runs[last][1]
            end = offsets[behind] if behind < len(offsets) else part.end
        return tight(self.clean, Span(min(start, near.start), max(end, near.end)))

    @cached_property
    def _part(self) -> Span:
        """The part of ``clean`` that the reading was made of: all of it, unless it is long."""
        return part_around(min(self.reading.offsets, default=0), len(self.clean))

    @cached_property
    def _changed(self) -> list[tuple[int, int]]:
        """Ranges of the reading that do not stand in ``clean`` just as they are, with their neighbours."""
        text, offsets, clean = self.reading.text, self.reading.offsets, self.clean
        changed, behind, begun = list[tuple[int, int]](), 0, 0
        for i in range(len(text) + 1):
            alike = i < len(text) and text[i] == clean[offsets[i]]
            if alike and (i == begun or offsets[i] == offsets[i - 1] + 1):
                continue
            if i - begun >= _LEAST_ALIKE:
                if begun > behind:
                    changed.append((behind, begun))
                behind = i
            begun = i if alike else i + 1
        if behind < len(text):
            changed.append((behind, len(text)))
        return changed


def _bare(char: str) -> str:
    return (folded_char(char) or char).casefold()
