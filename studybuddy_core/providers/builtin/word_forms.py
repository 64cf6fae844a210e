"""Rhymes, plurals and better words: from short lists of our own and from the rules children learn."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from studybuddy_core.presets.own_yaml import own_yaml
from studybuddy_core.providers.builtin.moment import Moment

_W = r"(?:the word )?['\"]?([a-z]{2,18})['\"]?"
_RHYME = re.compile(rf"\b(?:rh?ymes?|rh?yming words?|rh?yming)\b[a-z ]{{0,12}}?\b(?:with|for|of|to)\s+{_W}\s*(?:pls|please)?\W*$|\brhyme\s+{_W}\W*$")  # noqa: E501
_PLURAL = re.compile(
    rf"\b(?:plural|plurel|plurl)\b(?: form)?(?: of| for)\s+{_W}|\bmore than one\s+{_W}\W*$|\bwhat(?:'?s| is| are) (?:2|two|many)\s+{_W}\s+called\b"  # noqa: E501
)
_BETTER = re.compile(
    rf"\b(?:another|other|different|better|more interesting|a nicer|stronger) words? (?:for|than|like|to say|instead of)\s+{_W}|"  # noqa: E501
    rf"\b(?:synonyms?|sinonyms?) (?:of|for)\s+{_W}|\binstead of (?:saying |using |the word )?{_W}\W*$"
)


@cache
def _lists() -> tuple[tuple[tuple[str, ...], ...], dict[str, str], dict[str, str]]:
    """The rhyming families, the plurals that follow no rule, and the better words."""
    text = resources.files("studybuddy_core.providers.builtin").joinpath("words.yaml").read_text("utf-8")
    document = own_yaml(text)
    families = tuple(tuple(row.split()) for row in document["rhymes"])
    return families, dict(document["plurals"]), {str(k): str(v) for k, v in document["better"].items()}


def plural_of(word: str) -> tuple[str, str]:
    """The plural of a word and the rule behind it; "" for the plural where the rules are not sure."""
    irregular = _lists()[1]
    if word in irregular:
        rule = "It stays the same." if irregular[word] == word else "It follows no rule, so learn it by heart."
        return irregular[word], rule
    if re.search(r"(?:[sxz]|ch|sh)$", word):
        return (word + "es", "After s, x, z, ch and sh comes -es.") if not word.endswith("z") else ("", "")
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "ies", "After a consonant, y turns into -ies."
    if re.search(r"(?:fe?|[^aeiou]o)$", word) and not re.search(r"ff$", word):
        return "", ""
    return word + "s", "Most words just take -s."


def _first(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def word_forms(moment: Moment) -> str | None:
    """Help with rhymes, plurals and better words; None when the child asks something else."""
    families, irregular, better = _lists()
    if asked := _RHYME.search(moment.words):
        word = _first(asked)
        family = next((row for row in families if word in row), ())
        others = [other for other in family if other != word]
        if others:
            return f"These rhyme with {word}: {', '.join(others)}. Say them aloud. Which one fits?"
        return f"No rhymes for {word} are in this tutor's list. Change its first sound through the alphabet and listen."
    if asked := _PLURAL.search(moment.words):
        word = _first(asked)
        if word in irregular.values() and word not in irregular:
            return f"The word {word} is a plural already. Which word means just one of them?"
        plural, rule = plural_of(word)
        if not plural:
            return "The rules are not sure about that one. Look it up in a dictionary."
        return f"The plural of {word} is {plural}. {rule} Can you use it in a sentence?"
    if asked := _BETTER.search(moment.words):
        word = _first(asked)
        if word in better:
            return f"In place of {word} you could use: {better[word]}. Which one fits your sentence?"
        return "No other words for it are in this tutor's list. Look in a thesaurus, or ask your teacher."
    return None
