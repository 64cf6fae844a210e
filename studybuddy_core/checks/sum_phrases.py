"""Sums and relations in words: "the sum of 3 and 4", "multiply 6 by 7", "you get", "is bigger than", "the root of".

A phrase is turned into the pieces of the sum it stands for, in brackets, so that what holds for signs holds for words.
It must be read whole: "the sum of 3 and 4 × 2" could be meant in two ways and is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from studybuddy_core.checks.sums import FRACTION_WORDS, Piece, Token
from studybuddy_core.domain.messages import Span

IS, TOLD, ANSWERED = 1, 2, 3  # how a relation is said: "is", ", which makes", "? It is"
_NAMED = {"sum": "+", "total": "+", "product": "*", "difference": "-", "quotient": "/", "average": "mean",
          "mean": "mean"}  # fmt: skip
_ASKED = {"multiply": "*", "multiplying": "*", "add": "+", "adding": "+", "subtract": "-", "subtracting": "-",
          "take": "-", "taking": "-", "divide": "/", "dividing": "/"}  # fmt: skip
_JOINS = {"*": ("by", "and", "with", "times"), "+": ("and", "to", "with"), "/": ("by",), "-": ("from",)}
_ROOTS = {"square": "√", "cube": "∛", "cubed": "∛"}
_POWERS = {"square": "²", "cube": "³"}
_OPERATORS = frozenset("+ - − – × * · ÷ / ^ % ( √ ² ³ ! times plus minus x over percent of squared cubed to multiplied "  # noqa: SIM905
                       "divided".split())
_MOST_OPERANDS = 8
_ADVERB = (r"(?:\s+(?:exactly|just|only|also|always|really|actually|simply|still|now|then|therefore|about|roughly|"
           r"approximately|around|nearly|almost|probably|indeed)\b)*")  # fmt: skip
_MUCH = r"(?:\s+(?:a\s+(?:bit|little|lot)|much|far|still|also|always|actually|slightly|way|clearly))*"
_VERB = (r"(?:is|are|will\s+be|would\s+be|equals?|makes?|gives?(?:\s+(?:you|us|me))?|comes?\s+(?:out\s+)?to|"
         r"adds?\s+up\s+to|works?\s+out\s+(?:to|as)|totals)")  # fmt: skip
_ANSWER = (r"(?:the|your|our|my)\s+(?:final\s+|right\s+|correct\s+)?"
           r"(?:answer|result|product|sum|total|difference|quotient)")  # fmt: skip
_RELATION = re.compile(
    rf"\b(?:is|are){_MUCH}\s+(?:(?P<more>bigger|greater|larger|more|higher)|(?P<less>smaller|less|lower|fewer))\s+than\b"
    r"(?P<orequal>\s+or\s+equal\s+to)?"
    rf"|\b(?:is|are|will\s+be|would\s+be)\b(?!\s+(?:not|never)\b){_ADVERB}(?:\s+(?:equal\s+to|the\s+same\s+as|"
    rf"equivalent\s+to))?{_ADVERB}(?P<is>)"
    rf"|(?P<asked>\?)\s*(?:(?:it|that|this)(?:'s|\s+is)|{_ANSWER}\s+is|the\s+answer\s*:){_ADVERB}"
    rf"|,?\s*\b(?:(?:and|so|then)\s+)?(?:(?:which|that|it|this)(?:'s\b|\s+{_VERB}\b)|(?:you|we|i)(?:'ll|\s+will|\s+would|"
    rf"\s+should)?\s+(?:get|end\s+up\s+with)\b|{_ANSWER}\s+{_VERB}\b){_ADVERB}(?P<told>)"
    rf"|\b(?:gives?\s+(?:you|us|me)|comes?\s+(?:out\s+)?to|adds?\s+up\s+to|works?\s+out\s+(?:to|as)|totals|equals?\s+to)\b"
    rf"{_ADVERB}(?P<makes>)|\b(?:equals?|makes?|gives?)\b{_ADVERB}(?P<equals>)",
    re.I,
)  # fmt: skip


def relations(text: str) -> dict[int, tuple[int, Piece]]:
    """Return the relations told in words, by where each begins: (where it ends, its piece)."""
    found = {}
    for match in _RELATION.finditer(text):
        sign, said = "equals", 0
        if match["more"] or match["less"]:
            sign, said = (">" if match["more"] else "<"), IS
            if match["orequal"]:
                sign = "≥" if match["more"] else "≤"
        elif match["is"] is not None:
            said = IS
        elif match["asked"]:
            said = ANSWERED
        elif match["told"] is not None:
            said = TOLD
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        found[start] = (match.end(), Piece(sign, Span(start, match.end()), decimals=said))
    return found


class Phrases:
    """Reads the phrases of one text's tokens."""

    def __init__(self, cut: list[Token]) -> None:
        self._cut = cut

    def _low(self, i: int) -> str:
        return self._cut[i].text.lower() if 0 <= i < len(self._cut) else ""

    def _kind(self, i: int) -> str:
        return self._cut[i].kind if 0 <= i < len(self._cut) else ""

    def _mark(self, sign: str, start: int, end: int) -> Piece:
        return Piece(sign, Span(self._cut[start].span.start, self._cut[end - 1].span.end))

    def _number(self, i: int) -> tuple[list[Piece], int, Fraction] | None:
        """A number, perhaps a negative one or a fraction, as pieces; nothing where more belongs to it."""
        sign = self._low(i) in ("-", "−", "–")
        at = i + sign
        if self._kind(at) != "number":
            return None
        token = self._cut[at]
        made = [Piece("number", token.span, token.value, token.decimals)]
        value, end = token.value, at + 1
        if self._low(end) in ("/", "⁄") and self._kind(end + 1) == "number" and self._cut[end + 1].value:
            below = self._cut[end + 1]
            made += [self._mark("/", end, end + 1), Piece("number", below.span, below.value, below.decimals)]
            value, end = value / below.value, end + 2
        if sign:
            made = [self._mark("(", i, at), self._mark("-", i, at), *made, self._mark(")", end - 1, end)]
        return made, end, -value if sign else value

    def _closed(self, end: int) -> bool:
        """Whether no sign behind ``end`` could take the last number away from the phrase."""
        word = self._low(end)
        return word not in _OPERATORS and self._kind(end) not in ("number", "raised") and word.rstrip("s") not in (
            *FRACTION_WORDS, "hundred", "thousand", "million", "billion", "ten", "one"
        )  # fmt: skip

    def _bracketed(self, parts: list[list[Piece]], sign: str, start: int, end: int) -> tuple[list[Piece], int]:
        inside: list[Piece] = []
        for n, part in enumerate(parts):
            inside += [self._mark(sign, start, start + 1)] * bool(n)
            closed = [self._mark("(", start, start + 1), *part, self._mark(")", end - 1, end)]
            inside += part if len(part) == 1 else closed
        return [self._mark("(", start, start + 1), *inside, self._mark(")", end - 1, end)], end

    def read(self, i: int) -> tuple[list[Piece], int] | None:
        """Return the phrase at ``i`` as pieces with where it ends, or None."""
        word = self._low(i)
        if word in _NAMED and self._low(i + 1) in ("of", "between"):
            return self._of_numbers(i, _NAMED[word])
        if word in _ASKED:
            return self._two(i, _ASKED[word])
        if word in _ROOTS and (found := self._root(i)) is not None:
            return found
        if word == "sqrt":
            return [self._mark("√", i, i + 1)], i + 1
        return self._from_number(i) if self._kind(i) == "number" else None

    def _of_numbers(self, i: int, sign: str) -> tuple[list[Piece], int] | None:
        parts, values, at = [], [], i + 2
        for _ in range(_MOST_OPERANDS):
            found = self._number(at)
            if found is None:
                return None
            parts.append(found[0])
            values.append(found[2])
            end = found[1]
            comma = self._low(end) == ","
            if self._low(end + comma) == "and" and self._kind(end + comma + 1) in ("number", "sign"):
                at = end + comma + 1
            elif comma and self._kind(end + 1) == "number":
                at = end + 1
            else:
                break
        if len(parts) < 2 or not self._closed(end) or (sign in "-/" and len(parts) > 2):
            return None
        if sign == "-" and values[1] > values[0]:
            parts.reverse()
        if sign != "mean":
            return self._bracketed(parts, sign, i, end)
        whole, end = self._bracketed(parts, "+", i, end)
        last = whole[-1].span
        return [whole[0], *whole, Piece("/", last), Piece("number", last, Fraction(len(parts))), whole[-1]], end

    def _two(self, i: int, sign: str) -> tuple[list[Piece], int] | None:
        """Read "multiply 6 by 7", "add 3 and 4", "subtract 2 from 9", "take 2 away from 9"."""
        one = self._number(i + 1)
        if one is None:
            return None
        at = one[1] + (sign == "-" and self._low(one[1]) == "away")
        other = self._number(at + 1) if self._low(at) in _JOINS[sign] else None
        if other is None:
            return None
        end, parts = other[1], [one[0], other[0]]
        while sign == "+" and self._low(at) == "and" and self._low(end) == "and":
            more = self._number(end + 1)
            if more is None:
                break
            parts.append(more[0])
            end = more[1]
        if not self._closed(end) or (self._low(end) in (",", "and") and self._kind(end + 1) == "number"):
            return None
        return self._bracketed(parts[::-1] if sign == "-" else parts, sign, i, end)

    def _root(self, i: int) -> tuple[list[Piece], int] | None:
        rooted = self._low(i + 1) == "root" and self._low(i + 2) == "of"
        found = self._number(i + 3 if rooted else i + 2) if rooted or self._low(i + 1) == "of" else None
        if found is None or not self._closed(found[1]):
            return None
        number = found[0] if len(found[0]) == 1 else [
            self._mark("(", i, i + 1), *found[0], self._mark(")", found[1] - 1, found[1])
        ]  # fmt: skip
        if rooted:
            return [self._mark(_ROOTS[self._low(i)], i, i + 1), *number], found[1]
        return [*number, self._mark(_POWERS.get(self._low(i), "³"), i, i + 1)], found[1]

    def _from_number(self, i: int) -> tuple[list[Piece], int] | None:
        """Read "3 more than 4", "2 less than 9", "2 subtracted from 9", "2 to the power of 5"."""
        words = tuple(self._low(i + n) for n in range(1, 6))
        if words[0] in ("raised", "to") and "power" in words:
            return self._power(i)
        if words[:2] not in (("more", "than"), ("less", "than"), ("subtracted", "from"), ("taken", "from")):
            return None
        before = self._low(i - 1)
        one, other = self._number(i), self._number(i + 3)
        if one is None or other is None or not self._closed(other[1]) or before in _OPERATORS:
            return None
        return self._bracketed([other[0], one[0]], "+" if words[0] == "more" else "-", i, other[1])

    def _power(self, i: int) -> tuple[list[Piece], int] | None:
        at = i + 1 + (self._low(i + 1) == "raised")
        if (self._low(at), self._low(at + 1)) != ("to", "the"):
            return None
        if self._low(at + 2) == "power":
            height = self._number(at + 3 + (self._low(at + 3) == "of"))
            if height is None or len(height[0]) > 1:
                return None
            return [self._here(i), Piece("^", self._cut[at].span), *height[0]], height[1]
        ordinal = self._kind(at + 2) == "number" and self._low(at + 3) in ("th", "st", "nd", "rd")
        if not ordinal or self._low(at + 4) != "power":
            return None
        return [self._here(i), Piece("^", self._cut[at].span), self._here(at + 2)], at + 5

    def _here(self, i: int) -> Piece:
        token = self._cut[i]
        return Piece("number", token.span, token.value, token.decimals)


def place_values(cut: list[Token]) -> Iterator[tuple[int, int, list[Piece]]]:
    """Yield "3 hundreds", "4 tens and 2 ones", "2.5 million" as (first token, end, pieces)."""
    i = 0
    while i < len(cut):
        start, made = i, list[Piece]()
        while i + 1 < len(cut) and cut[i].kind == "number" and (worth := PLACES.get(cut[i + 1].text.lower())):
            place = Span(cut[i].span.start, cut[i + 1].span.end)
            made += [Piece("+", Span(place.start, place.start))] * bool(made)
            made.append(Piece("number", place, cut[i].value * worth, place=worth))
            i += 2
            joined = i
            while joined < len(cut) and cut[joined].text.lower() in (",", "and"):
                joined += 1
            goes_on = joined + 1 < len(cut) and cut[joined].kind == "number" and cut[joined + 1].text.lower() in PLACES
            if not goes_on:
                break
            i = joined
        if made:
            yield start, i, made if len(made) == 1 else [
                Piece("(", Span(made[0].span.start, made[0].span.start)), *made,
                Piece(")", Span(made[-1].span.end, made[-1].span.end)),
            ]  # fmt: skip
        else:
            i += 1


PLACES = {"hundred": Fraction(100), "hundreds": Fraction(100), "thousand": Fraction(1000), "thousands": Fraction(1000),
          "million": Fraction(10**6), "millions": Fraction(10**6), "billion": Fraction(10**9), "ten": Fraction(10),
          "tens": Fraction(10), "ones": Fraction(1), "one": Fraction(1), "tenths": Fraction(1, 10),
          "hundredths": Fraction(1, 100), "thousandths": Fraction(1, 1000)}  # fmt: skip
