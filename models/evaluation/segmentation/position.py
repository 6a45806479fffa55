"""A baseline that looks at no photo: each part is where it lies in most train photos of the same set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from albumen.types import MaskKind
    from models.evaluation.segmentation.truth import DrawnPhoto

_SIDE = 96


class PositionPrior:
    """The share of train photos that show a kind at each place."""

    def __init__(self, photos: Sequence[DrawnPhoto], kinds: Iterable[MaskKind]) -> None:
        self._shares = {kind: np.zeros((_SIDE, _SIDE)) for kind in kinds}
        for photo in photos:
            drawn = photo.decode_drawn()
            for kind, share in self._shares.items():
                share += _squeeze(drawn.part(kind)) / len(photos)

    def mask(self, kind: MaskKind, shape: tuple[int, int]) -> NDArray[np.bool_]:
        """Return where most train photos show the kind, (H, W) of `shape`."""
        shares = Image.fromarray(self._shares[kind].astype(np.float32))
        return np.asarray(shares.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)) > 0.5


def _squeeze(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    picture = Image.fromarray(mask.astype(np.float32)).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    return np.asarray(picture, dtype=np.float64)
