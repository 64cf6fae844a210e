"""Documents with a sentence planted in them: the same page with an order to its reader, with a harmless one, and clean.

An order found in a page is one by what it asks and by how it stands out from the page, so the document head sees each
sentence in many pages and each page with many sentences. Sentences are those of the corpus' sections named
``sentence`` and of the public set of injected documents; the pages are clean ones. What is planted is known, so
that in a long page only the windows that hold it count.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from studybuddy_core.training.guard.examples import Example, only

PAGES_EACH = 3
MOST_CHARACTERS = 2_500
_SENTENCE = "own:sentence"


def clean_twins(examples: Sequence[Example]) -> Iterator[Example]:
    """Yield every injected document whose spot is known once more, without what was injected."""
    for example in examples:
        if example.spot and example.families["document"] == 1.0:
            text = " ".join(example.text.replace(example.spot, " ").split(" "))
            yield replace(example, id=f"{example.id}.clean", text=text, families=only(document=0.0),
                          leaves=frozenset(), spot="")  # fmt: skip


def _planted(page: str, sentence: str, chance: random.Random) -> str:
    """Put a sentence at the start, at the end, or after a line or a sentence of a page."""
    ends = [i + 1 for i, sign in enumerate(page) if sign == "\n" or (sign in ".!?" and page[i + 1 : i + 2] == " ")]
    at = chance.choice([0, len(page), *ends, *ends])
    gap = "\n" if at < len(page) and page[at - 1 : at] == "\n" else " "
    return f"{page[:at].rstrip(' ')}{'' if at == 0 or gap == chr(10) else gap}{sentence}{gap}{page[at:].lstrip(' ')}"


def planted(examples: Sequence[Example], seed: int) -> Iterator[Example]:
    """Yield each sentence in ``PAGES_EACH`` clean pages; only sentences and pages among ``examples`` are used."""
    pages = [e for e in examples if e.families["document"] == 0.0 and e.source != _SENTENCE
             and 60 < len(e.text) < MOST_CHARACTERS]  # fmt: skip
    if not pages:
        return
    chance = random.Random(f"{seed} planted")  # noqa: S311 - a fit, not a secret
    spots = {(e.spot, 1.0) for e in examples if e.spot and e.families["document"] == 1.0}
    spots |= {(e.text, e.families["document"]) for e in examples if e.source == _SENTENCE}
    for n, (sentence, target) in enumerate(sorted(spots)):
        for page in chance.sample(pages, min(PAGES_EACH, len(pages))):
            yield Example(f"planted {n} in {page.id}", "planted", _planted(page.text, sentence, chance), "",
                          only(document=target), weight=0.5, spot=sentence if target else "")  # fmt: skip
