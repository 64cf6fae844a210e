"""The weights of an artefact back in the network, int8 as they ship: a further cycle mends what rounding costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

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


def take_up(network: GuardNetwork, artefact: Path) -> None:
    """Put the weights of ``artefact`` into ``network``; its word embeddings are the base's and stay."""
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
    network.load_state_dict({**state, **{name: torch.from_numpy(np.array(x)) for name, x in found.items()}})
