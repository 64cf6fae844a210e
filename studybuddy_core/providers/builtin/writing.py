"""Help with a child's own writing: questions to find ideas, a plan, and what to look at in a sentence.

It never writes the text: the words in an essay are the child's.
"""

from __future__ import annotations

import re

from studybuddy_core.providers.builtin.moment import Moment
from studybuddy_core.providers.builtin.spelling import known_slips

_KIND = (
    ("recount", re.compile(
        r"\b(?:my (?:\w+ )?(?:holidays?|weekend|summer|day|birthday|trip|vacation|christmas|best day)|"
        r"what (?:i|we) did|recount|diary)\b")),
    ("story", re.compile(r"\b(?:story|stories|tale)\b")),
    ("poem", re.compile(r"\b(?:poem|poems|rhyme|haiku|verse)\b")),
    ("letter", re.compile(r"\b(?:letter|email|e-mail|postcard)\b")),
    ("essay", re.compile(r"\b(?:essay|report|paragraph|composition|text|speech|book review|article|sentences?)\b")),
)
_WRITES = re.compile(
    r"\b(?:writ(?!ten)\w*|wrte|rite|essay|composition|paragraph|poem|report|speech|story (?:start\w*|idea\w*)|book review|"  # noqa: E501
    r"letter to|ideas? for)\b"
)
_PLANS = re.compile(
    r"\b(?:outline|plan|structure|order|parts|start|begin|opening|introduction|how do i (?:write|start))\b"
)
_REVIEWS = re.compile(
    r"\b(?:feed ?back|check|better|improve|correct|look at|read my|fix|"
    r"is (?:this|it|that|(?:this|my) \w+) (?:ok|okay|good|right|fine|alright))\b"
)
_OWN_PIECE = re.compile(r"\bmy (?:own )?(?:\w+ )?(?:story|stories|tale|poem|rhyme|haiku|letter|essay|speech|article|diary)\b")  # noqa: E501
_ASKS_HOW = re.compile(r"\b(?:how|what|which|can|help|ideas?|stuck|need)\b")
_IMPROVES = re.compile(
    r"\b(?:make|improve|better|more|longer|livel\w+|scar\w+|funn\w+|interesting|exciting|boring|describe|add)\b"
)

_ENDS = re.compile(r"\b(?:end|ends|ending|finish|conclusion|conclude|last (?:line|sentence|paragraph))\b")
_FIRST_LINE = re.compile(r"\b(?:first|opening) (?:line|sentence|words?)\b")
_LEANS = re.compile(
    r"^(?:ok |so |and |but )*(?:how (?:do|should|can) i (?:start|begin|end|finish|plan|write it)|what (?:do|should|can) i (?:write|put|say|do) (?:next|now|first)|"  # noqa: E501
    r"i(?:'m| am)? (?:stuck|dont know (?:what to|how to) (?:write|start|begin|end))|how do i make it (?:better|longer|more \w+)|what (?:else|now))\b"  # noqa: E501
)

_IDEAS = {
    "recount": (
        "Which moment do you remember best?",
        "Who was there, and what did you see and hear?",
        "How did you feel at the end?",
    ),
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
_ENDINGS = {
    "recount": "Look back at the end: what was the best moment? What would you do again?",
    "essay": "Say your main point once more in new words. Then tell the reader why it matters. Which point is that?",
    "story": "Go back to the problem of your story. Is it solved, or does someone learn something? "
    "You could end with a surprise, a quiet picture, or a return to the beginning. Which one suits it?",
    "poem": "Come back to your first line and change a word, or end with a picture. Which picture should stay?",
    "letter": "Say what you hope for next. Close with a friendly line and your name. What do you hope for?",
}
_OPENINGS = {
    "recount": "Begin in the middle of it: with a sound, a place or something somebody said. Where were you?",
    "essay": "Begin with a question, a surprising fact, or what people mostly think. Which one do you have?",
    "story": "Begin with a sound, a strange thing, or words that somebody says. Who is there, and what happens first?",
    "poem": "Begin with what you see first. What is it like?",
    "letter": "Begin with a greeting. Then say why you write. Why do you?",
}
_BETTER = {
    "recount": "Choose your best moment and tell it slowly. Say what you saw, heard and felt. Which moment is it?",
    "essay": "Give an example for each reason. Join ideas with because, so or although. Which reason is the weakest now?",  # noqa: E501
    "story": "Let things go wrong before they get better. Say what someone hears, sees and feels. "
    "Which part is too quiet now?",
    "poem": "Swap a plain word for one you can see or hear. Read it aloud to find the beat. Which line is the weakest now?",  # noqa: E501
    "letter": "Ask your reader something. Tell one small thing in detail. Which part would they like to know more about?",  # noqa: E501
}
_PARTS = {
    "recount": "Beginning: when, where and who. Middle: what happened, in order. End: what you liked best.",
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
    if re.search(r"\b(?:went|go|goes|going|walk\w*|ran|came|drove) too (?:the|a|my|school|bed|our|his|her|see|buy)\b|\bto (?:much|many|late|big|small|hot|cold|loud)\b", text.lower()):  # noqa: E501
        notes.append("Check to and too. Too means also, or more than enough.")
    slips = known_slips(text)
    if slips:
        notes.append(f"Check the spelling of: {', '.join(slips[:3])}.")
    past = re.findall(r"\b(?:goed|runned|eated|buyed|bringed|catched|teached|thinked|swimmed|drawed|falled|writed|maked|"  # noqa: E501
                      r"seed|comed|finded|hitted|putted)\b", text.lower())  # fmt: skip
    if past:
        notes.append(f"Read this word aloud: {past[0]}. How do you say it about yesterday?")
    if any(len(piece.split()) > 25 for piece in pieces):
        notes.append("There is a long sentence. Where could you split it?")
    notes += _repeated(text, pieces)
    return notes


_SMALL = frozenset("the and was were with that this they have from then there because when what his her its our your you for are not but had has him she said into them".split())  # noqa: E501, SIM905


def _repeated(text: str, pieces: list[str]) -> list[str]:
    """What comes again and again: a joining word, the same beginning, or the same word."""
    low = text.lower()
    ands, thens = len(re.findall(r"\band\b", low)), len(re.findall(r"\bthen\b", low))
    if thens >= 2:
        return ["The word then comes often. Which other words could join your ideas?"]
    if ands >= 3:
        return [f"The word and comes {ands} times. Where could a full stop go instead?"]
    begins = [" ".join(re.findall(r"[a-z']+", piece.lower())[:2]) for piece in pieces]
    same = max(begins, key=begins.count, default="")
    if same and begins.count(same) >= 3:
        return [f"{begins.count(same)} sentences begin with “{same}”. How else could one of them begin?"]
    words = [w for w in re.findall(r"[a-z']{3,}", low) if w not in _SMALL]
    most = max(words, key=words.count, default="")
    if most and words.count(most) >= 3:
        return [f"The word {most} comes {words.count(most)} times. Which other word could you use once?"]
    return []


def _own_text(said: str) -> str:
    """The child's own sentences in a message that asks to look at them; "" where there are none.

    They stand behind a colon, in quotation marks, or behind the question that asks to check them.
    """
    if quoted := re.search(r"[\"“](.{8,600})[\"”]|:\s*(.{8,600})", said, re.DOTALL):
        return quoted[1] or quoted[2]
    _, mark, after = said.partition("?")
    return after.strip() if mark and len(after.split()) >= 4 and "?" not in after else ""


def _about_writing(moment: Moment, words: str) -> bool:
    """Whether a message is about a piece of writing."""
    asks_about_own = bool(_OWN_PIECE.search(words) and _ASKS_HOW.search(words))
    reviews = _REVIEWS.search(words) and _own_text(moment.said)
    first_line = _FIRST_LINE.search(words) and any(pattern.search(words) for _, pattern in _KIND)
    return bool(_WRITES.search(words) or asks_about_own or reviews or first_line)


def _begun_before(moment: Moment) -> str:
    """What the child said of the piece of writing that the talk was about just now; "" for none."""
    for said in reversed([u.text.lower() for u in moment.before if u.role == "user"][-2:]):
        if _WRITES.search(said) or _OWN_PIECE.search(said):
            return said
    return ""


def writing_help(moment: Moment) -> str | None:
    """Help with writing by asking, planning or pointing; None when it is not about writing."""
    words, about = moment.words, moment.words
    if not _about_writing(moment, words):
        about = _begun_before(moment) if _LEANS.search(words) else ""
        if not about:
            return None
    kind = _kind(about)
    own = _own_text(moment.said)
    if own and _REVIEWS.search(words):
        notes = look_again(own)[: 2 if moment.young else 4]
        if not notes:
            notes = ["Capital letters and end marks are in place. Which word could paint a clearer picture?"]
        return " ".join(notes)
    if _ENDS.search(words) and (_ASKS_HOW.search(words) or _LEANS.search(words)):
        return _ENDINGS[kind]
    if _FIRST_LINE.search(words):
        return f"The first line should be yours. {_OPENINGS[kind]}"
    if _PLANS.search(words):
        return f"{_PARTS[kind]} What goes into your beginning?"
    if (_OWN_PIECE.search(words) or about is not words) and _IMPROVES.search(words):
        return _BETTER[kind]
    questions = _IDEAS[kind][: 2 if moment.young else 3]
    return f"Your own words count here. {' '.join(questions)}"
