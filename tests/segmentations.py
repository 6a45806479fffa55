"""Make segmentations of photos."""

from __future__ import annotations

import numpy as np

from albumen.run_lengths import pack_mask
from albumen.types import Mask, MaskKind, Segmentation

HEIGHT_PX, WIDTH_PX = 10, 10


def segmentation(*, sky: float = 0.0, people: int = 0, each: float = 0.1) -> Segmentation:
    """Make masks of full rows from the top, 0.1 of the frame a row: sky first, then people of `each` share, one by one."""
    masks, top = [], 0
    if sky:
        masks.append(mask(MaskKind.SKY, top, sky))
        top += round(sky * HEIGHT_PX)
    for instance in range(1, people + 1):
        masks.append(mask(MaskKind.PERSON, top, each, instance=instance))
        top += round(each * HEIGHT_PX)
    return Segmentation(HEIGHT_PX, WIDTH_PX, tuple(masks), round(people * each, 4))


def mask(kind: MaskKind, top: int, share: float, *, instance: int = 0) -> Mask:
    """Make a mask of full rows from `top` on."""
    inside = np.zeros((HEIGHT_PX, WIDTH_PX), bool)
    inside[top : top + round(share * HEIGHT_PX)] = True
    return Mask(kind, instance, round(0.9 - instance / 100, 2), share, pack_mask(inside))
