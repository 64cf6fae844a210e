"""What a text says of whole numbers: prime, even, square, a multiple, a factor, a remainder, a common factor.

"15 is a prime number", "7 and 9 are prime", "12 is divisible by 5", "the remainder of 10 ÷ 3 is 2", "the factors of 12
are 1, 2 and 6". Sympy knows which numbers are prime and what divides them. Numbers are read up to sixteen digits, so
that no answer waits for one of them to be taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from math import gcd, isqrt, lcm

from studybuddy_core.checks.markup import plain
from studybuddy_core.checks.standing_alone import stands_alone
from studybuddy_core.checks.sums import value_of
from studybuddy_core.domain.messages import Span

_N = (r"(?:\d{1,3}(?:,\d{3})+|\d{1,16})(?![\d%]|[.,/:]\d|\s*[+\-−×*÷/^=]|"
      r"\s+(?:times|plus|minus|more|less|out|of|\w+ths?)\b)")  # fmt: skip
_LIST = rf"{_N}(?:\s*,\s*(?:and\s+)?{_N}|\s+(?:and|or)\s+{_N}){{0,11}}"
_BE = (r"(?P<be>\s+(?:is|are)(?P<not>\s+not|n't)?"
       r"(?:\s+(?:both|all|each|also|always|an?|the|exactly|really|actually))*\s+)")  # fmt: skip
_KIND = (r"(?P<kind>prime|composite|even|odd|(?:perfect\s+)?square|(?:perfect\s+)?cube|triangular)"
         r"(?:\s+numbers?|s)?"
         r"(?!\s+(?:of|root|units?|met\w+|cent\w+|feet|inch\w*|c?m|km|miles?|factors?|than)\b|\w|-)")  # fmt: skip
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), name) for pattern, name in (
        (rf"(?<![\d.,/^])(?P<of>{_LIST}){_BE}{_KIND}", "kind"),
        (rf"(?<![\d.,/^])(?P<of>{_LIST}){_BE}(?:evenly\s+|exactly\s+)?divisible\s+by\s+(?:both\s+)?(?P<by>{_LIST})",
         "divisible"),
        (rf"(?<![\d.,/^])(?P<of>{_LIST}){_BE}(?:multiples?)\s+of\s+(?:both\s+)?(?P<by>{_LIST})", "divisible"),
        (rf"(?<![\d.,/^])(?P<by>{_LIST}){_BE}(?P<prime>prime\s+)?(?:factors?|divisors?)\s+of\s+(?P<of>{_N})", "factor"),
        (rf"\bthe\s+(?P<prime>prime\s+)?(?:factors|divisors)\s+of\s+(?P<of>{_N})\s+are\s*:?\s+(?P<by>{_LIST})",
         "factors"),
        (r"\b(?:greatest|highest|largest)\s+common\s+(?:factor|divisor)|\b(?:gcf|hcf|gcd)\b", "greatest"),
        (r"\b(?:least|lowest|smallest)\s+common\s+multiple|\blcm\b", "least"),
        (rf"\bremainder\s+(?:of|when|for|from|in|after)\s+(?:you\s+divide\s+|dividing\s+)?(?P<of>\d{{1,16}})\s*"
         rf"(?:÷|/|(?:is\s+)?divided\s+by|by)\s*(?P<by>\d{{1,16}}),?\s+(?:is|equals|=)\s+(?P<rest>{_N})", "rest"),
        (rf"(?<![\d.,/^])(?P<of>\d{{1,16}})\s*(?:÷|/|divided\s+by)\s*(?P<by>\d{{1,16}})\s+"
         rf"(?:leaves|has|gives|with|and\s+leaves)\s+(?:a\s+)?remainder\s+(?:of\s+)?(?P<rest>{_N})", "rest"),
    )
)  # fmt: skip
_OF_TWO = re.compile(
    rf"\s*(?:\([A-Za-z ]{{2,30}}\)\s*)?(?:of|for)\s+(?P<of>{_N}(?:\s*,\s*{_N})*\s+and\s+{_N})\s+(?:is|=|equals)\s+"
    rf"(?P<rest>{_N})", re.I
)
_ANY = re.compile(
    r"\b(?:prime|composite|even|odd|squares?|cubes?|triangular|divisible|multiples?|factors?|divisors?|remainder|gcf|hcf|"
    r"gcd|lcm)\b", re.I)  # fmt: skip
_DIGITS = re.compile(r"\d[\d,]*\d|\d")


def _whole(text: str) -> list[int]:
    found = (value_of(part.rstrip(",")) for part in _DIGITS.findall(re.sub(r",(?!\d{3}(?!\d))", " ", text)))
    return [int(value) for value in found if value is not None and value.denominator == 1]


def _is_prime(number: int) -> bool:
    import sympy

    return bool(sympy.isprime(number))


def _is_cube(number: int) -> bool:
    import sympy

    return bool(sympy.integer_nthroot(number, 3)[1])


def _is_triangular(number: int) -> bool:
    return isqrt(8 * number + 1) ** 2 == 8 * number + 1


_KINDS: dict[str, Callable[[int], bool]] = {
    "prime": _is_prime, "composite": lambda n: n > 1 and not _is_prime(n), "even": lambda n: n % 2 == 0,
    "odd": lambda n: n % 2 == 1, "square": lambda n: isqrt(n) ** 2 == n, "cube": _is_cube, "triangular": _is_triangular,
}  # fmt: skip


def _factors(of: int, primes: bool) -> set[int]:
    import sympy

    return set(sympy.primefactors(of)) if primes else set(sympy.divisors(of))


def _kind(match: re.Match[str]) -> bool:
    holds = _KINDS[match["kind"].lower().split()[-1]]
    return all(holds(n) is not bool(match["not"]) for n in _whole(match["of"]))


def _divisible(match: re.Match[str]) -> bool:
    by = _whole(match["by"])
    if 0 in by:
        return True
    found = [n % d == 0 for n in _whole(match["of"]) for d in by]
    return not all(found) if match["not"] else all(found)


def _factor(match: re.Match[str]) -> bool:
    (of,), by = _whole(match["of"]), _whole(match["by"])
    if not of:
        return True
    fits = [d != 0 and of % d == 0 and (not match["prime"] or _is_prime(d)) for d in by]
    return not any(fits) if match["not"] else all(fits)


def _all_factors(match: re.Match[str]) -> bool:
    (of,) = _whole(match["of"])
    named = _whole(match["by"])
    if not of:
        return True
    if match["prime"] or len(named) < 3:  # "2, 2 and 3"; "4 and 3" may be those that are asked for
        return all(d and of % d == 0 and (not match["prime"] or _is_prime(d)) for d in named)
    return set(named) == _factors(of, False) or (match.string[match.end() :].lstrip()[:1] in ("…", ",") and all(
        d and of % d == 0 for d in named))  # fmt: skip


def _rest(match: re.Match[str]) -> bool:
    by = int(match["by"])
    return not by or int(match["of"]) % by == _whole(match["rest"])[0]


_SAYS: dict[str, Callable[[re.Match[str]], bool]] = {
    "kind": _kind, "divisible": _divisible, "factor": _factor, "factors": _all_factors, "rest": _rest
}  # fmt: skip


def _common(name: str, text: str, end: int) -> tuple[re.Match[str], bool] | None:
    match = _OF_TWO.match(text, end)
    if match is None:
        return None
    numbers, said = _whole(match["of"]), _whole(match["rest"])
    return match, said == [gcd(*numbers) if name == "greatest" else lcm(*numbers)]


def number_facts(text: str) -> Iterator[tuple[Span, bool]]:
    """Yield each statement about whole numbers with its place and whether it is true."""
    if not _ANY.search(text):
        return
    text = plain(text)
    for pattern, name in _RULES:
        for match in pattern.finditer(text):
            if name in _SAYS:
                span, true = Span(*match.span()), _SAYS[name](match)
            else:
                found = _common(name, text, match.end())
                if found is None:
                    continue
                span, true = Span(match.start(), found[0].end()), found[1]
            if name in ("rest", "factors", "greatest", "least") or stands_alone(text, span):
                yield span, true
