"""From the fitted network to the artefact: an int8 ONNX graph, its tokenizer, and a description that names its hash."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer

from studybuddy_core.checks.guard_heads import HEADS, LEAVES
from studybuddy_core.training.guard.calibrating import Line
from studybuddy_core.training.guard.network import BASE_SHA256, WIDTH, GuardNetwork

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
ATTENTION_HEADS = 12
_FLOAT = 1  # onnx.TensorProto.FLOAT: what a tensor without a stated type is taken for


def export(network: GuardNetwork, base: Path, about: Mapping[str, Any], out: Path) -> None:
    """Write ``guard.onnx``, ``tokenizer.json`` and a ``guard.json`` without lines into ``out``."""
    network.eval()
    network.encoder.set_attn_implementation("eager")  # the form that the runtime's fused operators are found in
    out.mkdir(parents=True, exist_ok=True)
    sample = torch.ones(1, 16, dtype=torch.long)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain, fused = Path(folder) / "plain.onnx", Path(folder) / "fused.onnx"
        axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS}
        torch.onnx.export(network, (sample, sample, sample * 0), str(plain), input_names=list(INPUTS),
                          output_names=["logits"], dynamic_axes=axes, opset_version=17, dynamo=False)  # fmt: skip
        graph = optimizer.optimize_model(str(plain), model_type="bert", num_heads=ATTENTION_HEADS, hidden_size=WIDTH)
        graph.save_model_to_file(str(fused))
        quantize_dynamic(fused, out / "guard.onnx", per_channel=True, weight_type=QuantType.QInt8,
                         extra_options={"DefaultTensorType": _FLOAT})  # fmt: skip
    shutil.copyfile(base / "tokenizer.json", out / "tokenizer.json")
    told = {
        "sha256": hashlib.sha256((out / "guard.onnx").read_bytes()).hexdigest(),
        "base_sha256": BASE_SHA256,
        "heads": {head.name: list(head.labels) for head in HEADS},
        "leaves": [label for _, label in LEAVES],
        "lines": {},
        "talk_shift": 0.0,
        "answer_shift": {},
        "page_shift": {},
        **about,
    }
    _write(told, out)


def draw_lines(
    lines: Mapping[str, Line], talk_shift: float, answer_shift: Mapping[str, float], page_shift: Mapping[str, float],
    out: Path,
) -> dict[str, Any]:  # fmt: skip
    """Write the calibration into ``guard.json`` and return the whole description."""
    told: dict[str, Any] = json.loads((out / "guard.json").read_text("utf-8"))
    told["lines"] = {name: {k: round(v, 4) for k, v in asdict(line).items()} for name, line in lines.items()}
    told["talk_shift"] = round(talk_shift, 4)
    told["answer_shift"] = {name: round(shift, 4) for name, shift in answer_shift.items()}
    told["page_shift"] = {name: round(shift, 4) for name, shift in page_shift.items()}
    _write(told, out)
    return told


def _write(told: Mapping[str, Any], out: Path) -> None:
    (out / "guard.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")
