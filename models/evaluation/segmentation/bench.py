"""What every section measures: a segmenter and a lifter that look at each drawn photo once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.types import Segmentation
    from models.evaluation.segmentation.truth import DrawnPhoto, DrawnSets
    from models.segmenter import PhotoSegmenter, SubjectLifter


@dataclass(frozen=True, slots=True)
class KeptMatte:
    """A matte in 8 bits, (S, S), so that those of a thousand photos fit into memory, and its confidence."""

    alpha: NDArray[np.uint8]
    confidence: float


@dataclass(slots=True)
class SegmentationBench:
    """Networks beside the data.

    `weights_dir` holds a folder for each network; `baselines_dir` keeps downloaded baselines, which are left out where
    it is None.
    """

    segmenter: PhotoSegmenter
    lifter: SubjectLifter
    sets: DrawnSets
    weights_dir: Path
    baselines_dir: Path | None = None
    threads: int = 1
    _segmentations: dict[str, Segmentation] = field(default_factory=dict)
    _mattes: dict[str, KeptMatte] = field(default_factory=dict)

    def segment(self, photo: DrawnPhoto) -> Segmentation:
        """Return the photo's masks."""
        if photo.name not in self._segmentations:
            self._segmentations[photo.name] = self.segmenter.segment_image(photo.decode_image())
        return self._segmentations[photo.name]

    def lift(self, photo: DrawnPhoto) -> KeptMatte:
        """Return the photo's matte."""
        if photo.name not in self._mattes:
            matte = self.lifter.lift_image(photo.decode_image())
            alpha = np.rint(255.0 * matte.alpha.clip(0.0, 1.0)).astype(np.uint8)
            self._mattes[photo.name] = KeptMatte(alpha, matte.confidence)
        return self._mattes[photo.name]
