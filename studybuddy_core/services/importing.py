"""Reading the documents of other alignment tools: a constitution, safety filters, or both.

Either is read whole or not at all: every mistake is told with its line, and what is right but has no counterpart here
is told too. Nothing here puts anything in force; ``shadowing`` keeps a document and tries it out first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studybuddy_core.domain.errors import BadInput, PolicyError
from studybuddy_core.domain.policies import Policy
from studybuddy_core.presets.constitutions import read_constitution
from studybuddy_core.presets.nodes import Problems
from studybuddy_core.presets.safety_filters import read_safety_filters
from studybuddy_core.services.constitution_meaning import ConstitutionMeaning
from studybuddy_core.services.filter_meaning import FilterMeaning
from studybuddy_core.services.imported import LONGEST_NAME, Imported
from studybuddy_core.services.policy_sources import text_of


@dataclass(frozen=True, slots=True)
class Sources:
    """The documents as they were given, each with the name of its file; "" where there is none."""

    constitution: str = ""
    constitution_name: str = ""
    filters: str = ""
    filters_name: str = ""

    @property
    def name(self) -> str:
        """What people call this: the first file's name without its ending."""
        return Path(self.constitution_name or self.filters_name).stem[:LONGEST_NAME]


def sources_from(constitution: str = "", filters: str = "") -> Sources:
    """Read the files of these names; raise ``ConfigError`` where one can't be read, ``BadInput`` for none at all."""
    if not (constitution or filters):
        raise BadInput("Give a constitution, safety filters, or both.")
    texts = [text_of(Path(name)) if name else "" for name in (constitution, filters)]
    return Sources(texts[0], Path(constitution).name if constitution else "",
                   texts[1], Path(filters).name if filters else "")  # fmt: skip


def read_imported(sources: Sources, base: Policy) -> Imported:
    """Return what the documents ask for; ``base`` is the policy they would join.

    Raises ``PolicyError`` with every problem of both, its line and its mend.
    """
    rules = ConstitutionMeaning(sources.constitution_name, base, Problems(sources.constitution_name))
    filters = FilterMeaning(sources.filters_name, base, Problems(sources.filters_name))
    if sources.constitution_name:
        rules.read(read_constitution(sources.constitution, rules.problems))
    if sources.filters_name:
        filters.read(read_safety_filters(sources.filters, filters.problems))
    if problems := (*rules.problems.found, *filters.problems.found):
        raise PolicyError(f"{sources.name} can't be used:", problems)
    meanings = sorted((*rules.meanings, *filters.meanings), key=lambda m: (m.source != rules.source, m.line))
    imported = Imported(
        sources.name, tuple(rules.principles), tuple(rules.rules), tuple(rules.scripts), tuple(rules.lines),
        tuple(filters.composed.values()), tuple(filters.checks), filters.segment_chars,
        tuple(meanings),
    )  # fmt: skip
    if not imported.meanings:
        raise PolicyError(f"{sources.name} says nothing.")
    return imported
