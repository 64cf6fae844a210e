"""Where somebody comes from, said of a person or a firm that the text names, and firms that are listed beside one.

A nationality or a country by itself is no secret. It is personal where it says what somebody is ("Nadia is a
Kenyan girl", "he's from Chile"), and it must go with the name: a stand-in for the name beside the true origin would
say half of who it is. So this recogniser runs last, over what the others have found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

PLACE, SCORE = "privacy.address", 2_000
_NEAR = 3  # characters between a name and what is said of it: a full stop of "Inc.", a comma, a space
_LONGEST = 3  # words of a country's name
_IS_A = compile_pattern(
    r"\b(?:is|was|are|were|am) (?:an? )?(?:(?:proud|famous|young|old|new|big|small|half) )?([\pL-]+)"
)
_PERSON_FROM = compile_pattern(
    r"\b(?:(?:he|she|i|we|they|who)(?:'s| is|'m| am|'re| are| was| were| comes?| came| moved)|comes?|born|grew up)\b"
    r"[^.!?;\n]{0,48}\b(?:from|in) ((?:the )?[\pL'’.-]+(?: [\pL'’.-]+){0,2})"
)
_LISTED = re2.compile(r"\p{Lu}[\pL\pM'’&-]+(?: \p{Lu}[\pL\pM'’&-]+){0,2}")
_COMMA = re2.compile(r"^(?:,| and|, and| &) $")
_PROPER = re2.compile(r"^\p{Lu}")


def _beside(found: Sequence[Finding], label: str) -> list[Span]:
    return [span for finding in found if finding.label == label for span in finding.spans]


def origins(around: Surroundings, found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield nationalities and countries said of somebody, and firms in a list with one that was found."""
    named = _beside(found, "privacy.name") + _beside(found, PLACE)
    for span, note in (*_nationalities(around, named), *_countries(around)):
        if not around.in_question(span):
            yield Finding(PLACE, SCORE, (span,), note)
    firms = [span for finding in found if finding.note == "an organisation" for span in finding.spans]
    for span in _in_one_list(around.text, firms):
        yield Finding(PLACE, SCORE, (span,), "an organisation")


def _nationalities(around: Surroundings, named: Sequence[Span]) -> Iterator[tuple[Span, str]]:
    """Nationalities said of what was found right before: "Ramsey Ltd. is a Swedish bank"."""
    known = gazetteer()
    for match in _IS_A.finditer(around.text):
        said = match.group(1)
        low = said.casefold()
        origin = low in known.origins or low in known.places
        if origin and _PROPER.search(said) and any(0 <= match.start() - span.end <= _NEAR for span in named):
            yield Span(*match.span(1)), "where somebody comes from"


def _countries(around: Surroundings) -> Iterator[tuple[Span, str]]:
    """Countries and towns that a person is said to come from: "he's ill and far away from Chile"."""
    if around.sum:
        return
    known = gazetteer()
    for match in _PERSON_FROM.finditer(around.text):
        words = match.group(1).split()
        for n in range(min(_LONGEST, len(words)), 0, -1):
            said = " ".join(words[:n])
            if said.casefold().removeprefix("the ").strip(".,") in known.places and _PROPER.search(words[n - 1]):
                yield Span(match.start(1), match.start(1) + len(said.rstrip(".,"))), "a town or country"
                break


def _in_one_list(text: str, firms: Sequence[Span]) -> Iterator[Span]:
    """Names in a list of which one is a firm: "Ranku, Biovia and Miller Ltd."; ordinary words and people stay."""
    known = gazetteer()
    items = [Span(*match.span()) for match in _LISTED.finditer(text)]
    for firm in firms:
        edge = firm.start
        for item in reversed([one for one in items if one.end <= firm.start]):
            low = text[item.start : item.end].casefold()
            if not _COMMA.search(text[item.end : edge]) or low in known.capitals or low in known.places:
                break
            if not all(known.ordinary(word) for word in low.split()):
                yield item
            edge = item.start
