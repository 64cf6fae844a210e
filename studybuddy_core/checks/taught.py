"""What an answer shows how to do, asked as a question: "To boil an egg, you will need …" is "how do i boil an egg".

A model that has been led astray says first what it is about to explain, in a few set forms. The guard model knows what
people ask for; what a harmful answer looks like was never written down for it. So the act is taken out of those forms
and read as the request that it answers. A sentence that declines to show it, warns of it or tells how others did it
once, shows nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.checks.lexicon import fold
from studybuddy_core.domain.messages import Span

VERSION = "t4"
MOST_ACTS = 12
_AHEAD, _NEAR = 120, 30  # characters of the sentence before an act, and right before it
_ACT = r"(?P<act>[a-z][^.!?\n:;,]{2,110}?)"
_BEGINS = r"(?:^|[.!?:,\n][^\S\n]*|\d[.)][^\S\n]*|\*[^\S\n]*)"
_ENDS = r"(?:[.:,\n]|$)"
_YOU = "(?:you|one|we|someone|a person)"
_GO_ON = (
    rf"(?:{_YOU}\b|it(?:'s| is| would)\b|there (?:are|is)\b|here(?:'s| are| is)\b|follow\b|first\b|start\b|begin\b|"
    r"simply\b|just\b|try\b|use\b|gather\b|get\b|find\b|take\b|put\b|look\b|mix\b|make sure\b|"
    r"several steps\b|the (?:first|best|easiest|following)\b)"
)
_KIND = (
    "(?:best|easiest|good|great|quickest|fastest|simplest|surest|common|effective|efficient|one|another|other|main|"
    "possible|some|several|many|few|different|various|only|right|proper)"
)
_NAMES = (
    "(?:ways?|steps?|instructions?|guides?|methods?|process|procedure|recipes?|tips|strategies|plans?|techniques?|"
    "tricks?)"
)
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_BEGINS}(?:in order |if you (?:ever )?want |if you(?:'d| would) like |want |wanna )?to {_ACT}[,:] "
        rf"(?:then )?{_GO_ON}",
        rf"{_BEGINS}(?:in order )?to {_ACT} {_YOU}(?:'ll|'d| will| would| can| could| need| must| should| have)\b",
        rf"\b{_KIND} (?:\w+ )?ways? (?:to|of|for) {_ACT}"
        rf"(?: (?:is|are|would|could|might|involves?|includes?)\b|{_ENDS})",
        r"\b(?:here (?:is|are)|here's|these are|below are|following are|this is|that(?:'s| is))(?: [\w-]+){0,5} "
        rf"(?:how (?:to|{_YOU} can|{_YOU})|{_NAMES}(?: on how)? (?:to|for|of)|"
        rf"{_NAMES} {_YOU} can(?: (?:use|take|follow|try) to)?) {_ACT}{_ENDS}",
        rf"\bthe (?:\w+ )?{_NAMES}(?: on how)? (?:to|for|of) {_ACT} "
        r"(?:is|are|involves?|includes?|requires?|begins?|starts?)\b",
        rf"\byou (?:can|could) {_ACT} by \w+ing\b",
        rf"{_BEGINS}(?P<act>[a-z]{{2,18}}ing (?:[^t\s]|t[^o])[^.!?\n:;,]{{2,90}}?) (?:involves?|requires?|takes) "
        r"(?:\w+ ){0,3}(?:steps?|following|planning|skill|tools?|time)\b",
        rf"\b(?:show|teach|tell|explain to) you how (?:to|you can) {_ACT}{_ENDS}",
    )
)
_DECLINES = re.compile(
    r"\b(?:no (?:\w+ )?(?:ways?|reasons?|need|safe|good|right)|not|never|cannot|don't|can't|won't|isn't|aren't|unable|"
    r"refuse|sorry|illegal|unlawful|unethical|instead of|rather than)\b", re.I,
)
_CLAUSE_ENDS = re.compile(r"[.!?\n]\s|[,;:—]\s|\b(?:but|however|though|still|yet|so)\b")
_OF_OTHERS = re.compile(
    r"\b(?:had|was|were|used|did|they|he|she|his|her|their|invented|knew|found|looked for|needed)\b", re.I,
)
_TURNED = {"your": "my", "yours": "mine", "yourself": "myself", "you": "i", "one's": "my"}
_A_WORD = re.compile(r"[\w']+")


def _asked(act: str) -> str:
    """The act as a child would ask for it: "your" is "my" to whoever asks."""
    words = _A_WORD.sub(lambda word: _TURNED.get(word[0], word[0]), act.lower()).strip()
    return f"what are the steps for {words}" if words.split()[0].endswith("ing") else f"how do i {words}"


def taught(text: str) -> Iterator[tuple[str, Span]]:
    """Yield what ``text`` shows how to do, each as a question with its place; ``MOST_ACTS`` at most, each once."""
    folded, seen = fold(text), set[str]()
    found = [match for form in _FORMS for match in form.finditer(folded)]
    for match in sorted(found, key=lambda match: match.start("act")):
        ahead = _CLAUSE_ENDS.split(folded[max(0, match.start() - _AHEAD) : match.start("act")])[-1]
        if _OF_OTHERS.search(ahead[-_NEAR:]) or _DECLINES.search(ahead):
            continue
        question = _asked(match["act"])
        if len(seen) < MOST_ACTS and question not in seen and " " in match["act"].strip():
            seen.add(question)
            yield question, Span(*match.span("act"))
