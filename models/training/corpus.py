"""The English texts that the text tower learns from, each with the photo it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from models.evaluation.photos import LabelledPhoto

LABEL_PROMPTS = ("a photo of a {}.", "{}")
WORD_PROMPTS = ("{}", "{}", "a photo of a {}.", "a photo of {}", "a picture of the {}", "{} in a photo")
MAX_TOKENS = 48
NO_LABEL = "misc"


@dataclass(frozen=True, slots=True)
class Corpus:
    """Captions and label sentences; `owners[i]` is the row of text i's photo."""

    texts: list[str]
    owners: NDArray[np.int64]


def build_corpus(photos: Sequence[LabelledPhoto]) -> Corpus:
    """Collect the captions and the labels of photos."""
    texts, owners = [], []
    for row, photo in enumerate(photos):
        label = photo.label if photo.label != NO_LABEL else None
        sentences = [prompt.format(label.replace("_", " ")) for prompt in LABEL_PROMPTS] if label else []
        for text in (*photo.captions, *sentences):
            texts.append(text)
            owners.append(row)
    return Corpus(texts, np.array(owners, dtype=np.int64))


def load_tokenizer(path: Path) -> Tokenizer:
    """Return the tokenizer, cutting at `MAX_TOKENS` and not padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_length=MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


def pad_tokens(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return ids and mask, both (N, L) int64, L the longest row."""
    length = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), length, dtype=torch.int64)
    mask = torch.zeros(len(rows), length, dtype=torch.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    return ids, mask


def iter_length_buckets(
    rows: NDArray[np.int64], lengths: NDArray[np.int64], *, batch: int, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Return one epoch of batches, shuffled, each of texts of about one length, so that little is padding."""
    shuffled = rng.permutation(rows)
    batches = []
    for start in range(0, len(shuffled), 20 * batch):
        chunk = shuffled[start : start + 20 * batch]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        batches += [chunk[at : at + batch] for at in range(0, len(chunk) - batch + 1, batch)]
    return [batches[index] for index in rng.permutation(len(batches))]


def sample_rows(rows: NDArray[np.int64], count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return `count` different rows, or all of them where there are fewer."""
    return rng.choice(rows, min(count, len(rows)), replace=False)
