"""Handing over: what each of a child's turns does with the work, read turn by turn.

"Just tell me" is easily told. What follows it is not: "and 5?", "now the next page", "longer", a sum without a word.
So turns are read as a run that lasts until the child tries. How much a turn hands over, from 0 to 1:

* a demand ("do it for me", "answer only", "write my essay"): as much as its words say, mostly 0.6 or more, and no
  less than the run so far; a weak sign of one ("dunno") only as little as it says;
* an exercise pasted: nothing at first, then 0.5, 0.75 and 1 for the second, third and each further untried one;
* in a run, whatever asks for more of it ("number 6", "hurry up", "add an ending"): the same, by the run's length;
* in a run, a bare question ("what do foxes eat") or words without a speaker ("the cat is black"): half of that until
  the child has demanded twice;
* an own attempt, a question about how or why, a wish for a hint: nothing, and the run ends;
* anything else, such as chat: nothing.

A child that asks one thing after another out of curiosity begins no run, since a question alone demands nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from studybuddy_core.checks import handing_over_words as words
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


@dataclass(slots=True)
class _Run:
    """Turns since the child last tried: how many handed work over, how many demanded it, the item asked for last."""

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
    if words.ASKS_HOW.search(text):
        return min(said, _HALF / 2)
    if said < _HALF and words.DEMANDS.search(text) and not words.ASKS_FOR_PRACTICE.search(text):
        return max(said, _DEMAND)
    return said


def _item(text: str) -> str:
    match = words.NUMBERED.match(text) or words.ITEM_WITHIN.search(text)
    return match[1].lower() if match else ""


def _tells_a_number(text: str) -> bool:
    division = words.DIVISION.fullmatch(text)
    if division and int(division[2]) and not int(division[1]) % int(division[2]):
        return False  # "96 / 8" is a sum to be done, "3/4" an answer
    if words.HOW_MUCH_OF_IT.search(text) or words.CONVERSION.fullmatch(text):
        return False
    return bool(words.A_NUMBER.fullmatch(text))


def _is_exercise(text: str) -> bool:
    if words.EXERCISE.search(text) or words.CONVERSION.fullmatch(text):
        return True
    return not words.ONESELF.search(text) and bool(words.OF_A_TEXT.search(text) or words.STORY_ASKS.match(text))


def _more_of_it(text: str, demand: float, run: _Run) -> Turn | None:
    """What a turn is because of the run it stands in: the next item, or a wish for the text that was asked for."""
    follows = run.follows(_item(text))
    if words.ITEM_AND_SUM.search(text) or (follows and _is_exercise(text)):
        return Turn.EXERCISE
    if follows and (words.ONLY_AN_ITEM.match(text) or (run.length and not words.FIRM.search(text))):
        return Turn.MORE
    if run.of_writing and words.NUMBER_OF_THINGS.search(text) and not words.ONESELF.search(text):
        return Turn.DEMAND if demand >= _HALF else Turn.MORE
    return None


def _own_work(text: str, demand: float) -> Turn | None:
    """Whether a turn tries, or asks to understand. Words that only may be a try give way to a demand."""
    if words.FIRM.search(text) or _tells_a_number(text) or any(claims(text)):
        return Turn.ATTEMPT
    if demand <= _HALF and words.LOOSE.search(text):
        return Turn.ATTEMPT
    if demand <= _HALF and (words.UNDERSTANDING.search(text) or words.ASKS_FOR_PRACTICE.search(text)):
        return Turn.UNDERSTANDING
    return None


def _request(text: str, demand: float) -> Turn:
    """What is neither a try nor a question to understand."""
    if demand < _HALF and _is_exercise(text):
        return Turn.EXERCISE
    if demand:
        return Turn.DEMAND
    if words.MORE.search(text):
        return Turn.MORE
    if words.QUESTION.search(text):
        return Turn.QUESTION
    return Turn.OTHER if words.ONESELF.search(text) or len(text.split()) < _A_FEW_WORDS else Turn.FRAGMENT


def _pasted_question(text: str, demand: float, run: _Run) -> bool:
    """Whether a question reads as copied from a sheet once the child has demanded: a capital, a mark, no speaker."""
    if not run.pressed or demand >= _HALF or words.ONESELF.search(text):
        return False
    return bool(words.PASTED_QUESTION.fullmatch(text))


def _kind(text: str, demand: float, run: _Run) -> Turn:
    if found := _more_of_it(text, demand, run):
        return found
    own = _own_work(text, demand)
    if own is Turn.UNDERSTANDING and _pasted_question(text, demand, run):
        return Turn.EXERCISE if _is_exercise(text) else Turn.QUESTION
    return own or _request(text, demand)


def kind_of(text: str, run: _Run | None = None) -> Turn:
    """Say what a turn does with the work, where ``run`` is what came before it."""
    plain = fold(text[:_LONGEST])
    if not plain.strip() or words.PLEASANTRY.fullmatch(plain):
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
            run.of_writing |= bool(words.OF_WRITING.search(text))
        elif kind is Turn.EXERCISE or (kind is Turn.MORE and run.length):
            share = run.share()
            run.length += 1
        elif kind in (Turn.QUESTION, Turn.FRAGMENT) and run.pressed:
            share = run.share() if run.pressed > 1 else run.share() * _HALF
            run.length += 1
        run.item = _item(text) or run.item
        yield share
