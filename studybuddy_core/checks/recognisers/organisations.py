"""Schools, clubs, firms and where somebody works: by their last word, or by what is said of them.

One's own school said as one's own is for the lexicon. A name of one word and no ending ("Acme") is met only in
context, and many are missed: telling a firm from any other word with a capital takes a trained recogniser.
"""

from __future__ import annotations

from collections.abc import Iterator

import re2

from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.address"
_NOT_FIRST = frozenset({"the", "my", "our", "a", "an", "in", "at", "every", "is", "high", "primary"})
_JOINING = frozenset({"and", "&"})
_CAP = r"\p{Lu}[\pL\pM'’&.-]*"
_RUN = rf"(?:{_CAP} (?:(?:of|the|and|&|for|de|du) )?){{1,4}}"
_SCHOOL = re2.compile(
    rf"\b(?:{_RUN})(?:(?:Primary|Elementary|Middle|High|Junior|Infants?|Secondary|Grammar|Prep(?:aratory)?|Nursery|"
    rf"C of E|"
    rf"Catholic|Community|Public|Boarding|Charter|International) )*(?:School|Academy|Primary|Elementary|College|"
    rf"Kindergarten|"
    rf"Preschool|Infants|Juniors|University|Nursery)\b"
)
_FIRM = re2.compile(
    rf"\b{_CAP}(?:[ -](?:{_CAP}|and|&|of)){{0,4}},? (?:Inc|Ltd|LLC|L\.L\.C|Corp|Corporation|Co|GmbH|AG|PLC|plc|LLP|SA|"
    rf"BV|AB|"
    rf"Oy|and Sons|& Sons|Group|Partners|Associates|Holdings|Industries|Solutions|Technologies|Systems|Consulting|"
    rf"Agency|"
    rf"Research|Analytics|Ventures|Lines|Motors|Airlines|Bank|Hospital|Clinic|Surgery|Church|Mosque|Temple|Synagogue|"
    rf"FC|"
    rf"United|Rovers|Scouts|Brownies|Cubs|Club|Leisure Centre)\b\.?"
)
_LOWER_FIRM = re2.compile(r"(?i)\b[\pL-]+(?: [\pL-]+){0,2} (?:inc|ltd|llc|gmbh|corp)\b\.?")
_LISTED = re2.compile(r"\b\p{Lu}\p{Ll}+, \p{Lu}\p{Ll}+,? (?:and|&) \p{Lu}\p{Ll}+\b")
_DOUBLE = re2.compile(r"\b\p{Lu}\p{Ll}+-\p{Lu}\p{Ll}+\b")
_AT_WORK = re2.compile(
    rf"(?i:\b(?:works?|worked|working) (?:at|for|in)|\b(?:is|are|was|i'?m|am) from|\b(?:member|employee|manager|boss|"
    rf"owner|customer) (?:of|at)|"
    rf"\b(?:recorded|worked) for|\bgo(?:es)? to|\bplays? for|\btrains? (?:at|with)) (?:the )?({_CAP}(?:[ -](?:{_CAP}|"
    rf"and|&|of)){{0,3}})"
)
_OFFICE = re2.compile(
    rf"(?:\b[Tt]he|\b[Hh]er|\b[Hh]is|\b[Mm]y|\b[Oo]ur|\b[Tt]heir) ({_CAP}(?:[ -]{_CAP}){{0,3}}) (?:office|branch|"
    rf"headquarters|building|"
    rf"shop|store|factory|website|account)\b|^({_CAP}(?:[ -](?:{_CAP}|and|&)){{0,3}}) is an? (?:\S+ ){{0,3}}(?:bank|"
    rf"company|firm|charity|shop|school|club)\b"
)


def organisations(around: Surroundings) -> Iterator[Finding]:
    """Yield schools, clubs and firms."""
    for find, score, note in ((_schools, 3_000, "a school"), (_firms, 2_000, "an organisation"),
                              (_in_context, 2_000, "an organisation")):  # fmt: skip
        for span in find(around.text):
            if not around.in_question(span):
                yield Finding(LABEL, score, (span,), note)


def _schools(text: str) -> Iterator[Span]:
    for match in _SCHOOL.finditer(text):
        words, start = match.group().split(), match.start()
        if words[0].lower() in _NOT_FIRST:
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) > 1:
            yield Span(start, match.end())


def _firms(text: str) -> Iterator[Span]:
    known = gazetteer()
    for pattern in (_FIRM, _LOWER_FIRM):
        for match in pattern.finditer(text):
            if match.group().lower() not in known.places:
                yield Span(*match.span())
    for pattern in (_LISTED, _DOUBLE):
        for match in pattern.finditer(text):
            words = [
                word.strip(",") for word in match.group().lower().replace("-", " ").split() if word not in _JOINING
            ]
            if not any(
                known.ordinary(w) or w in known.first or w in known.capitals or w in known.places for w in words
            ):
                yield Span(*match.span())


def _in_context(text: str) -> Iterator[Span]:
    known = gazetteer()
    for pattern in (_AT_WORK, _OFFICE):
        for match in pattern.finditer(text):
            works = pattern is _AT_WORK and "work" in match.group()
            for group in range(1, pattern.groups + 1):
                said = (match.group(group) or "").lower()
                idle = said in known.words or said in known.known or (said in known.capitals and not works)
                if said and not idle:
                    yield Span(*match.span(group))
