"""What stands around a name, from ``naming.yaml``, as patterns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.presets.own_yaml import own_yaml

_GAP = r"[\s,:;\"“>-]+"


@dataclass(frozen=True, slots=True)
class Naming:
    """Patterns for what stands before a name (they end where it begins) and behind it (they begin where it ends)."""

    introduces: Any
    leads_to: Any
    of_mine: Any
    asked: Any
    article: Any
    calls: Any
    does: Any
    behaves: Any
    speaks: Any
    small: Any  # group 1 is the name
    titled: Any  # group 1 is the name


def _options(raw: str) -> str:
    return "|".join(line.strip() for line in raw.splitlines() if line.strip())


@cache
def naming() -> Naming:
    """Read and compile them."""
    read = own_yaml((resources.files(__package__) / "naming.yaml").read_text("utf-8"))
    kin = f"(?:{_options(read['kin'])})"
    said = {key: _options(raw).replace("{kin}", kin) for key, raw in read.items()}
    word = r"[\pL'’-]+"
    return Naming(
        introduces=compile_pattern(rf"\b(?:{said['introduces']}){_GAP}$"),
        leads_to=compile_pattern(rf"\b(?:{said['introduces']}|{said['leads_to']}){_GAP}$"),
        of_mine=compile_pattern(rf"\b(?:my|his|her|our) (?:\w+ )?{kin} $"),
        asked=compile_pattern(r"\b(?:name|called)(?: is)?\s*[?:]\s*$"),
        article=compile_pattern(r"\b(?:the|an?) $"),
        calls=re2.compile(r"(?:,|\b(?:you|me|town|up|on|back|please)) *,? $"),
        does=compile_pattern(rf"^(?:{said['does']})"),
        behaves=compile_pattern(rf"^ (?:{said['behaves']})\b"),
        speaks=re2.compile(r"^\s*:\s*\S"),
        small=compile_pattern(rf"\b(?:{said['introduces_small']})\s+({word}(?: \pL[.]?)?(?: {word})?)"),
        titled=compile_pattern(
            r"\b(?:(?:mr|mrs|ms|mx|dr|prof)\.?|miss|mister|sir|coach|uncle|auntie|aunty|aunt|grandma|grandpa|granny|grandad|"
            r"nanny) ([\pL'’-]{2,})"
        ),
    )
