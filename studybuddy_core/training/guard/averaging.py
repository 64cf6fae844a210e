"""The mean of several artefacts' weights: fits that began at the same base differ in what they got wrong by chance.

Their mean costs no more than one of them and is right more often (model soups: Wortsman et al. 2022). The weights are
those of the int8 graphs, so that a model needs nothing but its artefact to take part.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from studybuddy_core.training.guard.network import WIDTH, GuardNetwork

_IN_LAYER = {"attention/output/dense": "attention.output.dense", "intermediate/dense": "intermediate.dense",
             "output/dense": "output.dense"}  # fmt: skip


class _Graph:
    """The constants of an int8 graph as floats."""

    def __init__(self, path: Path) -> None:
        model = onnx.load(str(path))
        self._constants = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}
        self._weights = {node.name: node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"}

    def plain(self, name: str) -> NDArray[np.float32]:
        """A constant, whether it is stored as a float or quantised."""
        if name in self._constants:
            return np.asarray(self._constants[name], dtype=np.float32)
        whole = self._constants[f"{name}_quantized"].astype(np.int32)
        zero = self._constants[f"{name}_zero_point"].astype(np.int32)
        scaled: NDArray[np.float32] = ((whole - zero) * self._constants[f"{name}_scale"]).astype(np.float32)
        return scaled

    def weight_of(self, node: str) -> NDArray[np.float32]:
        """The weight of a matrix product, as torch has it: (outputs, inputs)."""
        return self.plain(self._weights[f"{node}/MatMul_quant"].removesuffix("_quantized")).T


def weights_of(network: GuardNetwork, artefact: Path) -> dict[str, Tensor]:
    """Return the weights of ``artefact`` under the names of ``network``; word embeddings are the base's, in all."""
    graph = _Graph(artefact / "guard.onnx")
    state = dict(network.state_dict())
    found: dict[str, NDArray[np.float32]] = {}
    for name in state:
        embedded = name.startswith("encoder.embeddings.") and "word" not in name
        kept_plain = name.startswith("encoder.encoder.layer.") and (name.endswith(".bias") or "LayerNorm" in name)
        if embedded or (kept_plain and ".self." not in name):
            found[name] = graph.plain(name)
    for layer in range(network.encoder.config.num_hidden_layers):
        at = f"encoder.encoder.layer.{layer}"
        weight, bias = graph.plain(f"Attention_{layer}_qkv_weight"), graph.plain(f"Attention_{layer}_qkv_bias")
        for n, part in enumerate(("query", "key", "value")):
            found[f"{at}.attention.self.{part}.weight"] = weight[:, n * WIDTH : (n + 1) * WIDTH].T
            found[f"{at}.attention.self.{part}.bias"] = bias[n * WIDTH : (n + 1) * WIDTH]
        for node, name in _IN_LAYER.items():
            found[f"{at}.{name}.weight"] = graph.weight_of(f"/encoder/encoder/layer.{layer}/{node}")
    found["heads.weight"], found["heads.bias"] = graph.plain("heads.weight_Transposed").T, graph.plain("heads.bias")
    missing = {name for name in state if name not in found and not name.endswith(("word_embeddings.weight", "_ids"))}
    if missing:
        raise ValueError(f"the artefact has no {', '.join(sorted(missing))}")
    return {name: torch.from_numpy(np.array(found[name])) if name in found else state[name] for name in state}


def take_mean(network: GuardNetwork, artefacts: Sequence[Path]) -> None:
    """Put the mean of the weights of ``artefacts`` into ``network``."""
    each = [weights_of(network, artefact) for artefact in artefacts]
    mean = {name: torch.stack([weights[name] for weights in each]).mean(0) if first.is_floating_point() else first
            for name, first in each[0].items()}  # fmt: skip
    network.load_state_dict(mean)
