"""A small plan for homework, practice or a test: short parts, breaks, and testing yourself."""

from __future__ import annotations

import re

from studybuddy_core.providers.builtin.moment import Moment

_ASKED = re.compile(
    r"\b(?:study|revision|homework|practice|learning|reading) (?:plan|timetable|schedule)\b|"
    r"\bplan (?:for )?(?:my )?(?:study\w*|homework|revision|week|evening|afternoon)\b|"
    r"\bhow (?:do|should|can) i (?:study|revise|practi[sc]e|learn)\b|"
    r"\b(?:revise|study|prepare|get ready) for (?:my |a |the )?(?:\w+ )?(?:test|exam|quiz|sats)\b|"
    r"\bplan for (?:my |a |the )?(?:\w+ )?(?:test|exam|quiz)\b|"
    r"\bi (?:have|got|have got)(?: got)? (?:an? |my |\d+ |two |three |lots of )?(?:\w+ )?(?:tests?|exams?|quiz(?:zes)?)\b|"  # noqa: E501
    r"\b(?:make|need|want|give|help)\b.{0,20}\b(?:plan|timetable|schedule)\b(?!.{0,30}\b(?:story|essay|poem|letter|party)\b)|"
    r"\bhow (?:do|should|can|shoud|shud) i (?:learn|remember|memori[sz]e) (?:it all|all of|all my|my|for)\b"
)
_DAYS = re.compile(r"\b(\d{1,2}) days?\b")
_SUBJECTS = {"spelling": "Look at a word, say it, cover it, write it, check it.", "times table": "Say the table out loud, then mixed up.",  # noqa: E501
             "math": "Do a few sums of each kind.", "read": "Read a page, then say what happened.",
             "science": "Draw it and label it from memory.", "history": "Make a time line from memory."}  # fmt: skip


_NAMES = {"math": "maths", "english": "English", "science": "science", "spelling": "spelling", "reading": "reading",
          "history": "history", "geography": "geography", "french": "French", "german": "German", "spanish": "Spanish",
          "art": "art", "music": "music", "writing": "writing", "computing": "computing"}  # fmt: skip


def _homework_plan(moment: Moment) -> str | None:
    """A plan for several subjects in one afternoon; None where fewer than two are named."""
    found = [name for word, name in _NAMES.items() if re.search(rf"\b{word}", moment.words)]
    if len(found) < 2 or re.search(r"\b(?:week|days?|tests?|exams?)\b", moment.words):
        return None
    listed = f"{', '.join(found[:-1])} and {found[-1]}"
    minutes, rest = (10, 5) if moment.young else (20, 5)
    return (f"Here is a plan for {listed}. Begin with the hardest one. Work on each for {minutes} minutes, then take a "
            f"break of {rest} minutes. Tick off what is done. Pack your bag at the end. Which one is the hardest today?")  # fmt: skip  # noqa: E501


def study_plan(moment: Moment) -> str | None:
    """Offer a study plan with short parts; None when the child asks for something else."""
    if not _ASKED.search(moment.words):
        return None
    if several := _homework_plan(moment):
        return several
    how = next(
        (tip for word, tip in _SUBJECTS.items() if word in moment.words), "Do the hardest piece while you are fresh."
    )
    if moment.young:
        return (
            f"Try this plan. Practise for 10 minutes. {how} Then take a break. After that, show somebody what you know."
        )
    days = _DAYS.search(moment.words)
    spread = (
        f"Do a bit on each of the {days[1]} days, not all at the end."
        if days
        else "A bit each day works better than a lot at the end."
    )
    named = any(word in moment.words for word in _SUBJECTS)
    last = "Which part is the hardest for you?" if named else "Which subject comes first?"
    return (f"Here is a plan for 25 minutes. Look back at your notes for 5 minutes. Practise for 15 minutes. {how} "
            f"Test yourself for 5 minutes with the book closed. {spread} {last}")  # fmt: skip
