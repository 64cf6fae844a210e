"""Street addresses.

An address is a core (a street with its number, a post box, a flat) and what hangs on it: the line or two with a town,
a code and a country. Streets are recognised by the words that the languages of Europe have for them, or by what is
said before ("lives at", "send it to"). Whether the child says that *it lives there* is for the lexicon, which scores
that higher. An exercise has no addresses: "12 miles up the hill" stays.
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
_SCORE = 3_000
_CAP = r"\p{Lu}[\pL\pM'’.-]*"
_SMALL = r"de|del|della|di|da|do|la|le|el|al|du|des|van|der|den|von|of|the|i|y|na"
_CAPS = rf"{_CAP}(?: (?:{_CAP}|{_SMALL}|\d{{1,2}}[.-]?)){{0,5}}"
_SUFFIX = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Cl|Court|Ct|Crescent|Cres|Way|Place|Pl|Terrace|"
    r"Boulevard|Blvd|Square|Sq|Gardens|Grove|Hill|Mews|Row|Park|Circle|Highway|Hwy|Parkway|Pkwy|Trail|Alley|Walk|Rise|"
    r"View|Gateway|Greens?|Coves?|Turnpike|Extensions?|Bridge|Ridge|Loop|Path|Yard|Wharf|Quay|Broadway)"
)
_ENDING = (
    r"(?:gatan|gata|gade|vej|vegen|veien|vei|vangen|vænget|stræde|stien|straße|strasse|str\.|weg|platz|gasse|allee|"
    r"ring|damm|ufer|"
    r"laan|straat|plein|gracht|dijk|kade|steeg|dreef|katu|tie|kuja|polku|tee|tänav|stígur|gata|braut|stræti|straeti|"
    r"utca)"
)
_PREFIX = (
    r"(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hemin|[Ii]mpasse|[Aa]llée|[Qq]uai|[Vv]ia|[Vv]iale|[Pp]iazza|[Vv]icolo|"
    r"[Cc]orso|"
    r"[Cc]alle|[Aa]venida|[Pp]laza|[Pp]aseo|[Cc]amino|[Cc]arrer|[Rr]ua|[Tt]ravessa|[Ll]argo|[Ee]strada|[Uu]l\.|"
    r"[Uu]lica|[Aa]l\.|"
    r"[Oo]s\.|[Pp]lac|[Tt]rg|[Aa]v\.|C/)"
)
_UNIT = r"(?:Apt|Apartment|Suite|Ste|Flat|Unit|Room|Floor|Bldg|apt|apartment|suite|flat)\.? ?#?\d+[A-Za-z]?"
_BETWEEN_NUMBERS = re2.compile(rf"\b\d{{1,6}} {_CAPS},? (?:u\. )?\d{{1,5}}[A-Da-d]?\b\.?")
_CORES = (_BETWEEN_NUMBERS, *(
    re2.compile(pattern)
    for pattern in (
        rf"\b\d{{1,6}}[A-Za-z]?,? (?:\d{{1,5}}[A-Za-z]? )?(?:{_CAP} ){{1,4}}{_SUFFIX}\b\.?",
        rf"\b(?:\d{{1,6}}[A-Za-z]?,? )*{_PREFIX} {_CAPS}(?:,? \d{{1,5}}[A-Za-z]?)?",
        rf"\b(?:\d{{1,6}} )?\p{{Lu}}?[\pL\pM.-]*(?: {_CAP})?[ ]?{_ENDING} \d{{1,4}}[A-Za-z]?\b",
        rf"\b\d{{1,6}} (?:\d{{1,6}} )?{_CAPS},? {_UNIT}",
        rf"\b{_CAP} u\. \d{{1,4}}\b\.?",
        r"(?i)\b(?:P\.? ?O\.? Box|PSC|Postfach|Postbus|Casilla)(?: \d+)?(?:,? Box)? \d+(?: \pL+)?",
        r"(?i)\bUnit \d+ Box \d+", r"\bUS[NSC][SVG] \p{Lu}\pL+",
        r"(?i)\b(?:APO|FPO|DPO) A[AEP] \d{5}",
        rf"\b{_UNIT}",
        r"(?i)\bthe corner of [^!?\n]{2,50}? and [^.!?\n]{2,40}",
    )
))  # fmt: skip
_CUE = compile_pattern(
    r"(?:\b(?:lives?|living|stays?|staying) (?:at|on)|\baddress(?: is| to| linked|es)?:?|\b(?:office|house|home|"
    r"restaurant|shop|"
    r"party|place|flat|school|meeting|it) (?:is|'s) (?:at|on|in)|\b(?:drops? (?:you|me|us|him|her) off|stop|"
    r"meet(?: me| us)?|deliver(?:ed)?|"
    r"picks? (?:me|us) up) at|\b(?:return|sent|send|post|mail|ship|deliver|change|moved?|move)(?: (?:it|them|this|"
    r"that|one|here))? to|"
    r"\bbilling address:|\baddress:)\s+"
    r"([^?!\n]{2,90})"
)
_NUMBERED = re2.compile(r"\d")
_STREETLY = compile_pattern(
    r"^(?:\d{1,6}[a-z]?,? )*(?:[\pL'’.-]+ ){0,5}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|crescent|"
    r"way|place|"
    r"terrace|square|gardens|grove|hill|mews|row|\pL{3,}(?:gatan|gade|vej|veien|vegen|straße|strasse|weg|laan|straat|"
    r"katu|tee))"
    r"\b\.?(?: \d{1,5}\b)?|^(?:\d{1,6} )?[\pL'’.-]{3,}(?: [\pL'’.-]+){0,3} \d{1,5}(?: st\b\.?)?"
)
_NUMBERED_NAME = re2.compile(r"^(?:\d{1,6}[A-Za-z]? )+\p{Lu}[\pL.'’-]{3,}(?: \p{Lu}[\pL.'’-]+)*")
_MORE = re2.compile(
    rf"(?:\s*,\s*|\s*\n[\s>]*,?\s*|[ ]+)(?:{_UNIT}|[A-Z]{{2,3}}\b|\d{{3,6}}(?:[- ]\d{{2,4}})?\b|\d{{4}} ?[A-Z]{{2}}\b|"
    rf"\p{{Lu}}{{3,}}\b)"
    rf"|(?:\s*,\s*|\s*\n[\s>]*)(?:{_CAP}(?:,?[ ]{_CAP}|[ ](?:de|la|le|di|da|nad|na|of|"
    rf"ben)){{0,4}}(?: \([^)\n]{{2,20}}\))?)"
)
_HOME = compile_pattern(
    r"\b(?:lives?|living|stays?|staying|moved|address|house|home|flat|ours|mine)\b[^!?\n]{0,80}?[\pL'’.-]{2,} "
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|terrace|gardens|grove|mews|row|estate|way)\b"
    r"|\b(?:my|our) (?:house|home|flat)[,.]? (?:and )?(?:it(?:['’]?s| is)|is) (?:at )?(?:number|no|nr)\b"
)
_HOUSE_NUMBER = compile_pattern(
    r"\b(?:i['’]?m|i am|we['’]?re|we are|it['’]?s|it is|ours is|mine is|house is|live|living|lives)(?: (?:at|in|the))*"
    r" ((?:house |door |flat )?(?:number|no\.?|nr\.?) ?\d{1,4}[a-z]?)\b"
)
_OF_WORK = compile_pattern(
    r"^ (?:of|on (?:my|the|this|page)|in (?:my|the|this)|from|is|equals|so far|and (?:i['’]?m )?stuck)\b"
)
_LABELLED = re2.compile(r"^\s*[:(]|^[^\n]{0,30}:")


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
    if not _NUMBERED.search(text) or around.sum:
        return
    for span in (*_cores(text), *_behind_cues(text), *_house_numbers(text)):
        if not around.in_question(span):
            yield Finding(LABEL, _SCORE, (_grown(text, span),), "an address")


def _cores(text: str) -> Iterator[Span]:
    for core in _CORES:
        for match in core.finditer(text):
            if not (core is _BETWEEN_NUMBERS and _is_date(match.group())):
                yield Span(*match.span())


def _behind_cues(text: str) -> Iterator[Span]:
    for match in _CUE.finditer(text):
        start, said = match.start(1), match.group(1)
        found = (_STREETLY.match(said) or _NUMBERED_NAME.match(said)) if _NUMBERED.search(said) else None
        if found and not _is_date(found.group()):
            yield Span(start + found.start(), start + found.end())


def _house_numbers(text: str) -> Iterator[Span]:
    """A number said apart from the street one lives in: "i live on oak street, im at number 27"."""
    if not _HOME.search(text):
        return
    for match in _HOUSE_NUMBER.finditer(text):
        if not _OF_WORK.match(text[match.end() : match.end() + 30]):
            yield Span(match.start(1), match.end(1))


def _is_date(said: str) -> bool:
    """Whether months, days and the like are among the words."""
    return not gazetteer().capitals.isdisjoint(said.lower().split())
