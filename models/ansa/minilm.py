"""MiniLM-L6: a six-layer BERT, as a torch module that can be trained on.

Weights: `sentence-transformers/all-MiniLM-L6-v2` (Apache-2.0), read from a safetensors file. Architecture: Devlin
et al., "BERT", 2019 (post-norm encoder); sizes from Wang et al., "MiniLM", 2020.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

WIDTH = 384
LAYERS = 6
HEADS = 12
FEED_FORWARD = 1536
VOCABULARY = 30522
CONTEXT = 512
NORM_EPSILON = 1e-12
_MASKED = -1e4  # finite, so that a padded row never turns into NaN


class MiniLM(nn.Module):
    """Token ids to token vectors, (N, L) to (N, L, 384)."""

    def __init__(self, *, vocabulary: int = VOCABULARY, layers: int = LAYERS, context: int = CONTEXT) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(context, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return token vectors; `mask` (N, L) is 1 on tokens and 0 on padding."""
        return self.run_layers(self.embed(ids), mask)

    def embed(self, ids: Tensor) -> Tensor:
        """Return the input of the first layer, (N, L, 384)."""
        return self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]])

    def run_layers(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Run all layers on (N, L, 384)."""
        bias = (1.0 - mask[:, None, None, :].to(hidden.dtype)) * _MASKED  # (N, 1, 1, L)
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden


class Layer(nn.Module):
    """Self-attention and feed-forward, each with its residual and its norm after it."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)
        self.up = nn.Linear(WIDTH, FEED_FORWARD)
        self.down = nn.Linear(FEED_FORWARD, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=NORM_EPSILON)

    def forward(self, hidden: Tensor, bias: Tensor) -> Tensor:
        """Run the layer on (N, L, 384) with an additive attention bias."""
        batch, length, _ = hidden.shape
        qkv = self.qkv(hidden).reshape(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        query, key, value = qkv[0], qkv[1], qkv[2]  # (N, heads, L, 32)
        scores = query @ key.transpose(-1, -2) * (WIDTH // HEADS) ** -0.5 + bias.to(query.dtype)
        mixed = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, length, WIDTH)
        hidden = self.norm1(hidden + self.out(mixed))
        return self.norm2(hidden + self.down(F.gelu(self.up(hidden))))


def load_minilm(path: Path) -> MiniLM:
    """Return MiniLM with the weights of a sentence-transformers safetensors file."""
    from safetensors.torch import load_file

    source = load_file(str(path))
    network = MiniLM()
    token_type = source["embeddings.token_type_embeddings.weight"][0]  # every token is of the first segment
    state = {
        "words.weight": source["embeddings.word_embeddings.weight"],
        "positions.weight": source["embeddings.position_embeddings.weight"] + token_type,
        "norm.weight": source["embeddings.LayerNorm.weight"],
        "norm.bias": source["embeddings.LayerNorm.bias"],
    }
    for index in range(LAYERS):
        state |= _layer_state(source, f"encoder.layer.{index}.", f"layers.{index}.")
    network.load_state_dict(state)
    return network.eval()


def _layer_state(source: dict[str, Tensor], old: str, new: str) -> dict[str, Tensor]:
    names = {
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm2": "output.LayerNorm",
    }
    state = {}
    for kind in ("weight", "bias"):
        parts = [source[f"{old}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        state[f"{new}qkv.{kind}"] = torch.cat(parts)
        state |= {f"{new}{mine}.{kind}": source[f"{old}{theirs}.{kind}"] for mine, theirs in names.items()}
    return state
