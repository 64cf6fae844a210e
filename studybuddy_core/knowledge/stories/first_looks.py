"""A first look at a story sum that can't be set up: what it asks, in its own words, and how to picture what happens.

Each look is a question or something to draw, never a sum, so it helps even where the story goes another way.
"""

from __future__ import annotations

import re

_ASKED = re.compile(
    r"\b(?:how (?:many|much|far|long|tall|old|fast|heavy|high|deep|wide)|(?:by )?what (?:percent|fraction)|"
    r"what (?:is|was|are|will|would|did)|find (?:the|out)|calculate|work out|determine)\b[^.?!\n]*", re.IGNORECASE
)  # fmt: skip
_LONGEST = 90
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d\d\b|\bo'?clock\b|\b(?:half|quarter) past\b|\bquarter to\b")

# The first that fits speaks; the surest signs come first.
_LOOKS = (
    (_CLOCK, "Draw a time line. How long is it from the first time to the next full hour?"),
    (re.compile(r"\bfractions?\b"), "Draw all the parts. How many parts are there in all, and which ones does it ask about?"),  # noqa: E501
    (re.compile(r"\b(?:shar\w+|split|divided?|equal\w*|evenly)\b.*\b(?:each|every)?"),
     "Draw a circle for each group. What is handed out, and to how many?"),
    (re.compile(r"\b(?:twice|double|half|thrice|times) (?:as|the|of|that)\b|\btimes (?:more|as)\b"),
     "Look for the words that compare. Whose number can you find out first?"),
    (re.compile(r"\b(?:save[sd]?|earns?|needs?|until|afford)\b.*\b(?:each|every|per|a|an) ?(?:hour|day|week|month)?|"
                r"\b(?:a|each|every|per) (?:hour|day|week|month)\b"),
     "Make a table, line by line. What is there at the end of each line?"),
    (re.compile(r"\b(?:each|every|apiece|per|every one)\b"),
     "Draw the groups. How many groups are there, and how many are in each?"),
    (re.compile(r"\b(?:some|rest|others?|are (?:boys|girls|red|blue|green))\b|\bthe rest\b"),
     "Draw a bar for all of them, then cut it. Which part do you know?"),
    (re.compile(r"\b(?:g[ai]ve|gives|lost|loses?|ate|eats?|sp[e]n[dt]s?|sold|sells|left|get off|got off|took|takes|fell|"  # noqa: E501
                r"broke|popp?e?d?|change|fewer|less)\b"),
     "Act it out in order. After each thing that happens, are there more or fewer?"),
)  # fmt: skip
_PLAIN = "Draw what happens. Does it grow, shrink, come in groups, or get shared?"


def what_is_asked(text: str) -> str:
    """The question of a story in its own words, without its end mark; "" where it is not found or very long."""
    found = [m.group().strip(" ,;") for m in _ASKED.finditer(" ".join(text.split()))]
    return found[-1] if found and len(found[-1]) <= _LONGEST and len(found[-1].split()) > 1 else ""


def first_looks(text: str) -> tuple[str, ...]:
    """Hints for a story without a known answer, from what is asked to a first sum."""
    asked, flat = what_is_asked(text), text.lower().replace("’", "'")
    look = next((words for sign, words in _LOOKS if sign.search(flat)), _PLAIN)
    begin = f"It asks: “{asked}”." if asked else "Read it again slowly. What does the question want to know?"
    return (
        f"{begin} {look}" if asked else begin,
        "Write down the numbers that matter, with their units. Which ones are they?",
        look if not asked else "What happens in the story: does it grow, shrink, come in groups, or get shared?",
        "Write a sum for the first thing that happens, and work out that part.",
    )
