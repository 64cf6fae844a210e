"""Whether what reads like a claim about numbers is a clause of its own, and not a part of one about something else.

"So 54 is 7 times 8." says something of 54; "Level 2 is 3 times 4 rooms" and "Group 5 is bigger than 3" do not. The
words before must be such as a clause begins with, and behind it must stand the end of one.
"""

from __future__ import annotations

import re

from studybuddy_core.domain.messages import Span

_LEADS = frozenset((  # noqa: SIM905
    "so because that since and but then as know knows means mean shows show remember see says say yes no like while "
    "whereas therefore thus if when number fraction decimal the a an notice also think sure write wrote written hence "
    "now example instance here example: correct right true however sum although though is"
).split())  # fmt: skip
_BEGINS = re.compile(r"(?:^|[.!?:;,()\"'“”‘—–…\n•>|]|[^\w\s%)\]])\s*$")
_LAST_WORD = re.compile(r"([A-Za-z']+)\s*$")
_ENDS = re.compile(
    r"\s*(?:$|[.!?;:,)\"'”’\n—–(|…](?!\d)|[^\w\s%+\-−×*÷/^=<>≤≥≠]|(?:and|so|because|but|since|as|which|while|too|here|"
    r"also|whereas|when|then|or|if|exactly|in|for|on|right|correct|yes)\b)", re.I)  # fmt: skip
_ASKED = re.compile(
    r"(?:what(?:'s| is| are| do| does)|how much (?:is|are)|do you know|remember|work out|let's (?:do|try))\s*\W*$", re.I
)
_HEART = re.compile(r"<3(?![\d.,/]\d)\s*(?:$|[!.\n])")


def stands_alone(text: str, span: Span) -> bool:
    """Whether a clause begins and ends where ``span`` does."""
    before, after = text[max(0, span.start - 40) : span.start], text[span.end : span.end + 20]
    if _HEART.search(text[span.start : span.end + 2]):
        return False  # "You got 5 <3"
    if not _ENDS.match(after):
        return False
    last = _LAST_WORD.search(before)
    return last[1].lower() in _LEADS if last else bool(_BEGINS.search(before))


def is_asked(text: str, at: int) -> bool:
    """Whether the words before ``at`` ask for what follows: "What is 7 × 8? It is 56."."""
    return bool(_ASKED.search(text[max(0, at - 30) : at]))
