"""Number words of other languages: a result said in German or Turkish is as much a result as one in digits.

Ten languages that are common in classrooms. Each table holds 0 to 999, thousands are put together when read. Words
are folded (no accents, no hyphens), so "vingt-deux" and "vingt deux" are one. English has a reader of its own in
``sums``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from studybuddy_core.domain.messages import Span

Words = tuple[str, ...]
_UNFOLDED = str.maketrans({"ß": "ss", "ı": "i", "ł": "l", "æ": "ae", "ø": "o", "-": " ", "‐": " ", "–": " "})
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 6  # words of one number below a thousand, "and" included
# Words that are also common in English (or too short to tell): a result only where the sentence says "the answer is".
DOUBTFUL = frozenset(
    """once elf on due cent bin un um mil sept sei sto dos tre mille una une uno eins ein en een een six cinque set
    acht tri dva sem pet tout nul zero yuz alti yedi bir""".split()  # noqa: SIM905
)


class Foreign(NamedTuple):
    """A number said in words of another language, and where; ``doubtful``: it may be another word."""

    value: int
    span: Span
    doubtful: bool


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Small letters without accents; the length may change."""
    flat = unicodedata.normalize("NFKD", text.lower().translate(_UNFOLDED).replace("i̇", "i"))
    return "".join(c for c in flat if not unicodedata.combining(c))


def _split(words: str) -> Words:
    return tuple(words.split())


def _german(n: int) -> Iterator[str]:
    ones = _split("null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn "
                  "sechzehn siebzehn achtzehn neunzehn")  # fmt: skip
    tens = _split("zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig")
    if n >= 100:
        for head in ("ein", "") if n < 200 else (ones[n // 100],):
            yield from (f"{head}hundert{tail}" for tail in ("",) if n % 100 == 0)
            yield from (f"{head}hundert{join}{tail}" for tail in _german(n % 100) for join in ("", "und") if n % 100)
    elif n >= 20:
        yield (ones[n % 10] + "und" if n % 10 else "") + tens[n // 10 - 2]
    else:
        yield from ("eins", "ein", "eine") if n == 1 else (ones[n],)


def _dutch(n: int) -> Iterator[str]:
    ones = _split("nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
                  "zeventien achttien negentien")  # fmt: skip
    tens = _split("twintig dertig veertig vijftig zestig zeventig tachtig negentig")
    if n >= 100:
        head = "" if n < 200 else ones[n // 100]
        yield from (f"{head}honderd{tail if n % 100 else ''}" for tail in _dutch(n % 100))
    else:
        yield ones[n] if n < 20 else (ones[n % 10] + "en" if n % 10 else "") + tens[n // 10 - 2]


def _french(n: int) -> Iterator[str]:
    ones = _split("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
    tens = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 70: "septante",
            80: "huitante", 90: "nonante"}  # fmt: skip
    if n >= 100:
        head = "cent" if n < 200 else f"{ones[n // 100]} cent"
        yield from (f"{head} {tail}" for tail in _french(n % 100) if n % 100)
        yield from (head, f"{head}s") if n % 100 == 0 else ()
        return
    if n < 17:
        yield from ("un", "une") if n == 1 else (ones[n],)
        return
    if n < 20:
        yield f"dix {ones[n - 10]}"
        return
    if n >= 70 and n not in (70, 80, 90):
        base, rest = ("soixante", n - 60) if n < 80 else ("quatre vingt", n - 80)
        yield from (f"{base} {tail}" for tail in _french(rest))
        yield from (f"{base} et onze",) if n == 71 else ()
    yield from {70: ("soixante dix",), 80: ("quatre vingts", "quatre vingt", "octante"), 90: ("quatre vingt dix",)}.get(n, ())  # fmt: skip  # noqa: E501
    ten = tens[n // 10 * 10]
    yield from (ten,) if n % 10 == 0 else (f"{ten} et un", f"{ten} et une", f"{ten} un") if n % 10 == 1 else (f"{ten} {ones[n % 10]}",)  # fmt: skip  # noqa: E501


def _spanish(n: int) -> Iterator[str]:
    ones = _split("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
                  "diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco "
                  "veintiseis veintisiete veintiocho veintinueve")  # fmt: skip
    tens = _split("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
    hundreds = _split("ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos "
                      "novecientos")  # fmt: skip
    if n >= 100:
        head = hundreds[n // 100 - 1]
        for form in (head, head.removesuffix("os") + "as") if n >= 200 else (head,):
            yield from (f"{form} {tail}" for tail in _spanish(n % 100) if n % 100)
            yield from (("cien",) if n == 100 else (form,)) if n % 100 == 0 else ()
    elif n >= 30:
        yield from (f"{tens[n // 10 - 3]} y {tail}" for tail in _spanish(n % 10) if n % 10)
        yield from (tens[n // 10 - 3],) if n % 10 == 0 else ()
    else:
        yield from {1: ("uno", "una", "un"), 21: ("veintiuno", "veintiun", "veintiuna")}.get(n, (ones[n],))


def _portuguese(n: int) -> Iterator[str]:
    ones = _split("zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis "
                  "dezassete dezoito dezanove")  # fmt: skip
    tens = _split("vinte trinta quarenta cinquenta sessenta setenta oitenta noventa")
    hundreds = _split("cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos")
    if n >= 100:
        head = hundreds[n // 100 - 1]
        yield from (f"{head} e {tail}" for tail in _portuguese(n % 100) if n % 100)
        yield from (("cem",) if n == 100 else (head,)) if n % 100 == 0 else ()
    elif n >= 20:
        yield from (f"{tens[n // 10 - 2]} e {tail}" for tail in _portuguese(n % 10) if n % 10)
        yield from (tens[n // 10 - 2],) if n % 10 == 0 else ()
    else:
        more = {1: ("uma",), 2: ("duas",), 14: ("quatorze",), 16: ("dezesseis",), 17: ("dezessete",),
                19: ("dezenove",)}  # fmt: skip
        yield from (ones[n], *more.get(n, ()))


def _italian(n: int) -> Iterator[str]:
    ones = _split("zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "  # noqa: E501
                  "sedici diciassette diciotto diciannove")  # fmt: skip
    tens = _split("venti trenta quaranta cinquanta sessanta settanta ottanta novanta")
    if n >= 100:
        head = "cento" if n < 200 else f"{ones[n // 100]}cento"
        for tail in _italian(n % 100):
            yield from (f"{head}{tail}", f"{head} {tail}", f"{head[:-1]}{tail}") if n % 100 else (head,)
    elif n >= 20:
        ten = tens[n // 10 - 2]
        yield ten if n % 10 == 0 else (ten[:-1] if n % 10 in (1, 8) else ten) + ones[n % 10]
    else:
        yield from ("uno", "una", "un") if n == 1 else (ones[n],)


def _additive(
    ones: str, tens: str, hundreds: str, more: dict[int, str] | None = None
) -> Callable[[int], Iterator[str]]:
    """Languages that put hundreds, tens and ones one behind the other; ``hundreds`` may name each of them."""
    one, ten, hundred, other = _split(ones), _split(tens), _split(hundreds), more or {}

    def said(n: int) -> Iterator[str]:
        if n >= 100:
            heads = (hundred[n // 100 - 1],) if len(hundred) == 9 else (
                (hundred[0],) if n < 200 else (f"{one[n // 100]} {hundred[0]}",))  # fmt: skip
            yield from (f"{head} {tail}" if n % 100 else head for head in heads for tail in said(n % 100))
        elif n < len(one):
            yield one[n]
            yield from _split(other.get(n, ""))
        else:
            yield from (f"{ten[n // 10 - 1]} {tail}" if n % 10 else ten[n // 10 - 1] for tail in said(n % 10))

    return said


_SAID: tuple[Callable[[int], Iterator[str]], ...] = (
    _german, _dutch, _french, _spanish, _portuguese, _italian,
    _additive("sifir bir iki uc dort bes alti yedi sekiz dokuz", "on yirmi otuz kirk elli altmis yetmis seksen doksan",
              "yuz"),
    _additive("zero jeden dwa trzy cztery piec szesc siedem osiem dziewiec dziesiec jedenascie dwanascie trzynascie "
              "czternascie pietnascie szesnascie siedemnascie osiemnascie dziewietnascie",
              "- dwadziescia trzydziesci czterdziesci piecdziesiat szescdziesiat siedemdziesiat osiemdziesiat "
              "dziewiecdziesiat",
              "sto dwiescie trzysta czterysta piecset szescset siedemset osiemset dziewiecset",
              {1: "jedna jedno", 2: "dwie"}),
    _additive("ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать "
              "четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
              "- двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто",
              "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот",
              {1: "одна одно", 2: "две"}),
    _additive("nula jedan dva tri cetiri pet sest sedam osam devet deset jedanaest dvanaest trinaest cetrnaest petnaest "  # noqa: E501
              "sesnaest sedamnaest osamnaest devetnaest",
              "- dvadeset trideset cetrdeset pedeset sezdeset sedamdeset osamdeset devedeset",
              "sto dvjesto tristo cetiristo petsto sesto sedamsto osamsto devetsto", {2: "dvije"}),
)  # fmt: skip
LANGUAGES = (
    "German",
    "Dutch",
    "French",
    "Spanish",
    "Portuguese",
    "Italian",
    "Turkish",
    "Polish",
    "Russian",
    "Croatian",
)
_THOUSANDS = frozenset(
    """tausend duizend mille mila mil bin tysiac tysiace tysiecy тысяча тысячи тысяч tisuca tisuce hiljada
    hiljade""".split()  # noqa: SIM905
)
_CJK = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_CJK_RUN = re.compile(r"[零〇一二三四五六七八九两兩十百千]+")


@cache
def _table() -> dict[str, int]:
    """Every form below a thousand; where two languages disagree ("sesto"), the first one has it."""
    found: dict[str, int] = {}
    for said in _SAID:
        for n in range(1000):
            for form in said(n):
                found.setdefault(folded(form), n)
                for umlaut, instead in (("funf", "fuenf"), ("zwolf", "zwoelf"), ("dreissig", "dreizig")):
                    if umlaut in form and said is _german:
                        found.setdefault(form.replace(umlaut, instead), n)
    return found


@cache
def _first_words() -> frozenset[str]:
    """The words that a number can begin with."""
    return frozenset(form.partition(" ")[0] for form in _table())


def in_language(n: int, language: str) -> str:
    """A whole number below a thousand in words of one of ``LANGUAGES``, without accents."""
    return next(_SAID[LANGUAGES.index(language)](n))


def _chinese(run: str) -> int | None:
    total, digit = 0, 0
    for sign in run:
        if sign in _CJK:
            digit = digit * 10 + _CJK[sign]
        else:
            total += max(digit, 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
    return total + digit


def _below_thousand(words: list[str], at: int) -> tuple[int, int] | None:
    """The longest number that begins at word ``at``: (value, words used)."""
    if words[at] not in _first_words():
        return None
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        value = _table().get(" ".join(words[at : at + length]))
        if value is not None:
            return value, length
    return None


def _compound(word: str) -> int | None:
    """A number above a thousand in one word ("zweitausenddreihundert")."""
    for thousand in ("tausend", "duizend", "mila", "mille"):
        head, found, tail = word.partition(thousand)
        if not found or (len(word) == len(thousand)):
            continue
        left, right = (_table().get(part) if part else default for part, default in ((head, 1), (tail, 0)))
        if left is not None and right is not None:
            return left * 1000 + right
    return None


def foreign_numbers(text: str) -> Iterator[Foreign]:
    """Yield the numbers of ``text`` that are said in words of another language."""
    found = [(match, folded(match.group())) for match in _WORD.finditer(text)]
    words = [word for _, word in found]
    at = 0
    while at < len(words):
        if (joined := _compound(words[at])) is not None:
            yield Foreign(joined, Span(*found[at][0].span()), False)
            at += 1
            continue
        read = _below_thousand(words, at)
        begin, value, used = at, 0, 0
        if read is not None:
            value, used = read
        if at + used < len(words) and words[at + used] in _THOUSANDS and (used or words[at] != "bin"):
            value, used = max(value, 1) * 1000, used + 1
            rest = _below_thousand(words, at + used) if at + used < len(words) else None
            value, used = (value + rest[0], used + rest[1]) if rest else (value, used)
        if used:
            span = Span(found[begin][0].start(), found[begin + used - 1][0].end())
            yield Foreign(value, span, used == 1 and words[begin] in DOUBTFUL)
        at += used or 1
    for run in _CJK_RUN.finditer(text):
        if (count := _chinese(run.group())) is not None:
            yield Foreign(count, Span(*run.span()), len(run.group()) == 1)
