"""Made-up masks like a network's: a sky with a ragged lower edge, and people as ovals with hair and skin."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from albumen.run_lengths import pack_mask
from albumen.types import Mask, MaskKind, Segmentation

HEIGHT_PX, WIDTH_PX = 384, 512
# How often a photo has so many people; nearly as often it has a sky as not.
_PEOPLE = (0.5, 0.25, 0.15, 0.06, 0.04)
_SKY = 0.45


def make_segmentation(seed: int = 0) -> Segmentation:
    """Make the masks of one photo; the same for one seed."""
    rng = np.random.default_rng(seed)
    people = [_oval(rng) for _ in range(rng.choice(len(_PEOPLE), p=_PEOPLE))]
    masks = [_mask(MaskKind.SKY, 0, _sky(rng), rng)] if rng.random() < _SKY else []
    masks += [_mask(MaskKind.PERSON, number, inside, rng) for number, inside in enumerate(people, start=1)]
    everyone = np.any(people, axis=0) if people else np.zeros((HEIGHT_PX, WIDTH_PX), bool)
    for kind in (MaskKind.HAIR, MaskKind.SKIN) if people else ():
        masks.append(_mask(kind, 0, everyone & _oval(rng), rng))
    return Segmentation(HEIGHT_PX, WIDTH_PX, tuple(masks), float(everyone.mean()))


def _mask(kind: MaskKind, instance: int, inside: NDArray[np.bool_], rng: np.random.Generator) -> Mask:
    return Mask(kind, instance, float(rng.random()), float(inside.mean()), pack_mask(inside))


def _sky(rng: np.random.Generator) -> NDArray[np.bool_]:
    horizon = HEIGHT_PX * rng.uniform(0.05, 0.7) + np.cumsum(rng.normal(0, 2, WIDTH_PX))
    return np.arange(HEIGHT_PX)[:, None] < horizon


def _oval(rng: np.random.Generator) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:HEIGHT_PX, :WIDTH_PX]
    row, column = rng.random(2) * (HEIGHT_PX, WIDTH_PX)
    height, width = rng.uniform(40, 250), rng.uniform(20, 100)
    ragged = rng.normal(1, 0.05, (HEIGHT_PX, 1))
    return ((rows - row) / height) ** 2 + ((columns - column) / width) ** 2 < ragged
