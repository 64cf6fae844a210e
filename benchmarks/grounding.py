"""How often an answer to a question of the library names a passage that is there and bears out what it says.

Run with ``python -m benchmarks.grounding``. The 384 held-out questions are asked of the built-in tutor through all five
layers. A citation *resolves* where the title an answer names is a passage of that turn, by its id; it *bears out* the
answer where every statement of it is supported by that passage alone, by the verifier of claims. Every share is x of n
with its 95 % Wilson interval.
"""

from __future__ import annotations

import argparse
import sys

from benchmarks.retrieval import questions
from studybuddy_core.checks.bearing_out import Verdict, bearing
from studybuddy_core.checks.citations import named_sources
from studybuddy_core.checks.statements import statements
from studybuddy_core.domain.intervals import wilson
from studybuddy_core.domain.messages import AgeBand, Passage, Stage, TurnView
from studybuddy_core.domain.records import ReleaseKind
from studybuddy_core.pipeline.tracing import Trace
from studybuddy_core.presets.seeds import preset_policy
from studybuddy_core.providers.builtin.tutor import BuiltinTutor
from studybuddy_core.services.asking import Asking
from studybuddy_core.services.clock import SystemClock, system_ids


def own_words(trace: Trace) -> str:
    """The tutor's own words of a turn, without fixed texts."""
    return "".join(one.text for one in trace.released if one.kind is ReleaseKind.SEGMENT)


def cited(trace: Trace, text: str) -> list[Passage]:
    """The passages that the answer names, each by the id behind its title; those it had are in ``sources``."""
    view = TurnView(Stage.OUTPUT, text, passages=tuple(trace.sources))
    ids = [one.passage for one in named_sources(view) if one.passage]
    return [passage for passage in trace.sources if passage.id in ids]


def borne_out(text: str, passages: list[Passage]) -> tuple[int, int, int]:
    """(supported, refuted, all) statements of an answer, by its own passages alone."""
    about = [one for one in statements(text) if not one.text.casefold().startswith("this is from")]
    found = [bearing(one, passages).verdict for one in about]
    return found.count(Verdict.SUPPORTED), found.count(Verdict.REFUTED), len(found)


def main() -> int:
    """Print the figures; return 1 where an answer names a source that is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=int, default=0, help="only the first so many (0: all)")
    most = parser.parse_args().questions
    asked = questions()["held out"][: most or None]
    asking, policy = Asking(BuiltinTutor(), SystemClock(), system_ids()), preset_policy("balanced")
    answered = resolved = borne = none_against = right = 0
    said = [0, 0, 0]
    for question, wanted in asked:
        trace = asking.ask(question, policy, band=AgeBand.OLDER, grade=4)
        text = own_words(trace)
        if not trace.sources:
            continue
        answered += 1
        passages = cited(trace, text)
        resolved += bool(passages)
        right += any(passage.id in wanted for passage in passages)
        if passages:
            counts = borne_out(text, passages)
            said = [a + b for a, b in zip(said, counts, strict=True)]
            borne += counts[0] == counts[2]
            none_against += counts[1] == 0
    print(f"questions answered from a passage: {wilson(answered, len(asked))}")
    print(f"of these, the answer names a passage that resolves by its id: {wilson(resolved, answered)}")
    print(f"of these, every statement is borne out by it: {wilson(borne, resolved)}; none is refuted by it: "
          f"{wilson(none_against, resolved)}")  # fmt: skip
    print(f"statements of these answers: supported {wilson(said[0], said[2])}, refuted {wilson(said[1], said[2])}")
    print(f"of all questions: answered, resolved and borne out {wilson(borne, len(asked))}; named the passage that "
          f"answers {wilson(right, len(asked))}")  # fmt: skip
    return int(resolved < answered)


if __name__ == "__main__":
    sys.exit(main())
