"""YAML with places: every value knows its line, so that a mistake can be shown where it stands.

Only plain data is read. Anchors and aliases are refused (a few lines of them can unfold to
gigabytes), as are documents over ``MOST_CHARS`` and values nested over ``MOST_DEEP``.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

import yaml

MOST_CHARS = 500_000
MOST_DEEP = 40
_E = TypeVar("_E", bound=Enum)


@dataclass(slots=True)
class Problems:
    """What is wrong with one document."""

    source: str
    _found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, what: str, do: str) -> None:
        """Note one problem and its mend."""
        self._found.append((line, f"{self.source} line {line}: {what} — {do.rstrip('.?')}."))

    @property
    def found(self) -> tuple[str, ...]:
        """All problems, from the top of the document down."""
        return tuple(text for _, text in sorted(self._found, key=lambda found: found[0]))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the mend for an unknown word: the nearest known one, or all of them."""
    known = list(known)
    near = difflib.get_close_matches(word, known, 1, 0.6)
    return f"did you mean {near[0]}?" if near else f"use one of: {', '.join(known)}"


@dataclass(frozen=True, slots=True)
class Place:
    """A value in a document, with its line."""

    node: yaml.Node
    problems: Problems
    key: yaml.Node | None = None

    @property
    def line(self) -> int:
        """The line, from 1: where the name stands, for a value with a name."""
        return int((self.key or self.node).start_mark.line) + 1

    def wrong(self, what: str, do: str) -> None:
        """Note that something is wrong here."""
        self.problems.add(self.line, what, do)

    @property
    def value(self) -> Any:
        """The plain value of a scalar; a list or mapping has none of its own."""
        if not isinstance(self.node, yaml.ScalarNode):
            return ...
        loader = yaml.SafeLoader("")
        try:
            return loader.construct_object(self.node)
        except (yaml.YAMLError, ValueError):
            self.wrong(f"{self.node.value!r} can't be read", "write a plain number or text")
            return None
        finally:
            loader.dispose()

    def words(self) -> str:
        """The scalar as text."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.wrong("here should be a text", "write plain words")
            return ""
        return str(self.node.value).strip()

    def number(self, least: float, most: float, *, whole: bool = False) -> float | None:
        """The scalar as a number within these bounds; None, with the problem noted, where it is none."""
        value, kinds = self.value, int if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            shown = getattr(self.node, "value", "") if isinstance(self.node, yaml.ScalarNode) else "a list or mapping"
            kind = "whole number" if whole else "number"
            self.wrong(f"{shown!r} can't stand here", f"write a {kind} from {least:g} to {most:g}")
            return None
        return float(value)

    def choice(self, kinds: type[_E]) -> _E | None:
        """The scalar as one of an enumeration's names or values."""
        word = self.words().lower()
        names = {(kind.value if isinstance(kind.value, str) else kind.name.lower()): kind for kind in kinds}
        if word not in names:
            self.wrong(f"{word!r} is not known here", did_you_mean(word, names))
        return names.get(word)

    def entries(self) -> list[tuple[str, Place]]:
        """Key and value of a mapping, each key once."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong("here should be `name: value` pairs", "indent them below this line")
            return []
        seen: dict[str, Place] = {}
        for key, value in self.node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                Place(key, self.problems).wrong(f"{name} stands here twice", "keep one of them")
            seen[name] = Place(value, self.problems, key)
        return list(seen.items())

    def fields(self, known: Iterable[str]) -> dict[str, Place]:
        """The entries, of which only ``known`` names are right."""
        known = [str(name) for name in known]
        found = {}
        for name, place in self.entries():
            if name in known:
                found[name] = place
            else:
                place.wrong(f"{name!r} is not known here", did_you_mean(name, known))
        return found

    def items(self) -> list[Place]:
        """The values of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.wrong("here should be a list", "begin each entry with `- `")
            return []
        return [Place(node, self.problems) for node in self.node.value]


def _refused(text: str, problems: Problems) -> bool:
    if len(text) > MOST_CHARS:
        problems.add(1, f"the document has {len(text):,} characters", f"keep it under {MOST_CHARS:,}")
        return True
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            problems.add(line, "aliases (`*name`) are not read", "write the value out")
            return True
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEEP:  # each level makes every other slower to read
            problems.add(line, f"values stand more than {MOST_DEEP} deep in one another", "close the brackets")
            return True
    return False


def read_place(text: str, problems: Problems, begin: str = "policy: a short name") -> Place | None:
    """Return the root of the YAML document ``text``, or None with the problem noted; ``begin`` is how one begins."""
    try:
        if _refused(text, problems):
            return None
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        problems.add(mark.line + 1 if mark else 1, f"this is not YAML: {fault.problem or fault.context}",
                     "check the indentation, colons and quotes here")  # fmt: skip
        return None
    except (yaml.YAMLError, RecursionError) as fault:
        problems.add(1, f"this is not YAML: {str(fault).splitlines()[0]}", "save it as plain UTF-8 text")
        return None
    if not isinstance(node, yaml.MappingNode):
        problems.add(1, "the document is empty or is not `name: value` pairs", f"begin with `{begin}`")
        return None
    return Place(node, problems)
