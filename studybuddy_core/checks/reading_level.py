"""Reading level: the school grade a text is written for, as Flesch and Kincaid count it.

Grade = 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid et al. 1975). The
score is grade ÷ 16, so that 0.50 is grade 8.

The formula was fitted to passages, and one hard word moves a short text by grades. From 20 words on the grade stands
as it is counted. Below, it is given the benefit of the doubt: less what chance alone may add to the mean of so few
words, one standard error beyond that of 20 words. So a single sentence full of long words is still seen, and
"Exactly, multiply!" is not. Under 8 words nothing is said: no formula holds there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from studybuddy_core.domain.labels import OUT, WHOLE
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_LABEL = "age.reading_level"
_WORD = re.compile(r"[A-Za-z']+")
_SENTENCE = re.compile(r"[.!?:\n]+")
_VOWELS = re.compile(r"[aeiouy]+")
_FEWEST_WORDS, _ENOUGH_WORDS = 8, 20
_SPREAD = 0.9  # of the syllables of a word: 0.6 in tutors' texts, more in adults' prose, so the larger to be cautious
_TOP_GRADE = 16.0


def syllables(word: str) -> int:
    """Estimate the syllables of an English word: vowel groups, less a silent e."""
    word = word.lower()
    count = len(_VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee", "ie", "ye")) and count > 1:
        count -= 1
    if word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(count, 1)


def grade_of(text: str) -> float | None:
    """Return the Flesch–Kincaid grade of ``text``, None where it is too short to tell; cautious under 20 words."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = sum(bool(_WORD.search(piece)) for piece in _SENTENCE.split(text)) or 1
    grade = 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return grade - _by_chance(len(words))


def _by_chance(words: int) -> float:
    """Grades that chance may add to a text of so few words, beyond what it may add to one that is long enough."""
    return max(0.0, 11.8 * _SPREAD * (1 / math.sqrt(words) - 1 / math.sqrt(_ENOUGH_WORDS)))


class ReadingLevelCheck:
    """Says how hard the tutor's answer is to read."""

    spec = CheckSpec("reading_level", "2", (_LABEL,), OUT, WHOLE, "How hard the tutor's answer is to read.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the grade as a share of grade 16."""
        grade = grade_of(view.clean)
        if grade is not None:
            yield Finding(_LABEL, points(grade / _TOP_GRADE), (), f"about grade {max(grade, 0):.0f}")


CHECK = ReadingLevelCheck()
