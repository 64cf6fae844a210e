"""From an answer to its statements: one thing said of one subject each, with the pronoun filled in.

"The Amazon is the longest river in the world, flowing through Brazil and emptying into the Pacific Ocean" says three
things, and only the last one is plainly wrong. A sentence is cut where a new predicate begins; a piece without a
subject takes the one before, and "it", "they", "he", "she" stand for the subject of the sentence before. What asks,
bids, supposes or speaks to the child states nothing. (After FActScore, Min et al. 2023, without a model.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from studybuddy_core.checks.common_words import is_common
from studybuddy_core.checks.figures import Figure, figures
from studybuddy_core.checks.statement_words import (
    ABSOLUTES,
    AUXILIARY,
    HEDGES,
    NEGATIONS,
    SMALL,
    SUPERLATIVES,
    base,
    is_verb,
    verb_of,
)
from studybuddy_core.domain.messages import Span

_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\w)[^.!?\n]*|(?<=\b[A-Z])\.[^.!?\n]*)*[.!?\n]*")
_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ’'-]*|\d[\d,.]*(?:st|nd|rd|th)?%?|[,;:—()]")
_STATES_NOTHING = re.compile(
    r"^\W*(?:try|look|think|let'?s|let us|write|read|check|start|count|find|use|draw|ask|tell|type|go|remember|imagine|"
    r"suppose|pretend|if|whether|what|who|where|when do|when did|why|how|which|do you|can you|could you|would you|"
    r"maybe|perhaps|yes|no|well done|hello|hi|not sure|that is not in|this is from|here (?:is|are)|pick|begin|"
    r"nobody here|step \d|first,? (?:try|look|read))\b", re.I)  # fmt: skip
_TO_THE_CHILD = re.compile(r"\b(?:you|your|yours|i|i'm|i've|my|me|we'll|let's)\b", re.I)
_QUOTE = re.compile(r"[“\"][^”\"]*[”\"]")
_PRONOUNS = frozenset("it they he she this these".split())  # noqa: SIM905
_OF_PRONOUNS = frozenset({"its", "their", "his", "her"})
_RELATIVE = frozenset({"which", "who", "that"})
_CUTS = frozenset({",", ";", ":", "—", "and", "but", "while", "whereas", "so", "because", "although"})
_DETERMINERS = frozenset("the a an its their his her this that these those some most many one".split())  # noqa: SIM905
_SAYS_LITTLE = SMALL | NEGATIONS
_NAMED = re.compile(r"\b(is|are|was|were) (?:a|the) (?:name|kind|type) of (?=an?\b|the\b)")
LONGEST = 8_000
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said: ``subject`` and ``words`` are word bases, ``names`` those written large, ``span`` its sentence.

    ``object`` are the words behind the verb. ``hedged``: it is said with "usually", "almost", "or" …
    """

    text: str
    span: Span
    subject: frozenset[str]
    verb: str
    object: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    figures: tuple[Figure, ...]
    negated: bool
    hedged: bool
    superlatives: frozenset[str]
    absolute: bool
    preposition: str = ""
    passive: bool = False

    @property
    def superlative(self) -> bool:
        """Whether it says that something is the most of its kind."""
        return bool(self.superlatives)

    @property
    def risky(self) -> bool:
        """Whether it says something that is often made up: a number, a date, a name, a superlative."""
        return bool(self.figures or self.names or self.superlative)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    large: bool


def _tokens(sentence: str) -> list[_Token]:
    return [_Token(m.group(), m.start(), m.group()[0].isupper()) for m in _WORD.finditer(sentence)][:MOST_WORDS]


def _finite(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the token at ``at`` is a verb that can carry a statement, and not a noun that looks like one."""
    word = tokens[at].text.lower()
    if not is_verb(word) or (tokens[at].large and at > 0):
        return False
    if at and tokens[at - 1].text.lower() in _DETERMINERS | {"of", "in", "on", "for", "with", "from", "to"}:
        return False
    if word.endswith("ing") and (not at or base(tokens[at - 1].text) not in AUXILIARY):
        return False
    following = tokens[at + 1].text.lower() if at + 1 < len(tokens) else ""
    return not (base(word) not in AUXILIARY and following and base(following) in AUXILIARY and following != "be")


def _verb_at(tokens: Sequence[_Token]) -> int | None:
    return next((i for i in range(len(tokens)) if _finite(tokens, i)), None)


def _pieces(tokens: list[_Token]) -> list[tuple[list[_Token], bool]]:
    """Cut where a new predicate begins; the flag says that a piece has no subject of its own."""
    cut: list[tuple[list[_Token], bool]] = []
    start, bare = 0, False
    for i in range(1, len(tokens) - 1):
        word, following = tokens[i].text.lower(), tokens[i + 1].text.lower()
        head = tokens[start:i]
        if _verb_at(head) is None and not bare:
            continue
        step = i + 1
        if word in _RELATIVE | {","} and following in _RELATIVE and _finite_from(tokens, i + 2):
            step = i + 2
        elif word not in _CUTS:
            continue
        if following in ("and", "but", "so", "while") and step == i + 1:
            step = i + 2
        if step >= len(tokens):
            continue
        opens = tokens[step].text.lower()
        adverb = step + 1 < len(tokens) and opens.endswith("ly")
        at = step + 1 if adverb else step
        if is_verb(tokens[at].text) and not tokens[at].large and opens not in _DETERMINERS:
            cut.append((head, bare))
            start, bare = step, True
        elif word != "," or following in ("and", "but", "so", "while"):
            verb = _verb_at(tokens[step:])
            if verb is not None and verb <= 8:
                cut.append((head, bare))
                start, bare = step, False
    cut.append((tokens[start:], bare))
    return [(piece, bare) for piece, bare in cut if piece]


def _finite_from(tokens: Sequence[_Token], at: int) -> bool:
    return at < len(tokens) and is_verb(tokens[at].text)


def _content(tokens: Sequence[_Token]) -> list[_Token]:
    return [t for t in tokens if t.text[0].isalpha() and not {t.text.lower(), base(t.text)} & _SAYS_LITTLE]


def _name(token: _Token, first: bool) -> bool:
    return token.large and not first and token.text.lower() not in SMALL


@dataclass(slots=True)
class _Before:
    """Whom a pronoun stands for: the subject of the sentence before, as words and as written."""

    subject: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    written: str = ""


class _Reading:
    def __init__(self, topic: str) -> None:
        tokens = _content(_tokens(topic))
        named = frozenset(base(t.text) for t in tokens if t.large)
        self.topic = _Before(frozenset(base(t.text) for t in tokens), named, topic)
        self.before = self.topic

    def sentence(self, text: str, span: Span) -> list[Statement]:
        tokens = _tokens(text)
        if len(tokens) < 3:
            return []
        found: list[Statement] = []
        held = self.before
        first = True
        subject = _Before()
        for piece, bare in _pieces(tokens):
            made = self.statement(piece, bare, subject, held, span, first=first)
            first = False
            if made is None:
                continue
            statement, subject = made
            found.append(statement)
        if found:
            self.before = _Before(found[0].subject, found[0].names & found[0].subject, "")
            lead = self.lead(tokens)
            self.before.written = lead or held.written
        return found

    @staticmethod
    def lead(tokens: Sequence[_Token]) -> str:
        verb = _verb_at(tokens)
        if not verb or tokens[0].text.lower() in _PRONOUNS:
            return ""
        return " ".join(t.text for t in tokens[:verb])

    def statement(
        self, piece: list[_Token], bare: bool, subject: _Before, held: _Before, span: Span, *, first: bool
    ) -> tuple[Statement, _Before] | None:
        verb = 0 if bare else _verb_at(piece)
        if bare and piece and piece[0].text.lower().endswith("ly") and len(piece) > 1:
            verb = 1
        if verb is None:
            return None
        head, behind = piece[:verb], piece[verb:]
        own, written = self.subject(head, subject if bare else _Before(), held, first=first)
        if not own.subject:
            return None
        steps = [i for i in range(len(behind)) if is_verb(behind[i].text) and not behind[i].large]
        main, at = "", 0
        for i in steps:
            if i - at > 3 and main:
                break
            main, at = verb_of(behind[i].text), i
            if main not in AUXILIARY:
                break
        auxiliary = base(behind[0].text) == "be" and main not in AUXILIARY
        rest = behind[at + 1 :]
        objects = self.filled(rest, held)
        names = own.names | {base(t.text) for t in _content(rest) if t.large}
        if any(t.text.lower() in ("it", "them", "him") for t in rest):
            names |= held.names
        said = [t.text.lower() for t in (*head, *behind)]
        told = " ".join([written, *(t.text for t in behind)]).replace(" ,", ",")
        numbers = tuple(figures(" ".join(t.text for t in (*head, *behind))))
        counted = {w for f in numbers for w in f.words}
        headed = {base(t.text) for t in _content(head)}
        words = (own.subject | headed | objects | ({main} if main not in AUXILIARY else frozenset())) - counted
        statement = Statement(
            told, span, own.subject - counted, main, objects - counted, frozenset(words), frozenset(names), numbers,
            any(w in NEGATIONS or w.endswith("n't") for w in said), any(w in HEDGES for w in said),
            frozenset(base(w) for w in said if w in SUPERLATIVES), any(w in ABSOLUTES for w in said),
            next((t.text.lower() for t in rest[:2] if t.text.lower() in _PREPOSITIONS), ""),
            auxiliary and any(t.text.lower() == "by" for t in rest),
        )  # fmt: skip
        return statement, _Before(own.subject, own.names, written)

    @staticmethod
    def filled(rest: Sequence[_Token], held: _Before) -> frozenset[str]:
        found = {base(t.text) for t in _content(rest)}
        if any(t.text.lower() in ("it", "them", "him") for t in rest):
            found |= held.subject
        return frozenset(found)

    def subject(
        self, head: Sequence[_Token], carried: _Before, held: _Before, *, first: bool
    ) -> tuple[_Before, str]:
        if not head:
            return carried, carried.written
        core = _core(head)
        content = _content(core)
        lower = [t.text.lower() for t in core]
        if lower and lower[0] in _PRONOUNS and not content:
            chosen = held if held.subject else self.topic
            return chosen, chosen.written or self.topic.written
        words = frozenset(base(t.text) for t in content)
        opening = head[0] if first else None
        names = frozenset(base(t.text) for t in content if t.large and (t is not opening or self.known(head)))
        if any(w in _OF_PRONOUNS for w in lower):
            words, names = words | held.subject, names | held.names
        return _Before(words, names, ""), " ".join(t.text for t in head)

    def known(self, head: Sequence[_Token]) -> bool:
        """Whether the word that opens a sentence is a name, and not a plain word written large."""
        word = head[0].text.lower()
        followed = len(head) > 1 and head[1].large and word not in SMALL
        return followed or base(word) in self.topic.names or not is_plain(word)


def _core(head: Sequence[_Token]) -> Sequence[_Token]:
    """What a statement is about: without "In 1861," before it and "in South America" behind it."""
    lower = [t.text.lower() for t in head]
    if lower[0] in _LEADS:
        commas = [i for i, word in enumerate(lower) if word == ","]
        if commas and commas[-1] + 1 < len(head):
            head = head[commas[-1] + 1 :]
        else:
            start = len(head) - 1
            while start > 1 and head[start].large and head[start - 1].large:
                start -= 1
            head = head[start:]
        lower = [t.text.lower() for t in head]
    tail = next((i for i, word in enumerate(lower) if i and word in _TAILS), len(head))
    return head[:tail]


_LEADS = frozenset(
    """in on at for after before by from during since with between until about under over near as around through
    long soon later then today once when""".split()  # noqa: SIM905
)
_TAILS = frozenset("in on at near with from between to for , like such".split())  # noqa: SIM905
_PREPOSITIONS = frozenset("in into on at to from by of for with through round around under over as".split())  # noqa: SIM905


def is_plain(word: str) -> bool:
    """Whether a word that opens a sentence may be written large for that reason alone."""
    return is_common(word) or is_common(base(word))


def sentences(text: str) -> list[Span]:
    """Return where the sentences of ``text`` are; a point inside a number or behind one letter ends none."""
    return [Span(m.start(), m.end()) for m in _SENTENCE.finditer(text[:LONGEST]) if m.group().strip()]


def states(sentence: str) -> bool:
    """Whether a sentence states something about the world: it does not ask, bid, suppose or speak to the child."""
    plain = sentence.strip()
    if plain.endswith("?") or _STATES_NOTHING.match(plain) or _TO_THE_CHILD.search(_QUOTE.sub("", plain)):
        return False
    return any(c.isalpha() for c in plain)


_GAPPED = re.compile(
    r"^(?P<head>(?:.*\b)?(?:[Tt]he|[Ii]ts) (?P<noun>[a-z]+)) of (?P<of>[^,]+?) (?P<verb>is|are|was) (?P<rest>.+?)"
    r"(?P<more>(?:(?:, and|,| and) of [^,]+?)+)[.!]?\s*$"
)
_GAP = re.compile(r"(?:, and|,| and) of (?P<of>.+?) (?P<rest>[A-Z][^ ,]*(?: [A-Z][^ ,]*)?)(?=$|,| and of|[.!])")


def unfolded(sentence: str) -> list[str]:
    """"The capital of France is Paris, of Germany Berlin" as two sentences."""
    sentence = _NAMED.sub(r"\1 ", sentence)
    found = _GAPPED.match(sentence)
    if found is None:
        return [sentence]
    of, verb = found["of"], found["verb"]
    others = [f"The {found['noun']} of {m['of']} {verb} {m['rest']}." for m in _GAP.finditer(found["more"])]
    return [f"{found['head']} of {of} {verb} {found['rest']}.", *others]


def statements(text: str, topic: str = "") -> list[Statement]:
    """Return what ``text`` states, in order; ``topic`` is what a pronoun at its beginning stands for."""
    reading, found = _Reading(topic), []
    for span in sentences(text):
        said = text[span.start : span.end]
        if states(said):
            for one in unfolded(said):
                found += reading.sentence(one, span)
    return found


@lru_cache(maxsize=4_096)
def statements_of_passage(title: str, text: str) -> tuple[Statement, ...]:
    """What an approved passage states; its title is what it is about. Read once."""
    return tuple(statements(text, title))
