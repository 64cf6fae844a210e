"""Postcodes, and towns, countries and origins that somebody says are theirs.

A town or a country by itself is no secret, and a question about one needs it. It is personal behind words like "we
live in" and "I am from".
"""

from __future__ import annotations

from collections.abc import Iterator

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.address"
_CAP = r"\p{Lu}[\pL\pM'’.-]*"
_NUMBERED = re2.compile(r"\d")
_POSTCODES = (
    (re2.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"), 3_000),
    (re2.compile(r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"), 3_000),
    (re2.compile(r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
                 r"T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b"), 3_000),
)  # fmt: skip
_CODE = compile_pattern(
    r"\b(?:zip(?: ?code)?|post ?code|postal code|eircode|pin ?code)(?:'s| is|:|#)*\s+(\d{3,6}(?:[- ]?(?:\d{2,4}|"
    r"[a-z]{2}))?|"
    r"[a-z]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b"
)
_HOME = compile_pattern(
    r"\b(?:(?:i|we|she|he|they|who|family|mum|mom|dad|cousins?|gran(?:dma|ny|dpa|dad)?|friend|(?:my|"
    r"our) class)(?:'?ve| have|'?re| are|'?m| am|'?s| is| was| were)?"
    r"(?: (?:just|all|now|still|also|only|originally|really|both))* "
    r"(?:lives?|lived|living|stays?|staying|moved|moving|went|going|goes?|flew|drove|grew up|grow up|born|from|come|"
    r"comes|came|flew|going on holiday)"
    r"(?: (?:here|back|away|out|over|all the way|on holiday))*(?: (?:in|to|from|near|at|just outside))*|"
    r"(?:old|grew up|lives|living|born|moved here|live) (?:in|from)|i(?:'m| am) (?:in|at|from)|we(?:'re| are) (?:in|"
    r"from|at)|"
    r"(?:home ?town|home city|my town|my village|my city|home)(?: is| called|:)?|(?:where|city|town|country|location|"
    r"place)\s*:|trip to|holiday (?:in|to))\s+"
)
_NO_TOWN = frozenset({"school", "church", "mass", "bed", "town", "work", "college", "hospital", "heaven", "hell",
                      "space", "year", "grade", "class", "home", "assembly"})  # fmt: skip
_GOING = compile_pattern(r"\b(?:went|go|goes|going|drove|flew)\b")
_IN = compile_pattern(r"\b(?:in|to|from|near)\s+$")
_VISITED = re2.compile(
    rf"({_CAP}(?:[ ]{_CAP}){{0,2}}(?: \([^)\n]{{2,20}}\))?) (?:was|is|were) (?:\w+ ){{0,3}}(?:fun|great|cool|amazing|"
    rf"boring|nice|hot|cold|lovely) to (?:visit|see|live)"
)
_PLACE = re2.compile(
    rf"^(?:the )?({_CAP}(?:[ -](?:(?:upon|on|le|de|la|of|the|nad|i)[ -])?{_CAP}){{0,4}}(?: \([^)\n]{{2,20}}\))?)"
)
_LOW = compile_pattern(r"^(?:the )?([\pL'’.-]+(?: [\pL'’.-]+){0,2})")
_SAYS_ORIGIN = compile_pattern(r"\b(?:proud|half|originally)\b")
_ORIGIN = compile_pattern(
    r"\b(?:i'?m|i am|we'?re|we are|my (?:family|mum|mom|dad|parents|grandparents|gran|nan)(?:'s| is| are|'re))"
    r"(?: (?:proud|half|part|originally|also|both|a|an|from|of|all|really|very))* ([\pL-]+(?: [\pL-]+)?)"
)


def postcodes(around: Surroundings) -> Iterator[Finding]:
    """Yield postcodes: by their shape, or beside the word."""
    text = around.text
    if not _NUMBERED.search(text):
        return
    for match in _CODE.finditer(text):
        yield Finding(LABEL, 4_500, (Span(*match.span(1)),), "a postcode")
    for pattern, score in _POSTCODES:
        for match in pattern.finditer(text):
            yield Finding(LABEL, score, (Span(*match.span()),), "a postcode")


def towns(around: Surroundings) -> Iterator[Finding]:
    """Yield towns, countries and origins that somebody says are theirs."""
    text, known = around.text, gazetteer()
    if around.sum:
        return
    for match in _HOME.finditer(text):
        rest = text[match.end() : match.end() + 80]
        place = _PLACE.match(rest)
        if place is None:
            low = _LOW.match(rest)
            words = low.group(1).lower().split() if low else []
            hit = next((n for n in range(len(words), 0, -1) if " ".join(words[:n]) in known.places), 0)
            if low and hit and " ".join(words[:hit]) != "us":
                start = match.end() + low.start(1)
                yield Finding(LABEL, 2_500, (Span(start, start + len(" ".join(words[:hit]))),), "a town or country")
            elif low and len(words[0]) > 3 and words[0] not in known.common and _IN.search(match.group()):
                start = match.end() + low.start(1)
                yield Finding(LABEL, 2_500, (Span(start, start + len(words[0])),), "a town")
            continue
        said = place.group(1).lower()
        going = _GOING.search(match.group()) is not None and said not in known.places
        if said not in known.capitals and not (going and said in _NO_TOWN):
            span = Span(match.end() + place.start(1), match.end() + place.end(1))
            yield Finding(LABEL, 2_500, (span,), "a town or country")
    for match in _VISITED.finditer(text):
        yield Finding(LABEL, 2_000, (Span(*match.span(1)),), "a town or country")
    for match in _ORIGIN.finditer(text):
        said = match.group(1).lower()
        for words in (said, said.split()[0]):
            strange = _SAYS_ORIGIN.search(match.group()) is not None and words not in known.common
            if words in known.origins or words.removesuffix("s") in known.origins or strange:
                start = match.start(1)
                yield Finding(LABEL, 2_500, (Span(start, start + len(words)),), "where somebody comes from")
                break
