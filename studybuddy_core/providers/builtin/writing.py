"""Help with a child's own writing: questions to find ideas, a plan, and what to look at in a sentence.

It never writes the text: the words in an essay are the child's.
"""

from __future__ import annotations

import re

from studybuddy_core.providers.builtin.moment import Moment
from studybuddy_core.providers.builtin.spelling import known_slips

_KIND = (
    ("story", re.compile(r"\b(?:story|stories|tale)\b")),
    ("poem", re.compile(r"\b(?:poem|poems|rhyme|haiku|verse)\b")),
    ("letter", re.compile(r"\b(?:letter|email|e-mail|postcard|diary)\b")),
    ("essay", re.compile(r"\b(?:essay|report|paragraph|composition|text|speech|book review|article|sentences?)\b")),
)
_WRITES = re.compile(
    r"\b(?:writ\w*|wrte|rite|essay|composition|paragraph|poem|report|speech|story (?:start\w*|idea\w*)|book review|"
    r"letter to|ideas? for)\b"
)
_PLANS = re.compile(
    r"\b(?:outline|plan|structure|order|parts|start|begin|opening|introduction|how do i (?:write|start))\b"
)
_REVIEWS = re.compile(r"\b(?:feedback|check|better|improve|correct|is this (?:ok|good|right)|look at|read my|fix)\b")
_OWN_PIECE = re.compile(r"\bmy (?:own )?(?:\w+ )?(?:story|stories|tale|poem|rhyme|haiku|letter|essay|speech|article|diary)\b")  # noqa: E501
_ASKS_HOW = re.compile(r"\b(?:how|what|which|can|help|ideas?|stuck|need)\b")
_IMPROVES = re.compile(
    r"\b(?:make|improve|better|more|longer|livel\w+|scar\w+|funn\w+|interesting|exciting|boring|describe|add)\b"
)
_QUOTED = re.compile(r"[:\"“]\s*(.{8,600})", re.DOTALL)

_IDEAS = {
    "essay": (
        "What do you already know about your topic?",
        "What is the most surprising thing about it?",
        "Who will read it, and what should they learn?",
    ),
    "story": (
        "Who is in your story, and where are they?",
        "What do they want?",
        "What goes wrong, and how does it end?",
    ),
    "poem": (
        "What do you see, hear and smell in it?",
        "Which words sound like your topic?",
        "Should it rhyme, or not?",
    ),
    "letter": ("Who is it for?", "What do you want to tell or ask them?", "How will you begin and end it?"),
}
_BETTER = {
    "essay": "Give an example for each reason. Join ideas with because, so or although. Which reason is the weakest now?",  # noqa: E501
    "story": "Let things go wrong before they get better. Say what someone hears, sees and feels. "
    "Which part is too quiet now?",
    "poem": "Swap a plain word for one you can see or hear. Read it aloud to find the beat. Which line is the weakest now?",  # noqa: E501
    "letter": "Ask your reader something. Tell one small thing in detail. Which part would they like to know more about?",  # noqa: E501
}
_PARTS = {
    "essay": "Beginning: say what it is about. Middle: give 3 facts, each with a reason. End: say what matters most.",
    "story": "Beginning: who and where. Middle: a problem that grows. End: how it is solved, and what changed.",
    "poem": "Begin with a picture. Add a sound or a smell. End with a line that surprises.",
    "letter": "Greeting first. Then why you write. Then the details. Then a friendly ending and your name.",
}  # fmt: skip


def _kind(words: str) -> str:
    return next((kind for kind, pattern in _KIND if pattern.search(words)), "essay")


def look_again(text: str) -> list[str]:
    """Return what a child could look at again in a piece of own writing, the simplest things first."""
    pieces = [p.strip() for p in re.split(r"(?<=[.!?])\s+", text.strip().strip('"”')) if p.strip()]
    notes = []
    if any(piece[0].islower() for piece in pieces):
        notes.append("Look at the first letter of each sentence.")
    if pieces and pieces[-1][-1] not in ".!?":
        notes.append("Look at the end of your last sentence. Which mark is missing?")
    if re.search(r"\bi\b", text):
        notes.append("The word I is always a capital letter.")
    slips = known_slips(text)
    if slips:
        notes.append(f"Check the spelling of: {', '.join(slips[:3])}.")
    past = re.findall(r"\b(?:goed|runned|eated|buyed|bringed|catched|teached|thinked|swimmed|drawed|falled|writed|maked|"  # noqa: E501
                      r"seed|comed|finded|hitted|putted)\b", text.lower())  # fmt: skip
    if past:
        notes.append(f"Read this word aloud: {past[0]}. How do you say it about yesterday?")
    if any(len(piece.split()) > 25 for piece in pieces):
        notes.append("There is a long sentence. Where could you split it?")
    if len(re.findall(r"\b(?:and then|then)\b", text.lower())) >= 3:
        notes.append("The word then comes often. Which other words could join your ideas?")
    return notes


def writing_help(moment: Moment) -> str | None:
    """Help with writing by asking, planning or pointing; None when it is not about writing."""
    words = moment.words
    asks_about_own = bool(_OWN_PIECE.search(words) and _ASKS_HOW.search(words))
    if not _WRITES.search(words) and not asks_about_own and not (
        _REVIEWS.search(words) and _QUOTED.search(moment.said) and any(pattern.search(words) for _, pattern in _KIND)
    ):
        return None
    kind = _kind(words)
    own = _QUOTED.search(moment.said)
    if own and _REVIEWS.search(words):
        notes = look_again(own[1])[: 2 if moment.young else 4]
        if not notes:
            notes = ["Capital letters and end marks are in place. Which word could paint a clearer picture?"]
        return " ".join(notes)
    if _PLANS.search(words):
        return f"{_PARTS[kind]} What goes into your beginning?"
    if asks_about_own and _IMPROVES.search(words):
        return _BETTER[kind]
    questions = _IDEAS[kind][: 2 if moment.young else 3]
    return f"Your own words count here. {' '.join(questions)}"
