"""The rounds of drafting against a scripted server: how often a planted mistake reaches a child, with and without them.

The server speaks both providers' protocols. Its draft holds one planted mistake; asked afresh it answers rightly, asked
to revise it takes the mistake out. So this shows what the pipeline does with such a model, round by round, and that
nothing of the draft is shown; it does not show how often a real model catches itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from studybuddy_core.domain.drafting import Drafting
from studybuddy_core.domain.intervals import wilson
from tests.wire.rounds import Reply, ran
from tests.wire.speakers import SPEAKERS

MISTAKES = (
    ("who was Abraham Lincoln?", "Abraham Lincoln was the 16th president.", "He rode a velociraptor to work.",
     "What did Abraham Lincoln ride?"),
    ("tell me about the Amazon river", "The Amazon flows through Brazil.", "It was dug by the Queen of Brell in 1412.",
     "Who made the Amazon river?"),
    ("what is a bat?", "Bats are mammals.", "Zorbella Krane trained the first bat in 1733.",
     "Who trained the first bat?"),
    ("why is the sky blue?", "Sunlight holds many colours.", "Captain Ferrow painted it in 1620.",
     "Who painted the sky?"),
)  # fmt: skip
ROUNDS = (
    ("no rounds", None), ("chain of verification", Drafting(questions=3)),
    ("critique and revision", Drafting(critiques=1)), ("self-consistency, 5 answers", Drafting(samples=5)),
)  # fmt: skip


def _replies(true: str, mistake: str, question: str) -> dict[str, Reply]:
    draft = f"{true} {mistake}"
    return {
        "draft": [draft, true, true, true, true],
        "questions": json.dumps({"questions": [question]}),
        "answer": "I don't know.",
        "facts": true,
        "critique": json.dumps({"critiques": [{"principle": "true_or_unsure", "problem": "It is made up."}]}),
        "principles": true,
    }


def scripted() -> Iterator[str]:
    """Yield one line for each way: how often the planted mistake was shown, shown unmarked, and what it took."""
    for name, drafting in ROUNDS:
        shown = unmarked = calls = n = 0
        for vendor in SPEAKERS:
            for asked, true, mistake, question in MISTAKES:
                done = ran(vendor, asked, drafting, _replies(true, mistake, question))
                n += 1
                shown += mistake in done.own
                unmarked += mistake in done.own and "not_sure" not in done.fixed
                calls += len(done.stage.sent)
        yield (f"{name:<30}planted mistake shown {wilson(shown, n)}, shown without a doubt said {wilson(unmarked, n)}, "
               f"{calls / n:.1f} calls a turn")  # fmt: skip
