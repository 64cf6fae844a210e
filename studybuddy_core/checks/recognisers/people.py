"""Names of people: introduced, with a title, in a gazetteer, or doing what only people do.

A run of words with capitals is somebody when its words say so (a first name, a title, an initial in the middle) or its
surroundings do ("said", "my friend", "lives at", a line that begins with it and a colon). English first names count in
small letters too where a child speaks of itself, because children write them so. People whom everybody knows and names
in questions about the world are left; so is whatever is an ordinary word, a place or a day.

All of this scores low: homework is full of invented names. What a child says of its own name is for the lexicon.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.naming import naming
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.checks.recognisers.tokens import PARTICLES, SUFFIXES, TITLES, Word, runs_of, words_of
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.name"
MAY_BE, LIKELY = 2_000, 3_000
_NEAR = 40
_SHORTEST = 3
_SURE_TITLES = frozenset({"mr", "mrs", "ms", "mister"})
_NO_NAMES = frozenset({"is", "was", "said", "says", "and", "or", "but", "the", "has", "had", "will", "who", "told",
                       "asked", "men", "man", "gave"})  # fmt: skip
Named = tuple[Span, int, str]


class _Names:
    """Names in one window."""

    def __init__(self, around: Surroundings) -> None:
        self.around, self.text = around, around.text
        self.known, self.signs = gazetteer(), naming()
        self.words = words_of(self.text)
        self.shouting = len(self.words) > _SHORTEST and 2 * sum(w.text.isupper() for w in self.words) > len(self.words)

    def found(self) -> Iterator[Named]:
        """Yield every name with its score and sign, then the same names where they stand again."""
        names: set[str] = set()
        taken: list[Span] = []
        for span, score, sign in self._met():
            taken.append(span)
            said = self.text[span.start : span.end].casefold()
            names |= {w for w in (said, *said.split()[:1]) if len(w) >= _SHORTEST and not self._no_name(w)}
            yield span, score, sign
        for word in self.words:
            again = word.low in names and (word.capital or word.low in self.known.said)
            if again and not any(word.start < other.end and other.start < word.end for other in taken):
                yield Span(word.start, word.end), MAY_BE, "the same name again"

    def _met(self) -> Iterator[Named]:
        if not self.shouting:
            for run in runs_of(self.text, self.words):
                yield from self._run(run)
        yield from self._titled()
        yield from self._introduced()
        yield from self._small()

    # -- what a word is ------------------------------------------------------------------------------

    def _no_name(self, low: str) -> bool:
        return low in self.known.words or low in self.known.capitals

    def _everyday(self, low: str) -> bool:
        """Whether a word is an everyday one and nobody's surname."""
        known = self.known
        if low in known.capitals or (known.ordinary(low) and low not in known.last):
            return True
        return low.endswith("s") and low not in known.first and low not in known.last and low[:-1] in known.common

    def _common(self, low: str) -> bool:
        """Whether a word in small letters is rather a common word."""
        return (low in self.known.common or self._no_name(low)) and low not in self.known.said

    # -- runs of capitals ----------------------------------------------------------------------------

    def _run(self, run: list[Word]) -> Iterator[Named]:
        title = next((n for n, word in enumerate(run[:-1]) if word.low in TITLES), None)
        start = run[0].start if title is None else run[title].start
        if title is not None:
            run = run[title + 1 :]
        elif not (self.signs.of_mine.search(self._before(start)) or self.signs.asked.search(self._before(start))):
            run = self._trimmed(run)
            start = run[0].start if run else start
        if not run or (title is not None and run[0].low in self.known.capitals):
            return
        span = Span(start, run[-1].end)
        if self.around.in_question(span):
            return
        if title is not None:
            yield span, LIKELY, "a name with a title"
        elif sign := self._sign(run, self._before(start), self.text[span.end : span.end + _NEAR]):
            yield span, MAY_BE, sign

    def _before(self, at: int) -> str:
        return self.text[max(0, at - _NEAR) : at]

    def _trimmed(self, run: list[Word]) -> list[Word]:
        """``run`` without words at its ends that are no part of a name."""
        while run and self._idle(run):
            run = run[1:]
        while (
            run
            and run[-1].low not in SUFFIXES
            and (run[-1].low in self.known.capitals or (run[-1].low in PARTICLES and not run[-1].capital))
        ):
            run = run[:-1]
        return run

    def _idle(self, run: list[Word]) -> bool:
        known, word = self.known, run[0]
        short = len(word.low) < _SHORTEST and word.low in known.common
        if short or self._no_name(word.low) or (word.low in PARTICLES and not word.capital):
            return True
        ordinary = known.ordinary(word.low)
        return ordinary and (word.low not in known.last or (word.opens and len(run) > 1))

    def _sign(self, run: list[Word], before: str, after: str) -> str:
        """Why this run is somebody, in words; empty where it is nobody."""
        known, signs, first = self.known, self.signs, run[0]
        low = " ".join(word.low for word in run)
        sure = signs.introduces.search(before) is not None
        speaks = first.opens and self._begins_line(first) and signs.speaks.search(after) is not None
        does = speaks or signs.does.search(after) is not None
        hinted = does or signs.calls.search(before) is not None
        if low in known.known and not (low in known.first and (sure or hinted)):
            return ""
        if not sure and (low in known.places or low in known.origins):
            return ""
        if signs.asked.search(before) and first.low not in known.capitals:
            return "a name that was asked for"
        mine = signs.of_mine.search(before) is not None and first.low not in known.capitals
        if sure and (mine or not self._everyday(first.low)):
            return "introduced"
        if len(run) > 1:
            return self._long(run)
        return "" if signs.article.search(before) else self._single(first, before, does, hinted)

    def _single(self, word: Word, before: str, does: bool, hinted: bool) -> str:
        known = self.known
        if word.low in known.either:
            return "a first name" if (does or not word.opens) and not word.text.isupper() else ""
        if len(word.low) < _SHORTEST:
            return ""
        if word.low in known.first:
            return "a first name"
        if self._everyday(word.low) or word.text.isupper():
            return ""
        if hinted or (not word.opens and self.signs.leads_to.search(before)):
            return "somebody by what is said"
        return "" if word.opens or self.around.sum else "a strange word with a capital"

    def _long(self, run: list[Word]) -> str:
        known = self.known
        lows = [word.low for word in run if word.low not in PARTICLES and len(word.low) > 1]
        if not lows or self._famous(lows):
            return ""
        if any(len(word.text) == 1 for word in run[1:-1]) and len(lows) > 1:
            return "a name with an initial"
        if lows[0] in known.first:
            return "a first name"
        strange = [x for x in lows if not known.ordinary(x) and x not in known.places and x not in known.origins]
        if len(strange) == len(lows):
            return "two words with capitals"
        if any(low in known.first for low in strange):
            return "a first name"
        return "a surname" if strange and lows[-1] in known.last and len(lows) == 2 else ""

    def _famous(self, lows: Sequence[str]) -> bool:
        """Whether words that stand together are a place or somebody whom everybody knows."""
        pieces = (" ".join(lows[i:j]) for i in range(len(lows)) for j in range(i + 2, len(lows) + 1))
        return any(piece in self.known.known or piece in self.known.places for piece in pieces)

    def _begins_line(self, word: Word) -> bool:
        before = self.text[: word.start].rstrip(' >"“')
        return not before or before.endswith("\n")

    # -- small letters -------------------------------------------------------------------------------

    def _titled(self) -> Iterator[Named]:
        known = self.known
        for match in self.signs.titled.finditer(self.text):
            said = match.group(1).removesuffix("'s").rstrip("'’-")
            low, span = said.casefold(), Span(match.start(), match.start(1) + len(said))
            listed = (low in known.last or low in known.first) and not self._common(low)
            sure = match.group().split()[0].casefold().strip(".") in _SURE_TITLES and low not in _NO_NAMES
            capital = said[:1].isupper() and low not in known.capitals
            if (capital or listed or sure) and not self.around.in_question(span):
                yield span, LIKELY, "a name with a title"

    def _introduced(self) -> Iterator[Named]:
        """Names in small letters behind words that introduce somebody."""
        known = self.known
        for match in self.signs.small.finditer(self.text):
            parts = match.group(1).split()
            lows = [part.casefold().strip(".'’").removesuffix("'s") for part in parts]
            named = lows[0] in known.first and lows[0] not in known.either
            if lows[0] in known.places or (self._common(lows[0]) and not named):
                continue
            if self.around.in_question(Span(*match.span())):
                continue
            kept = 1
            while kept < len(parts) and not self._common(lows[kept]) and lows[kept] not in PARTICLES:
                kept += 1
            start = match.start(1)
            yield Span(start, start + len(" ".join(parts[:kept]).rstrip(".'’"))), LIKELY, "introduced"

    def _small(self) -> Iterator[Named]:
        """First names in small letters: English ones where a child speaks of itself, others where they do something."""
        known, personal = self.known, self.around.personal or self.shouting
        for n, word in enumerate(self.words):
            if word.low not in known.first or (word.capital and not self.shouting):
                continue
            said = word.low in known.said and word.low not in known.known
            here = said and (personal or self.signs.behaves.search(self.text[word.end : word.end + _NEAR]) is not None)
            if here or self._possesses(n) or (
                not self._common(word.low) and self._acts(n) and not self.around.in_question(Span(word.start, word.end))
            ):
                yield Span(word.start, self._surname_end(n)), MAY_BE, "a first name"

    def _possesses(self, n: int) -> bool:
        """Whether a first name and a strange word behind it have something: "olga krylova's answers"."""
        pair = self.words[n : n + 2]
        if len(pair) < 2 or self.text[pair[0].end : pair[1].start] != " " or self._common(pair[1].low):
            return False
        if self._no_name(pair[0].low) or self.around.in_question(Span(pair[0].start, pair[1].end)):
            return False
        return self.text[pair[1].end : pair[1].end + 2] in ("'s", "’s")

    def _surname_end(self, n: int) -> int:
        word, behind = self.words[n], self.words[n + 1] if n + 1 < len(self.words) else None
        surname = behind is not None and not self._common(behind.low)
        surname = surname and (self._possesses(n) or (behind is not None and behind.low in self.known.last))
        return behind.end if behind and surname and self.text[word.end : behind.start] == " " else word.end

    def _acts(self, n: int) -> bool:
        """Whether word ``n``, or it and a strange word behind it, does what only people do."""
        for word in self.words[n : n + 2]:
            if word is not self.words[n] and self._common(word.low):
                return False
            if self.signs.does.search(self.text[word.end : word.end + _NEAR]):
                return True
        return False


def people(around: Surroundings) -> Iterator[Finding]:
    """Yield names of people."""
    for span, score, sign in _Names(around).found():
        if span.end > span.start:
            yield Finding(LABEL, score, (span,), sign)
