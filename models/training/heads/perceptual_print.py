"""The head `print`: 256 bits that stay nearly the same when a photo is copied, edited lightly, flipped or turned."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from models.ansa.heads.perceptual_print import BITS
from models.evaluation.near_duplicates import compare, figures_at, largest_threshold
from models.training.heads.export import export_head
from models.training.heads.pooled_statistics import columns, original_statistics
from models.training.heads.print_network import MAPS, PrintNetwork, bit_loss, copy_loss, similar_photos
from models.training.heads.print_views import PrintQueries, PrintViews, load_print_queries, load_print_views
from models.training.heads.workshop import TrainedHead

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

VERSION = "1"
PRECISIONS = {"copy": 0.99, "sure_copy": 0.999}  # names of the thresholds that the facts give
_STEPS = 400
_RATE = 2e-3
_PHOTOS = 192  # a step
_COPIES = 3  # of each, beside the photo itself
_SIMILAR = 8  # most similar photos that are known of each, two of which join a step as negatives
_NEGATIVES = 2
_TEMPERATURE = 0.1
_SHARPEST = 3.0  # tanh's slope grows from 1 to this, towards the sign that is shipped
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Photos (N, S), the most similar ones of each (N, _SIMILAR), and copies (P, V, S) of the photos `owners` (P,)."""

    photos: Tensor
    similar: NDArray[np.int64]
    copies: Tensor
    owners: NDArray[np.int64]


def train(workshop: Workshop) -> TrainedHead:
    """Train the head on cached statistics; a minute on one core once these are computed."""
    torch.manual_seed(0)
    views = load_print_views(workshop)
    network = teach(_prepare(original_statistics(workshop), workshop.split.fit, views))
    thresholds, figures = validate(network, original_statistics(workshop), load_print_queries(workshop))
    _LOG.info("print: thresholds %s, validation %s", thresholds, figures)
    facts = {
        "version": VERSION,
        "bits": BITS,
        "thresholds": thresholds,
        "precision": PRECISIONS,
        "validation": figures,
        "photos": len(views.rows),
        "copies": int(np.prod(views.copies.shape[:2])),
    }
    return TrainedHead(export_head(network, maps=MAPS, outputs=["print"]), facts)


def teach(lessons: Lessons, *, steps: int = _STEPS) -> PrintNetwork:
    """Return a network that was taught all lessons."""
    network = PrintNetwork()
    network.start(lessons.photos, lessons.copies)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps, pct_start=0.1)
    for step, (rows, owners) in enumerate(_iter_batches(lessons, steps)):
        slope = 1.0 + (_SHARPEST - 1.0) * step / steps
        codes = torch.tanh(slope * network.print_statistics(rows))
        loss = copy_loss(codes, owners, temperature=_TEMPERATURE) + bit_loss(codes)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network


def validate(
    network: PrintNetwork, photos: NDArray[np.float32], queries: PrintQueries
) -> tuple[dict[str, int], dict[str, Any]]:
    """Return the thresholds by name, and the figures at each, on validation photos."""
    gallery = pack_prints(network, photos[queries.gallery_rows])
    copies = pack_prints(network, queries.copies.reshape(-1, photos.shape[1]))
    distances = compare(gallery, copies.reshape(*queries.copies.shape[:2], -1), queries.owners)
    thresholds = {name: largest_threshold(distances, precision) for name, precision in PRECISIONS.items()}
    return thresholds, {name: asdict(figures_at(distances, value)) for name, value in thresholds.items()}


@torch.no_grad()
def pack_prints(network: PrintNetwork, statistics: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return prints (N, 32) of photos by the statistics of all their maps, (N, S)."""
    logits = network.print_statistics(torch.from_numpy(np.ascontiguousarray(statistics[:, columns(MAPS)])))
    return np.packbits(logits.numpy() > 0.0, axis=1)


def _prepare(statistics: NDArray[np.float32], fit: NDArray[np.int64], views: PrintViews) -> Lessons:
    own = columns(MAPS)
    place = {row: number for number, row in enumerate(fit.tolist())}
    return Lessons(
        photos=torch.from_numpy(np.ascontiguousarray(statistics[fit][:, own])),
        similar=similar_photos(statistics[fit][:, columns(["pooled"])], _SIMILAR),
        copies=torch.from_numpy(np.ascontiguousarray(views.copies[..., own])),
        owners=np.array([place[row] for row in views.rows.tolist()]),
    )


def _iter_batches(lessons: Lessons, steps: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield rows (M, S) and the photos they belong to: photos, copies of each, and photos similar to them."""
    rng = np.random.default_rng(0)
    for _ in range(steps):
        chosen = rng.choice(len(lessons.owners), min(_PHOTOS, len(lessons.owners)), replace=False)
        owners = lessons.owners[chosen]
        all_copies = np.tile(np.arange(lessons.copies.shape[1]), (len(chosen), 1))
        picks = rng.permuted(all_copies, axis=1)[:, :_COPIES]
        similar = rng.permuted(lessons.similar[owners], axis=1)[:, :_NEGATIVES]
        negatives = np.setdiff1d(similar, owners)
        copies = [lessons.copies[chosen, picks[:, number]] for number in range(_COPIES)]
        rows = torch.cat([lessons.photos[owners], *copies, lessons.photos[negatives]])
        yield rows, torch.from_numpy(np.concatenate([np.tile(owners, 1 + _COPIES), negatives]))
