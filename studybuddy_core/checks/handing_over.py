"""Handing over: what each of a child's turns does with the work, read turn by turn.

"Just tell me" is easily told. What follows it is not: "and 5?", "now the next page", "longer", a sum without a word.
So turns are read as a run that lasts until the child tries. How much a turn hands over, from 0 to 1:

* a demand ("do it for me", "answer only", "write my essay"): as much as its words say, 0.6 at least;
* an exercise pasted: nothing at first, then 0.5, 0.75 and 1 for the second, third and each further untried one;
* in a run, whatever asks for more of it ("number 6", "hurry up", "add an ending"): the same, by the run's length;
* in a run, a bare question ("what do foxes eat") or words without a speaker ("the cat is black"): half of that until
  the child has demanded twice;
* an own attempt, a question about how or why, a wish for a hint: nothing, and the run ends;
* anything else, such as chat: nothing.

A child that asks one thing after another out of curiosity begins no run, since a question alone demands nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from studybuddy_core.checks.claims import claims
from studybuddy_core.checks.fishing import CHECK as FISHING
from studybuddy_core.checks.ghostwriting import CHECK as GHOSTWRITING
from studybuddy_core.checks.lexicon import WINDOW, fold
from studybuddy_core.domain.signals import MAX_SCORE

_BY_LENGTH = (0.0, 0.5, 0.75, 1.0)
_DEMAND = 0.6
_HALF = 0.5
_LONGEST = 2_000
_A_FEW_WORDS = 3


class Turn(Enum):
    """What a turn does with the work."""

    PLEASANTRY = auto()
    ATTEMPT = auto()
    UNDERSTANDING = auto()
    DEMAND = auto()
    EXERCISE = auto()
    MORE = auto()
    QUESTION = auto()
    FRAGMENT = auto()
    OTHER = auto()


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_LEAD = (r"^\W*(?:(?:ok(?:ay)?|so|no+|and|now|then|next|also|just|please|pls|plz|ugh+|omg|hey|yo|bro|"
         r"(?:can|could|cud|would|will|can't|cant) (?:you|u|ya)|(?:i )?(?:need|want) (?:you|u) to|(?:you|u)(?: just)?|"
         r"(?:ur|your|you're|youre) (?:meant|supposed) to|go|all|maybe)\b\W*){0,5}")  # fmt: skip
_MAKE = (r"(?:do|write|make|finish|complete|solve|answer|fill (?:in|out|it)|translate|summari[sz]e|rewrite|type|draw|"
         r"list|underline|circle|match|sort|label|unscramble|put|continue|correct|calculate|work (?:out|it)|create|"
         r"generate|copy|convert|simplify|rearrange|figure out|come up with)")  # fmt: skip
_WORK = (r"(?:essays?|reports?|stor(?:y|ies)|poems?|paragraphs?|summar(?:y|ies)|speech(?:es)?|letters?|sentences?|"
         r"presentations?|power ?points?|slides?|slideshow|posters?|projects?|homework|hw|worksheets?|sheets?|pages?|"
         r"chapters?|verses?|acrostics?|haikus?|limericks?|logs?|facts|endings?|introductions?|intros?|conclusions?|titles?|diar(?:y|ies)|reviews?|captions?|"
         r"questions?|sums?|problems?|exercises?|maths?|spellings?|blanks?|assignments?|quiz|tests?|experiment|method)")
_ITEM = r"(?:(?:number|num|no\.?|nr|question|qu?|#|ex|exercise|page|part|problem|letter)s?\W*)"
_POLITE = r"(?:\W*(?:please|pls|plz|now|then|too|for me|quick|fast|next|as well)\b)*\W*$"

_PLEASANTRY = re.compile(
    r"\W*(?:(?:hi+|hey+|hello+|hiya|thanks?(?: you)?|thx|ty|ok(?:ay)?|k+|yes|yep|yeah|no|nope|bye+|cool|nice|"
    r"good|great|lol|haha+|sorry|please|pls|wow|done|sure|(?:good )?(?:morning|afternoon))\W*){1,4}", re.I)  # fmt: skip
_DEMANDS = _any_of(
    rf"{_LEAD}{_MAKE}(?: me| us)? (?:it|this|that|them|these|those|all|everything|the|my|our|each|every|both)\b"
    rf"(?!.*\b(?:with me|together|myself)\b)",
    rf"{_LEAD}{_MAKE}(?: me| us)?(?: an?| some| another| one)?(?: \w+){{0,3}}? {_WORK}\b(?!.*\b(?:to practi[sc]e|i can try)\b)",
    rf"{_LEAD}{_MAKE} (?:numbers? |questions? |q|pages? |no\.? ?|part )?\d+(?: ?(?:to|and|-|,) ?\d+)*{_POLITE}",
    rf"{_LEAD}(?:what'?s|what is|wats?|whats|give me|tell me|say)\W+{_ITEM}?\d+(?: ?[a-h])?(?: and \d+)?{_POLITE}",
    rf"{_LEAD}(?:give|tell|say|show|send|get)(?: me| us)? (?:it|them|this|that|the letters?|the numbers?|the words?|"
    rf"(?:the )?rest|all(?: of)?(?: (?:it|them|these))?|{_ITEM}?\d+(?:,? (?:and )?\d+)*){_POLITE}",
    rf"\b(?:so|just|and|then|now|pls|please) {_MAKE} (?:it|this|that|them|these|all|everything|the \w+)\b",
    r"(?<!i )\bjust (?:list|write|say|tell|give|send|put|type|spell)(?: me| us)? (?:it|them|the|all|what)\b",
    rf"\b{_MAKE} the (?:rest|others?|remaining|last ones?|next ones?|whole)\b(?!.*\bwith me\b)",
    rf"\b(?:{_MAKE}|spell)\b[^.?!]{{0,60}}\b(?:for|4) (?:me|us)\b",
    rf"\bi (?:just )?(?:need|want) (?:an?|the|my|some|this|these) (?:\w+ ){{0,2}}{_WORK} (?:about|on|of|done|finished|written|by)\b",
    r"\b(?:what(?:'s| are|s)|wats|give|gimme|need|want|got)(?: me| us)? (?:all )?(?:the )?(?:\w+ )?(?:answers?|solutions?)\b",
    r"\bwhy (?:won'?t|can'?t|don'?t) (?:you|u)(?: just)? (?:do|write|finish|solve|say|help)\b",
    r"\b(?:don'?t|stop|no need to|quit|without) (?:explain(?:ing)?|ask(?:ing)?|teach(?:ing)?)\b",
    rf"{_LEAD}(?:tell me+|answers?|solve|do it|solution|answer(?: it)?){_POLITE}",
    r"\b(?:just|only) the (?:numbers?|letters?|words?|results?|sentences?)\b",
    r"\b(?:i'?ll|i will|i can|i'?m gonna|lemme|so i can|i just) (?:copy|paste|hand (?:it|this) in|turn (?:it|this) in)\b",
    rf"\bi (?:just )?(?:need|want)\b(?!.*\b(?:help|ideas?|hints?|to)\b).*\bfor my {_WORK}\b",
    r"\bfor me\W*$",
)  # fmt: skip
_ASKS_FOR_PRACTICE = _any_of(
    rf"{_LEAD}(?:give|make|show|get|set)(?: me| us)? (?:an?|some|another|one|more)?(?: \w+){{0,2}} ?(?:practi[sc]e|examples?|hints?|"
    r"clues?|quiz|riddles?|jokes?|puzzles?|harder|easier|tricky|facts?|test)\b",
    r"\b(?:quiz|test|help|teach) (?:me|us)\b|\b(?:jk|just kidding|i can do it|by myself|on my own|with me)\b",
)  # fmt: skip
_ASKS_HOW = _any_of(
    rf"{_LEAD}(?:explain|help (?:me|us)|teach me|show (?:me|us) how|how (?:do|can|to|should|would) (?:i|you|we|u))\b(?!.*\banswers?\b)",
    r"\b(?:don'?t|do not|not|without) (?:want |need |just |you )*(?:tell(?:ing)? |giv(?:e|ing) |say(?:ing)? |show )?"
    r"(?:me |us )?(?:the |any |an )?answers?\b(?!.*\b(?:care|just give|just tell)\b)",
    r"\b(?:tell|show) (?:me|us) (?:if|whether|how|why|about|when|where|an?|some|more|what .{1,30} means?)\b",
)
_FIRM = _any_of(
    r"\bi (?:think|thought|tried|try|got|get|made|wrote|guess|reckon|believe|counted|drew|multiplied|divided|"
    r"subtracted|added|spelled|spelt|have (?:done|tried|written|got)|times(?:ed)?)\b(?! (?:to|you|u|bored|it'?s boring|that'?s all)\b)",
    r"\bmy (?:\w+ ){0,2}?(?:answer|idea|try|guess|sum|sentence|working|plan|story|essay|poem|paragraph|first|favou?rite|total)"
    r"(?: \w+){0,2}? (?:is|are|was|says?|starts?|goes)\b",
    r"\b(?:here is|here's|heres) (?:my|what i)\b|\b(?:check|read|mark|look at) (?:my|this|mine|it|number)\b|\bcheck (?:it|if)\b",
    r"\bam i (?:right|close|wrong)\b|\bis (?:it|this|that|mine)(?: all)? (?:right|correct|ok|good)\b",
    r"\b(?:is|was|would|could|should|might) (?:it|that|this|they)(?: be)?\W+(?:an? |the )?[\w'-]+(?: \w+){0,2}\W*$",
    rf"^\W*(?:and |so )?{_ITEM}\d+ (?:is|=|was|i (?:got|put|think|have|said))\W*-?\d[\d.,]*(?! ?[-+*x×÷/] ?\d)",
    r"^\W*(?:so|then|ok so|oh so)\b(?=.*\d)(?!.*\b(?:give|tell|do|write|answer|whats?|just)\b)",
)  # fmt: skip
_LOOSE = _any_of(
    r"\bi (?:did|know|would|used?|worked|already|finished|forgot|count|add|divide|multiply|subtract|carr(?:y|ied)|put|"
    r"said|chose|picked|started|have a go)\b",
    r"\b(?:i've|ive|because|cuz|bcos|cos|maybe it'?s|let me try|ill try|i'll try)\b",
)  # fmt: skip
_A_NUMBER = re.compile(
    r"\W*(?:is it|its|it's|so|um+|uh+|then|equals?|it is|maybe|now|that's|thats)?\W*"
    r"[£$€]?-?\d[\d,. /]*(?:\s*[a-z%°]+){0,3}\W*", re.I)  # fmt: skip
_HOW_MUCH_OF_IT = re.compile(
    r"\b(?:\d+|one|two|three|half a)[- ]?(?:words?|pages?|slides?|verses?|sentences?|lines?|paragraphs?|questions?|chapters?|"
    r"facts|bullet points?|more)\b", re.I)  # fmt: skip
_CONVERSION = re.compile(r"\W*\d[\d.,]* ?[a-z]{1,10} (?:to|into|in) [a-z]{1,10}\W*", re.I)
_OF_WRITING = re.compile(
    r"\b(?:write|type|essay|report|story|poem|paragraph|summar\w+|sentences?|log|poster|presentation|power ?point|slides|"
    r"letter|speech|diary|project|review|whole thing|acrostic|draw|facts)\b", re.I)  # fmt: skip
_ONESELF = re.compile(r"\b(?:i|i'?m|my|me|mine|we|our|us|ive|ill)\b", re.I)
_OF_A_TEXT = re.compile(
    r"\b(?:the|this) (?:author|passage|text|extract|paragraph|poet|narrator|main character|main idea|writer)\b", re.I)  # fmt: skip
_PASTED_QUESTION = re.compile(r"\s*[A-Z](?:\S*\s+){4,60}\S*\?\s*")
_STORY_ASKS = re.compile(r"(?=.*\d)(?:\S+\s+){7,}\S*\?")
_DIVISION = re.compile(r"\W*(\d{1,6})\s*/\s*(\d{1,6})\W*")
_UNDERSTANDING = _any_of(
    r"\bwhy\b|\bhow (?:do|does|can|would|could|should|come|is|are|did|to)\b|\bwhat (?:does|do) .{1,40} mean\b",
    r"\b(?:hints?|clue|explain|understand|example|what do you mean|show me how|teach me|next step|where do i|stuck|"
    r"confused|don'?t get|help me (?:understand|start|see|with)|another word for|synonyms?|difference between|"
    r"do i (?:add|subtract|times|divide|multiply|carry|need|start|have))\b",
)  # fmt: skip
_ARITHMETIC = r"\d\s*(?:[-+*x×÷/^−–]|plus|times|minus|divided by|percent of|% of)\s*\(?\d"  # noqa: RUF001
_EXERCISE = _any_of(
    _ARITHMETIC,
    r"\d.*\b(?:how (?:many|much|long|far|old|tall|fast)|what is|what was|find|work out)\b",
    r"\b(?:solve|simplify|expand|round|calculate|work out|find|convert|evaluate)\b.{0,20}\d",
    r"_{2,}|\.{4,}|(?:^|\s)a[).] .{1,80}\sb[).] |(?:^|\s)\(a\) .{1,80}\s\(b\) ",
    r"^\W*(?:q(?:uestion)?\s*)?\d{1,2}\s*[.):] ?\s*[a-z]",
    r"^\W*(?:the )?(?:capital|plural|past tense|opposite|antonym|square root|half|double|symbol|area|perimeter|factors|"
    r"multiples) (?:of|for) \w+(?: \w+)?\W*$",
)  # fmt: skip
_ITEM_AND_SUM = re.compile(rf"^\W*(?:and |next |then )?(?:{_ITEM}\d+|next(?: one)?)\s*(?:is|says|=|:)\s*(?=.*{_ARITHMETIC})", re.I)
_NUMBERED = re.compile(rf"^\W*(?:(?:and|n|now|then|next|ok|what about|whats|what's|what is)\W+)?{_ITEM}?(\d{{1,3}}|[a-h])\b", re.I)
_ITEM_WITHIN = re.compile(rf"\b(?:number|num|question|exercise|page|part|problem)s?\W*(\d{{1,3}}|[a-h])\b", re.I)
_ONLY_AN_ITEM = re.compile(
    rf"^\W*(?:(?:and|n|now|then|next|ok|what about|how about)\W+)?{_ITEM}?(?:\d{{1,3}}|[a-h])(?: (?:and|to|-) \d+)?{_POLITE}", re.I
)
_MORE = _any_of(
    r"^\W*(?:and|now|then|next|also|another|more|longer|shorter|better|again|same|the (?:next|last|other|rest)|all|last|"
    r"keep|continue|go on|only|just|make it|make them|add|put|it (?:has|needs) to|it should|in full|"
    r"use|with|n|plus|don'?t|no (?:longer|shorter|more|not)|first|second|third|fourth|fifth|final)\b",
    r"\bi(?:'?m| am) (?:not (?:doing|going|writing|thinking|gonna|reading)|done|tired of)\b",
    r"\bi (?:don'?t|won'?t|can'?t) (?:want|do|be bothered|care|wanna|feel like)\b",
    rf"{_LEAD}{_MAKE}\b",
    rf"^\W*(?:its?'?s? |it is )?{_ITEM}\d+",
    r"\b(?:come on+|hurry|quick(?:ly)?|fast(?:er)?|asap|don'?t care|just do|tell me|say it|done yet|finished yet|are you done|"
    r"stop (?:asking|it)|too lazy|whatever|as well|too|all of (?:it|them)|the words are|i'?ll paste|keep going|answers?|"
    r"don'?t want to|boring|waste of time|hate this|last one|next one|the rest)\b",
    r"^\W*(?:pl+e*a*s+e*|pl+s+|pl+z+|ugh+|o+mg|\?+|!+|argh+)\W*$",
)  # fmt: skip
_QUESTION = _any_of(
    r"\?\W*$",
    r"^\W*(?:and |so |ok )?(?:what|whats|wats|who|whos|when|where|which|whose|how (?:many|much|long|far|old|big|tall|fast|"
    r"heavy|hot|cold)|is|are|do|does|did|can|could|name|which)\b",
)  # fmt: skip


@dataclass(slots=True)
class _Run:
    """Turns since the child last tried: how many handed work over, how many demanded it, and the item asked for last."""

    length: int = 0
    pressed: int = 0
    item: str = ""
    of_writing: bool = False

    def share(self) -> float:
        return _BY_LENGTH[min(self.length, len(_BY_LENGTH) - 1)]

    def follows(self, item: str) -> bool:
        """Whether an item comes right after the last one: 5 after 4, c after b."""
        if item.isdecimal() and self.item.isdecimal():
            return int(item) == int(self.item) + 1
        return item.isalpha() and self.item.isalpha() and ord(item) == ord(self.item) + 1


def _said(text: str) -> float:
    """How strongly the words of a turn fish or ask for finished work, from 0 to 1."""
    window = text[:WINDOW]
    scores = (f.score for lexicon in (FISHING.lexicon, GHOSTWRITING.lexicon) for f in lexicon.score_window(window))
    return max(scores, default=0) / MAX_SCORE


def _demand(text: str) -> float:
    said = _said(text)
    if _ASKS_HOW.search(text):
        return min(said, _HALF / 2)
    if said < _HALF and _DEMANDS.search(text) and not _ASKS_FOR_PRACTICE.search(text):
        return max(said, _DEMAND)
    return said


def _item(text: str) -> str:
    match = _NUMBERED.match(text) or _ITEM_WITHIN.search(text)
    return match[1].lower() if match else ""


def _tells_a_number(text: str) -> bool:
    division = _DIVISION.fullmatch(text)
    if division and int(division[2]) and not int(division[1]) % int(division[2]):
        return False  # "96 / 8" is a sum to be done, "3/4" an answer
    return bool(_A_NUMBER.fullmatch(text)) and not _HOW_MUCH_OF_IT.search(text) and not _CONVERSION.fullmatch(text)


def _is_exercise(text: str) -> bool:
    if _EXERCISE.search(text) or _CONVERSION.fullmatch(text):
        return True
    return not _ONESELF.search(text) and bool(_OF_A_TEXT.search(text) or _STORY_ASKS.match(text))


def _kind(text: str, demand: float, run: _Run) -> Turn:
    item = _item(text)
    if _ITEM_AND_SUM.search(text) or (run.follows(item) and _is_exercise(text)):
        return Turn.EXERCISE
    if run.follows(item) and _ONLY_AN_ITEM.match(text):
        return Turn.MORE
    if run.of_writing and re.search(r"\d\W*[a-z]{2}", text, re.I) and not _ONESELF.search(text):
        return Turn.DEMAND if demand >= _HALF else Turn.MORE
    if run.length and run.follows(item) and not _FIRM.search(text):
        return Turn.MORE
    if _FIRM.search(text) or _tells_a_number(text) or any(claims(text)):
        return Turn.ATTEMPT
    if demand <= _HALF and _LOOSE.search(text):
        return Turn.ATTEMPT
    if run.pressed and demand < _HALF and _PASTED_QUESTION.fullmatch(text) and not _ONESELF.search(text):
        return Turn.EXERCISE if _is_exercise(text) else Turn.QUESTION
    if demand <= _HALF and (_UNDERSTANDING.search(text) or _ASKS_FOR_PRACTICE.search(text)):
        return Turn.UNDERSTANDING
    if demand < _HALF and _is_exercise(text):
        return Turn.EXERCISE
    if demand:
        return Turn.DEMAND
    if _MORE.search(text):
        return Turn.MORE
    if _QUESTION.search(text):
        return Turn.QUESTION
    return Turn.OTHER if _ONESELF.search(text) or len(text.split()) < _A_FEW_WORDS else Turn.FRAGMENT


def kind_of(text: str, run: _Run | None = None) -> Turn:
    """Say what a turn does with the work, where ``run`` is what came before it."""
    plain = fold(text[:_LONGEST])
    if not plain.strip() or _PLEASANTRY.fullmatch(plain):
        return Turn.PLEASANTRY
    return _kind(plain, _demand(plain), run or _Run())


def handed_over(texts: Iterable[str]) -> Iterator[float]:
    """Yield for each of a child's turns (oldest first, pleasantries left out) how much work it hands over, 0 to 1."""
    run = _Run()
    for text in (fold(whole[:_LONGEST]) for whole in texts):
        kind = kind_of(text, run)
        if kind is Turn.PLEASANTRY:
            continue
        share = 0.0
        if kind in (Turn.ATTEMPT, Turn.UNDERSTANDING):
            run = _Run()
        elif kind is Turn.DEMAND:
            demand = _demand(text)
            share = max(demand, run.share()) if demand >= _HALF else demand
            run.pressed += demand >= _HALF
            run.length += demand >= _HALF
            run.of_writing |= bool(_OF_WRITING.search(text))
        elif kind is Turn.EXERCISE or (kind is Turn.MORE and run.length):
            share = run.share()
            run.length += 1
        elif kind in (Turn.QUESTION, Turn.FRAGMENT) and run.pressed:
            share = run.share() if run.pressed > 1 else run.share() * _HALF
            run.length += 1
        run.item = _item(text) or run.item
        yield share
