"""A question that leans on the one before it ("but why is it cold then", "can you give me an example").

Only the child's own last question is joined to it; where the two together find nothing, the message stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from studybuddy_core.domain.messages import Utterance

_LONGEST = 14  # words; a longer message says by itself what it is about
_MORE = re.compile(
    r"\b(?:tell (?:me|us) (?:some )?more|say more|more (?:about|on) (?:it|that|this|them)|what else|anything else|go on|"  # noqa: E501
    r"(?:give|show|tell|have|need|want|got|see)\b.{0,16}\bexamples?|another example|an example(?: pls| please)?$|"
    r"^(?:more|an example|example|and then)(?: pls| please)?)\W*$"
)
_LEANS = re.compile(
    r"^(?:but|and|so|ok so|ok but|then)\b.*\b(?:why|how|what|when|where|who|which|do|does|did|is|are|can)\b|"
    r"^(?:why|how|how come|why not|what for|why is that|how so)\W*$"
)
_PRONOUN = re.compile(
    r"^(?:why|how|what|when|where|who|which|do|does|did|are|is|were|was|can|could|will|have|has)\b.*\b"
    r"(?:it|they|them|he|she|his|her|their|its|that one|those)\b"
)


def wants_more(text: str) -> bool:
    """Whether a message asks for more of what was just told: further facts, or an example."""
    flat = " ".join(text.lower().split())
    return len(flat.split()) <= _LONGEST and bool(_MORE.search(flat))


def leans(text: str) -> bool:
    """Whether a message can't be understood without the one before it."""
    flat = " ".join(text.lower().replace("’", "'").split())
    return len(flat.split()) <= _LONGEST and bool(_MORE.search(flat) or _LEANS.search(flat) or _PRONOUN.search(flat))


def question_before(history: Sequence[Utterance]) -> str:
    """The child's last question that stands by itself; "" where there is none among the last few."""
    said = [u.text for u in history if u.role == "user"][-4:]
    return next((text for text in reversed(said) if not leans(text)), "")


def asked_in_full(text: str, history: Sequence[Utterance]) -> str:
    """The message with the question it leans on, or the message alone."""
    before = question_before(history) if leans(text) else ""
    return f"{before} {text}" if before else text
