"""Where the people of a photo are, and their heads: what crops, pans and clocks must not cut or cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.run_lengths import unpack_mask
from albumen.types import Box, DetectedObject, MaskKind, Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A head is a seventh to an eighth of a standing person and about a third of one who is shown from the waist up: a box that
# holds most of either. Used where no hair was segmented.
_HEAD_SHARE = 0.22

# How far a face reaches below the top of the hair, in heights of the hair above the shoulders; long hair is cut at the
# share of the body that a head takes of one shown from the chest up.
_FACE_IN_HAIR = 1.5
_MOST_HEAD_SHARE = 0.5

# Without masks, the detector is believed from here on: half of its weaker boxes on the travel photos held nobody.
_SURE_PERSON = 0.5


@dataclass(frozen=True, slots=True)
class PersonBox:
    """A person, and the head at the top of the same box, in shares of the photo's sides."""

    body: Box
    head: Box


def find_people(
    segmentation: Segmentation | None, objects: Iterable[DetectedObject], size_px: tuple[int, int]
) -> tuple[PersonBox, ...]:
    """Find people by their masks, or by the detector where the photo has not been segmented.

    Args:
        segmentation: the photo's masks.
        objects: what the detector found; boxes in pixels.
        size_px: width and height of the upright photo, which the boxes lie in.
    """
    if segmentation is not None:
        return tuple(_by_masks(segmentation))
    width, height = size_px
    found = [box for box in objects if box.label == "person" and box.score >= _SURE_PERSON]
    return tuple(_with_top(person.box.scaled(1 / width, 1 / height)) for person in found)


def _by_masks(segmentation: Segmentation) -> Iterable[PersonBox]:
    shape = segmentation.height_px, segmentation.width_px
    hair = np.zeros(shape, bool)
    for mask in segmentation.masks:
        if mask.kind is MaskKind.HAIR:
            hair |= unpack_mask(mask.runs, shape)
    for mask in segmentation.masks:
        if mask.kind is MaskKind.PERSON:
            inside = unpack_mask(mask.runs, shape)
            yield _with_head(inside, inside & hair)


def _with_head(inside: NDArray[np.bool_], hair: NDArray[np.bool_]) -> PersonBox:
    """Take the head to be where the hair is and what a face reaches below it, or else the top of the mask."""
    body = _bounds(inside)
    if not hair.any():
        last = body.top + _HEAD_SHARE * (body.bottom - body.top)
        return PersonBox(body, _bounds(inside & (np.arange(len(inside)) < max(1, last * len(inside)))[:, None]))
    found = _bounds(hair)
    reach = min(_FACE_IN_HAIR * (found.bottom - found.top), _MOST_HEAD_SHARE * (body.bottom - body.top))
    return PersonBox(body, Box(found.left, body.top, found.right, min(body.bottom, found.top + reach)))


def _with_top(body: Box) -> PersonBox:
    reach = _HEAD_SHARE * (body.bottom - body.top)
    return PersonBox(body, Box(body.left, body.top, body.right, body.top + reach))


def _bounds(inside: NDArray[np.bool_]) -> Box:
    """Return the box of a mask that covers something, in shares."""
    rows, columns = np.flatnonzero(inside.any(1)), np.flatnonzero(inside.any(0))
    height, width = inside.shape
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)
