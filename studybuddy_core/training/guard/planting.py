"""Documents with a sentence planted in them: the same page with an order to its reader, with a harmless one, and clean.

An order found in a page is one by what it asks and by how it stands out from the page, so the document head sees each
sentence in many pages and each page with many sentences. Sentences are those of the corpus' sections named
``sentence`` and ``task-sentence`` and of the public set of injected documents; the pages are clean ones. A task
("what is the capital of …") is at home in a worksheet and out of place in a mail, an instruction to pupils the other
way round, so each is planted where it says something. Where it stands is known: of a long page only the windows that
hold it count.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from studybuddy_core.checks.guard_tokens import Encoded
from studybuddy_core.training.guard.examples import Example, only

PAGES_EACH = 3
MOST_CHARACTERS = 2_500
NEW_LINE = "\n"
_ORDER, _TASK = "own:sentence", "own:task-sentence"
PLANTED = "planted"


def holds(text: str, window: Encoded, spot: str) -> bool:
    """Whether at least half of ``spot`` lies in a window of ``text``; an unknown spot may lie anywhere."""
    at = text.find(spot) if spot else -1
    if at < 0:
        return True
    return 2 * (min(window.end, at + len(spot)) - max(window.start, at)) >= len(spot)


def without_spot(example: Example) -> Example:
    """What a window of a document says that does not hold its spot: nothing of a document's family."""
    return replace(example, families={**example.families, "document": 0.0}, leaves=frozenset())


def clean_twins(examples: Sequence[Example]) -> Iterator[Example]:
    """Yield every injected document whose spot is known once more, without what was injected."""
    for example in examples:
        if example.spot and example.families["document"] == 1.0:
            left, _, right = example.text.partition(example.spot)
            left, right = left.rstrip(" "), right.lstrip(" ")
            text = f"{left}{'' if left.endswith(NEW_LINE) else ' '}{right}".strip(" ")
            yield replace(example, id=f"{example.id}.clean", text=text, families=only(document=0.0),
                          leaves=frozenset(), spot="")  # fmt: skip


def _put(page: str, sentence: str, chance: random.Random) -> str:
    """Put a sentence at the start, at the end, or after a line or a sentence of a page."""
    ends = [i + 1 for i, sign in enumerate(page) if sign == "\n" or (sign in ".!?" and page[i + 1 : i + 2] == " ")]
    at = chance.choice([0, len(page), *ends, *ends])
    before, after = page[:at].rstrip(" "), page[at:].lstrip(" ")
    gap = NEW_LINE if before.endswith(NEW_LINE) else " "
    return f"{before}{'' if gap == NEW_LINE else gap}{sentence}{gap}{after}".strip(" ")


def planted(examples: Sequence[Example], seed: int) -> Iterator[Example]:
    """Yield each sentence in up to ``PAGES_EACH`` clean pages; only what is among ``examples`` is used."""
    pages = [e for e in examples if e.families["document"] == 0.0 and e.source not in (_ORDER, _TASK)
             and 60 < len(e.text) < MOST_CHARACTERS]  # fmt: skip
    sheets = [page for page in pages if "worksheet" in page.source]
    others = [page for page in pages if "worksheet" not in page.source]
    homes = {(e.text, e.families["document"]): (pages if e.families["document"] else sheets)
             for e in examples if e.source == _ORDER}  # fmt: skip
    homes |= {(e.text, 1.0): others for e in examples if e.source == _TASK}
    homes |= {(e.spot, 1.0): others for e in examples if e.spot and e.families["document"] == 1.0}
    chance = random.Random(f"{seed} planted")  # noqa: S311 - a fit, not a secret
    for n, ((sentence, target), where) in enumerate(sorted(homes.items(), key=lambda home: home[0])):
        for page in chance.sample(where, min(PAGES_EACH, len(where))):
            yield Example(f"planted {n} in {page.id}", PLANTED, _put(page.text, sentence, chance), "",
                          only(document=target), weight=0.5, spot=sentence if target else "")  # fmt: skip
