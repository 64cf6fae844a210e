"""Street addresses, postcodes, and towns and countries beside words like "we live in".

An address is a core (a street with its number, a post box, a flat) and what hangs on it: the line or two with a town,
a code and a country. Streets are recognised by the words that the languages of Europe have for them. Whether the child
says that *it lives there* is for the lexicon, which scores that higher.
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
_CAPS = rf"{_CAP}(?: (?:{_CAP}|de|del|della|di|da|do|la|le|el|al|du|des|van|der|den|von|of|the|i|y|na|\d{{1,2}}[.-]?)){{0,5}}"
_SUFFIX = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Cl|Court|Ct|Crescent|Cres|Way|Place|Pl|Terrace|"
    r"Boulevard|Blvd|Square|Sq|Gardens|Grove|Hill|Mews|Row|Park|Circle|Highway|Hwy|Parkway|Pkwy|Trail|Alley|Walk|Rise|"
    r"View|Gateway|Greens?|Coves?|Turnpike|Extensions?|Bridge|Ridge|Loop|Path|Yard|Wharf|Quay|Broadway)"
)
_ENDING = (
    r"(?:gatan|gata|gade|vej|vegen|veien|vei|vangen|vænget|stræde|stien|straße|strasse|str\.|weg|platz|gasse|allee|ring|damm|ufer|"
    r"laan|straat|plein|gracht|dijk|kade|steeg|dreef|katu|tie|kuja|polku|tee|tänav|stígur|gata|braut|stræti|straeti|utca)"
)
_PREFIX = (
    r"(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Qq]uai|[Vv]ia|[Vv]iale|[Pp]iazza|[Vv]icolo|[Cc]orso|"
    r"[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Cc]amino|[Cc]arrer|[Rr]ua|[Tt]ravessa|[Ll]argo|[Ee]strada|[Uu]l\.|[Uu]lica|[Aa]l\.|"
    r"[Oo]s\.|[Pp]lac|[Tt]rg|[Aa]v\.|C/)"
)
_UNIT = r"(?:Apt|Apartment|Suite|Ste|Flat|Unit|Room|Floor|Bldg|apt|apartment|suite|flat)\.? ?#?\d+[A-Za-z]?"
_CORES = tuple(
    re2.compile(pattern)
    for pattern in (
        rf"\b\d{{1,6}}[A-Za-z]?,? (?:\d{{1,5}}[A-Za-z]? )?(?:{_CAP} ){{1,4}}{_SUFFIX}\b\.?",
        rf"\b(?:\d{{1,6}}[A-Za-z]?,? )*{_PREFIX} {_CAPS}(?:,? \d{{1,5}}[A-Za-z]?)?",
        rf"\b(?:\d{{1,6}} )?\p{{Lu}}?[\pL\pM.-]*(?: {_CAP})?[ ]?{_ENDING} \d{{1,4}}[A-Za-z]?\b",
        rf"\b\d{{1,6}} {_CAPS},? (?:u\. )?\d{{1,5}}[A-Da-d]?\b\.?",
        rf"\b\d{{1,6}} (?:\d{{1,6}} )?{_CAPS},? {_UNIT}",
        rf"\b{_CAP} u\. \d{{1,4}}\b\.?",
        r"(?i)\b(?:P\.? ?O\.? Box|PSC|Postfach|Postbus|Casilla)(?: \d+)?(?:,? Box)? \d+(?: \pL+)?",
        r"(?i)\bUnit \d+ Box \d+", r"\bUS[NSC][SVG] \p{Lu}\pL+",
        r"(?i)\b(?:APO|FPO|DPO) A[AEP] \d{5}",
        rf"\b{_UNIT}",
        r"(?i)\bthe corner of [^!?\n]{2,50}? and [^.!?\n]{2,40}",
    )
)  # fmt: skip
_CUE = compile_pattern(
    r"(?:\b(?:lives?|living|stays?|staying) (?:at|on)|\baddress(?: is| to| linked|es)?:?|\b(?:office|house|home|restaurant|shop|"
    r"party|place|flat|school|meeting|it) (?:is|'s) (?:at|on|in)|\b(?:drops? (?:you|me|us|him|her) off|stop|meet(?: me| us)?|deliver(?:ed)?|"
    r"picks? (?:me|us) up) at|\b(?:return|sent|send|post|mail|ship|deliver|change|moved?|move)(?: (?:it|them|this|that|one|here))? to|"
    r"\bmy credit card to|\bfollowing\?|\bbilling address:|\baddress:)\s+"
    r"([^?!\n]{2,90})"
)
_NUMBERED = re2.compile(r"\d")
_STREETLY = compile_pattern(
    r"^(?:\d{1,6}[a-z]?,? )*(?:[\pL'’.-]+ ){0,5}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|crescent|way|place|"
    r"terrace|square|gardens|grove|hill|mews|row|\pL{3,}(?:gatan|gade|vej|veien|vegen|straße|strasse|weg|laan|straat|katu|tee))"
    r"\b\.?(?: \d{1,5}\b)?|^(?:\d{1,6} )?[\pL'’.-]{3,}(?: [\pL'’.-]+){0,3} \d{1,5}(?: st\b\.?)?"
)
_NUMBERED_NAME = re2.compile(r"^(?:\d{1,6}[A-Za-z]? )+\p{Lu}[\pL.'’-]{3,}(?: \p{Lu}[\pL.'’-]+)*")
_MORE = re2.compile(
    rf"(?:\s*,\s*|\s*\n[\s>]*,?\s*|[ ]+)(?:{_UNIT}|[A-Z]{{2,3}}\b|\d{{3,6}}(?:[- ]\d{{2,4}})?\b|\d{{4}} ?[A-Z]{{2}}\b|\p{{Lu}}{{3,}}\b|nan\b)"
    rf"|(?:\s*,\s*|\s*\n[\s>]*)(?:{_CAP}(?:,?[ ]{_CAP}|[ ](?:de|la|le|di|da|nad|na|of|ben)){{0,4}}(?: \([^)\n]{{2,20}}\))?)"
)
_LABELLED = re2.compile(r"^\s*[:(]|^[^\n]{0,30}:")
_POSTCODES = (
    (re2.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"), 3_500),
    (re2.compile(r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b"), 3_500),
    (re2.compile(r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|"
                 r"T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?\b"), 3_500),
)  # fmt: skip
_CODE = compile_pattern(
    r"\b(?:zip(?: ?code)?|post ?code|postal code|eircode|pin ?code)(?:'s| is|:|#)*\s+(\d{3,6}(?:[- ]?(?:\d{2,4}|[a-z]{2}))?|"
    r"[a-z]\d[a-z] ?\d[a-z]\d|[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2})\b"
)
_HOME = compile_pattern(
    r"\b(?:(?:i|we|she|he|they|who|family|mum|mom|dad|cousins?|gran(?:dma|ny|dpa|dad)?|friend|(?:my|our) class)(?:'?ve| have|'?re| are|'?m| am|'?s| is| was| were)?"
    r"(?: (?:just|all|now|still|also|only|originally|really|both))* "
    r"(?:lives?|lived|living|stays?|staying|moved|moving|went|going|goes?|flew|drove|grew up|grow up|born|from|come|comes|came|flew|going on holiday)"
    r"(?: (?:here|back|away|out|over|all the way|on holiday))*(?: (?:in|to|from|near|at|just outside))*|"
    r"(?:old|grew up|lives|living|born|moved here|live) (?:in|from)|i(?:'m| am) (?:in|at|from)|we(?:'re| are) (?:in|from|at)|"
    r"(?:home ?town|home city|my town|my village|my city|home)(?: is| called|:)?|(?:where|city|town|country|location|place)\s*:|trip to|holiday (?:in|to))\s+"
)
_NO_TOWN = frozenset("school church mass bed town work college hospital heaven hell space year grade class home assembly".split())
_GOING = compile_pattern(r"\b(?:went|go|goes|going|drove|flew)\b")
_IN = compile_pattern(r"\b(?:in|to|from|near)\s+$")
_VISITED = re2.compile(rf"({_CAP}(?:[ ]{_CAP}){{0,2}}(?: \([^)\n]{{2,20}}\))?) (?:was|is|were) (?:\w+ ){{0,3}}(?:fun|great|cool|amazing|boring|nice|hot|cold|lovely) to (?:visit|see|live)")  # noqa: E501
_PLACE = re2.compile(rf"^(?:the )?({_CAP}(?:[ -](?:(?:upon|on|le|de|la|of|the|nad|i)[ -])?{_CAP}){{0,4}}(?: \([^)\n]{{2,20}}\))?)")
_LOW = compile_pattern(r"^(?:the )?([\pL'’.-]+(?: [\pL'’.-]+){0,2})")
_SAYS_ORIGIN = compile_pattern(r"\b(?:proud|half|originally)\b")
_ORIGIN = compile_pattern(
    r"\b(?:i'?m|i am|we'?re|we are|my (?:family|mum|mom|dad|parents|grandparents|gran|nan)(?:'s| is| are|'re))"
    r"(?: (?:proud|half|part|originally|also|both|a|an|from|of|all|really|very))* ([\pL-]+(?: [\pL-]+)?)"
)


def _grown(text: str, span: Span) -> Span:
    """``span`` with the lines, codes and towns that hang on it."""
    end = span.end
    for _ in range(7):
        more = _MORE.match(text[end : end + 90])
        if more is None or not more.group().strip(" ,\n>"):
            break
        if _LABELLED.match(text[end + more.end() : end + more.end() + 3]):
            break
        end += more.end()
    return Span(span.start, end)


def addresses(around: Surroundings) -> Iterator[Finding]:
    """Yield street addresses, whoever's they are."""
    text = around.text
    if _NUMBERED.search(text) and not around.sum:
        for core in _CORES:
            for match in core.finditer(text):
                if not around.in_question(Span(*match.span())):
                    yield Finding(LABEL, 3_500, (_grown(text, Span(*match.span())),), "an address")
        for match in _CUE.finditer(text):
            start, said = match.start(1), match.group(1)
            found = (_STREETLY.match(said) or _NUMBERED_NAME.match(said)) if _NUMBERED.search(said) else None
            if found and not gazetteer().capitals.intersection(found.group().lower().split()):
                span = Span(start + found.start(), start + found.end())
                yield Finding(LABEL, 3_500, (_grown(text, span),), "an address")


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
