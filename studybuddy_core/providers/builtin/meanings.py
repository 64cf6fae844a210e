"""What a word means, or its opposite: from a short list in easier words, else how to find out."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from studybuddy_core.presets.own_yaml import own_yaml
from studybuddy_core.providers.builtin.moment import Moment

_MEANS = re.compile(
    r"\b(?:w(?:h?a|o)t (?:does|do|dose|dos|duz|dus)|wh?ats|what's|what is|tell me|explain)\s+(?:the (?:word|meaning of)\s+)*(?:the word )?'?([a-z]{3,18})'? (?:means?|meen|meens|meant)\b|"  # noqa: E501
    r"\b(?:meaning|definition) of (?:the word )?'?([a-z]{3,18})\b|\bdefine '?([a-z]{3,18})\b"
)
_OPPOSITE = re.compile(r"\b(?:op+[oa]s[ie]te?|antonym) (?:of|for|to) (?:the word )?([a-z]{2,18})\b")


@cache
def _lists() -> tuple[dict[str, str], dict[str, str]]:
    """The meanings, and every opposite both ways."""
    text = resources.files("studybuddy_core.providers.builtin").joinpath("meanings.yaml").read_text("utf-8")
    document = own_yaml(text)
    opposites: dict[str, str] = {}
    for pair in document["opposites"].split(","):
        one, other = pair.split()
        opposites.setdefault(one, other)
        opposites.setdefault(other, one)
    return {str(word): str(means) for word, means in document["words"].items()}, opposites


def word_meaning(moment: Moment) -> str | None:
    """Say what a word means, or how to find out; None when the child asks something else."""
    meanings, opposites = _lists()
    if asked := _OPPOSITE.search(moment.words):
        found = opposites.get(asked[1])
        if found is not None:
            return f"The opposite of {asked[1]} is {found}. Can you use both in a sentence?"
        return "That word is not in this tutor's list. Think of a word that means not so. Then check a dictionary."
    asked = _MEANS.search(moment.words)
    if asked is None:
        return None
    word = next(group for group in asked.groups() if group)
    if word in meanings:
        return f"{word.capitalize()} means {meanings[word]}. Can you use it in a sentence?"
    if moment.lesson.passages:
        return None
    return (
        "That word is not in this tutor's list. Read the words around it. Then check a dictionary, or ask your teacher."
    )
