"""Reading level: the school grade a text is written for, as Flesch and Kincaid count it.

Grade = 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid et al. 1975). The
score is grade ÷ 16, so that 0.50 is grade 8. Short texts say little and are not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studybuddy_core.domain.labels import OUT, WHOLE
from studybuddy_core.domain.messages import TurnView
from studybuddy_core.domain.signals import CheckSpec, Finding, points

_LABEL = "age.reading_level"
_WORD = re.compile(r"[A-Za-z']+")
_SENTENCE = re.compile(r"[.!?:\n]+")
_VOWELS = re.compile(r"[aeiouy]+")
_FEWEST_WORDS = 20
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
    """Return the Flesch–Kincaid grade of ``text``, or None where it is too short to tell."""
    words = _WORD.findall(text)
    if len(words) < _FEWEST_WORDS:
        return None
    sentences = sum(bool(_WORD.search(piece)) for piece in _SENTENCE.split(text)) or 1
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


class ReadingLevelCheck:
    """Says how hard the tutor's answer is to read."""

    spec = CheckSpec("reading_level", "1", (_LABEL,), OUT, WHOLE, "How hard the tutor's answer is to read.")

    def __call__(self, view: TurnView) -> Iterator[Finding]:
        """Yield the grade as a share of grade 16."""
        grade = grade_of(view.clean)
        if grade is not None:
            yield Finding(_LABEL, points(grade / _TOP_GRADE), (), f"about grade {max(grade, 0):.0f}")


CHECK = ReadingLevelCheck()
