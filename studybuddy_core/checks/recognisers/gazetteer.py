"""Which words are first names, surnames, places and people everybody knows.

First names, surnames, countries and nationalities of some forty languages come from the data files of the package
mimesis (MIT); which of them are ordinary words, and who is so well known that a question about them is no secret,
stands in ``words.yaml``. How common a word is comes from the word list of wordninja. All lists are read once.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from studybuddy_core.domain.errors import ConfigError
from studybuddy_core.presets.own_yaml import own_yaml

_ORDINARY = 30_000
_TRIM = ".,'’()"


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Lists of words, all in lower case. ``said`` are English first names that are nothing else, however written."""

    first: frozenset[str]
    last: frozenset[str]
    said: frozenset[str]
    either: frozenset[str]
    words: frozenset[str]
    known: frozenset[str]
    places: frozenset[str]
    capitals: frozenset[str]
    origins: frozenset[str]
    common: frozenset[str]

    def ordinary(self, word: str) -> bool:
        """Whether ``word`` (lower case) is an ordinary English word rather than somebody's name."""
        return word in self.words or (word in self.common and word not in self.first)


def _folder(package: str) -> Path:
    """Where an installed package lies, without importing it; raise ``ConfigError`` where it is missing."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        if spec is not None and spec.origin:
            return Path(spec.origin).parent
        raise ConfigError(f"The package {package} is missing: install StudyBuddy again.")
    return Path(spec.submodule_search_locations[0])


def _texts(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _texts(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _texts(value)


def _words(raw: Any) -> Iterator[str]:
    for text in _texts(raw):
        for word in text.casefold().split():
            if len(bare := word.strip(_TRIM)) > 1:
                yield bare


def _listed(raw: str) -> frozenset[str]:
    return frozenset(entry.strip() for entry in raw.split(",") if entry.strip())


@cache
def gazetteer() -> Gazetteer:
    """Read all lists."""
    own = own_yaml((resources.files(__package__) / "words.yaml").read_text("utf-8"))
    words, either, also = (frozenset(own[name].split()) for name in ("words", "either", "also"))
    known, places, capitals = (_listed(own[name]) for name in ("known", "places", "capitals"))
    first: set[str] = set(also)
    last: set[str] = set()
    english: set[str] = set(also)
    folder = _folder("mimesis") / "datasets"
    for path in sorted(folder.glob("*/person.json")):
        person = json.loads(path.read_text("utf-8"))
        names = set(_words(person.get("names")))
        first |= names
        last |= set(_words(person.get("surnames")))
        if path.parent.name.startswith("en"):
            english |= names
    address = json.loads((folder / "en" / "address.json").read_text("utf-8"))
    countries = {name.casefold() for name in _texts(address["country"]["name"])}
    person = json.loads((folder / "en" / "person.json").read_text("utf-8"))
    no_name = words | places | countries | capitals
    return Gazetteer(
        first=frozenset(first - no_name) | either,
        last=frozenset(last),
        said=frozenset(name for name in english - no_name - either if len(name) > 2),
        either=either,
        words=words,
        known=known,
        places=frozenset(places | countries),
        capitals=capitals,
        origins=frozenset(name.casefold() for name in _texts(person["nationality"])) | _listed(own["origins"]),
        common=_common(),
    )


def _common() -> frozenset[str]:
    with gzip.open(_folder("wordninja") / "wordninja" / "wordninja_words.txt.gz", "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line, _ in zip(lines, range(_ORDINARY), strict=False))
