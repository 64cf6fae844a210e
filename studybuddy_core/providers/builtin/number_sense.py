"""Odd or even, primes, factors, multiples and counting in steps: a rule first, then the child's try is checked.

Nothing has to be remembered: which number is at hand is found in what was said last.
"""

from __future__ import annotations

import re
from math import isqrt

from studybuddy_core.providers.builtin.moment import Moment

_N = r"(\d{1,5})(?![\d.,/]*\d)"
_EVEN = re.compile(rf"\bis (?:the number )?{_N} (?:an? )?(?:odd|even|evan)\b")
_PRIME = re.compile(rf"\bis (?:the number )?{_N} (?:an? )?(?:prime|composite)\b")
_FACTORS = re.compile(rf"\b(?:factors?|factor pairs?|divisors?) (?:of|for) (?:the number )?{_N}\s*(?:pls|please)?\W*$")
_STEPS = re.compile(r"\bcount(?:ing)? (?:up )?(?:in|by) (\d{1,3})'?s?\b")
_MULTIPLES = re.compile(rf"\b(?:first (?:\w+ )?)?multiples of {_N}")
_TOLD = re.compile(
    r"Is (?P<even>\d+) odd or even\?$|Is (?P<prime>\d+) prime\?$|factors of (?P<factors>\d+) (?:do you have|are missing)\?|"  # noqa: E501
    r"(?P<steps>\d+)\. Which three come next\?$"
)
_BY_ITSELF = 2


def _factors(n: int) -> list[int]:
    return [d for d in range(1, n + 1) if n % d == 0]


def _even_rule(n: int) -> str:
    return f"Look at the last digit only. With 0, 2, 4, 6 or 8 a number is even. With 1, 3, 5, 7 or 9 it is odd. Is {n} odd or even?"  # noqa: E501


def _prime_rule(n: int) -> str:
    tries = [p for p in (2, 3, 5, 7, 11, 13) if p <= isqrt(n)] or [_BY_ITSELF]
    listed = ", ".join(map(str, tries))
    return (f"A prime can be divided by just two numbers: 1 and itself. Try to divide {n} by {listed}. "
            f"Does any of them fit exactly? Is {n} prime?")  # fmt: skip


def _factor_rule(n: int) -> str:
    return (f"Factors come in pairs. Begin with 1 and {n}. Then try 2, 3, 4 and so on: does it divide {n} exactly? "
            f"Stop when the pairs meet. Which factors of {n} do you have?")  # fmt: skip


def _asked(words: str) -> str | None:
    if found := _EVEN.search(words):
        return _even_rule(int(found[1]))
    if (found := _PRIME.search(words)) and int(found[1]) > 1:
        return _prime_rule(int(found[1]))
    if (found := _FACTORS.search(words)) and 1 < int(found[1]) <= 10_000:
        return _factor_rule(int(found[1]))
    steps = _STEPS.search(words) or _MULTIPLES.search(words)
    if steps and int(steps[1]) > 0:
        step = int(steps[1])
        return f"Begin: {step}, {2 * step}, {3 * step}. Each time add {step}. Which three come next?"
    return None


def _even_said(n: int, words: str) -> str | None:
    said = set(re.findall(r"\b(odd|even|evan)\b", words))
    if len(said) != 1:
        return None
    even = (said != {"odd"}) != bool(re.search(r"\b(?:not|isn'?t|never) (?:an? )?(?:odd|even|evan)\b", words))
    if even == (n % 2 == 0):
        return f"Yes, {n} ends in {n % 10}, so it is {'even' if even else 'odd'}."
    return f"Not yet. {n} ends in {n % 10}. Which list is that digit in?"


def _prime_said(n: int, words: str) -> str | None:
    if not re.search(r"\b(?:yes|yeah|yep|no|nope|prime|not|isnt|isn't|composite)\b", words) or "?" in words:
        return None
    says_prime = not re.search(r"\b(?:no|nope|not|isnt|isn't|composite)\b", words)
    factor = next((d for d in range(2, isqrt(n) + 1) if n % d == 0), None)
    if says_prime and factor is None:
        return f"Yes, {n} is prime. Only 1 and {n} divide it."
    if not says_prime and factor is not None:
        return f"Yes, it is not prime: {factor} × {n // factor} = {n}."
    return f"Not yet. Try {factor} once more." if factor else "Not yet. Which number divides it? Try them one by one."


def _factors_said(n: int, words: str) -> str | None:
    offered = list(dict.fromkeys(int(d) for d in re.findall(r"\d+", words)))
    if not offered:
        return None
    wrong, right = [d for d in offered if d == 0 or n % d], [d for d in offered if d and n % d == 0]
    missing = len(_factors(n)) - len(right)
    if wrong:
        return f"Check {wrong[0]}. Does it divide {n} exactly?"
    if missing:
        return f"Those are all right. There are {missing} more. Does each one have its partner? Which factors of {n} are missing?"  # noqa: E501
    return f"Yes, those are all the factors of {n}."


def _steps_said(step: int, words: str) -> str | None:
    offered = [int(d) for d in re.findall(r"\d+", words)]
    if not offered or re.search(r"[a-z]{4,}", words):
        return None
    wanted = [step * n for n in range(4, 4 + len(offered))]
    if offered == wanted:
        return f"Yes, those are right. Go on from {offered[-1]}."
    first = next((n for n, (got, right) in enumerate(zip(offered, wanted, strict=True)) if got != right), 0)
    return f"Look at number {first + 1} of yours again. Add {step} to the one before it."


def number_sense(moment: Moment) -> str | None:
    """Give the rule for the number asked about, or check what the child found; None for something else."""
    told = _TOLD.search(moment.last_reply()) if moment.lesson.task is None else None
    if told and len(moment.words) < 120:
        for name, check in (("even", _even_said), ("prime", _prime_said), ("factors", _factors_said),
                            ("steps", _steps_said)):  # fmt: skip
            if told[name] and (said := check(int(told[name]), moment.words)):
                return said
    return _asked(moment.words)
