"""Presidio's analyser with its own recognisers for English; without a language model it can't name people or places."""

import json
import logging
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import SpacyNlpEngine

logging.disable(logging.CRITICAL)


class Blank(SpacyNlpEngine):
    """A tokeniser alone: the models that Presidio would fetch are not to be had offline."""

    def __init__(self) -> None:
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}

    def is_loaded(self) -> bool:
        """Nothing needs to be fetched."""
        return True


analyzer = AnalyzerEngine(nlp_engine=Blank(), supported_languages=["en"])
for line in sys.stdin:
    row = json.loads(line)
    began = time.perf_counter()
    found = analyzer.analyze(row["text"], language="en")
    ms = (time.perf_counter() - began) * 1000
    spans = [[one.start, one.end] for one in found]
    print(json.dumps({"id": row["id"], "scanner": "Presidio analyser (no language model)", "flagged": bool(spans),
                      "spans": spans, "ms": ms}))  # fmt: skip
