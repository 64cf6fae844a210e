"""Offloading: how much of a talk is work handed over without any attempt.

One "just tell me" is a bad moment; ten in a row are a habit a teacher may want to know of. Each of the child's turns
counts from 0 to 1: as much as it fishes or asks for finished work, a half for one more exercise after one that was
never tried, and nothing where there is an attempt, a question about how or why, or a wish for a hint. The score
is their sum over the number of turns, four at least, so that a short talk proves little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from studybuddy_core.checks.claims import claims
from studybuddy_core.checks.fishing import CHECK as FISHING
from studybuddy_core.checks.ghostwriting import CHECK as GHOSTWRITING
from studybuddy_core.checks.lexicon import WINDOW, fold
from studybuddy_core.domain.labels import IN
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import MAX_SCORE, CheckSpec, Finding, points

_LABEL = "learning.offloading"
FEWEST_TURNS = 4
_UNTRIED = 0.5
_LONGEST = 2_000
_PLEASANTRY = re.compile(
    r"\W*(?:(?:hi+|hey+|hello+|hiya|thanks?(?: you)?|thx|ty|ok(?:ay)?|k+|yes|yep|yeah|no|nope|bye+|cool|nice|"
    r"good|great|lol|haha+|sorry|please|pls|wow|done|sure|(?:good )?(?:morning|afternoon))\W*){1,4}", re.I)  # fmt: skip
_OWN_WORK = re.compile(
    r"\b(?:i (?:think|thought|tried|try|got|get|did|made|wrote|have (?:done|tried|written)|would|guess|added|"
    r"counted|drew|multiplied|divided|subtracted|used|know|believe|worked|already)|i've|because|cuz|bcos|maybe it'?s|"
    r"here is|here's|my (?:answer|idea|try|guess|story|essay|sum|sentence|working|work|plan|first)|am i right|"
    r"is (?:it|this|that|mine) (?:right|correct|ok)|check (?:my|this|mine))\b", re.I)  # fmt: skip
_A_NUMBER = re.compile(
    r"\W*(?:is it|its|it's|so|um+|uh+|then|equals?|it is|maybe|now|that's|thats)?\W*"
    r"[£$€]?-?\d[\d,. /]*(?:\s*[a-z%°]+){0,3}\W*", re.I)  # fmt: skip
_ASKS_ABOUT = re.compile(
    r"\b(?:why|how (?:do|does|can|would|should|come|is|are|did|to)|hints?|clue|explain|understand|what does|example|"
    r"what do you mean|help me (?:understand|start|see)|show me how|teach me|next step|where do i|stuck|"
    r"confused)\b", re.I)
_EXERCISE = re.compile(
    r"\d\s*(?:[-+*x×÷/^]|plus|times|minus|divided)\s*\d|\d.*\b(?:how (?:many|much|long|far|old)|what is)\b", re.I)


def _demand(text: str) -> float:
    """How strongly a turn fishes or asks for finished work, from 0 to 1."""
    folded = fold(text)[:WINDOW]
    scores = (f.score for lexicon in (FISHING.lexicon, GHOSTWRITING.lexicon) for f in lexicon.score_window(folded))
    return max(scores, default=0) / MAX_SCORE


def _attempts(text: str) -> bool:
    return bool(_OWN_WORK.search(text) or _A_NUMBER.fullmatch(text) or any(claims(text)))


def handed_over(texts: Iterable[str]) -> Iterator[float]:
    """Yield for each of a child's turns (oldest first, pleasantries left out) how much work it hands over, 0 to 1."""
    untried = False
    for text in (whole[:_LONGEST] for whole in texts):
        if not text.strip() or _PLEASANTRY.fullmatch(text):
            continue
        if _attempts(text):
            untried = False
            yield 0.0
            continue
        demand = _demand(text)
        if _EXERCISE.search(text):
            demand, untried = max(demand, _UNTRIED if untried else 0.0), True
        yield 0.0 if _ASKS_ABOUT.search(text) and demand <= _UNTRIED else demand


class OffloadingCheck:
    """Says how much of the talk so far hands the work over."""

    spec = CheckSpec("offloading", f"1.{FISHING.spec.version}.{GHOSTWRITING.spec.version}", (_LABEL,), IN,
                     summary="How much of a talk hands the work over without an own attempt.")  # fmt: skip

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the share of the child's turns that hand work over."""
        said = [said.text for said in view.history if said.role == "user"]
        shares = list(handed_over((*said, view.clean)))
        if any(shares):
            share = sum(shares) / max(len(shares), FEWEST_TURNS)
            handed = sum(share > 0 for share in shares)
            yield Finding(_LABEL, points(share), (), f"{handed} of {len(shares)} turns hand work over")


CHECK = OffloadingCheck()
