"""Pleading for the answer ("just tell me", "my teacher said it's ok"), told apart from the exercise it stands beside.

Nothing here opens anything: pleading is set aside so that the exercise is read as if it stood alone, and the ladder
only notes that the answer was asked for.
"""

from __future__ import annotations

import re

PRESSES = re.compile(
    r"\b(?:answers?|anser|awnser|solution|cheat\w*|solve it|do it|do my|what is it|whats it|what's it|give (?:me|it)|"
    r"just (?:say|tell|give|show)|show me|no (?:more )?hints?|skip|hurry|reveal|spoil|give up|tell me|"
    r"say it|spell it|write it|in words|(?:first|last|next|tens|ones) digit|prints? it|(?:python|code|program)\b.*\bit|"
    r"in (?:spanish|french|german|turkish|polish|italian|arabic|chinese|another language|roman)\b|"
    r"(?:teacher|mum|mom|dad|miss|sir|parents?)\b.*\b(?:sa\w+|ok\w*|allow\w*|lets?|told)|"
    r"it'?s (?:ok|okay|fine|allowed))\b"
)
_SENTENCE = re.compile(r"[^.?!\n]+[.?!\n]*\s*|[.?!\n]+\s*")
_MOST_WORDS = 14
_ABBREVIATED = re.compile(r"\b(?:mr|mrs|ms|dr|st|no)\.$", re.IGNORECASE)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for piece in _SENTENCE.findall(text):
        if found and (_ABBREVIATED.search(found[-1].rstrip()) or ((found[-1][-1:].isdigit() or found[-1][-2:-1].isdigit()) and piece[:1].isdigit())):  # fmt: skip  # noqa: E501
            found[-1] += piece
        else:
            found.append(piece)
    return found


def without_pleading(text: str) -> tuple[str, bool]:
    """Return the text without sentences that only plead for an answer, and whether there were any.

    A text that is nothing but pleading is returned as it is.
    """
    kept: list[str] = []
    dropped: list[str] = []
    for sentence in _sentences(text):
        flat = sentence.lower().replace("’", "'")
        pleads = PRESSES.search(flat) and not re.search(r"\d", flat) and len(flat.split()) <= _MOST_WORDS
        (dropped if pleads and not re.search(r"\bhow (?:many|much)\b", flat) else kept).append(sentence)
    rest = "".join(kept).strip()
    return (rest, True) if dropped and rest else (text, False)
