"""The saliency map and its crop against ECSSD's test masks, beside a blob in the middle that looks at nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import SALIENCY_SIDE
from models.ansa.heads.saliency import decode_saliency
from models.evaluation.readings import SALIENCY
from models.evaluation.saliency import kept_by_box, saliency_scores
from models.evaluation.table import Line, fraction, percent
from models.training.samples import Sample, iter_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.evaluation.bench import Bench

NAME = "saliency"
_SET = "salient-ecssd.tar.gz"
_SALIENT = 128  # of 255, in the masks
_BLOB_SIGMA = 0.25  # of the side


def measure_saliency(bench: Bench) -> list[Line]:
    """Return error, F-beta, and what the crop keeps."""
    heats, masks, kept = [], [], []
    for sample in iter_samples(bench.data_dir / "segmentation" / _SET, "test"):
        image, mask = sample.decode_image(), _mask_of(sample)
        (saliency,) = decode_saliency(bench.run([image])[SALIENCY], [(mask.shape[1], mask.shape[0])])
        heats.append(np.frombuffer(saliency.heat, np.uint8).reshape(SALIENCY_SIDE, SALIENCY_SIDE))
        masks.append(mask)
        kept.append(kept_by_box(mask, saliency.box))
    inside, area = np.mean(kept, axis=0)
    crop = (percent("salient pixels kept", float(inside)), percent("of the photo's area", float(area)))
    return [
        _line("head", heats, masks),
        _line("a blob in the middle", [_blob()] * len(masks), masks),
        Line(NAME, "crop box", len(masks), crop),
    ]


def _mask_of(sample: Sample) -> NDArray[np.bool_]:
    labels = sample.decode_labels()
    return (labels if labels.ndim == 2 else labels[..., 0]) >= _SALIENT


def _line(what: str, heats: list[NDArray[np.uint8]], masks: list[NDArray[np.bool_]]) -> Line:
    scores = saliency_scores(heats, masks)
    figures = (
        fraction("MAE", scores.mae),
        fraction("F-beta", scores.best_f),
        fraction("adaptive F-beta", scores.adaptive_f),
    )
    return Line(NAME, f"{what}, ECSSD test", len(masks), figures)


def _blob() -> NDArray[np.uint8]:
    offsets = (np.arange(SALIENCY_SIDE) + 0.5) / SALIENCY_SIDE - 0.5
    squared = offsets[:, None] ** 2 + offsets**2
    return np.rint(255.0 * np.exp(-squared / (2.0 * _BLOB_SIGMA**2))).astype(np.uint8)
