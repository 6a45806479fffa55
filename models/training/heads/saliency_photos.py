"""What the saliency head learns from: masks that people drew, and the teacher's maps of other photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from albumen.types import SALIENCY_SIDE
from models.ansa.export import SIDE_PX
from models.runtime.onnx_session import open_session
from models.training.heads.saliency_network import MAPS
from models.training.heads.saliency_teacher import U2NETP, salient_map, shrink
from models.training.heads.view_maps import open_view_maps, write_view_maps
from models.training.samples import Sample, iter_samples
from models.training.starting_weights import fetch_starting_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from models.training.heads.workshop import Workshop

CACHE = "saliency-cache"
TAUGHT = 400  # photos that the teacher maps: 0.2 s each on one core
_FLICKR = 130  # of them from Flickr8k, which is the largest source and not the most varied
_VIEWS = 3  # of each photo with a drawn mask: the whole, and two random windows
_PERSON_SETS = ("person-humanseg", "person-ccp")
_ONE_PERSON = 250  # photos taken of each of these sets: what a portrait's mask is, is soon learnt
_HELD_EVERY = 7  # of ECSSD's train photos validate
_SMALLEST_CUT = 0.5  # of a side


@dataclass(frozen=True, slots=True)
class SalientViews:
    """The backbone's maps of V views in the order of `MAPS`, float16, and the saliency of each, (V, 28, 28)."""

    maps: list[NDArray[np.float16]]
    heat: NDArray[np.float32]


def load_drawn_views(workshop: Workshop) -> SalientViews:
    """Return views of the photos with drawn masks."""
    samples = [sample for row, sample in enumerate(_ecssd(workshop.data_dir)) if row % _HELD_EVERY]
    for name in _PERSON_SETS:
        archive = workshop.data_dir / "segmentation" / f"{name}.tar.gz"
        samples += list(iter_samples(archive, "train"))[:_ONE_PERSON]
    rng = np.random.default_rng(0)
    views = ((sample, view) for sample in samples for view in range(_VIEWS))
    pairs = (_window(sample, rng) if view else _whole(sample) for sample, view in views)
    return _cached(workshop, pairs, count=len(samples) * _VIEWS, name="drawn")


def load_held_views(workshop: Workshop) -> SalientViews:
    """Return the validation photos, whole: one in seven of ECSSD's train photos."""
    samples = _ecssd(workshop.data_dir)[::_HELD_EVERY]
    return _cached(workshop, (_whole(sample) for sample in samples), count=len(samples), name="held")


def load_taught_views(workshop: Workshop) -> SalientViews:
    """Return the teacher's maps of photos drawn among those to fit on, computed once."""
    path = workshop.work_dir / CACHE / "taught.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = _rows_to_teach(workshop)
        network = fetch_starting_file(U2NETP, workshop.work_dir)
        teacher = open_session(network.read_bytes(), threads=workshop.threads)
        heat = [shrink(salient_map(teacher, workshop.photos[row].decode_image())) for row in rows]
        np.savez(path, rows=rows, heat=np.array(heat, dtype=np.float16))
    with np.load(path) as stored:
        rows, order = np.sort(stored["rows"]), np.argsort(stored["rows"])
        return SalientViews([workshop.load_maps(name)[rows] for name in MAPS], stored["heat"][order].astype(np.float32))


def mask_of(sample: Sample) -> NDArray[np.float32]:
    """Return a sample's salient pixels, (H, W) in [0, 1]: shades of a matte, or whatever is no background."""
    labels = sample.decode_labels()
    labels = labels[..., 0] if labels.ndim == 3 else labels
    if labels.max() == np.iinfo(np.uint8).max:
        return labels.astype(np.float32) / np.float32(labels.max())
    return (labels > 0).astype(np.float32)


def _ecssd(data_dir: Path) -> list[Sample]:
    return list(iter_samples(data_dir / "segmentation" / "salient-ecssd.tar.gz", "train"))


def _rows_to_teach(workshop: Workshop) -> NDArray[np.int64]:
    rng = np.random.default_rng(0)
    fit = workshop.split.fit
    flickr = np.array([workshop.photos[row].source == "flickr8k" for row in fit])
    plain = np.array([workshop.photos[row].utility is None for row in fit])
    parts = (rng.permutation(fit[flickr])[:_FLICKR], rng.permutation(fit[plain & ~flickr])[: TAUGHT - _FLICKR])
    return np.concatenate(parts)


def _whole(sample: Sample) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    return _view(sample, (0.0, 0.0, 1.0, 1.0))


def _window(sample: Sample, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a random window, mirrored half of the time."""
    width, height = rng.uniform(_SMALLEST_CUT, 1.0, size=2)
    left, top = rng.uniform(0.0, 1.0 - width), rng.uniform(0.0, 1.0 - height)
    pixels, heat = _view(sample, (left, top, left + width, top + height))
    return (pixels[:, ::-1], heat[:, ::-1]) if rng.random() < 0.5 else (pixels, heat)


def _view(sample: Sample, window: tuple[float, float, float, float]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a window (xyxy, shares) of a photo, (224, 224, 3), and its saliency, (28, 28)."""
    image, mask = sample.decode_image(), Image.fromarray(mask_of(sample))
    pixels = image.resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC, box=_in_pixels(window, image.size))
    side = (SALIENCY_SIDE, SALIENCY_SIDE)
    heat = mask.resize(side, Image.Resampling.BOX, box=_in_pixels(window, mask.size))
    return np.asarray(pixels), np.asarray(heat)


def _in_pixels(window: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    left, top, right, bottom = window
    width, height = size
    return left * width, top * height, right * width, bottom * height


def _cached(
    workshop: Workshop,
    pairs: Iterator[tuple[NDArray[np.uint8], NDArray[np.float32]]],
    *,
    count: int,
    name: str,
) -> SalientViews:
    folder = workshop.work_dir / CACHE / name
    stored = folder / "heat.npy"
    if not stored.exists():
        heat = write_view_maps(folder, MAPS, workshop.open_backbone(MAPS), pairs, count=count)
        np.save(stored, np.stack(heat).astype(np.float32))
    return SalientViews(list(open_view_maps(folder, MAPS).values()), np.load(stored))
