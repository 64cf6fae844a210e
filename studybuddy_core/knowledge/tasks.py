"""Keeps the hint ladder: which exercise is at hand, what was tried, which hint comes next.

The ladder belongs to the server. Nothing a child writes ("my teacher said it's ok") moves it; only a
genuine attempt does: a number that could be the answer, not one out of the blue and not one copied
from the question. The state is all in ``Task``; this reader itself remembers nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from studybuddy_core.domain.messages import Task
from studybuddy_core.knowledge.attempts import FISHING, is_fishing, shows_work, tried
from studybuddy_core.knowledge.exercises import clock, roman
from studybuddy_core.knowledge.exercises.diagnosing import diagnosed
from studybuddy_core.knowledge.exercises.exercise import Exercise
from studybuddy_core.knowledge.exercises.word_problems import looks_like_one, numbers_given
from studybuddy_core.knowledge.mathematics import read_exercise
from studybuddy_core.knowledge.numerals import digits_for_words, number, numbers_in, shown
from studybuddy_core.knowledge.phrases import LONGEST, only_words_around
from studybuddy_core.knowledge.pleading import PRESSES, without_pleading
from studybuddy_core.knowledge.stories.clauses import verbs_in
from studybuddy_core.knowledge.stories.first_looks import first_looks
from studybuddy_core.knowledge.words import content_words

_EXACT = {"simplifying", "rewriting"}
# Answers that are no number, and where to look again after a wrong one.
_WORDED = {
    clock.KIND: "Draw a time line. An hour has 60 minutes. Where does each jump land?",
    roman.KIND: "Write it part by part: thousands, hundreds, tens, ones. Check each part.",
}
_HINT = re.compile(
    r"\b(?:hints?|help|clue|stuck|stuk|idk|dunno|(?:dont|don't|do not) (?:know|no|get|understand)|no idea|not sure|"
    r"unsure|confus\w*|how do (?:i|you)|how to|next|now what|explain|again|cant|can't|too hard|hard|tricky|more|bigger|"
    r"example|similar|another|why|how|what do i do|huh|not getting)\b"
)
_HELPING = re.compile(
    r"hints?|help|clue|stuck|stuk|idk|dunno|know|get|understand|idea|sure|unsure|confus\w*|next|explain|again|hard|"
    r"tricky|more|bigger|examples?|similar|another|please|pls|plz|answer|question|sum|maths?|step|start|begin|work|part|bit|"
    r"way|number|numbers|one|it|really|still|think|maybe|dont|cant|doing|make|show|tell|give|need|want|let|try"
)
_QUESTION = re.compile(r"\s*(?:why|how|what|whats|who|where|when|which)\b")
_CHECK = re.compile(r"\b(?:check|correct|is (?:this|that|it) right|did i get)\b")
_ASKS = re.compile(r"\s*(?:is|does|what about)\b", re.IGNORECASE)
_REQUEST = re.compile(
    r"^\s*(?:tell|give|write|list|name|who|where|why|when|make|can|could|do|does|how (?!about)|what (?!about))\b"
)
_UNITS = re.compile(
    r"(?<=\d)\s*(?:mm|cms?|m|kms?|mg|g|kgs?|mls?|l|p|degrees?|squared?|metres?|meters?|centimet\w+|kilomet\w+|minutes?|"
    r"mins?|hours?|hrs?|seconds?|days?|weeks?|months?|grams?|kilograms?|litres?|pence|pounds?|dollars?|cents?|tens|"
    r"hundreds|ones|thousands|each|left|altogether|in total|more)\b|[£$€%]"
)
_BARE_FRACTION = re.compile(r"[^\d/]*\d+\s*/\s*\d+[^\d/]*")
_REMAINDER = re.compile(r"(\d+)\s*(?:r|rem|remainder)\s*(?:of\s*)?(\d+)")
_WRITTEN = re.compile(r"\d+\s+\d+/\d+|\d+/\d+|\d*\.?\d+\s*%?")


def _task(found: Exercise) -> Task:
    way = found.way
    steps = tuple((str(value), text) for value, text in way.checkpoints)
    return Task(
        found.question, found.kind, found.answers, way.hints, found.similar, solution=way.solution, checkpoints=steps
    )


def _first_of(text: str) -> Exercise | None:
    """The first of several sums that stand side by side ("5 sums 4+3 8-2 do them")."""
    bare = _SHEET.sub(" ", text)
    first, second = list(_SUM.finditer(bare))[:2]
    between = re.search(r"\d+$", bare[: second.start() + 1])
    end = between.start() if between else second.start()
    return read_exercise(bare[:end]) if not re.search(r"[a-z]{3,}", bare[first.start() : end]) else None


def _unsolved_story(text: str) -> Task:
    """A word problem that can't be set up: reading hints, and no answer to check against."""
    return Task(" ".join(text.split()), "word problem", (), first_looks(text))


_BEGUN = "story"
_TASKED = re.compile(r"\s*(?:count|easy|trick|tricks|rules?|times|tables?|learn|practi[sc]e|say|draw|round|estimate)\b")
_SUM = re.compile(r"\d\s*[-+x×*÷]\s*\d")  # a fraction is no sum
_SHEET = re.compile(r"\b\d+\s+(?=(?:\w+\s+)?(?:sums?|questions?|exercises?|problems?)\b)|\b(?:sums?|questions?|do (?:them|all)(?: all)?|all of them|these|for me|pls|please)\b", re.I)  # noqa: E501
_OWN = re.compile(r"\b(?:i|i'm|im|my|we|our|me)\b|^\s*(?:tell|give|write|list|name|make|show|explain|help|say|can|could|is|are|do)\b")  # noqa: E501
_WANTS = re.compile(r"\b(?:how|who|when|where|why|what|whats|find|answer|which|work out|calculate|(?:area|perimeter|volume|circumference) of)\b|\?")  # noqa: E501


def _story_begun(text: str, *, beside: bool = False) -> Task | None:
    """A story whose question has not come yet: it is kept, so that the next message can complete it.

    ``beside``: another exercise is at hand, so it takes a longer text to be a new one.
    """
    flat, (fewest, words) = text.lower(), (2, 8) if beside else (1, 4)
    if len(_SUM.findall(flat)) > 1:
        return None  # a list of sums is no story
    long = len(re.findall(r"[^\W\d_]{2,}", flat)) >= words - 1
    tells = bool(verbs_in(flat)) or len(flat.split()) > 8
    told = long and tells and not _TASKED.match(flat) and len(numbers_given(flat)) >= fewest and not _WANTS.search(flat) and not _OWN.search(flat)  # noqa: E501
    return Task(" ".join(text.split()), _BEGUN, last="told") if told else None


def _same_story(text: str, before: Task) -> bool:
    """Whether a text tells the exercise at hand once more, perhaps with other words around it."""
    one, other = (numbers_given(t) for t in (text, before.question))
    words, known = (set(content_words(t.lower())) for t in (text, before.question))
    return one == other and len(words) > 3 and len(words & known) >= 0.7 * max(len(words), len(known), 1)


def _is_fraction(task: Task) -> bool:
    return task.kind in ("fractions", *_EXACT) or any("/" in answer for answer in task.answers)


_BECAUSE = re.compile(r"\b(?:because|cos|coz|cuz|bcos|since|cause)\b")


def _offered(flat: str) -> list[Fraction]:
    """The numbers a child offers as an answer; after the last "=" or "is", if there is one."""
    told = _BECAUSE.split(flat)[0]
    if told != flat and numbers_in(told) and "=" not in told:
        return numbers_in(told)  # "13 because 8+2 is 10 and 3 more"
    _, equals, after = flat.rpartition("=")
    numbers = numbers_in(after) if equals else numbers_in(flat)
    return numbers or numbers_in(flat)


def _plausible(value: Fraction, answer: Fraction, given: list[Fraction]) -> bool:
    """Whether a wrong number can come from working on the exercise: near in size, and not copied from it."""
    if value in given:
        return False
    return abs(value - answer) <= 5 or (answer != 0 and Fraction(1, 12) <= abs(value / answer) <= 12)


def _elsewhere(flat: str, before: Task) -> bool:
    """Whether a message holds words that belong neither to the exercise nor to asking for help.

    One such word is enough in a question, two are needed elsewhere.
    """
    known = set(content_words(" ".join((before.question, *before.steps, before.pointer, before.similar)).lower()))
    others = [w for w in content_words(flat) if w not in known and w.isalpha() and not _HELPING.fullmatch(w)]
    return len(others) > (0 if _QUESTION.match(flat) else 1)


def offered_in_words(text: str, before: Task) -> Fraction | None:
    """The clock time (minutes since midnight) or Roman numeral that a short message offers; None for neither."""
    if len(text) > 80 or _REQUEST.search(text.lower()) or _QUESTION.match(text.lower()):
        return None
    if before.kind == clock.KIND:
        times = clock.clock_times(text)
        bare = re.fullmatch(r"\W*(?:is it |its |it's )?(\d{1,2})\W*", text.lower())
        hours = [int(bare[1]) * 60] if bare and int(bare[1]) <= 24 else []
        return Fraction(([t.minutes for t in times] or hours)[-1]) if times or hours else None
    letters = [word for word in re.findall(r"\b[IVXLCDMivxlcdm]+\b", text) if len(word) > 1 or len(text) < 4]
    if not letters:
        return None
    worth = roman.worth_of(letters[-1])
    return Fraction(-len(letters[-1]) if worth is None else worth)  # XXXX and IL are no numerals, so they are wrong


class TaskLadder:
    """Reads exercises, attempts and requests for hints; stands behind ``domain.ports.TaskReader``."""

    def read(self, text: str, before: Task | None) -> Task | None:
        """Return the task after this message: a new one, the old one moved on, or None where there is none."""
        text = text[: 4 * LONGEST]  # an exercise is short; nothing beyond can move the ladder
        if before is not None and before.kind == _BEGUN:
            return self._completed(text, before)
        core, pleads = without_pleading(text)
        found = read_exercise(core)
        if found is None and len(_SUM.findall(core)) > 1:
            found = _first_of(core)
        open_fraction = before is not None and not before.solved and _is_fraction(before)
        if open_fraction and _BARE_FRACTION.fullmatch(text):
            found = None  # "7/8" is an answer here, not a division
        if before is None or before.solved:
            return self._begin(core, found, before, pleads=pleads)
        if found is not None and found.question != before.question and not _same_story(core, before):
            moved = self._worked(before, found) if not _ASKS.match(text) else None
            return moved if moved is not None else self._begin(core, found, None, pleads=pleads)
        if found is not None and found.claimed is not None:
            return self._judge(before, text, found.claimed)
        again = found is not None or _same_story(core, before)
        if not again and (looks_like_one(core) or _story_begun(core, beside=True)):
            return self._begin(core, None, None, pleads=pleads)
        if again and pleads:
            return replace(before, last="pressed", hints_given=before.hints_given + 1, pointer="")
        return self._respond(text, before, again=again)

    def _completed(self, text: str, begun: Task) -> Task | None:
        """The question to a story, or more of the story."""
        whole = f"{begun.question} {text}"
        flat = text.lower()
        if numbers_given(text) or _WANTS.search(flat):
            task = self.read(whole, None)
            own = self.read(text, None) if task is None or task.kind == _BEGUN else None
            if own is not None and own.kind == _BEGUN:
                own = None
            return own or task or replace(begun, last="talk")
        if PRESSES.search(flat):
            return begun
        more = len(flat.split()) >= 4 and not _OWN.search(flat)
        return replace(begun, question=whole) if more else self.read(text, None)

    def _begin(self, text: str, found: Exercise | None, before: Task | None, *, pleads: bool) -> Task | None:
        if found is None:
            if not looks_like_one(text):
                return _story_begun(text) if before is None else self._after(text.lower(), before)
            task = _unsolved_story(text)
        else:
            task = _task(found)
            if found.claimed is not None:
                return self._judge(task, text, found.claimed)
        flat = text.lower().replace("in roman", "") if found is not None else text.lower()  # "49 in Roman numerals"
        return replace(task, last="pressed") if pleads or PRESSES.search(flat) else task

    def _after(self, text: str, solved: Task) -> Task | None:
        """What a message means once the exercise is solved: more of it, a word of thanks, or something new."""
        if len(text) < 80 and only_words_around(text, spare=0):
            return replace(solved, last="hint" if _HINT.search(text) or PRESSES.search(text) else "talk", pointer="")
        return None

    def _worked(self, before: Task, found: Exercise) -> Task | None:
        """A sum with its result, written while another is at hand ("28 + 28 = 56"): part of the way there."""
        if found.claimed is None:
            return None
        if found.claimed != found.value:
            sum_ = found.question.removesuffix(" = ?")
            return replace(before, attempts=before.attempts + 1, worked=True, last="wrong",
                           pointer=f"Work out {sum_} again.")  # fmt: skip
        judged = self._judge(before, "", found.claimed)
        if judged.last in ("right", "step"):
            return judged
        pointer = f"Yes, that is {shown(found.value)}. Use it to get further."
        return replace(before, last="step", worked=True, tried=(), pointer=pointer)

    def _worded(self, text: str, before: Task, *, again: bool) -> Task | None:
        """Judge an offered clock time or Roman numeral; None where none is offered."""
        value = offered_in_words(text, before) if before.kind in _WORDED and not again else None
        if value is None:
            return None
        found = read_exercise(before.question)
        wanted = found.value if found is not None else Fraction(-1)
        half_day = 720 if before.kind == clock.KIND else 10**9
        if value % half_day == wanted % half_day:
            return self._right(before)
        counted = tried(before, value, wanted, worked=shows_work(text.lower()))
        return counted if counted.last == "fishing" else replace(counted, pointer=_WORDED[before.kind])

    def _respond(self, text: str, before: Task, *, again: bool) -> Task:
        worded = self._worded(text, before, again=again)
        if worded is not None:
            return worded
        flat = digits_for_words(text.lower().replace("’", "'").replace("−", "-"))
        if before.kind == clock.BETWEEN:
            flat = clock.in_minutes(flat)
        offered = _offered(flat) if len(text) <= LONGEST else []
        bare = _WRITTEN.sub(" ", _REMAINDER.sub(" ", _UNITS.sub(" ", flat)))
        if not again and offered and not _REQUEST.search(flat) and only_words_around(bare.replace("=", " "), spare=2):
            return self._tried(before, flat, offered)
        if _CHECK.search(flat):
            return replace(before, last="check", pointer="")
        presses = PRESSES.search(flat.replace("tell me", " ")) or (
            "tell me" in flat and only_words_around(bare, spare=0)
        )
        if presses:
            return replace(before, last="pressed", hints_given=before.hints_given + 1, pointer="")
        if again or (len(text) < 120 and _HINT.search(flat) and not _elsewhere(flat, before)):
            return replace(before, last="hint", hints_given=before.hints_given + 1, tried=(), pointer="")
        return replace(before, last="talk", pointer="")

    def _tried(self, before: Task, flat: str, offered: list[Fraction]) -> Task:
        left = _REMAINDER.search(flat)
        work = shows_work(flat)
        if before.answers and not work and is_fishing((*before.tried, str(offered[-1]))):
            return tried(before, offered[-1], offered[-1], worked=False)
        if flat.strip(" .!?") in before.answers:
            return self._right(before)
        if left and any(f"{int(left[1])} r {int(left[2])}" == answer for answer in before.answers):
            return self._right(before)
        if len(set(offered)) > 2:
            return replace(before, last="guess", pointer="Send a single answer, the one you trust most.")
        if left:
            return replace(
                before,
                attempts=before.attempts + 1,
                last="wrong",
                pointer="Check how many groups fit, then what is left over.",
            )
        return self._judge(before, flat, offered[-1])

    @staticmethod
    def _pointer(found: Exercise | None, value: Fraction) -> str:
        """Where to look again for this wrong value: a slip of this kind of exercise, or one of any; "" for none."""
        return dict(found.way.slips).get(value, "") or diagnosed(found, value) if found is not None else ""

    def _right(self, before: Task) -> Task:
        return replace(before, attempts=before.attempts + 1, last="right", solved=True, tried=(), pointer="")

    def _judge(self, before: Task, text: str, value: Fraction) -> Task:
        """Say whether an offered number is right, a part of the way, a wrong attempt or a guess."""
        if not before.answers:
            return replace(before, attempts=before.attempts + 1, last="unchecked", pointer="")
        found = read_exercise(before.question)
        if before.kind in _EXACT:
            written = {" ".join(w.split()) for w in _WRITTEN.findall(text)}
            if written & set(before.answers):
                return self._right(before)
        elif value in {number(answer) for answer in before.answers} or (found is not None and found.value == value):
            return self._right(before)
        on_the_way = dict(before.checkpoints).get(str(value))
        if on_the_way:
            return replace(before, last="step", worked=True, tried=(), pointer=on_the_way)
        answer = (
            found.value
            if found is not None
            else next((n for a in before.answers if (n := number(a)) is not None), value)
        )
        pointer = self._pointer(found, value)
        given = [] if before.kind in _EXACT else numbers_in(before.question)
        if (value in given or not pointer) and not _plausible(value, answer, given):
            bare = (*before.tried, str(value))
            fished = is_fishing(bare)
            return replace(before, last="fishing" if fished else "guess", tried=bare, pointer=FISHING if fished else "")
        worked = bool(pointer) or shows_work(text.lower())
        counted = tried(before, value, answer, worked=worked)
        return counted if counted.last == "fishing" else replace(counted, pointer=pointer)
