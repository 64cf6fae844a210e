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
    r"\bi have a (?:\w+ )?(?:test|exam|quiz)\b"
)
_DAYS = re.compile(r"\b(\d{1,2}) days?\b")
_SUBJECTS = {"spelling": "Write each word from memory.", "times table": "Say the table out loud, then mixed up.",
             "math": "Do a few sums of each kind.", "read": "Read a page, then say what happened.",
             "science": "Draw it and label it from memory.", "history": "Make a time line from memory."}  # fmt: skip


def study_plan(moment: Moment) -> str | None:
    """Offer a study plan with short parts; None when the child asks for something else."""
    if not _ASKED.search(moment.words):
        return None
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
    return (f"Here is a plan for 25 minutes. Look back at your notes for 5 minutes. Practise for 15 minutes. {how} "
            f"Test yourself for 5 minutes with the book closed. {spread} Which subject comes first?")  # fmt: skip
