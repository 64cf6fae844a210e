"""Made-up stories in small pieces: the child chooses what happens next.

Which piece comes next is found in what was said last, so nothing has to be remembered.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import NamedTuple

from studybuddy_core.presets.own_yaml import own_yaml
from studybuddy_core.providers.builtin.moment import Moment

_ASKED = re.compile(
    r"\b(?:tell?l? (?:me |us )?(?:a|another|the|one) .{0,30}\b(?:story|stories|storie|tale)|^(?:a |another )?(?:\w+ )?story about|"  # noqa: E501
    r"(?:bedtime|fairy|funny) (?:story|tale)|"
    r"story ?time|(?:can|could) (?:i|we) (?:have|hear) a .{0,20}story|(?:tell|start|play) (?:me )?(?:a )?story|"
    r"make up a story|another story)\b"
)


_SMALL_WORDS = frozenset(
    """story stories about with that this who whos whose where when they them there their from please some good nice
    funny scary little long short another""".split()  # noqa: SIM905
)
_ABOUT = re.compile(r"\bstor(?:y|ies) (?:about|of|with) (?!me\b|something|anything)[a-z]")


class _Choice(NamedTuple):
    say: str
    to: str


class _Piece(NamedTuple):
    text: str
    choices: tuple[_Choice, ...]

    def told(self) -> str:
        if not self.choices:
            return f"{self.text} The end."
        first, second = self.choices
        return f"{self.text} What happens next? Type 1: {first.say}. Type 2: {second.say}."


class _Story(NamedTuple):
    topics: tuple[str, ...]
    pieces: dict[str, _Piece]


@cache
def _stories() -> tuple[_Story, ...]:
    document = own_yaml(
        resources.files("studybuddy_core.providers.builtin").joinpath("stories.yaml").read_text("utf-8")
    )
    return tuple(
        _Story(
            tuple(row["topics"]),
            {
                name: _Piece(" ".join(piece["text"].split()), tuple(_Choice(*c) for c in piece.get("choices", ())))
                for name, piece in row["pieces"].items()
            },
        )
        for row in document["stories"]
    )


def _chosen(words: str, choices: tuple[_Choice, ...]) -> _Choice | None:
    for n, choice in enumerate(choices, 1):
        if re.search(rf"\b(?:{n}|{('one', 'two')[n - 1]}|{('first', 'second')[n - 1]})\b", words):
            return choice
    said = set(re.findall(r"[a-z]{3,}", words))
    scored = [
        (len(said & set(re.findall(r"[a-z]{3,}", c.say.lower())) - {"the", "and"}), -n, c)
        for n, c in enumerate(choices)
    ]
    best = max(scored)
    return best[2] if best[0] else None


def next_piece(moment: Moment) -> str | None:
    """Go on with the story that is being told; None when there is none."""
    last = moment.last_reply()
    for story in _stories():
        for piece in story.pieces.values():
            if piece.choices and last.endswith(piece.told()):
                choice = _chosen(moment.words, piece.choices)
                return story.pieces[choice.to].told() if choice else None
    return None


def _more_than(story: _Story, asked: str) -> bool:
    """Whether the child wishes for more than the story's topic: something that the story never speaks of."""
    told = set(re.findall(r"[a-z]+", " ".join(piece.text for piece in story.pieces.values()).lower()))
    wishes = set(re.findall(r"[a-z]{4,}", asked)) - _SMALL_WORDS
    return any(word not in told and word.removesuffix("s") not in {*told, *story.topics} for word in wishes)


def story_start(moment: Moment) -> str | None:
    """Begin a story the child asks for; another one each time."""
    if not _ASKED.search(moment.words):
        return None
    stories = _stories()
    words = set(re.findall(r"[a-z]+", moment.words))
    words |= {word.removesuffix("s") for word in words}
    wanted = next((s for s in stories if words & set(s.topics)), None)
    begun = sum(1 for u in moment.before if any(s.pieces["start"].told() in " ".join(u.text.split()) for s in stories))
    begin = (wanted or stories[begun % len(stories)]).pieces["start"].told()
    about = _ABOUT.search(moment.words)
    if about and wanted is None:
        return f"There is no story about that here, so this is another one. {begin}"
    if about and wanted is not None and _more_than(wanted, moment.words[about.start() :]):
        return f"There is one story like that here, and it goes its own way. {begin}"
    return begin
