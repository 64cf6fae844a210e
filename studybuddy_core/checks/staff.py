"""Names of staff: so that a flagged message about a teacher never goes to that teacher."""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.plain_forms import plain_forms
from studybuddy_core.checks.reading_places import Places
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import Span, TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding

_LABEL = "privacy.staff"
_TITLES = ("mr", "mrs", "ms", "miss", "mister", "dr", "sir", "coach", "madam", "mx", "prof")
_FULL, _TITLED, _SURNAME = 10_000, 9_000, 7_000


def name_spans(text: str, name: str) -> list[Span]:
    """Return where ``name`` stands as whole words in ``text``; case is ignored, any alphabet works."""
    low, wanted = text.lower(), name.lower()
    if len(low) != len(text) or not wanted:
        low, wanted = text, name
    found, at = [], low.find(wanted)
    while at >= 0:
        end = at + len(wanted)
        if not low[at - 1 : at].isalnum() and not low[end : end + 1].isalnum():
            found.append(Span(at, end))
        at = low.find(wanted, end)
    return found


def _forms(name: str) -> Iterator[tuple[str, int]]:
    words = name.replace(".", " ").split()
    bare = [word for word in words if word.lower() not in _TITLES]
    yield " ".join(words), _FULL
    if not bare:
        return
    if len(bare) > 1:
        yield " ".join(bare), _FULL
    surname = bare[-1]
    yield from ((f"{title} {surname}", _TITLED) for title in _TITLES)
    yield from ((f"{title}. {surname}", _TITLED) for title in ("mr", "mrs", "ms", "dr"))
    if len(surname) > 3:
        yield surname, _SURNAME


class StaffCheck:
    """Says that a message names a member of staff."""

    spec = CheckSpec("staff", "2", (_LABEL,), IN, summary="A message names a member of staff.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield one finding for each form of a name that is met, in any reading; the note never holds the name."""
        plain = plain_forms(view.clean)
        read = tuple((Places(view.clean, reading), plain_forms(reading.text)) for reading in view.readings)
        for name in view.staff:
            for form, score in _forms(name):
                spans = name_spans(plain, form)
                spans += [places.of(span) for places, text in read for span in name_spans(text, form)]
                if spans:
                    yield Finding(_LABEL, score, tuple(spans), "a member of staff")
                    break


CHECK = StaffCheck()
