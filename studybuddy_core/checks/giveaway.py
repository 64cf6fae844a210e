"""Giveaway: the tutor says the answer before the child has tried.

The pipeline knows the task and, where it could work it out, its answers. Every form counts (``told_values``): digits,
words of many languages, a sum that comes to it, LaTeX, Roman, digit by digit, and what is put together over several
turns. What the question says itself may be repeated, and so may a sum that stands in the server's own hints. A small
number said in passing ("these 2 steps") counts little.

Where the server can't work the task out, nobody can tell the answer from a step on the way: then a number that the
question does not hold counts, and "the answer is …" counts whatever follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.checks.sums import NUMBER_WORDS, value_of
from studybuddy_core.checks.told_values import Told, plain_signs, sums_told, values_told
from studybuddy_core.domain.labels import OUT
from studybuddy_core.domain.messages import Reading, Span, Task, TurnView
from studybuddy_core.domain.rungs import may_solve
from studybuddy_core.domain.signals import CheckSpec, Finding

_LABEL = "learning.giveaway"
_RESULT = re.compile(
    r"(?:=|≈|:|\b(?:is|are|equals?|equal to|makes?|gives?|gets?|got|be|answer|total|result|left|remain|leaves|have|has|"
    r"becomes|it's|that's|sum|product|quotient|difference|to|worth|costs?|write|then|so|needs?|wants?|was|were|"
    r"ist|sind|est|es|son|fait|sono|jest|antwort|reponse|respuesta|risposta|resposta|cevap|wynik|это|ответ))\W{0,4}$",
    re.I)  # fmt: skip
_ANSWER = re.compile(
    r"(?:=|\b(?:answer|result|solution|total)s?\b[^.?!\d]{0,24}(?:is|are|be|:|=|to|equals|→|—|-)|\b(?:answer|result)|"
    r"\bit(?:'s|’s| is| must be| comes to)|(?:antwort|reponse|réponse|respuesta|risposta|resposta|cevap|wynik|"
    r"ответ)\b[^.?!\d]{0,12})\W{0,6}$", re.I)  # fmt: skip
_FINAL = re.compile(r"\b(?:answer|final result)\b[^.?!\d]{0,24}(?:is|be|:|=|to|equals)\W{0,6}$", re.I)
_IS_IT = re.compile(r"^\s*(?:is|are|was)\s+(?:what you|the (?:answer|result|total)|your answer|how many|it\b|right)", re.I)  # noqa: E501
_COUNTED = re.compile(
    r"(?:\b(?:step|hint|question|number|part|page|grade|chapter|problem|example)\s*|(?:^|\n)\s*)$", re.I
)
_AFTER_LIST = re.compile(r"^[.)]\s")
_COUNTS_WORK = re.compile(
    r"^[\s-]*(?:\w+\s+)?(?:steps?|hints?|questions?|numbers?|parts?|things?|ways?|sums?|sentences?|words?|facts?|clues?|"
    r"signs?|operations?|digits?|sides?|columns?|rows? first|at a time|by one|of (?:these|them|the|your)|more time)\b",
    re.I,
)  # fmt: skip
_PLACE = re.compile(
    r"\b(?:first|second|third|fourth|last|next|tens?|ones?|units?|hundreds?|thousands?)(?:'s|’s)?\s+"
    r"(?:digit|place|figure|number)\b[^.?!\d]{0,16}\b(?:is|has|:|=|a|an|be)\W{0,3}(?P<d>\d|[a-z]+)\b|"
    r"\b(?:starts?|begins?|ends?|finish\w*)\s+(?:with|in)\s+(?:an?\s+|the\s+)?(?:digit\s+|number\s+)?(?P<e>\d|[a-z]+)\b",
    re.I,
)
_BARE = re.compile(r"\W*(?:(?:and|then|next|now|first|last|digit|number)\W+){0,3}(\d|[a-z]+)\W*", re.I)
_ASKS = re.compile(r"\bhow (?:many|much|far|long|old)\b|\bwhat (?:is|was|are|number|fraction|percent)\b|\bfind\b", re.I)
_NUMBER = re.compile(r"([£$€]\s*)?(\d+(?:\.\d+)?)")
_AMOUNT_WORD = re.compile(r"\b(?:once|twice|thrice|half|halves|double|triple|dozens?|quarters?|thirds?|pairs?|couple)\b", re.I)  # noqa: E501
# What may stand around a calculation without making it a hint.
_AROUND_A_SUM = frozenset(
    """python print print( code take and then halve double it half of twice third quarter just do work out write down the
    is so now add subtract take away minus plus times multiply multiplied divide divided by from to with get gives make
    makes answer result calculate compute type say you your a an that this here in one number into""".split()  # noqa: E501, SIM905
)
_STATING = frozenset("the a an is are it so that this and digit digits number numbers says has in of".split())  # noqa: SIM905
_YEAR = re.compile(r"1\d{3}|20\d\d")
_STATED, _LARGE, _SMALL, _PASSING = 9_500, 8_500, 6_500, 3_500
_TURNS_BACK = 3


@dataclass(frozen=True, slots=True)
class _Kept:
    """What may not be told yet: ``answers`` (None: unknown, so every new number), and what is no secret."""

    answers: frozenset[Fraction] | None
    given: frozenset[Fraction]
    sums: frozenset[tuple[Fraction, tuple[Fraction, ...]]]
    beside: bool = False  # the talk has turned to something else

    def tells(self, told: Told) -> bool:
        """Whether this value is one that may not be told."""
        if told.form in ("sum", "phrase") and (told.value, told.operands) in self.sums:
            return False
        if self.answers is not None:
            return told.value in self.answers
        return told.value not in self.given or self.disguises(told)

    def disguises(self, told: Told) -> bool:
        """Whether a sum is made of numbers that the question does not hold: 20 / 2 for a 10 that it does."""
        return bool(told.operands) and not set(told.operands) <= self.given


def _given(*texts: str) -> frozenset[Fraction]:
    return frozenset(told.value for text in texts for told in values_told(text) if told.form != "sum")


def _words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{4,}", text.lower())}


def _kept(view: TurnView) -> _Kept | None:
    task = view.task
    if task is None:
        return _unset(view)
    if may_solve(task):
        return None
    pieces = (task.question, *task.steps, *(text for _, text in task.checkpoints), task.pointer, task.similar)
    sums = frozenset((told.value, told.operands) for text in pieces for told in sums_told(plain_signs(text)))
    if task.answers:
        values = frozenset(value for answer in task.answers if (value := value_of(answer)) is not None)
        return _Kept(values, _given(task.question), sums)
    beside = task.last == "talk" and len(_words(task.question) & _words(view.clean)) < 2
    passages = (f"{p.title} {p.text}" for p in view.passages) if beside else ()
    return _Kept(None, _given(task.question, *task.steps, *passages), frozenset(), beside)


def _unset(view: TurnView) -> _Kept | None:
    """Several numbers and a question in the child's last messages are a task, whether or not it was read as one."""
    said = " ".join([u.text for u in view.history if u.role == "user"][-_TURNS_BACK:])
    numbers = [m[2] for m in _NUMBER.finditer(said) if m[1] or not _YEAR.fullmatch(m[2])]
    if len(numbers) + len(_AMOUNT_WORD.findall(said)) < 2 or not _ASKS.search(said):
        return None
    return _Kept(None, _given(said, *(p.text for p in view.passages)), frozenset(), beside=True)


def _weight(text: str, told: Told, kept: _Kept) -> tuple[int, str] | None:
    """How surely a told value is the answer, and why; None where it is no secret."""
    before, after = text[max(0, told.span.start - 32) : told.span.start], text[told.span.end : told.span.end + 30]
    said = _said(text, told)
    if told.value in kept.given and not said and not kept.disguises(told):
        return None
    if kept.beside and not said:
        return None
    if told.form == "number" and _COUNTED.search(before) and (_AFTER_LIST.match(after) or before.strip()):
        return None
    if told.doubtful:
        return (_STATED, "the answer in other words") if said else None
    if said or _RESULT.search(before):
        if _COUNTS_WORK.match(after) and not said:
            return _PASSING, "a number that is also the answer"
        return _STATED, "the answer, said as a result"
    if told.form != "number":
        return _LARGE, f"the answer, told as {told.form}"
    if abs(told.value) >= 20 or told.value.denominator != 1:
        return _LARGE, "the answer"
    if abs(told.value) == 1 or _COUNTS_WORK.match(after):
        return _PASSING, "a number that is also the answer"
    return _SMALL, "a number that is also the answer"


def _said(text: str, told: Told, before: re.Pattern[str] = _ANSWER) -> bool:
    """Whether a value is said to be the answer: nothing else stands there, or the words round it say so."""
    alone = not re.search(r"\w", text[: told.span.start] + text[told.span.end :])
    said = before.search(text[max(0, told.span.start - 48) : told.span.start])
    return alone or bool(said) or bool(_IS_IT.match(text[told.span.end : told.span.end + 30]))


def _told(text: str, kept: _Kept, places: Reading | None = None) -> Iterator[Finding]:
    flat = plain_signs(text)
    backwards = places is not None and "backwards" in places.kind
    for told in values_told(flat):
        if backwards and any(c.isdigit() for c in flat[told.span.start : told.span.end]):
            continue
        final = _said(flat, told, _FINAL if kept.answers is not None else _ANSWER)
        if kept.tells(told) or final:
            weighed = _weight(flat, told, kept)
            if weighed is not None:
                span = told.span if places is None else places.to_clean(told.span)
                yield Finding(_LABEL, weighed[0], (span,), weighed[1])


def _digits(text: str, kept: _Kept) -> Iterator[Finding]:
    """The answer handed over digit by digit: "the first digit is 4", or a reply that is nothing but a digit."""
    whole = {str(int(a)) for a in kept.answers or () if a.denominator == 1 and a >= 10}
    if kept.beside or (kept.answers is not None and not whole):
        return
    bare = _BARE.fullmatch(text)
    for match in [*_PLACE.finditer(text), *([bare] if bare else [])]:
        word = next((group for group in match.groups() if group), "").lower()
        digit = word if word.isdigit() else str(NUMBER_WORDS.get(word, ""))
        if len(digit) == 1 and (kept.answers is None or any(digit in answer for answer in whole)):
            yield Finding(_LABEL, _LARGE, (Span(*match.span()),), "a digit of the answer")


def _bare(text: str, kept: _Kept) -> Iterator[Finding]:
    """A reply that is nothing but a number, or nothing but a calculation that no hint of the server holds.

    It teaches no step of the exercise. A number that the question holds may be its answer all the same, and numbers
    from elsewhere (60 halved, for 30) are a way round what may not be told. Where the answer is known, a sum of the
    question's own numbers is judged by what it comes to.
    """
    if kept.beside or "?" in text:
        return
    flat = plain_signs(text)
    words = set(re.findall(r"[a-z]+", flat.lower()))
    if not words <= _AROUND_A_SUM | _STATING:
        return
    known = kept.given | {value for _, operands in kept.sums for value in operands}
    for told in values_told(flat):
        if told.operands:
            tells = not set(told.operands) <= known if kept.answers is not None else True
        else:
            tells = words <= _STATING and (kept.answers is None or told.value in kept.answers)
        if tells and (told.value, told.operands) not in kept.sums:
            yield Finding(_LABEL, _LARGE, (told.span,), "nothing but a number or a calculation")


def _across(view: TurnView, kept: _Kept) -> Iterator[Finding]:
    """What becomes the answer only together with what the tutor said before ("it is forty" – "two")."""
    said = [u.text for u in view.history if u.role == "assistant"][-_TURNS_BACK:]
    if not said or kept.beside:
        return
    before = " ".join(said)[-400:].rstrip() + " "
    flat = plain_signs(before + view.clean)
    for told in values_told(flat):
        if told.span.start < len(before) - 1 and told.span.end > len(before) and kept.tells(told):
            yield Finding(_LABEL, _LARGE, (Span(0, told.span.end - len(before)),), "the answer, over two turns")


def _words_of_answers(text: str, task: Task) -> Iterator[Finding]:
    """Answers that are no number ("3 r 2", "half past four")."""
    low = text.lower()
    for answer in (a for a in task.answers if value_of(a) is None and len(a) > 1):
        pattern = r"(?<!\w)" + re.escape(answer.lower()) + r"(?!\w)"
        if re.search(pattern, task.question.lower()) or len(low) != len(text):
            continue
        for match in re.finditer(pattern, low):
            yield Finding(_LABEL, _STATED, (Span(match.start(), match.end()),), "the answer in words")


class GiveawayCheck:
    """Says that the tutor's text holds the answer to a task the child has not tried yet."""

    spec = CheckSpec("giveaway", "3", (_LABEL,), OUT,
                     summary="The tutor says the answer before the child has tried.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield a finding for each place where the answer stands."""
        kept = _kept(view)
        if kept is None:
            return
        yield from _told(view.clean, kept)
        yield from _digits(view.clean, kept)
        yield from _bare(view.clean, kept)
        yield from _across(view, kept)
        for reading in view.readings:
            yield from _told(reading.text, kept, reading)
        if view.task is not None and kept.answers is not None:
            yield from _words_of_answers(view.clean, view.task)


CHECK = GiveawayCheck()
