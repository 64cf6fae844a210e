"""What a child says that it is called, said otherwise than "my name is": "its me Rosie", "im Oscar by the way".

Behind words that only a name follows ("they named me", "my name rhymes with jelly, its") any strange word is one.
Behind words that anything may follow ("im", "its") it must be a first name that is no ordinary word, and something
must show that it is the child who speaks: a greeting, "here", "again", "aged 7". A letter in an exercise is signed as
well, so "love from Jess" alone says nothing of the child.
"""

from __future__ import annotations

from collections.abc import Iterator

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.checks.recognisers.gazetteer import gazetteer
from studybuddy_core.checks.recognisers.surroundings import Surroundings
from studybuddy_core.domain.messages import Span
from studybuddy_core.domain.signals import Finding

LABEL = "privacy.name"
_SCORE = 6_000
_WORD = r"\pL[\pL'-]+"
_NAME = rf"({_WORD}(?: {_WORD})?)"
_AM = r"(?:it'?s|it is|i'?m|i am|this is)"
_MY_NAME = r"\b(?:my|mi|me) (?:\w+ ){0,2}name"
_AGED = r"(?: and i'?m \d|,? aged? \d| \d+ years| and i am \d)"
_GIVEN = tuple(
    compile_pattern(pattern)
    for pattern in (
        rf"\b(?:(?:mum|mom|dad|nan|parents|they|grandma) )+(?:named|nicknamed|christened|calls|call) me ({_WORD})",
        rf"\bi(?:'m| am|m)? (?:go|goes|going|known) (?:by|as) ({_WORD})",
        rf"{_MY_NAME}\b[^.!\n]{{0,40}}\b(?:it'?s|i'?m|stands for|is really)(?: really| actually| called)? ({_WORD})",
        rf"\bmy initials\b[^.!\n]{{0,30}}\b(?:stands? for|mean) {_NAME}",
        rf"\bi (?:was|am) named after my (?:\w+ )?(?:dad|grandad|grandpa|uncle|nan|gran|grandma|mum|auntie?) ({_WORD})",
        rf"\bmy (?:full|whole) name has \w+ (?:words|parts|names|bits)[ :,]+{_NAME}",
        rf"{_MY_NAME}\b[^.!\n]{{0,25}}\blike (?:the|a) \w+ ({_WORD})",
    )
)
_SPELT = tuple(
    compile_pattern(pattern)
    for pattern in (
        rf"{_MY_NAME} (?:is |'s )?(?:spel(?:led|t) )((?:\pL[ -]){{2,14}}\pL)\b",
        r"\bspel(?:led|t) ((?:\pL[ -]){2,14}\pL) (?:is )?(?:my|mi) name\b",
    )
)
_SAID = tuple(
    compile_pattern(pattern)
    for pattern in (
        rf"\b(?:hi+|hiya|hey+|hello|yo)[ ,!]+(?:there )?(?:(?:{_AM}|it'?s me|me)[ ,]+|from ){_NAME}",
        rf"\b(?:it'?s|it is) me[ ,]+(?:again )?{_NAME}",
        rf"\b{_AM} (?:the )?{_NAME} (?:here|again|by the way|btw|speaking|from before|from class|in class)\b",
        rf"\b{_AM} {_NAME}{_AGED}",
        rf"^\W*(?:i'?m|i am) {_NAME}(?:\W*$|[.,!]| and (?:i|i'?m|my|this)\b)",
        rf"\b(?:from|by|signed|love from) {_NAME},? aged? \d",
        rf"\bname ?: ?{_NAME},? age",
        rf"\bremember me[ ,?]+{_AM} {_NAME}",
        rf"\b(?:says?|said|birthday|called|dear|named) {_NAME}\b[^.!\n]{{0,20}}\bthat'?s me\b",
        rf"\b(?:but|and) {_AM} (?:really|actually) {_NAME}",
        rf"\bmy (?:\w+ )?(?:sister|brother|twin|best friend|bestie|cousin)(?:'s| is|s) {_NAME} (?:and|but) s?he",
        rf"\bwhat'?s my name\W+{_AM} {_NAME}",
    )
)
_NO = frozenset({"ok", "okay", "not", "in", "on", "at", "the", "like", "called", "my", "your", "just", "so", "too",
                 "very", "from", "hard", "easy", "long", "short", "funny", "silly"})  # fmt: skip


def _first_name(word: str) -> bool:
    known = gazetteer()
    low = word.casefold().removesuffix("'s")
    if low in known.words or low in known.capitals or low in known.places:
        return False
    sure = low in known.said or (low in known.first and low not in known.common)
    return sure or (word[:1].isupper() and low in known.either)


def _strange(word: str) -> bool:
    known = gazetteer()
    low = word.casefold()
    return low not in _NO and (word[:1].isupper() or _first_name(word) or not known.ordinary(low))


def own_names(around: Surroundings) -> Iterator[Finding]:
    """Yield names that a child gives as its own, or its sister's or brother's."""
    text = around.text
    if not around.personal and "name" not in text.casefold() and "it" not in text.casefold() and "age" not in text:
        return
    for pattern in _GIVEN:
        for match in pattern.finditer(text):
            if _strange(match.group(1).split()[0]):
                yield _found(text, match.span(1))
    for pattern in _SPELT:
        for match in pattern.finditer(text):
            yield Finding(LABEL, _SCORE, (Span(*match.span(1)),), "a name spelt out")
    if around.sum:
        return
    for pattern in _SAID:
        for match in pattern.finditer(text):
            if _first_name(match.group(1).split()[0]):
                yield _found(text, match.span(1))


def _found(text: str, span: tuple[int, int]) -> Finding:
    """A name with the surname behind it, where the second word is no ordinary one."""
    start, end = span
    parts = text[start:end].split()
    if len(parts) > 1 and (parts[1].casefold() in gazetteer().common and not parts[1][:1].isupper()):
        end = start + len(parts[0])
    return Finding(LABEL, _SCORE, (Span(start, end),), "a name that is one's own")
