"""Fitting the network: masked multi-task loss, hard negatives seen again, learned texts seen less, a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from studybuddy_core.checks.guard_heads import FAMILIES, HEADS, leaf_range
from studybuddy_core.checks.guard_tokens import Encoded, GuardTokens
from studybuddy_core.training.guard.examples import Example, targets_of
from studybuddy_core.training.guard.network import GuardNetwork, by_length, half_precision, padded
from studybuddy_core.training.guard.planting import PLANTED, holds, without_spot
from studybuddy_core.training.guard.showing import FAR_OFF, LEARNED, Floats, weights_of_an_epoch
from studybuddy_core.training.guard.surrounding import MADE


@dataclass(frozen=True, slots=True)
class Recipe:
    """The numbers of a fit."""

    seed: int = 7
    epochs: int = 4
    rate: float = 6e-5
    head_rate: float = 1e-3
    batch: int = 32
    batch_tokens: int = 2_048
    decay: float = 0.01
    warmup: float = 0.06
    typo_share: float = 0.16
    learned_share: float = 0.3  # of the rows that were right in the last epoch that saw them
    long_share: float = 0.5  # of the other rows that are long


@dataclass(frozen=True, slots=True)
class Lesson:
    """Everything a fit sees: a window each, its targets and its weight."""

    rows: list[Encoded]
    families: Tensor
    leaves: Tensor
    weights: Floats


MISSPELT_UP_TO = 300  # characters
SLIPS = (0.15, 0.6)  # the least and the largest share of a misspelt text's longer words


def misspelt(text: str, chance: random.Random) -> str:
    """A text as a hurried child types it: a letter swapped, dropped or doubled in some words, no capitals."""
    words, slips = text.split(" "), chance.uniform(*SLIPS)
    for i, word in enumerate(words):
        if len(word) > 3 and word.isalpha() and chance.random() < slips:
            at = chance.randrange(len(word) - 1)
            words[i] = chance.choice((
                word[:at] + word[at + 1] + word[at] + word[at + 2 :], word[:at] + word[at + 1 :],
                word[: at + 1] + word[at:],
            ))  # fmt: skip
    return " ".join(words).lower()


def _ends(windows: list[Encoded]) -> list[Encoded]:
    """The first and the last window of a long text: a trick stands at one of them."""
    return windows if len(windows) < 3 else [windows[0], windows[-1]]


def lesson_of(examples: Sequence[Example], tokens: GuardTokens, recipe: Recipe) -> Lesson:
    """Return the windows of all examples, some of them misspelt again as well."""
    chance = random.Random(recipe.seed)  # noqa: S311 - a fit, not a secret
    rows: list[Encoded] = []
    owners: list[Example] = []
    weights: list[float] = []
    for example in examples:
        texts = [example.text]
        typed = example.source not in MADE | {PLANTED} and len(example.text) <= MISSPELT_UP_TO
        if typed and chance.random() < recipe.typo_share:
            texts.append(misspelt(example.text, chance))
        for text in texts:
            windows = list(tokens.windows(text, example.context))
            holding = [window for window in windows if holds(text, window, example.spot)]
            without = [window for window in windows if window not in holding]
            for shown, owner in ((_ends(holding), example), (_ends(without), without_spot(example))):
                rows += shown
                owners += [owner] * len(shown)
                weights += [example.weight / max(1, len(shown))] * len(shown)
    families, leaves = targets_of(owners)
    return Lesson(rows, torch.from_numpy(families), torch.from_numpy(leaves), np.array(weights, dtype=np.float32))


def loss_of(logits: Tensor, families: Tensor, leaves: Tensor, weights: Tensor) -> Tensor:
    """Masked binary cross entropy over families, and cross entropy over the labels of families that are there."""
    known = (families >= 0).float()
    each = functional.binary_cross_entropy_with_logits(logits[:, : len(FAMILIES)], families.clamp(min=0),
                                                       reduction="none")  # fmt: skip
    total = (each * known * weights[:, None]).sum() / weights.sum()
    for head in HEADS:
        columns = leaf_range(head.name)
        if columns:
            share = leaves[:, columns.start : columns.stop]
            told = (share.sum(1) > 0) & (families[:, FAMILIES.index(head.name)] == 1)
            if told.any():
                at = len(FAMILIES) + columns.start
                within = functional.log_softmax(logits[told, at : at + len(columns)], dim=1)
                wanted = share[told] / share[told].sum(1, keepdim=True)
                total = total + 0.3 * -(wanted * within).sum(1).mean()
    return total


def _off(logits: Tensor, families: Tensor) -> Floats:
    """How far the worst family of each row is from what it should be, 0 to 1."""
    off = (torch.sigmoid(logits[:, : len(FAMILIES)]) - families).abs() * (families >= 0)
    worst: Floats = off.amax(1).numpy()
    return worst


def fit(network: GuardNetwork, lesson: Lesson, recipe: Recipe, tell: Callable[[str], None]) -> None:
    """Fit in place."""
    chance = random.Random(recipe.seed)  # noqa: S311 - a fit, not a secret
    torch.manual_seed(recipe.seed)
    heads = [p for name, p in network.named_parameters() if name.startswith("heads")]
    body = [p for name, p in network.named_parameters() if not name.startswith("heads") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": recipe.rate}, {"params": heads, "lr": recipe.head_rate}],
        weight_decay=recipe.decay,
        fused=True,
    )
    off = np.full(len(lesson.rows), FAR_OFF, dtype=np.float32)  # nothing is learned yet, and nothing is hard
    lengths = np.array([len(row.ids) for row in lesson.rows])
    draws = np.random.default_rng(recipe.seed)
    network.train()
    for epoch in range(recipe.epochs):
        weighed = weights_of_an_epoch(
            off, lengths, draws, learned_share=recipe.learned_share, long_share=recipe.long_share
        )
        weights, shown = torch.from_numpy(lesson.weights * weighed), np.flatnonzero(weighed)
        batches = by_length([lesson.rows[i] for i in shown], recipe.batch_tokens, most=recipe.batch, chance=chance)
        chance.shuffle(batches)
        seen = 0.0
        for n, places in enumerate(batches):
            batch = shown[places]
            _set_rates(optimizer, recipe, (epoch + n / len(batches)) / recipe.epochs)
            with half_precision():
                logits = network(*padded([lesson.rows[i] for i in batch]))
            off[batch] = _off(logits.detach().float(), lesson.families[batch])
            loss = loss_of(logits.float(), lesson.families[batch], lesson.leaves[batch], weights[batch])
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            seen += float(loss.detach())
        tell(f"epoch {epoch + 1} of {recipe.epochs}: {len(shown):,} of {len(off):,} rows, "
             f"mean loss {seen / len(batches):.4f}, {(off < LEARNED).mean():.0%} learned")  # fmt: skip


def _set_rates(optimizer: torch.optim.Optimizer, recipe: Recipe, done: float) -> None:
    """Set the learning rates after a share ``done`` of the fit: they rise during the warm-up, then fall to nothing."""
    scale = min(done / recipe.warmup, (1.0 - done) / (1.0 - recipe.warmup))
    for group, rate in zip(optimizer.param_groups, (recipe.rate, recipe.head_rate), strict=True):
        group["lr"] = rate * scale
