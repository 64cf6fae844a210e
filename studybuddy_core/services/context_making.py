"""From what a teacher chose to a class context: labels to relax, rules that join, words to leave out.

Words are taken as they are written, with or without a plural ending; nothing a teacher types is read as a pattern.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from studybuddy_core.checks.canonical import clean_text
from studybuddy_core.checks.lexicon import refusal
from studybuddy_core.checks.rules import pattern_of
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.domain.labels import OF_CLASS
from studybuddy_core.domain.messages import Stage
from studybuddy_core.domain.patterns import PatternRule
from studybuddy_core.domain.policies import ClassContext, LabelRule, Reply
from studybuddy_core.presets.contexts import Catalogue

LONGEST_NAME, LONGEST_WHY, LONGEST_WORD, MOST_WORDS = 60, 500, 40, 20
MET, LINE = 9000, 5000
_NOT_A_WORD = re.compile(r"[^\w\s'’-]")
_ENDING = re.compile(r"(?<=[oxh])es$|(?<=ss)es$|(?<![sui])s$")
_REPLIES = {Stage.INPUT: Reply.REDIRECT, Stage.CONTEXT: Reply.WITHHOLD, Stage.OUTPUT: Reply.REVISE}


@dataclass(frozen=True, slots=True)
class WantedContext:
    """What a teacher chose. ``words`` are left out of the class until then, separated by commas."""

    until: datetime
    name: str = ""
    topics: tuple[str, ...] = ()
    stricter: tuple[str, ...] = ()
    words: str = ""
    why: str = ""


def left_out(text: str) -> tuple[str, ...]:
    """Return the words and short phrases of ``text``, each once; raise ``BadInput`` for what is no word."""
    words = [" ".join(clean_text(one).split()) for one in re.split(r"[,;\n]", text)]
    found = tuple(dict.fromkeys(word.casefold() for word in words if word))
    for word in found:
        if len(word) > LONGEST_WORD or _NOT_A_WORD.search(word) or sum(ch.isalnum() for ch in word) < 3:
            raise BadInput(f"“{word[:LONGEST_WORD]}” can't be left out. Write words of 3 letters or more, with commas "
                           "between them.")  # fmt: skip
    if len(found) > MOST_WORDS:
        raise BadInput(f"Up to {MOST_WORDS} words can be left out; these are {len(found)}.")
    return found


def _forms(word: str) -> str:
    """One word or phrase as a pattern: just these characters, in the singular or plural."""
    one = _ENDING.sub("", word) if len(word) > 4 else word
    return re.escape(one.replace("’", "'")).replace("\\ ", " ") + "(?:'?s|es)?"


def words_rule(words: tuple[str, ...], context_id: str) -> tuple[PatternRule, LabelRule]:
    """Return the rule that finds these words and what follows where they are met."""
    forms = "|".join(map(_forms, words))
    pattern = PatternRule(f"{OF_CLASS}{context_id}", pattern_of(f"(?:{forms})"), tuple(_REPLIES),
                          "This class leaves it out for now", MET)  # fmt: skip
    if refusal(pattern.pattern):
        raise BadInput("These words can't be looked for. Write plain words with commas between them.")
    scripts = {Stage.CONTEXT: "", Stage.OUTPUT: "let_me_rephrase"}
    return pattern, LabelRule(pattern.label, LINE, None, _REPLIES, "not_here", scripts=scripts)


def made_context(wanted: WantedContext, known: Catalogue, context_id: str) -> ClassContext:
    """Return the context a teacher chose; raise ``BadInput`` where nothing was chosen or something is unknown."""
    topics, stricter = known.chosen_topics(wanted.topics), known.chosen_rules(wanted.stricter)
    words = left_out(wanted.words)
    if not topics and not stricter and not words:
        raise BadInput("Choose something to allow, or something to leave out.")
    name = " ".join(clean_text(wanted.name).split())
    if not name:
        titles = [*(topic.title for topic in topics), *(rule.title for rule in stricter)]
        name = titles[0] if titles else f"No talk about {', '.join(words)}"
    add = [line for rule in stricter for line in rule.rules]
    told = [*(topic.tutor for topic in topics), *(rule.tutor for rule in stricter)]
    patterns: tuple[PatternRule, ...] = ()
    if words:
        pattern, rule = words_rule(words, context_id)
        patterns = (pattern,)
        add.append(rule)
        told.append(f"For now the class leaves this out: {', '.join(words)}. Lead kindly to something else.")
    relax = tuple(sorted({label for topic in topics for label in topic.labels}))
    made_of = (*(topic.id for topic in topics), *(rule.id for rule in stricter), *(f"no {word}" for word in words))
    return ClassContext(name[:LONGEST_NAME], wanted.until, relax, tuple(add), patterns, "\n".join(told), made_of)
