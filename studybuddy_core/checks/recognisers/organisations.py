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
_CAP = r"\p{Lu}[\pL\pM'’&.-]*"
_RUN = rf"(?:{_CAP} (?:(?:of|the|and|&|for|de|du) )?){{1,4}}"
_SCHOOL = re2.compile(
    rf"\b(?:{_RUN})(?:(?:Primary|Elementary|Middle|High|Junior|Infants?|Secondary|Grammar|Prep(?:aratory)?|Nursery|C of E|"
    rf"Catholic|Community|Public|Boarding|Charter|International) )*(?:School|Academy|Primary|Elementary|College|Kindergarten|"
    rf"Preschool|Infants|Juniors|University|Nursery)\b"
)
_FIRM = re2.compile(
    rf"\b{_CAP}(?:[ -](?:{_CAP}|and|&|of)){{0,4}},? (?:Inc|Ltd|LLC|L\.L\.C|Corp|Corporation|Co|GmbH|AG|PLC|plc|LLP|SA|BV|AB|"
    rf"Oy|and Sons|& Sons|Group|Partners|Associates|Holdings|Industries|Solutions|Technologies|Systems|Consulting|Agency|"
    rf"Research|Analytics|Ventures|Lines|Motors|Airlines|Bank|Hospital|Clinic|Surgery|Church|Mosque|Temple|Synagogue|FC|"
    rf"United|Rovers|Scouts|Brownies|Cubs|Club|Leisure Centre)\b\.?"
)
_LOWER_FIRM = re2.compile(r"(?i)\b[\pL-]+(?: [\pL-]+){0,2} (?:inc|ltd|llc|gmbh|corp)\b\.?")
_LISTED = re2.compile(r"\b\p{Lu}\p{Ll}+, \p{Lu}\p{Ll}+,? (?:and|&) \p{Lu}\p{Ll}+\b")
_DOUBLE = re2.compile(r"\b\p{Lu}\p{Ll}+-\p{Lu}\p{Ll}+\b")
_AT_WORK = re2.compile(
    rf"(?i:\b(?:works?|worked|working) (?:at|for|in)|\b(?:is|are|was|i'?m|am) from|\b(?:member|employee|manager|boss|owner|customer) (?:of|at)|"
    rf"\b(?:recorded|worked) for|\bgo(?:es)? to|\bplays? for|\btrains? (?:at|with)) (?:the )?({_CAP}(?:[ -](?:{_CAP}|and|&|of)){{0,3}})"
)
_OFFICE = re2.compile(
    rf"(?:\b[Tt]he|\b[Hh]er|\b[Hh]is|\b[Mm]y|\b[Oo]ur|\b[Tt]heir) ({_CAP}(?:[ -]{_CAP}){{0,3}}) (?:office|branch|headquarters|building|resignation|"
    rf"shop|store|factory|website|account)\b|^({_CAP}(?:[ -](?:{_CAP}|and|&)){{0,3}}) is an? (?:\S+ ){{0,3}}(?:bank|company|firm|charity|shop|school|club)\b"
)


def organisations(around: Surroundings) -> Iterator[Finding]:
    """Yield schools, clubs and firms."""
    text, known = around.text, gazetteer()
    for match in _SCHOOL.finditer(text):
        span = Span(*match.span())
        if match.group().split()[0].lower() in ("the", "my", "our", "a", "an", "in", "at", "every", "is", "high", "primary"):
            span = Span(span.start + len(match.group().split()[0]) + 1, span.end)
        if len(text[span.start : span.end].split()) > 1 and not around.in_question(span):
            yield Finding(LABEL, 3_000, (span,), "a school")
    for pattern in (_FIRM, _LOWER_FIRM, _LISTED, _DOUBLE):
        for match in pattern.finditer(text):
            words = match.group().lower().replace("-", " ").replace(",", "").split()
            if pattern in (_LISTED, _DOUBLE) and any(
                known.ordinary(w) or w in known.first or w in known.capitals or w in known.places for w in words if w != "and"
            ):
                continue
            if not around.in_question(Span(*match.span())) and match.group().lower() not in known.places:
                yield Finding(LABEL, 2_000, (Span(*match.span()),), "an organisation")
    for pattern, groups in ((_AT_WORK, (1,)), (_OFFICE, (1, 2))):
        for match in pattern.finditer(text):
            for group in groups:
                said = (match.group(group) or "").lower()
                works = pattern is _AT_WORK and "work" in match.group()
                if not said or (said in known.capitals and not works) or said in known.known or said in known.words:
                    continue
                if not around.in_question(Span(*match.span(group))):
                    yield Finding(LABEL, 2_000, (Span(*match.span(group)),), "an organisation")
