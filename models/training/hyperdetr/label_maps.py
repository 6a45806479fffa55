"""What each archive's label map says, as `Lesson` labels (H, W, 3).

What stands for what: skin is CelebAMask's skin, nose, ears and neck, with brows, eyes and mouth left out of the loss;
teeth, which nobody labelled, are the bright and colourless part of CelebAMask's inner mouth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from albumen.types import MaskKind
from models.training.hyperdetr.lesson import ALL_BITS, BITS, ON_PEOPLE, UNCOUNTED, bits_where, stack_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

SKY, PERSON, HAIR, SKIN, TEETH, GLASSES = (BITS[kind] for kind in MaskKind)
MAX_PEOPLE = 20  # of one photo who are told apart; no photo of these sets has more of the size that counts

# CelebAMask-HQ's classes.
_FACE_SKIN, _FACE_GLASSES, _FACE_HAIR, _FACE_MOUTH = (1, 2, 8, 9, 17), 3, 13, 10
_FACE_FEATURES = (4, 5, 6, 7, 10, 11, 12)  # eyes, brows, mouth and lips: skin or not, as one likes
# Clothing Co-Parsing's classes (Yang et al. 2014), in their alphabetical order.
_GARMENT_GLASSES, _GARMENT_HAIR, _GARMENT_SKIN = (17, 47), 19, 41
_STREET_SKY, _STREET_PEOPLE, _STREET_VOID = 0, (9, 10), 11
_COCO_PERSON, _COCO_SKY = 1, 187

# Teeth: chosen by eye on 40 open mouths.
_TEETH_SATURATION, _GUM_SATURATION = 0.42, 0.50
_TEETH_BRIGHTNESS, _DARK_BRIGHTNESS = 0.75, 0.50  # of the mouth's 80th percentile
_TEETH_FLOOR = 80  # of 255


def face_labels(pixels: NDArray[np.uint8], classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Read CelebAMask-HQ: one person, cut out around the face."""
    person = classes != 0
    teeth, unsure = find_teeth(pixels, classes == _FACE_MOUTH)
    present = (
        bits_where(person, PERSON)
        | bits_where(classes == _FACE_HAIR, HAIR)
        | bits_where(np.isin(classes, _FACE_SKIN), SKIN)
        | bits_where(classes == _FACE_GLASSES, GLASSES)
        | bits_where(teeth, TEETH)
    )
    unknown = bits_where(~person, SKY) | bits_where(np.isin(classes, _FACE_FEATURES), SKIN) | bits_where(unsure, TEETH)
    return stack_labels(present, unknown, person.astype(np.uint8))


def find_teeth(pixels: NDArray[np.uint8], mouth: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return where in an open mouth teeth are, and where nobody can tell; (H, W) each."""
    if not mouth.any():
        return mouth, mouth
    brightest = pixels.max(axis=-1).astype(np.float32)
    saturation = 1.0 - pixels.min(axis=-1) / (brightest + 1.0)
    level = np.percentile(brightest[mouth], 80)
    bright = brightest > max(_TEETH_FLOOR, _TEETH_BRIGHTNESS * level)
    teeth = mouth & bright & (saturation < _TEETH_SATURATION)
    gum = (brightest < _DARK_BRIGHTNESS * level) | (brightest < _TEETH_FLOOR) | (saturation > _GUM_SATURATION)
    return teeth, mouth & ~teeth & ~gum


def garment_labels(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Read Clothing Co-Parsing: one person on foot; passers-by are not labelled."""
    person = classes != 0
    skin = classes == _GARMENT_SKIN
    present = (
        bits_where(person, PERSON)
        | bits_where(classes == _GARMENT_HAIR, HAIR)
        | bits_where(skin, SKIN)
        | bits_where(np.isin(classes, _GARMENT_GLASSES), GLASSES)
    )
    unknown = bits_where(~person, SKY) | bits_where(skin, TEETH)
    return stack_labels(present, unknown, person.astype(np.uint8))


def portrait_labels(alpha: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Read a person mask, 0 to 255; people are told apart only where the mask is of one piece."""
    person = alpha > 127
    unknown = bits_where(~person, SKY) | bits_where(person, ON_PEOPLE)
    instance = 1 if _is_one_piece(person) else UNCOUNTED
    return stack_labels(bits_where(person, PERSON), unknown, bits_where(person, instance))


def pedestrian_labels(indices: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Read Penn-Fudan: some pedestrians are not labelled, so that nothing is known outside those who are."""
    person = indices > 0
    unknown = bits_where(~person, ALL_BITS) | bits_where(person, ON_PEOPLE)
    return stack_labels(bits_where(person, PERSON), unknown, indices)


def street_labels(classes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Read CamVid: sky, and people who are not told apart."""
    person = np.isin(classes, _STREET_PEOPLE)
    present = bits_where(classes == _STREET_SKY, SKY) | bits_where(person, PERSON)
    unknown = bits_where(classes == _STREET_VOID, ALL_BITS) | bits_where(person, ON_PEOPLE)
    return stack_labels(present, unknown, bits_where(person, UNCOUNTED))


def coco_labels(colours: NDArray[np.uint8], segments: list[dict[str, int]]) -> NDArray[np.uint8]:
    """Read COCO panoptic: sky and people, crowds not told apart, what is not labelled unknown."""
    ids = colours.astype(np.int32) @ np.array([1, 256, 65536], np.int32)  # (H, W)
    instances = np.zeros(ids.shape, np.uint8)
    people = 0
    for segment in segments:
        if segment["category_id"] == _COCO_PERSON:
            people += 1
            is_counted = not segment["iscrowd"] and people <= MAX_PEOPLE
            instances[ids == segment["id"]] = people if is_counted else UNCOUNTED
    sky = np.isin(ids, [segment["id"] for segment in segments if segment["category_id"] == _COCO_SKY])
    person = instances > 0
    unknown = bits_where(ids == 0, SKY | PERSON | ON_PEOPLE) | bits_where(person, ON_PEOPLE)
    return stack_labels(bits_where(sky, SKY) | bits_where(person, PERSON), unknown, instances)


def empty_labels(shape: tuple[int, int], unknown: int) -> NDArray[np.uint8]:
    """Label a photo that shows nobody; `unknown` bits hold everywhere."""
    nothing = np.zeros(shape, np.uint8)
    return stack_labels(nothing, nothing | np.uint8(unknown), nothing)


def _is_one_piece(mask: NDArray[np.bool_]) -> bool:
    from scipy.ndimage import label

    pieces, count = label(mask)
    return bool(count and np.bincount(pieces.ravel())[1:].max() > 0.9 * mask.sum())
