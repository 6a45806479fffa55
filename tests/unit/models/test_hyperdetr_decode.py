from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from albumen.types import MaskKind
from models.hyperdetr.decode import Thresholds, decode_people, decode_scene, logit
from models.hyperdetr.segmenter import choose_size

EVEN = Thresholds(dict.fromkeys(MaskKind, 0.5), person=0.5, min_share=0.01)


def _mask_logits(*inside: slice) -> np.ndarray:
    logits = np.full((len(inside), 10, 10), -4.0, np.float32)
    for channel, rows in zip(logits, inside, strict=True):
        channel[rows] = 4.0
    return logits


def test_a_kind_that_is_not_seen_has_no_mask() -> None:
    seen = decode_scene(_mask_logits(slice(0, 3), slice(0, 0)), (MaskKind.SKY, MaskKind.HAIR), EVEN)
    assert list(seen) == [MaskKind.SKY]
    mask, score = seen[MaskKind.SKY]
    assert mask.mean() == pytest.approx(0.3)
    assert score == pytest.approx(1.0 / (1.0 + np.exp(-4.0)))


def test_a_kind_of_unsure_pixels_is_not_there() -> None:
    logits, kinds = _mask_logits(slice(0, 3)), (MaskKind.SKY,)
    assert list(decode_scene(logits, kinds, replace(EVEN, presence={MaskKind.SKY: 0.98}))) == [MaskKind.SKY]
    assert not decode_scene(logits, kinds, replace(EVEN, presence={MaskKind.SKY: 0.99}))


def test_people_come_surest_first_and_doubtful_ones_not_at_all() -> None:
    masks = _mask_logits(slice(0, 2), slice(4, 6), slice(8, 10))
    people = decode_people(np.array([0.5, 3.0, -1.0], np.float32), masks, EVEN)
    assert [round(score, 2) for _, score in people] == [0.95, 0.62]
    assert people[0][0][4:6].all()


def test_a_pixel_belongs_to_one_person_at_most() -> None:
    masks = _mask_logits(slice(0, 6), slice(4, 10))
    masks[1, 4:6] = 2.0
    (first, _), (second, _) = decode_people(np.array([1.0, 2.0], np.float32), masks, EVEN)
    assert not (first & second).any()
    assert second[0:6].all()


def test_nobody_is_found_where_no_query_is_sure() -> None:
    assert decode_people(np.array([-1.0], np.float32), _mask_logits(slice(0, 10)), EVEN) == []


def test_thresholds_survive_the_manifest() -> None:
    thresholds = replace(EVEN, presence={MaskKind.HAIR: 0.8})
    assert Thresholds.from_manifest(thresholds.to_manifest()) == thresholds


def test_a_threshold_is_compared_as_a_logit() -> None:
    assert logit(0.5) == 0.0
    assert 1.0 / (1.0 + np.exp(-logit(0.3))) == pytest.approx(0.3)


@pytest.mark.parametrize("size", [(4032, 3024), (3024, 4032), (1000, 1000), (20_000, 100), (1, 1), (1080, 1920)])
def test_any_photo_is_read_in_about_its_own_shape_and_at_a_bounded_size(size: tuple[int, int]) -> None:
    width, height = choose_size(*size, 384 * 512)
    assert width % 32 == height % 32 == 0
    assert min(width, height) >= 32
    assert width * height <= 1.25 * 384 * 512
    assert (width > height) == (size[0] > size[1])
