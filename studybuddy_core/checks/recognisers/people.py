"""Names of people: introduced, with a title, in a gazetteer, or doing what only people do.

A run of words with capitals is somebody when its words say so (a first name, a title, an initial in the middle) or its
surroundings do ("said", "my friend", "lives at", a line that begins with it and a colon). English first names count in
small letters too where a child speaks of itself, because children write them so. People whom everybody knows and names
in questions about the world are left; so is whatever is an ordinary word, a place or a day.

All of this scores low: homework is full of invented names. What a child says of its own name is for the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.gazetteer import Gazetteer, gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.name"
_LONGEST = 8
MAY_BE, LIKELY = 2_000, 3_000
_CONTRACTED = frozenset(
    "i you he she it we they that this what who where how there here let don didn doesn can won isn aren wasn weren couldn wouldn "
    "shouldn haven hasn hadn ain y".split()
)


class _Letters(dict[int, str | int]):
    """A translation table that leaves letters and their marks, apostrophes and hyphens, and makes all else a space."""

    def __missing__(self, code: int) -> int | str:
        char = chr(code)
        self[code] = code if char.isalpha() or category(char).startswith("M") or char in "'’-" else " "
        return self[code]


_LETTERS = _Letters()
_PARTICLES = frozenset("van von de der den del della di da do dos du la le el al bin ibn ben af av ter ten y e ó o".split())
_SUFFIXES = frozenset("jr sr ii iii iv md phd jnr snr esq".split())
_TITLES = frozenset(
    "mr mrs ms miss mister mx dr doctor prof professor sir madam dame lord lady coach rev reverend father sister uncle auntie aunt "
    "aunty cousin grandma grandpa granny grandad nanny nan captain officer sergeant judge".split()
)
_SURE_TITLES = frozenset("mr mrs ms mister".split())
_NO_NAMES = frozenset("is was said says and or but the has had will who told asked men man gave".split())
_RELATIONS = (
    r"(?:best friend|friend|bff|bestie|teacher|tutor|mum|mom|dad|mummy|daddy|mother|father|brother|sister|sis|bro|son|daughter|"
    r"neighbou?r|classmate|cousin|crush|coach|boyfriend|girlfriend|husband|wife|partner|guardian|nanny|babysitter|childminder|"
    r"stepdad|stepmum|stepmom|uncle|aunt|auntie|boss|colleague|twin|dog|cat|hamster|rabbit|puppy|kitten|pet)"
)
_LEADS = compile_pattern(
    r"(?:\b(?:name(?:'s| is| was|:|\?)|names|called|named(?: him| her| it)?|nicknamed|calls? me|surname(?: is|\?|:)?|last name(?: is|\?|:)?|"
    r"i'?m|i am|this is|it'?s|signed|from:?|love|sincerely|regards|hugs|hi|hello|hey|dear|thanks|thank you|bye|goodbye|cheers|"
    r"said|says|asked|told|replied|shouted(?: at)?|whispered|yelled(?: at)?|answered|cried|met|meet|invited|visited|heard|know|knows|"
    r"tribute to|concert by|sung by|written by|speak(?:ing)? to|talk(?:ing)? to|under|add|remember|sat (?:next to|with|by)|with|to|and|"
    rf"by|ex-\w+|author|singer|songwriter|commenter|actor|actress|player|guardian|{_RELATIONS}(?:'s name is)?|from|is|for)[\s,:;\"“>-]+)$"
)
_SURE_LEADS = compile_pattern(
    r"(?:\b(?:name(?:'s| is| was|:|\?)|called|named(?: him| her| it)?|nicknamed|calls? me|surname(?: is|\?|:)?|maiden name is|last name(?: is|\?|:)?|"
    r"said|shouted at|told|asked|signed|dear|hi|hello|hey|tribute to|remember|"
    rf"(?:my|his|her|our|their|your) (?:\w+ )?{_RELATIONS}|(?:partner|friend|child)'s name|commenter|songwriter|ex-\w+)[\s,:;\"“>-]+)$"
)
_DOES = compile_pattern(
    r"^(?:['’]s (?:\w+ )?(?:brother|sister|mum|mom|dad|mother|father|daughter|son|house|home|birthday|party|killers?|family|"
    r"friend|teacher|phone|bag|book|dog|cat|desk|turn|name|uncle|aunt|cousin|gran|nan|hair|lunch)\b|,? (?:said|says|asked|shouted|"
    r"whispered|yelled|replied|told|lives?|lived|is from|was born|is my|has been|wants|wanted|thinks|loves|hates|likes|hit|pushed|"
    r"called me|laughed|cried|goes to|went|wrote|had given|has to|had to|speak|and i\b|is (?:so|being|always|mean|nice|my|in my|"
    r"\d+|a \d+|an? \w+ (?:boy|girl|man|woman)))|\s+(?:just|concert|version|songs?)\b)"
)
_BEHAVES = compile_pattern(
    r"^ (?:won'?t|wouldn'?t|didn'?t|doesn'?t|isn'?t|wasn'?t|can'?t|keeps?|took|stole|broke|copied|is|was|has|had|said|says|told|"
    r"hit|pushed|kicked|called|laughed|cheated|got|did|does|just|always|never)\b"
)
_SPEAKS = re2.compile(r"^\s*:\s*\S")
_OF_MINE = compile_pattern(rf"\b(?:my|his|her|our) (?:\w+ )?{_RELATIONS} $")
_ARTICLE = compile_pattern(r"\b(?:the|an?) $")
_NAME_ASKED = compile_pattern(r"\b(?:name|called)(?: is)?\s*[?:]\s*$")
_VOCATIVE = re2.compile(r"(?:,|\b(?:you|me|town|up|on|back|please)) *,? $")
_INTRODUCED = compile_pattern(
    r"\b(?:name(?:'s| is| was)|names|called|named(?: him| her| it)?|calls? me|surname is|last name is|maiden name is|name:|"
    rf"(?:my|his|her|our) (?:\w+ )?{_RELATIONS}|with (?:ms|mr|mrs|miss)\.?|heard|tribute to|ex-\w+)\s+([\pL'’-]+(?: [\pL][.]?)?(?: [\pL'’-]+)?)"
)
_TITLED = compile_pattern(
    r"\b(?:mr|mrs|ms|miss|mister|mx|dr|prof|sir|coach|uncle|auntie|aunty|aunt|grandma|grandpa|granny|grandad|nanny)\b\.? ([\pL'’-]{2,})"
)


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    low: str
    opens: bool  # it begins a sentence or a line, so its capital says nothing

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def _words(text: str) -> list[_Word]:
    letters, found, end = text.translate(_LETTERS), [], 0
    for chunk in letters.split():
        start = letters.index(chunk, end)
        end = start + len(chunk)
        said = chunk.lstrip("'’-")
        start += len(chunk) - len(said)
        said = said.rstrip("'’-")
        for ending in ("'s", "’s"):
            said = said.removesuffix(ending)
        if said and said.replace("’", "'").split("'")[0].lower() not in _CONTRACTED or "'" not in said and "’" not in said and said:
            before = text[max(0, start - 12) : start].rstrip(" \"“'‘(>*-")
            opens = not before or (before[-1] in ".!?:\n" and not _is_initial(before))
            found.append(_Word(start, start + len(said), said, said.casefold(), opens))
    return found


def _is_initial(before: str) -> bool:
    """Whether a text ends in an initial or a title with its full stop, which ends no sentence."""
    last = before[:-1].rsplit(None, 1)[-1].lstrip("(\"'").lower() if before[:-1].split() else ""
    return before.endswith(".") and (len(last) == 1 or last in _TITLES)


def _runs(text: str, words: list[_Word]) -> Iterator[list[_Word]]:
    """Words with capitals that stand together, with particles and initials between them."""
    run: list[_Word] = []
    for n, word in enumerate(words):
        joined = bool(run) and len(run) < _LONGEST and text[run[-1].end : word.start] in (" ", "  ", ". ")
        if joined and text[run[-1].end : word.start] == ". " and len(run[-1].text) > 1 and run[-1].low not in _TITLES:
            joined = False
        follows = n + 1 < len(words) and words[n + 1].capital
        if word.capital and (joined or not run):
            run.append(word)
        elif joined and word.low in _PARTICLES and follows:
            run.append(word)
        else:
            if run:
                yield run
            run = [word] if word.capital else []
    if run:
        yield run


def _trimmed(run: list[_Word], known: Gazetteer) -> list[_Word]:
    """``run`` without words at its ends that are no part of a name."""
    def idle(word: _Word) -> bool:
        return word.low in known.capitals or word.low in known.words or (
            known.ordinary(word.low) and word.low not in known.first and word.low not in known.last
        )

    while run and (idle(run[0]) or (run[0].opens and len(run) > 1 and known.ordinary(run[0].low))
                   or (run[0].low in _PARTICLES and not run[0].capital)):  # fmt: skip
        run = run[1:]
    while run and (run[-1].low in known.capitals or (run[-1].low in _PARTICLES and not run[-1].capital)) and run[-1].low not in _SUFFIXES:
        run = run[:-1]
    return run


class _Finder:
    """Names in one window."""

    def __init__(self, around: Surroundings) -> None:
        self.around, self.text, self.known = around, around.text, gazetteer()
        self.words = _words(self.text)
        self.shouting = len(self.words) > 3 and sum(w.text.isupper() for w in self.words) > len(self.words) / 2

    def found(self) -> Iterator[tuple[Span, int, str]]:
        """Yield every name with its score and sign, then the same names where they stand again."""
        names: dict[str, int] = {}
        taken: list[Span] = []
        for span, score, sign in self._first():
            taken.append(span)
            said = self.text[span.start : span.end].casefold()
            for word in (said, said.split()[0]):
                if len(word) > 2 and word not in self.known.words and word not in self.known.capitals:
                    names[word] = score
            yield span, score, sign
        for word in self.words:
            if word.low in names and (word.capital or word.low in self.known.said):
                span = Span(word.start, word.end)
                if not any(span.start < other.end and other.start < span.end for other in taken):
                    yield span, MAY_BE, "the same name again"

    def _first(self) -> Iterator[tuple[Span, int, str]]:
        if not self.shouting:
            for run in _runs(self.text, self.words):
                yield from self._judged(run)
        for match in _TITLED.finditer(self.text):
            said = match.group(1).removesuffix("'s").rstrip("'’-")
            low, span = said.casefold(), Span(match.start(1), match.start(1) + len(said))
            title = match.group().split()[0].casefold().strip(".")
            listed = (low in self.known.last or low in self.known.first) and not self._common(low)
            named = title in _SURE_TITLES and low not in _NO_NAMES
            capital = said[:1].isupper() and low not in self.known.capitals
            if (capital or listed or named) and not self.around.in_question(span):
                span = Span(match.start(), span.end)
                yield span, LIKELY, "a name with a title"
        yield from self._introduced()
        yield from self._small()

    def _everyday(self, low: str) -> bool:
        known = self.known
        return low in known.capitals or (known.ordinary(low) and low not in known.last) or (
            low.endswith("s") and low not in known.first and low not in known.last and low[:-1] in known.common
        )

    def _judged(self, run: list[_Word]) -> Iterator[tuple[Span, int, str]]:
        titled = next((n for n, word in enumerate(run[:-1]) if word.low in _TITLES), None)
        start = run[titled].start if titled is not None else None
        if titled is not None:
            run = run[titled + 1 :]
        elif not _OF_MINE.search(self.text[max(0, run[0].start - 40) : run[0].start]):
            run = _trimmed(run, self.known)
        if not run or (titled is not None and run[0].low in self.known.capitals):
            return
        span = Span(start if start is not None and start < run[0].start else run[0].start, run[-1].end)
        low = " ".join(word.low for word in run)
        if self.around.in_question(span):
            return
        sign = self._sign(run, span, low, titled is not None)
        if sign:
            yield span, LIKELY if titled is not None else MAY_BE, sign

    def _sign(self, run: list[_Word], span: Span, low: str, titled: bool) -> str:
        """Why this run is somebody, in words; empty where it is nobody."""
        known, before, after = self.known, self.text[max(0, span.start - 40) : span.start], self.text[span.end : span.end + 40]
        sure = _SURE_LEADS.search(before) is not None
        if titled:
            return "a name with a title"
        first = run[0]
        speaks = first.opens and self._begins_line(first)
        does = _DOES.search(after) is not None or (speaks and _SPEAKS.search(after) is not None)
        hinted = does or _VOCATIVE.search(before) is not None
        if low in known.known and not (low in known.first and (sure or hinted)):
            return ""
        if not sure and (low in known.places or low in known.origins):
            return ""
        if _NAME_ASKED.search(before) and first.low not in known.capitals:
            return "a name that was asked for"
        if sure and (not self._everyday(first.low) or (_OF_MINE.search(before) and first.low not in known.capitals)):
            return "introduced"
        if len(run) == 1 and _ARTICLE.search(before):
            return ""
        if len(run) > 1:
            return self._long(run)
        if first.low in known.either:
            return "a first name" if (does or not first.opens) and first.text != first.text.upper() else ""
        if first.low in known.first and len(first.low) > 2:
            return "a first name"
        if self._everyday(first.low) or first.text.isupper() or len(first.low) < 3:
            return ""
        if hinted or (_LEADS.search(before) is not None and not first.opens):
            return "somebody by what is said"
        return "a capital in a talk about oneself" if self.around.personal and not first.opens else ""

    def _acts(self, n: int) -> bool:
        """Whether word ``n``, or it and a strange word behind it, does what only people do."""
        word = self.words[n]
        if _DOES.search(self.text[word.end : word.end + 40]):
            return True
        behind = self.words[n + 1] if n + 1 < len(self.words) else None
        return (behind is not None and not self._common(behind.low)
                and _DOES.search(self.text[behind.end : behind.end + 40]) is not None)  # fmt: skip

    def _begins_line(self, word: _Word) -> bool:
        before = self.text[: word.start].rstrip(" >\"“")
        return not before or before.endswith("\n")

    def _long(self, run: list[_Word]) -> str:
        known = self.known
        lows = [word.low for word in run if word.low not in _PARTICLES and len(word.low) > 1]
        if any(" ".join(lows[i:j]) in known.known | known.places for i in range(len(lows)) for j in range(i + 1, len(lows) + 1) if j - i > 1):
            return ""
        if any(len(word.text) == 1 for word in run[1:-1]) and len(lows) > 1:
            return "a name with an initial"
        if lows and lows[0] in known.first:
            return "a first name"
        strange = [low for low in lows if not known.ordinary(low) and low not in known.places and low not in known.origins]
        if lows and len(strange) == len(lows):
            return "two words with capitals"
        if any(low in known.first for low in strange):
            return "a first name"
        return "a surname" if strange and lows[-1] in known.last and len(lows) == 2 else ""

    def _introduced(self) -> Iterator[tuple[Span, int, str]]:
        """Names in small letters behind words that introduce somebody."""
        for match in _INTRODUCED.finditer(self.text):
            parts = match.group(1).split()
            low = [part.casefold().strip(".'’").removesuffix("'s") for part in parts]
            named = low[0] in self.known.first and low[0] not in self.known.either
            if low[0] in self.known.places or (self._common(low[0]) and not named) or self.around.in_question(Span(*match.span())):
                continue
            kept = 1
            while kept < len(parts) and not self._common(low[kept]) and low[kept] not in _PARTICLES:
                kept += 1
            start = match.start(1)
            yield Span(start, start + len(" ".join(parts[:kept]).rstrip(".'’"))), LIKELY, "introduced"

    def _common(self, low: str) -> bool:
        return (low in self.known.common or low in self.known.words or low in self.known.capitals) and low not in self.known.said

    def _small(self) -> Iterator[tuple[Span, int, str]]:
        """English first names in small letters, where a child speaks of itself."""
        personal = self.around.personal or self.shouting
        for n, word in enumerate(self.words):
            if word.capital and not self.shouting:
                continue
            said = word.low in self.known.said and word.low not in self.known.known
            here = personal or _BEHAVES.search(self.text[word.end : word.end + 20]) is not None
            if (said and here) or (word.low in self.known.first and not self.around.in_question(Span(word.start, word.end)) and not self._common(word.low)
                        and self._acts(n)):  # fmt: skip
                following = self.words[n + 1] if n + 1 < len(self.words) else None
                end = word.end
                if following and following.low in self.known.last and not self._common(following.low):
                    end = following.end if self.text[word.end : following.start] == " " else end
                yield Span(word.start, end), MAY_BE, "a first name"


def people(around: Surroundings) -> Iterator[Finding]:
    """Yield names of people."""
    for span, score, sign in _Finder(around).found():
        if span.end > span.start:
            yield Finding(LABEL, score, (span,), sign)
