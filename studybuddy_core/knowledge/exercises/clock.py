"""Clock times: what time it is some hours later or ago, how long it is from one time to another, and time tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from studybuddy_core.knowledge.exercises.exercise import Exercise, Way, exercise
from studybuddy_core.knowledge.numerals import digits_for_words, number

KIND, BETWEEN = "clock time", "time between"
_HALF_DAY, _DAY = 720, 1440
_TIME = re.compile(
    r"(?<![\d:.£$€])(?:"
    r"(?P<h>\d{1,2})\s*[:.]\s*(?P<m>[0-5]\d)(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?|"
    r"(?P<part>half|quarter|1/4|1/2)\s+(?P<way>past|to|after|before)\s+(?P<ph>\d{1,2})(?!\d)\s*(?P<phalf>[ap]\.?m\b\.?)?|"
    r"(?P<min>\d{1,2})\s*(?:min(?:ute)?s?\s+)?(?P<mway>past|to)\s+(?P<mh>\d{1,2})(?![\d:])\s*(?P<mhalf>[ap]\.?m\b\.?)?|"
    r"(?P<oh>\d{1,2})\s*(?:o'? ?clock|(?P<ohalf>[ap]\.?m\b\.?))"
    r"(?:\s*(?:in the )?(?P<day>morning|afternoon|evening))?|"
    r"(?P<noon>noon|midday|midnight))"
)
_HOURS = r"(?:hours?|hrs?|houres?)"
_MINUTES = r"(?:min(?:ute)?s?|minits?|minuts)"
_LASTS = re.compile(
    rf"(?<![\d.:])(?:(?P<half>half an? hour)|(?P<quarter>quarter of an hour)|"
    rf"(?P<hh>\d+) and a (?P<hpart>half|quarter) {_HOURS}|(?P<one>an?) {_HOURS} and a (?P<opart>half|quarter)|"
    rf"(?:(?P<h>\d+(?:\.\d)?|an)\s*{_HOURS}(?:\s*(?:and\s*)?(?P<m>\d+)\s*{_MINUTES}?\b)?)|(?P<only>\d+)\s*{_MINUTES}\b)"
)
_BACK = re.compile(r"\b(?:ago|before|earlier)\b")
_WHEN = re.compile(r"\b(?:what|wat|wot|wht|which) time|whats the time|what's the time|what is the time|\bwhen\b")
_BEGINS = re.compile(
    r"\b(?:when|what time)\b[^.?!]*\b(?:start|begin|began|leave|left|set off|get up|wake up|go in)\w*\b(?![^.?!]*\b(?:end|finish|arrive)\b)"  # noqa: E501
)
_HOW_LONG = re.compile(r"\bhow (?:long|many minutes|many hours|much time|many mins)\b")
_NAMED = re.compile(r"\bfrom (?:the )?([a-z]+)(?: [a-z]+)? to (?:the )?([a-z]+)\b")
_UNSURE = re.compile(
    r"\b(?:each|every|times|twice|late|early|delayed|slow|fast|half of|except|break|breaks)\b|"
    r"\bfrom \d{1,2} to \d{1,2}\b(?! to\b)"  # "from 9 to 3" names two hours and not nine minutes to three
)
_GO_ON = "Count on to the next full hour first. How many minutes is that?"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: minutes since midnight, and whether it is sure which half of the day is meant."""

    minutes: int
    sure: bool


def _half(minutes: int, written: str | None) -> Clock | None:
    if written is None:
        return Clock(minutes, minutes >= 780)
    if minutes >= 780:
        return None
    return Clock(minutes % _HALF_DAY + (_HALF_DAY if written[0] == "p" else 0), sure=True)


def _clock(found: re.Match[str]) -> Clock | None:
    if found["noon"]:
        return Clock(0 if found["noon"] == "midnight" else _HALF_DAY, sure=True)
    if found["h"]:
        hour, minute, half = int(found["h"]), int(found["m"]), found["half"]
    elif found["part"]:
        minute = 30 if found["part"] in ("half", "1/2") else 15
        hour, half = int(found["ph"]), found["phalf"]
        if found["way"] in ("to", "before"):
            hour, minute = hour - 1, 60 - minute
    elif found["min"]:
        hour, minute, half = int(found["mh"]), int(found["min"]), found["mhalf"]
        if found["mway"] == "to":
            hour, minute = hour - 1, 60 - minute
    else:
        hour, minute, half = int(found["oh"]), 0, found["ohalf"]
        if half is None and found["day"]:
            half = "a" if found["day"] == "morning" else "p"
    if not 0 <= hour <= 23 or not 0 <= minute < 60:
        return None
    return _half(hour * 60 + minute, half)


def flat_of(text: str) -> str:
    """The text in small letters with digits for number words."""
    low = text.lower().replace("’", "'").replace("−", "-").replace("½", " and a half")
    return digits_for_words(" ".join(low.split()))


def clock_times(text: str) -> list[Clock]:
    """Every time of day written in a text, in order."""
    return [clock for found in _TIME.finditer(flat_of(text)) if (clock := _clock(found)) is not None]


def _minutes(found: re.Match[str]) -> int | None:
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15
    if found["hh"]:
        return int(found["hh"]) * 60 + (30 if found["hpart"] == "half" else 15)
    if found["one"]:
        return 60 + (30 if found["opart"] == "half" else 15)
    if found["only"]:
        return int(found["only"])
    hours = Fraction(1) if found["h"] == "an" else number(found["h"])
    whole = (hours or Fraction(0)) * 60 + int(found["m"] or 0)
    return int(whole) if whole.denominator == 1 else None


def in_minutes(text: str) -> str:
    """The text with "1 hour 45 minutes" and the like as minutes; hours alone stay."""
    return _LASTS.sub(lambda m: str(_minutes(m)) if (m["h"] and m["m"]) or m["hh"] or m["one"] or m["half"] else m[0], text)  # noqa: E501


def shown_time(minutes: int, *, whole_day: bool = False) -> str:
    """Write a time of day: 9:05; "whole_day" keeps hours above 12."""
    hour, minute = divmod(minutes % _DAY, 60)
    if not whole_day:
        hour = hour % 12 or 12
    return f"{hour}:{minute:02d}"


def time_forms(minutes: int) -> tuple[str, ...]:
    """Every form in which a time counts as said: 12:30, 12.30, half past 12, and with am and pm."""
    hour, minute = divmod(minutes % _DAY, 60)
    on_clock, after = hour % 12 or 12, (hour + 1) % 12 or 12
    short = f"{on_clock}:{minute:02d}"
    forms = [short, short.replace(":", "."), f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}"]
    forms += [f"{form}{gap}{half}" for form in (short,) for gap in ("", " ") for half in ("am", "pm")]
    spoken = {0: f"{on_clock} o'clock", 15: f"quarter past {on_clock}", 30: f"half past {on_clock}", 45: f"quarter to {after}"}  # noqa: E501
    forms += [spoken[minute]] if minute in spoken else [f"{minute} past {on_clock}", f"{60 - minute} to {after}"]
    return tuple(dict.fromkeys(forms))


def _lasting(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' * (hours != 1)}"] * bool(hours) + [f"{rest} minutes"] * bool(rest)
    return " and ".join(parts) or "0 minutes"


def _quietly(hints: tuple[str, ...], forms: tuple[str, ...]) -> tuple[str, ...]:
    """The hints that say no form of the answer."""
    return tuple(h for h in hints if not any(re.search(rf"(?<![\w:.]){re.escape(f)}(?![\w:])", h.lower()) for f in forms))  # noqa: E501


def _later_way(start: int, lasts: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at, left = shown_time(start), lasts % 60
    full = (start // 60 + 1) * 60
    next_hour = "How many minutes is it to the next full hour?"
    jump = "Jump 1 hour first. What time is it then?" if lasts >= 60 else next_hour
    hints = [f"Draw a time line that starts at {at}. {jump}"]
    lines = []
    now = start
    if lasts >= 60:
        hints.append("Jump one hour at a time. The minutes stay the same.")
        now = start + lasts - left
        lines.append(f"{_lasting(lasts - left)} after {at} it is {shown_time(now)}.")
        full = (now // 60 + 1) * 60
    if left:
        to_full = full - now
        if left > to_full:
            hints.append(f"From {shown_time(now)} to {shown_time(full)}: how many minutes is that?")
            hints.append(f"How many of the {left} minutes are left after {shown_time(full)}?")
            lines.append(f"{to_full} minutes more make {shown_time(full)}.")
            lines.append(f"{left - to_full} minutes are left, so it is {shown_time(end)}.")
        else:
            hints.append(f"Add the {left} minutes to the minutes of {shown_time(now)}. Does that go past the full hour?")  # noqa: E501
            lines.append(f"{left} minutes more make {shown_time(end)}.")
    return tuple(hints), tuple(lines)


def _earlier_way(start: int, lasts: int, end: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at, left, past = shown_time(start), lasts % 60, start % 60
    jump = "Jump back 1 hour first. What time is it there?" if lasts >= 60 else "How many minutes is it back to the full hour?"  # noqa: E501
    hints = [f"Draw a time line that ends at {at}. {jump}"]
    lines, now = [], start
    if lasts >= 60:
        hints.append("Jump back one hour at a time. The minutes stay the same.")
        now = start - (lasts - left)
        lines.append(f"{_lasting(lasts - left)} before {at} it was {shown_time(now)}.")
    if left > past:
        full = now - past
        hints.append(f"Go back from {shown_time(now)} to {shown_time(full)} first. How many minutes is that?")
        lines.append(f"{past} minutes back it was {shown_time(full)}." if past else "It is a full hour.")
        lines.append(f"{left - past} minutes more back, so it was {shown_time(end)}.")
    elif left:
        hints.append(f"Take the {left} minutes from the minutes of {shown_time(now)}.")
        lines.append(f"{left} minutes back it was {shown_time(end)}.")
    return tuple(hints), tuple(lines)


_LIKE = {
    False: ("A bus leaves at 4:40 and drives 35 minutes. To 5:00 it is 20 minutes. 15 minutes are left: 5:15.",
            "A game starts at 1:50 and lasts 25 minutes. To 2:00 it is 10 minutes. 15 minutes are left: 2:15."),
    True: ("It is 4:10. 30 minutes ago? Back to 4:00 it is 10 minutes. 20 minutes are left: 3:40.",
           "It is 8:05. 20 minutes ago? Back to 8:00 it is 5 minutes. 15 minutes are left: 7:45."),
}  # fmt: skip


def _after(text: str, start: Clock, lasts: int, *, back: bool) -> Exercise | None:
    end = start.minutes - lasts if back else start.minutes + lasts
    if not 0 < lasts < _DAY:
        return None
    end %= _DAY
    forms = time_forms(end)
    begin = start.minutes if start.minutes >= lasts or not back else start.minutes + _DAY
    hints, lines = (_earlier_way if back else _later_way)(begin, lasts, begin - lasts if back else begin + lasts)
    way = Way(_quietly((*hints, _GO_ON if not back else "Count back in small jumps. Where does the last one land?"), forms), lines)  # noqa: E501
    made = exercise(KIND, " ".join(text.split()), Fraction(end), way, also=forms, exact=True)
    like = next((t for t in _LIKE[back] if _quietly((t,), forms)), "")
    return Exercise(made.kind, made.question, made.value, made.answers, made.way, f"Here is another like it: {like}" if like else "")  # noqa: E501


def _written(minutes: int) -> int:
    """A time as the number that its digits make: 11:05 is 1105. Who takes such numbers from each other slips."""
    return minutes // 60 * 100 + minutes % 60


def _between(text: str, start: Clock, end: Clock, flat: str) -> Exercise | None:
    lasts = end.minutes - start.minutes
    if lasts <= 0:
        lasts += _DAY if start.sure and end.sure else _HALF_DAY
    if not 0 < lasts < _HALF_DAY:
        return None
    begin, full = shown_time(start.minutes), (start.minutes // 60 + 1) * 60
    hours, left = divmod(lasts, 60)
    within = start.minutes // 60 == (start.minutes + lasts) // 60
    jump = f"Both are in the same hour. How far is it from {start.minutes % 60} to {end.minutes % 60}?" if within else "How far is it to the next full hour?"  # noqa: E501
    hints: tuple[str, ...] = (f"Draw a time line from {begin} to {shown_time(end.minutes)}. {jump}",)
    lines: tuple[str, ...] = ()
    if full <= start.minutes + lasts and start.minutes % 60:
        hints += (f"How many minutes is it from {begin} to {shown_time(full)}?",
                  f"Then go on from {shown_time(full)}: whole hours first, then minutes.", "Put the pieces together.")  # fmt: skip  # noqa: E501
        rest = lasts - (full - start.minutes)
        lines = (f"From {begin} to {shown_time(full)} it is {full - start.minutes} minutes.",)
        lines += (f"From there it is {_lasting(rest)}.",) if rest else ()
    else:
        hints += ("How many whole hours fit? Jump them one by one.", "Then count the minutes that are left.")
    lines = (*lines, f"Together that is {_lasting(lasts)}.")
    by_hours = "how many hours" in flat
    if by_hours and left:
        return None
    value = Fraction(hours if by_hours else lasts)
    # Which of several numbers in "1 hour 45 minutes" is meant is told by the units, so all of these count.
    also = (str(int(value)), *dict.fromkeys((_lasting(lasts), f"{lasts} minutes", _lasting(lasts).replace(" and ", " "))))  # noqa: E501
    if hours and left:
        also += (f"{hours}h {left}m", f"{hours} h {left} min", f"{hours}:{left:02d}")
    by_hundreds = _written(start.minutes + lasts) - _written(start.minutes)
    slips = ((Fraction(by_hundreds), "An hour has 60 minutes, not 100. Count to the full hour first."),)
    return exercise(BETWEEN, " ".join(text.split()), value, Way(hints, lines, (), slips), also=also)


def read(text: str) -> Exercise | None:
    """Read a question about clock times."""
    flat = flat_of(text)
    times = [(found, clock) for found in _TIME.finditer(flat) if (clock := _clock(found)) is not None]
    if not times or _UNSURE.search(flat):
        return None
    rest = _TIME.sub(" ", flat)
    lasts = list(_LASTS.finditer(rest))
    loose = re.search(r"\d", _LASTS.sub(" ", rest))
    if loose:
        return None
    if len(times) == 1 and len(lasts) == 1 and _WHEN.search(flat):
        minutes = _minutes(lasts[0])
        asks_begin = bool(_BEGINS.search(flat)) and bool(re.search(r"\b(?:end|finish|over|arrive|there)\w*\b", flat))
        if minutes is None or (_BEGINS.search(flat) and not asks_begin):
            return None
        return _after(text, times[0][1], minutes, back=asks_begin or bool(_BACK.search(rest)))
    if lasts or not _HOW_LONG.search(flat):
        return None
    if len(times) == 2:
        return _between(text, times[0][1], times[1][1], flat)
    return _from_table(text, flat, times)


def _from_table(text: str, flat: str, times: list[tuple[re.Match[str], Clock]]) -> Exercise | None:
    """A row of a time table: names with a time behind each, and a question from one name to another."""
    asked = _NAMED.search(flat)
    if asked is None or len(times) < 3:
        return None
    by_name: dict[str, Clock] = {}
    for found, clock in times:
        name = re.search(r"([a-z]+)[\s:,–-]*$", flat[: found.start()])
        if name is None or name[1] in by_name:
            return None
        by_name[name[1]] = clock
    start, end = by_name.get(asked[1]), by_name.get(asked[2])
    if start is None or end is None or start.minutes >= end.minutes:
        return None
    return _between(text, start, end, flat)
