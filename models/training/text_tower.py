"""Fine-tune MiniLM and a new head onto the teacher's image space.

Two steps, as for images. First the head alone learns from frozen sentence vectors. Then the six layers learn with it
(the token table stays frozen): captions pick the teacher's vector of their photo out of many, and single words are
drawn to the teacher's word vectors, under several prompts.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from models.ansa.minilm import MiniLM
from models.ansa.towers import TextTower
from models.training.corpus import iter_length_buckets, pad_tokens, sample_rows
from models.training.losses import direction_loss, matching_loss, neighbourhood_loss
from models.training.schedule import AveragedNetwork, Descent, warm_cosine, weight_groups

_LOG = logging.getLogger(__name__)
_FROZEN = ("words", "positions", "norm")


@dataclass(frozen=True, slots=True)
class TextRecipe:
    """Settings of the second step, chosen on validation photos and words."""

    epochs: int = 4
    batch: int = 192
    encoder_rate: float = 1e-4
    head_rate: float = 5e-4
    warmup_steps: int = 100
    average_decay: float = 0.995
    photo_negatives: int = 1024
    word_references: int = 2048
    words_a_step: tuple[int, int, int] = (64, 24, 8)  # any word, object names, the teacher's own class names
    word_weight: float = 0.5


@dataclass(frozen=True, slots=True)
class TextLessons:
    """What there is to learn from; N photos, T captions, W words."""

    captions: list[list[int]]  # T rows of token ids
    owners: NDArray[np.int64]  # (T,) row of each caption's photo
    fit_captions: NDArray[np.int64]  # captions to train on
    photos: Tensor  # (N, 512), the teacher's
    fit_photos: NDArray[np.int64]
    word_prompts: list[list[list[int]]]  # for each prompt, W rows of token ids
    words: Tensor  # (W, 512), the teacher's
    word_groups: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]  # as `TextRecipe.words_a_step`


def tower_of_state(state: dict[str, Tensor], *, dropout: float = 0.0) -> TextTower:
    """Return a tower with these weights, of as many tokens, positions and layers as they are for."""
    words, positions = (len(state[f"encoder.{name}.weight"]) for name in ("words", "positions"))
    layers = sum(name.endswith(".qkv.weight") for name in state)
    tower = TextTower(MiniLM(vocabulary=words, layers=layers, context=positions), dropout=dropout)
    tower.load_state_dict(state)
    return tower.eval()


def load_text_tower(path: Path, *, dropout: float = 0.0) -> TextTower:
    """Return a saved tower."""
    return tower_of_state(torch.load(path, weights_only=True), dropout=dropout)


def encode_tokens(tower: TextTower, rows: Sequence[Sequence[int]]) -> Tensor:
    """Return unit rows for token ids, (N, 512); the layers run in bfloat16."""
    ids, mask = pad_tokens(rows)
    return F.normalize(tower.head(_sentences(tower, ids, mask)), dim=-1)


@torch.inference_mode()
def encode_all(tower: TextTower, rows: Sequence[Sequence[int]], *, pool_only: bool = False) -> Tensor:
    """Return the vectors (or the sentence vectors) of many texts, shortest first within."""
    tower.eval()
    order = np.argsort([len(row) for row in rows], kind="stable")
    parts = []
    for start in range(0, len(order), 64):
        batch = [rows[index] for index in order[start : start + 64]]
        parts.append(_sentences(tower, *pad_tokens(batch)) if pool_only else encode_tokens(tower, batch))
    sorted_rows = torch.cat(parts)
    result = torch.empty_like(sorted_rows)
    result[torch.from_numpy(order)] = sorted_rows
    return result.clone()


def warm_up_head(tower: TextTower, lessons: TextLessons, *, epochs: int = 12, batch: int = 512) -> None:
    """First step: fit the head alone on frozen sentence vectors."""
    sentences = encode_all(tower, lessons.captions, pool_only=True)
    words = encode_all(tower, lessons.word_prompts[0], pool_only=True)
    rng = np.random.default_rng(0)
    tower.head.train()
    descent = Descent.of_head(tower.head, epochs * (len(lessons.fit_captions) // batch))
    for _ in range(epochs):
        shuffled = rng.permutation(lessons.fit_captions)
        for start in range(0, len(shuffled) - batch + 1, batch):
            rows = shuffled[start : start + batch]
            owners = torch.from_numpy(lessons.owners[rows])
            vectors = F.normalize(tower.head(sentences[rows]), dim=-1)
            loss = matching_loss(vectors, lessons.photos[owners], owners=owners)
            chosen = rng.integers(0, len(words), 256)
            word_vectors = F.normalize(tower.head(words[chosen]), dim=-1)
            targets = lessons.words[chosen]
            loss = loss + 0.5 * (direction_loss(word_vectors, targets) + matching_loss(word_vectors, targets))
            descent.step(loss)
    tower.head.eval()


def fine_tune(tower: TextTower, lessons: TextLessons, recipe: TextRecipe) -> TextTower:
    """Second step: train layers and head together; returns their moving average."""
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    for name, parameter in tower.encoder.named_parameters():
        if name.startswith(_FROZEN):
            parameter.requires_grad_(False)
    groups = weight_groups(tower.encoder.parameters(), rate=recipe.encoder_rate, decay=0.01)
    groups += weight_groups(tower.head.parameters(), rate=recipe.head_rate, decay=0.05)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98))
    total = recipe.epochs * (len(lessons.fit_captions) // recipe.batch)
    descent = Descent(optimizer, warm_cosine(optimizer, warmup=recipe.warmup_steps, total=total), clip=5.0)
    average = AveragedNetwork(tower, decay=recipe.average_decay)
    lengths = np.array([len(row) for row in lessons.captions])
    for epoch in range(recipe.epochs):
        tower.train()
        losses = []
        for rows in iter_length_buckets(lessons.fit_captions, lengths, batch=recipe.batch, rng=rng):
            loss = caption_loss(encode_tokens(tower, tokens_of(lessons.captions, rows)), lessons, recipe, rows, rng)
            prompted = draw_words(lessons, recipe, rng)
            words = encode_tokens(tower, prompted.tokens)
            loss = loss + recipe.word_weight * word_loss(words, lessons, recipe, prompted.rows, rng)
            descent.step(loss)
            average.update(tower)
            losses.append(float(loss.detach()))
        _LOG.info("text tower, epoch %d of %d: loss %.3f", epoch + 1, recipe.epochs, np.mean(losses))
    result = average.network
    assert isinstance(result, TextTower)
    return result.eval()


def tokens_of(texts: list[list[int]], rows: NDArray[np.int64]) -> list[list[int]]:
    """Return the token ids of these rows."""
    return [texts[row] for row in rows]


def caption_loss(
    vectors: Tensor, lessons: TextLessons, recipe: TextRecipe, rows: NDArray[np.int64], rng: np.random.Generator
) -> Tensor:
    """Return how badly captions `rows`, given their vectors (N, 512), pick their photo out of others."""
    owners = torch.from_numpy(lessons.owners[rows])
    others = sample_rows(lessons.fit_photos, recipe.photo_negatives, rng)
    return matching_loss(vectors, lessons.photos[owners], owners=owners, negatives=lessons.photos[others])


@dataclass(frozen=True, slots=True)
class PromptedWords:
    """Words under one prompt."""

    rows: NDArray[np.int64]
    tokens: list[list[int]]


def draw_words(lessons: TextLessons, recipe: TextRecipe, rng: np.random.Generator) -> PromptedWords:
    """Draw a prompt, and words of each group."""
    prompt = lessons.word_prompts[rng.integers(len(lessons.word_prompts))]
    groups = zip(lessons.word_groups, recipe.words_a_step, strict=True)
    rows = np.concatenate([rng.choice(group, count) for group, count in groups])
    return PromptedWords(rows, tokens_of(prompt, rows))


def word_loss(
    vectors: Tensor, lessons: TextLessons, recipe: TextRecipe, rows: NDArray[np.int64], rng: np.random.Generator
) -> Tensor:
    """Return how far words `rows`, given their vectors (N, 512), are from the teacher's in direction and in order."""
    targets = lessons.words[rows]
    others = lessons.words[sample_rows(lessons.word_groups[0], recipe.word_references, rng)]
    return direction_loss(vectors, targets) + neighbourhood_loss(vectors, targets, torch.cat([targets, others]))


def _sentences(tower: TextTower, ids: Tensor, mask: Tensor) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        tokens = tower.encoder(ids, mask)
    return TextTower.pool(tokens.float(), mask)
