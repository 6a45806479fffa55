"""Retrieval between the texts and the photos of the galleries that no step trains on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.ansa.export import MAX_TOKENS, PREPROCESSING
from models.ansa.image_graph import PREPROCESSING as SQUARES
from models.ansa.wordpiece import WordPiece
from models.evaluation.retrieval import recall_at_k
from models.training.contrastive.preparation import decode_sample, read_facts
from models.training.contrastive.shards import ShardSet
from models.training.contrastive.stream import iter_gallery

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.contrastive.trainer import Trainer

_BATCH = 64


def measure_retrieval(trainer: Trainer, shards: ShardSet, *, tokenizer: Path) -> dict[str, dict[str, float]]:
    """Return recall@1, 5 and 10 in percent, text to image, for each gallery that has captions.

    Every photo of a gallery is in it; its human captions are the queries.
    """
    trainer.pair.eval()
    wordpiece = WordPiece.from_json(tokenizer.read_text(encoding="utf-8"))
    report = {}
    for split in shards.galleries:
        captions, owners = _read_captions(shards, split)
        if captions:
            gallery = _encode_gallery(trainer, shards, split)
            queries = _encode_texts(trainer, captions, wordpiece)
            recall = recall_at_k(queries, gallery, owners[:, None] == np.arange(len(gallery)))
            report[split] = {f"recall@{k}": value for k, value in recall.items()}
    trainer.pair.train()
    return report


def _read_captions(shards: ShardSet, split: str) -> tuple[list[str], NDArray[np.int64]]:
    texts, owners = [], []
    for row, sample in enumerate(iter_gallery(shards, split)):
        captions = read_facts(sample).get("captions", [])
        texts += captions
        owners += [row] * len(captions)
    return texts, np.array(owners, dtype=np.int64)


@torch.inference_mode()
def _encode_gallery(trainer: Trainer, shards: ShardSet, split: str) -> NDArray[np.float32]:
    rows = []
    for pixels in _iter_pixels(shards, split, trainer.recipe.image.side_px):
        with trainer.autocast():
            rows.append(trainer.pair.image(torch.from_numpy(pixels).to(trainer.device)).float())
    return _unit_rows(rows)


@torch.inference_mode()
def _encode_texts(trainer: Trainer, texts: list[str], wordpiece: WordPiece) -> NDArray[np.float32]:
    rows = []
    for start in range(0, len(texts), _BATCH):
        ids, mask = wordpiece.encode(texts[start : start + _BATCH], MAX_TOKENS)
        with trainer.autocast():
            inputs = (torch.from_numpy(array).to(trainer.device) for array in (ids, mask))
            rows.append(trainer.pair.text(*inputs).float())
    return _unit_rows(rows)


def _iter_pixels(shards: ShardSet, split: str, side_px: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the photos of a split as the exported tower will be given them, (N, S, S, 3)."""
    to_square = SQUARES[PREPROCESSING]
    samples = iter_gallery(shards, split)
    while part := list(itertools.islice(samples, _BATCH)):
        yield np.stack([to_square(decode_sample(sample), side_px) for sample in part])


def _unit_rows(rows: list[torch.Tensor]) -> NDArray[np.float32]:
    return torch.nn.functional.normalize(torch.cat(rows), dim=-1).cpu().numpy()
