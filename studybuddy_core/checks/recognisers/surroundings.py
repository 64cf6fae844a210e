"""What kind of message a text is: a talk about oneself, a sum, or a question about the world.

"Tom is 12 and has 3 sisters, how many …" needs its numbers and "where is Paris" needs its town, so the weaker
recognisers ask here first. Names that everybody knows, or stand in a question about the world, are no secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import re2

from studybuddy_core.checks.lexicon import compile_pattern
from studybuddy_core.domain.messages import Span

_PERSONAL = compile_pattern(r"\b(?:i|i'?m|i'?ve|i'?ll|my|me|mine|myself|we|we'?re|our|us|ours)\b")
_SUM = compile_pattern(
    r"\bhow (?:many|much|old (?:is|was|will|are|were)|long (?:will|does|did|is)|far|tall|fast)\b"
    r"|\b(?:in total|altogether|calculate|work out|solve|the (?:sum|difference|product|average|mean|ratio|total|"
    r"probability|remainder|perimeter|area|volume)|per (?:hour|day|week|mile|pound|kg|person)|times as|as many|"
    r"more than|less than|fewer|percent|divided by|multiplied|round(?:ed)? to|fraction)\b|\d ?%|\d ?[+×÷*=] ?\d"
)
_WORLD = compile_pattern(
    r"^\W*(?:(?:so|and|but|hi|hello|please|um|ok) )*(?:who|whom|whose|what|what'?s|who'?s|where|when|which|in which|"
    r"how (?:did|do|does|is|was|were|are|many|much|long|old|far|tall|big|high|deep)|"
    r"why (?:did|do|does|was|were|are)|was|were|did|tell me about|explain|name (?:the|a|an|one|two|three)|"
    r"can you tell me (?:about|who|what|when|where))(?:[ ,?!]|$)"
)
_ASKS_ONE = compile_pattern(r"\b(?:your|ur|you|he|she|him|her)\b")
_SENTENCE = re2.compile(r"[^.!?\n]+[.!?\n]*")


@dataclass(frozen=True)
class Surroundings:
    """One window of text, and what kind of message it is."""

    text: str

    @cached_property
    def personal(self) -> bool:
        """Whether somebody speaks of themselves."""
        return _PERSONAL.search(self.text) is not None

    @cached_property
    def sum(self) -> bool:
        """Whether this is an exercise with numbers."""
        return _SUM.search(self.text) is not None

    @cached_property
    def worldly(self) -> tuple[Span, ...]:
        """Sentences that ask about the world and not about somebody at hand."""
        if self.personal:
            return ()
        return tuple(
            Span(*found.span())
            for found in _SENTENCE.finditer(self.text)
            if _WORLD.search(found.group().strip()) and not _ASKS_ONE.search(found.group())
        )

    def in_question(self, span: Span) -> bool:
        """Whether ``span`` stands in a question about the world."""
        return any(asked.start <= span.start < asked.end for asked in self.worldly)
