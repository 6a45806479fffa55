"""Masks are drawn where they are, each kind and each person in a colour of its own, at the size of the image."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from albumen.masks_picture import choose_shade, draw_masks, name_mask
from albumen.run_lengths import pack_mask
from albumen.types import Mask, MaskKind, Segmentation

GREY = (100, 100, 100)


def _segmentation(*masks: Mask) -> Segmentation:
    return Segmentation(4, 8, masks, 0.0)


def _mask(kind: MaskKind, columns: slice, *, instance: int = 0) -> Mask:
    inside = np.zeros((4, 8), bool)
    inside[:, columns] = True
    return Mask(kind, instance, 0.9, float(inside.mean()), pack_mask(inside))


def _draw(found: Segmentation, size_px: tuple[int, int] = (80, 40), mode: str = "RGB") -> np.ndarray:
    image = Image.new("RGB", size_px, GREY).convert(mode)
    drawn = draw_masks(image, found)
    assert (drawn.mode, drawn.size) == ("RGB", size_px)
    return np.asarray(drawn)


def test_a_mask_colours_what_it_covers_and_nothing_else() -> None:
    drawn = _draw(_segmentation(_mask(MaskKind.SKY, slice(0, 4))))
    sky = np.array(choose_shade(_mask(MaskKind.SKY, slice(0, 4))).rgb)
    assert np.abs(drawn[20, 20] - (0.55 * np.array(GREY) + 0.45 * sky)).max() <= 1
    assert (drawn[:, 45:] == GREY).all()


def test_its_edge_is_stronger_than_its_inside() -> None:
    drawn = _draw(_segmentation(_mask(MaskKind.SKY, slice(0, 4)))).astype(int)
    sky = choose_shade(_mask(MaskKind.SKY, slice(0, 4))).rgb
    edge = drawn[20, 39]
    assert np.abs(edge - sky).sum() < np.abs(drawn[20, 20] - sky).sum()
    assert (drawn[0, 20] == drawn[20, 20]).all(), "the image's own border is no edge"


def test_each_of_eight_people_has_another_colour() -> None:
    people = [_mask(MaskKind.PERSON, slice(at - 1, at), instance=at) for at in range(1, 9)]
    assert len({choose_shade(person).name for person in people}) == 8
    drawn = _draw(_segmentation(*people))
    assert len({tuple(drawn[20, 10 * at + 5]) for at in range(8)}) == 8
    assert name_mask(people[2]) == "person 3"


def test_parts_of_people_lie_over_them_in_whatever_order_they_come() -> None:
    hair, person = _mask(MaskKind.HAIR, slice(0, 8)), _mask(MaskKind.PERSON, slice(0, 8), instance=1)
    assert (_draw(_segmentation(hair, person)) == _draw(_segmentation(person, hair))).all()
    assert (_draw(_segmentation(hair, person)) != _draw(_segmentation(person))).any()


@pytest.mark.parametrize("mode", ["L", "RGBA", "P"])
def test_an_image_of_any_mode_may_be_drawn_over(mode: str) -> None:
    _draw(_segmentation(_mask(MaskKind.SKY, slice(0, 4))), mode=mode)


def test_a_photo_without_masks_stays_as_it_is() -> None:
    assert (_draw(_segmentation(), size_px=(1, 3)) == GREY).all()


def test_every_kind_has_a_colour() -> None:
    shades = [choose_shade(_mask(kind, slice(0, 1), instance=int(kind is MaskKind.PERSON))) for kind in MaskKind]
    assert len({shade.rgb for shade in shades}) == len(MaskKind)
