"""From the way a child asks ("wot is 7x8 pls") to the bare sum that is asked for.

Careful on purpose: where words are left over that could change what is asked (a unit, "average",
"nearest"), nothing is read at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.arithmetic import Sum, read_sum
from studybuddy_core.knowledge.numerals import digits_for_words, number
from studybuddy_core.knowledge.words import FILLER

LONGEST = 600

_SIGNS = (
    (r"[−–—﹣－]", "-"),
    (r"[×✕✖⨯∙·]", "*"),
    (r"(?<=\d)\s*[xX]\s*(?=[\d(])", " * "),
    (r"(?<=\))\s*[xX]\s*(?=[\d(])", " * "),
    (r"\b(?:times(?:ed|d)?(?: by)?|tims|multipl\w+(?: by)?|groups? of|lots? of)\b(?=\s*[\d(])", " * "),
    (r"\b(?:divided? by|devided? by|divid(?:ed)?|shared? by|over)\b(?=\s*[\d(])", " ÷ "),
    (r"\b(?:plus|pluss|add(?:ed)?(?: to)?)\b(?=\s*[\d(])", " + "),
    (r"\b(?:minus|minuss|take ?aways?|takeaway|subtract|less)\b(?=\s*[\d(])", " - "),
    (r"÷", " ÷ "),
    (r"\bequals?(?: to)?\b", " = "),
)
_SWAPPED = (
    (re.compile(r"\badd\s+([\d./]+)\s+(?:and|to|with)\s+([\d./]+)"), r"\1 + \2"),
    (re.compile(r"\b(?:the )?sum of\s+([\d./]+)\s+and\s+([\d./]+)"), r"\1 + \2"),
    (re.compile(r"\bsubtract\s+([\d./]+)\s+from\s+([\d./]+)"), r"\2 - \1"),
    (re.compile(r"\btake\s+([\d./]+)\s+(?:away )?from\s+([\d./]+)"), r"\2 - \1"),
    (re.compile(r"\b(?:the )?difference between\s+([\d./]+)\s+and\s+([\d./]+)"), r"\1 ~ \2"),
    (re.compile(r"\b(?:the )?product of\s+([\d./]+)\s+and\s+([\d./]+)"), r"\1 * \2"),
    (re.compile(r"\bmultiply\s+([\d./]+)\s+(?:and|by|with)\s+([\d./]+)"), r"\1 * \2"),
    (re.compile(r"\bdivide\s+([\d./]+)\s+by\s+([\d./]+)"), r"\1 ÷ \2"),
    (re.compile(r"(\d+)\s+more than\s+(\d+)"), r"\2 + \1"),
    (re.compile(r"(\d+)\s+less than\s+(\d+)"), r"\2 - \1"),
    (re.compile(r"\bdouble\s+(?:of\s+)?(\d[\d.]*)(?![\d./])"), r"2 * \1"),
    (re.compile(r"\b(?:triple|treble)\s+(?:of\s+)?(\d[\d.]*)(?![\d./])"), r"3 * \1"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:squared\b|²)"), r"\1 * \1"),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(?:cubed\b|³)"), r"\1 * \1 * \1"),
)
_PIECE = re.compile(r"(?<![\w.])\(*\d[\d\s.,/()+*÷~-]*[\d)]")
# "I got 63 for 9 * 7": the claim stands before the sum.
_CLAIM_FIRST = re.compile(
    r"\b(?:got|get|say|said|put|think|thought|made|make|have|wrote|answer is|answer was|is) (-?\d[\d.,/]*) "
    r"(?:(?:is |was )?(?:right |correct |the (?:right |correct )?answer )?(?:for|to|from|when i (?:did|do|work out)))\s+"  # noqa: E501
    r"(\(*\d[\d\s./()+*÷-]*[\d)])(?!\s*=)"
)
_CLAIM = re.compile(r"^\s*(?:=|is|makes?|gives?|its|it is)\s*(-?[\d.,/]+(?:\s+\d+/\d+)?)(?![\w/])")

# Words that may stand around a sum without changing it.
_AROUND = FILLER | frozenset(
    """answer answers anser answr awnser equal equals sum sums calculate solve find math maths mathematics problem stuck
    hard easy allowed already said says told ok okay fine number right correct check think got get guess reckon know no
    not yes ye yeah yep sure quickly fast now cheat mum mom dad parent parents test quiz exam asap everyone friend
    result total full final only hints hint without wrong dunno idk confused understand times table tables workout sir
    miss gimme dont explain show lol bro hii hiya heya thx ty ta thank please plis plss then next i'm im doing
    stuk whta waht wht wut watt teh te hw hwk hmwk ez really need result same again first tutor studybuddy buddy
    words word digits spanish french letters secretly whisper
    sheet worksheet page due tomorrow tonight late hurry minute time going want wants has said it's its could
    """.split()  # noqa: SIM905
)
# Words that do change what is asked: one of them, and the sum is not read as a plain sum.
_CHANGING = re.compile(
    r"\b(?:estimat\w*|round\w*|nearest|averag\w*|mean of|median|convert\w*|percent\w*|per cent|decimal\w*|simplif\w*|"
    r"factors?|multiples?|remainders?|primes?|ratio\w*|bigger|biggest|greater|greatest|smaller|larger|compar\w*|"
    r"fractions? of|lowest|hcf|lcm|gcf|area|perimeter|volume|each|every|pattern|sequence|mixed|improper|"
    r"half|third|quarter|of)\b|[%$£€<>^√]"
)


@dataclass(frozen=True, slots=True)
class AskedSum:
    """A sum that a child asks for, and the answer given in the same breath, if any."""

    sum: Sum
    claimed: Fraction | None = None


def plain(text: str) -> str:
    """Return the text in small letters: digits for number words, signs for words, swapped phrases put in order."""
    flat = digits_for_words(text[:LONGEST].lower().replace("’", "'"))
    for pattern, instead in _SWAPPED:
        flat = pattern.sub(instead, flat)
    for written, sign in _SIGNS:
        flat = re.sub(written, sign, flat)
    return _CLAIM_FIRST.sub(r"\2 = \1", " ".join(flat.split()))


def only_words_around(rest: str, spare: int = 1) -> bool:
    """Tell whether what is left of a text are words that change nothing (``spare`` unknown ones are let pass)."""
    unknown = [word for word in re.findall(r"[^\W\d_]+(?:'[a-z]+)?", rest) if word.replace("'", "") not in _AROUND]
    return len(unknown) <= spare and not re.search(r"\d", rest)


def _difference(text: str) -> str:
    left, _, right = text.partition("~")
    first, second = number(left.strip()), number(right.strip())
    if first is None or second is None:
        return text
    return f"{left} - {right}" if first >= second else f"{right} - {left}"


def _without_further_sums(rest: str) -> str:
    """Drop further sums that follow ("7x8 and 6x9"): one at a time, the first one first."""
    return _PIECE.sub(lambda found: "" if read_sum(found[0].strip().rstrip(",.")) else found[0], rest)


def _spacing_doubt(piece: str, value: Fraction, around: str) -> bool:
    """A bare "9-12" or "2024-11-21" may be a range or a date: then nothing is read."""
    if "-" not in piece or " - " in piece:
        return False
    return value < 0 or piece.count("-") > 1 or not only_words_around(around, 0)


def asked_sum(text: str) -> AskedSum | None:
    """Return the (first) sum a child asks for, or None where nothing, or nothing certain, is asked."""
    if len(text) > LONGEST:
        return None
    flat = plain(text)
    if _CHANGING.search(flat) or re.search(r"[a-z]\s*[=+*]|[=+*]\s*[a-z?_]\s*[-+*=÷]", flat.replace("= ?", "")):
        return None
    for found in _PIECE.finditer(flat):
        piece = found[0].strip().rstrip(",.")
        before, rest = flat[: found.start()], flat[found.end() :]
        if before.rstrip().endswith(("-", "+", "*", "÷", "/")):
            return None
        read, claimed = read_sum(_difference(piece)), None
        if read is None and flat.startswith(("is ", "does ")):  # "is 7*8 54?": the last number is the claim
            piece, _, last = piece.rpartition(" ")
            read, claimed = read_sum(piece), number(last)
        elif read is not None and (said := _CLAIM.match(rest)):
            claimed, rest = number(said[1].rstrip(".,")), rest[said.end() :]
        if read is None:
            continue
        around = f"{before} {_without_further_sums(rest)}".replace("=", " ")
        if _spacing_doubt(piece, read.value, around) or not only_words_around(around):
            return None
        return AskedSum(read, claimed)
    return None
