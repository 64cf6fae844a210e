"""What a teacher can choose for a class: topics, stricter rules, ready-made contexts, and the words of profiles.

The document is ``contexts.yaml``. A topic may name only labels that lessons may relax; one that names another is
refused when it is read, with the line, so that no catalogue can open what no teacher may open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

from studybuddy_core.domain.errors import BadInput, PolicyError
from studybuddy_core.domain.labels import label_spec
from studybuddy_core.domain.policies import LabelRule
from studybuddy_core.domain.profiles import Expertise
from studybuddy_core.presets.documents import label_rules
from studybuddy_core.presets.nodes import Place, Problems, did_you_mean, read_place
from studybuddy_core.presets.soundness import known_label

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a teacher may allow: the labels it relaxes, what that allows, and what the tutor is told."""

    id: str
    title: str
    labels: tuple[str, ...]
    allows: str
    tutor: str


@dataclass(frozen=True, slots=True)
class Stricter:
    """Something a teacher may ask for besides: rules that join what holds anyway."""

    id: str
    title: str
    means: str
    tutor: str
    rules: tuple[LabelRule, ...]


@dataclass(frozen=True, slots=True)
class NamedContext:
    """A ready-made choice of topics and stricter rules, such as ``educational``."""

    id: str
    title: str
    relaxed_rules: tuple[str, ...]
    stricter_rules: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that can be chosen. ``domains`` are where examples may come from, ``expertise`` what the tutor is told."""

    topics: Mapping[str, Topic]
    stricter: Mapping[str, Stricter]
    contexts: Mapping[str, NamedContext]
    domains: Mapping[str, str]
    expertise: Mapping[Expertise, str]

    def chosen_topics(self, ids: Iterable[str]) -> tuple[Topic, ...]:
        """The topics of these names, each once; an unknown name raises ``BadInput``."""
        return tuple(self._one(self.topics, name, "topic") for name in dict.fromkeys(ids))

    def chosen_rules(self, ids: Iterable[str]) -> tuple[Stricter, ...]:
        """The stricter rules of these names, each once; an unknown name raises ``BadInput``."""
        return tuple(self._one(self.stricter, name, "stricter rule") for name in dict.fromkeys(ids))

    @staticmethod
    def _one(kinds: Mapping[str, T], name: str, what: str) -> T:
        if name not in kinds:
            raise BadInput(f"There is no {what} {name!r}: {did_you_mean(name, kinds)}.")
        return kinds[name]


def _words(fields: Mapping[str, Place], place: Place, *names: str) -> tuple[str, ...]:
    for name in names:
        if name not in fields:
            place.wrong(f"`{name}:` is missing", "add it")
    return tuple(fields[name].words() if name in fields else "" for name in names)


def _topic(name: str, place: Place) -> Topic:
    fields = place.fields(("title", "labels", "allows", "tutor"))
    title, allows, tutor = _words(fields, place, "title", "allows", "tutor")
    labels = []
    for child in fields["labels"].items() if "labels" in fields else ():
        label = child.words()
        if known_label(label, child) and not label_spec(label).relaxable:
            child.wrong(f"{label} is not a label that lessons may relax", "remove it")
        labels.append(label)
    return Topic(name, title, tuple(labels), allows, tutor)


def _stricter(name: str, place: Place) -> Stricter:
    fields = place.fields(("title", "means", "tutor", "labels"))
    title, means, tutor = _words(fields, place, "title", "means", "tutor")
    return Stricter(name, title, means, tutor, label_rules(fields["labels"]) if "labels" in fields else ())


def _names(fields: Mapping[str, Place], key: str, known: Mapping[str, object]) -> tuple[str, ...]:
    places = fields[key].items() if key in fields else []
    for place in places:
        if place.words() not in known:
            place.wrong(f"there is no {place.words()!r}", did_you_mean(place.words(), known))
    return tuple(place.words() for place in places)


def read_catalogue(text: str, source: str = "contexts.yaml") -> Catalogue:
    """Return the catalogue written in ``text``; raise ``PolicyError`` with every problem, its line and its mend."""
    problems = Problems(source)
    root = read_place(text, problems, "topics:")
    if root is None:
        raise PolicyError(f"{source} can't be used:", problems.found)
    parts = root.fields(("topics", "stricter", "contexts", "domains", "expertise"))
    topics = {name: _topic(name, place) for name, place in (parts["topics"].entries() if "topics" in parts else ())}
    rules = {name: _stricter(name, at) for name, at in (parts["stricter"].entries() if "stricter" in parts else ())}
    contexts = {}
    for place in parts["contexts"].items() if "contexts" in parts else ():
        fields = place.fields(("context", "title", "relaxed_rules", "stricter_rules"))
        name, title = _words(fields, place, "context", "title")
        relaxed, stricter = _names(fields, "relaxed_rules", topics), _names(fields, "stricter_rules", rules)
        contexts[name] = NamedContext(name, title, relaxed, stricter)
    domains = {name: place.words() for name, place in (parts["domains"].entries() if "domains" in parts else ())}
    said = dict(parts["expertise"].fields(tuple(Expertise))) if "expertise" in parts else {}
    expertise = {kind: said[kind].words() if kind in said else "" for kind in Expertise}
    if problems.found:
        raise PolicyError(f"{source} can't be used:", problems.found)
    return Catalogue(topics, rules, contexts, domains, expertise)


@cache
def catalogue() -> Catalogue:
    """The catalogue that comes with StudyBuddy."""
    return read_catalogue((resources.files("studybuddy_core.presets") / "contexts.yaml").read_text("utf-8"))
