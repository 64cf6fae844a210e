"""Several fits side by side, and the mean of their weights.

Fits that begin at the same base differ in what they get wrong by chance; their mean costs no more than one of them
and is right more often (model soups: Wortsman et al. 2022).
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing.connection import Connection
from threading import Thread

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studybuddy_core.training.guard.examples import Example
from studybuddy_core.training.guard.fitting import Recipe, fit, lesson_of
from studybuddy_core.training.guard.network import begun_network

_LAST_WORDS = 10.0  # seconds
Weights = dict[str, NDArray[np.float32]]


def fit_alone(examples: Sequence[Example], recipe: Recipe, begun: int, said: Connection) -> Weights:
    """Fit one network on one thread, so that sums are added in the same order on every machine; return its weights.

    ``begun`` is the seed that its heads begin with: networks that begin apart have no mean worth taking.
    """
    torch.set_num_threads(1)
    network, tokens = begun_network(begun)
    fit(network, lesson_of(examples, tokens, recipe), recipe, lambda line: said.send(f"fit {recipe.seed}, {line}"))
    return {name: value.numpy() for name, value in network.state_dict().items() if value.is_floating_point()}


def fits_of(lessons: Mapping[int, Sequence[Example]], recipe: Recipe, tell: Callable[[str], None]) -> list[Weights]:
    """Fit a network for each seed on its examples, as many at once as there are processors; return their weights."""
    context = multiprocessing.get_context("spawn")
    heard, said = context.Pipe(duplex=False)
    passing_on = Thread(target=_pass_on, args=(heard, tell), daemon=True)
    passing_on.start()
    try:
        with ProcessPoolExecutor(min(len(lessons), os.cpu_count() or 1), mp_context=context) as pool:
            running = [pool.submit(fit_alone, examples, replace(recipe, seed=seed), recipe.seed, said)
                       for seed, examples in lessons.items()]  # fmt: skip
            return [one.result() for one in running]
    finally:
        said.close()
        passing_on.join(_LAST_WORDS)


def _pass_on(heard: Connection, tell: Callable[[str], None]) -> None:
    while True:
        try:
            tell(heard.recv())
        except EOFError:
            return


def mean_of(weights: Sequence[Weights], shares: Sequence[float]) -> dict[str, Tensor]:
    """The mean of several networks' weights, each counting by its share."""
    return {
        name: torch.from_numpy(np.average([one[name] for one in weights], axis=0, weights=shares).astype(np.float32))
        for name in weights[0]
    }
