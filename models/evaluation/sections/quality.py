"""Quality scores on test photos that are made worse by steps: the training's own kinds, and others written apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.ansa.heads.quality import OUTPUTS
from models.evaluation.degradations import STEPS
from models.evaluation.quality import share_in_order
from models.evaluation.quality_ladders import measure_ladders
from models.evaluation.readings import QUALITY
from models.evaluation.table import Line, fraction, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PIL.Image import Image

    from models.evaluation.bench import Bench

NAME = "quality"
_PHOTOS = 100  # each in 32 versions
_TECHNICAL = OUTPUTS.index("technical")


def measure_quality(bench: Bench) -> list[Line]:
    """Return how often the better of two versions scores better."""
    photos = (bench.captioned + bench.classified)[:: len(bench.captioned + bench.classified) // _PHOTOS or 1][:_PHOTOS]
    images = [photo.decode_image() for photo in photos]

    def assess(versions: Sequence[Image]) -> NDArray[np.float32]:
        return bench.run(versions)[QUALITY]

    lines = []
    for kind, ladder in measure_ladders(assess, images).items():
        figures = (
            percent("technical in order", ladder.technical_pairs),
            percent("its own defect in order", ladder.defect_pairs),
            fraction("Spearman with the severity", ladder.spearman),
        )
        lines.append(Line(NAME, kind, len(images), figures, "pairs of versions of a photo; chance is 50"))
    for kind, steps in STEPS.items():
        versions = [images, *([step(image) for image in images] for step in steps)]
        scores = np.stack([assess(version)[:, _TECHNICAL] for version in versions], axis=1)  # (P, S)
        figure = percent("technical in order", share_in_order(scores))
        lines.append(Line(NAME, f"{kind}, written apart", len(images), (figure,), "not the training's own code"))
    return lines
