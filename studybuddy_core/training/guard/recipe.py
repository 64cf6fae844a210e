"""The whole recipe, from the corpus and the public sets to the artefact: ``make_guard`` is what the command runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from studybuddy_core.checks.guard_heads import FAMILIES
from studybuddy_core.checks.guard_model import GuardModel
from studybuddy_core.checks.guard_tokens import GuardTokens
from studybuddy_core.domain.errors import BadInput
from studybuddy_core.knowledge.library import starter_passages
from studybuddy_core.training.guard.averaging import fits_of, mean_of
from studybuddy_core.training.guard.calibrating import (
    Floats,
    above_passages,
    answer_shift,
    calibrated,
    page_shift,
    talk_shift,
)
from studybuddy_core.training.guard.corpus import corpus_files, read_corpus
from studybuddy_core.training.guard.duplicates import apart, clusters, names_of, repeated
from studybuddy_core.training.guard.examples import Example, from_corpus, nothing, only
from studybuddy_core.training.guard.exporting import draw_lines, export
from studybuddy_core.training.guard.fitting import Recipe
from studybuddy_core.training.guard.labels import corpus_labels
from studybuddy_core.training.guard.lessons import lessons_of, shares_of, with_pages
from studybuddy_core.training.guard.network import GuardNetwork, base_folder, begun_network, run_over
from studybuddy_core.training.guard.sources import learned
from studybuddy_core.training.guard.surrounding import MADE, harmless_pages, harmless_talks

CORPUS = Path(__file__).parent.parent / "corpus"
CALIBRATION = 0.12
FITS = 2

Tell = Callable[[str], None]


def own_examples(
    folder: Path, network: GuardNetwork, tokens: GuardTokens, tell: Tell
) -> tuple[list[Example], list[str]]:
    """Return the corpus without near-duplicates, and the name of each line's cluster."""
    files = corpus_files(folder)
    if not files:
        raise BadInput(f"There is no corpus in {folder}.")
    examples = [from_corpus(line) for path in files for line in read_corpus(path, corpus_labels())]
    vectors = run_over(network, [next(tokens.windows(e.text)) for e in examples], pooled=True)
    gone = repeated(vectors, [" ".join(sorted(e.leaves)) for e in examples])
    kept = [i for i in range(len(examples)) if not gone[i]]
    tell(f"corpus: {len(examples):,} lines, {len(examples) - len(kept):,} near-duplicates left out")
    own = [examples[i] for i in kept]
    return own, names_of([e.text for e in own], clusters(vectors[kept], [e.context for e in own]))


def approved() -> list[Example]:
    """What the tutor itself says: the approved passages as clean documents, and their sentences as harmless words."""
    found = []
    for passage in starter_passages():
        found.append(Example(passage.id, "passages", f"{passage.title}\n{passage.text}", "", only(document=0.0)))
        for n, sentence in enumerate(passage.text.split(". ")[:2]):
            said = nothing("attack", "ghostwriting", "fishing", "off_topic")
            found.append(Example(f"{passage.id}.{n}", "passages", sentence, "", said, weight=0.5))
    return found


def prose() -> list[Example]:
    """The approved passages whole, as the tutor reads them out: what an answer's line is set on."""
    return [Example(passage.id, "passages", f"{passage.text} This is from “{passage.title}”.", "",
                    nothing("attack", "ghostwriting", "fishing", "off_topic"))
            for passage in starter_passages()]  # fmt: skip


def logits_of(model: GuardModel, examples: Sequence[Example]) -> Floats:
    """Family logits of the exported model, n × families: the maximum over an example's windows."""
    return np.array([
        np.max([model.logits(row)[: len(FAMILIES)] for row in model.tokens.windows(e.text, e.context)], axis=0)
        for e in examples
    ])  # fmt: skip


def calibrate(folder: Path, held: Sequence[Example], tell: Tell) -> dict[str, Any]:
    """Draw the lines of the artefact in ``folder`` on examples its fit never saw; return its description.

    Talks and pages made of other lines have no part in the lines themselves: they are easier than what was written.
    """
    model, written = GuardModel(folder), [e for e in held if e.source not in MADE]
    found = logits_of(model, written)
    lines = calibrated(written, found)
    passages = logits_of(model, [e for e in approved() if e.families["document"] == 0.0])
    lines["document"] = above_passages(lines["document"], passages[:, FAMILIES.index("document")])
    for family, line in lines.items():
        tell(f"{family:14} line {line.middle:6.2f} slope {line.slope:.2f}: caught {line.caught} of "
             f"{line.positives}, over {line.negatives} harmless")  # fmt: skip
    said, talks, pages = (logits_of(model, texts) for texts in (prose(), harmless_talks(held), harmless_pages(held)))
    talk, page = talk_shift(talks, lines), page_shift(pages, lines)
    tell(f"{len(talks)} harmless talks: their line moved by {talk:.2f}; {len(pages)} harmless pages and long messages: "
         f"the line of attacks moved by {page.get('attack', 0.0):.2f}")  # fmt: skip
    return draw_lines(lines, talk, answer_shift(said, lines), page, folder)


def split(
    corpus: Path, data: Path, network: GuardNetwork, tokens: GuardTokens, *, without: frozenset[str], seed: int,
    tell: Tell,
) -> tuple[list[Example], list[Example]]:  # fmt: skip
    """Everything there is to learn from, as (to fit on, to calibrate on)."""
    own, kin = own_examples(corpus, network, tokens, tell)
    public = [*learned(data, without=without, seed=seed), *approved()]
    learn, line = apart(own, kin, CALIBRATION, seed)
    learn_public, line_public = apart(public, [f"{e.source} {e.id}" for e in public], CALIBRATION, seed)
    tell(f"learning from {len(learn):,} own and {len(learn_public):,} public texts")
    return [*learn, *learn_public], [*line, *line_public]


def make_guard(data: Path, out: Path, *, corpus: Path = CORPUS, without: frozenset[str] = frozenset(),
               recipe: Recipe | None = None, fits: int = FITS, tell: Tell = print) -> dict[str, Any]:  # fmt: skip
    """Train, calibrate and export; return the artefact's description.

    ``fits`` of them learn, each with a seed of its own (the recipe's and those that follow), and their mean is what
    is exported. ``without`` leaves public sets out of training and calibration, to measure on
    sources never seen. The same ``recipe`` on the same data gives the same scores up to the processor's rounding.
    """
    recipe = recipe or Recipe()
    network, tokens = begun_network(recipe.seed)
    learn, held = split(corpus, data, network, tokens, without=without, seed=recipe.seed, tell=tell)
    lessons = lessons_of(learn, corpus, recipe.seed, fits)
    network.load_state_dict({**network.state_dict(), **mean_of(fits_of(lessons, recipe, tell), shares_of(fits))})
    export(network, base_folder(), _about(learn, recipe, fits, without), out)
    return calibrate(out, with_pages(held, recipe.seed), tell)


def _about(learn: Sequence[Example], recipe: Recipe, fits: int, without: frozenset[str]) -> dict[str, Any]:
    counted = Counter("own" if e.source.startswith("own:") else e.source for e in learn)
    return {"seeds": [recipe.seed + n for n in range(fits)], "epochs": recipe.epochs, "own": counted.pop("own", 0),
            "public": dict(sorted(counted.items())), "left_out": sorted(without)}  # fmt: skip
