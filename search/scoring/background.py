"""What cosines a query has with photos that it does not speak of: their mean and spread over photos of many people.

Cosines of a CLIP space differ in level and in spread from query to query: 0.3 is much for one sentence and little for
another. Both follow from the mean m and the covariance C of photos' vectors: a query q has the mean q·m and the variance
qᵀCq, so no photo's vector has to be kept, and asking costs two small products.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

BACKGROUND_FILE = Path(__file__).with_name("background.npz")


@dataclass(frozen=True, slots=True)
class Background:
    """Mean (D,) and covariance of photos' vectors, the latter as `factors` (K, D) and a rest that is alike in all directions.

    C is about FᵀF + rest I: the K directions of most variance, and the mean variance of the others.
    """

    mean: npt.NDArray[np.float32]
    factors: npt.NDArray[np.float32]
    rest: float

    def standardise(self, query: npt.NDArray[np.float32], cosines: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Say how many standard deviations above the background each cosine of a query lies.

        Args:
            query: (D,), unit.
            cosines: (N,), of that query with photos.

        Returns:
            (N,), comparable from query to query.
        """
        variance = float(np.sum((self.factors @ query) ** 2)) + self.rest * float(query @ query)
        return (cosines - float(self.mean @ query)) / np.float32(max(variance, 1e-12) ** 0.5)


def load_background(path: Path = BACKGROUND_FILE) -> Background:
    """Read a background's file."""
    with np.load(path) as arrays:
        return Background(
            arrays["mean"].astype(np.float32), arrays["factors"].astype(np.float32), float(arrays["rest"])
        )


def measure_background(vectors: npt.NDArray[np.float32], rank: int) -> Background:
    """Measure photos' vectors (N, D), N > 1, keeping `rank` directions of their covariance."""
    values, directions = np.linalg.eigh(np.cov(vectors.T.astype(np.float64)))  # ascending
    kept = slice(len(values) - rank, len(values))
    factors = (directions[:, kept] * np.sqrt(values[kept])).T
    rest = float(values[: len(values) - rank].mean()) if rank < len(values) else 0.0
    return Background(vectors.mean(axis=0), factors.astype(np.float32), rest)


def save_background(background: Background, path: Path = BACKGROUND_FILE) -> None:
    """Write a background in half precision: z-scores change by less than 0.01."""
    np.savez_compressed(
        path,
        mean=background.mean.astype(np.float16),
        factors=background.factors.astype(np.float16),
        rest=np.float32(background.rest),
    )
