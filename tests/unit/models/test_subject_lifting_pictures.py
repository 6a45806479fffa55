from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from models.evaluation.photos import LabelledPhoto
from models.training.subject_lifting.compose import compose
from models.training.subject_lifting.cut_outs import cut_out, touches_frame
from models.training.subject_lifting.pictures import Picture, encode_matte, held_out, to_train
from models.training.subject_lifting.shapes import SHAPE_PX, draw_shape
from models.training.subject_lifting.teach import is_lesson, is_sure
from models.training.subject_lifting.views import random_view, re_exposed


def _jpeg(colour: tuple[int, int, int], size: tuple[int, int] = (80, 60)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "png")
    return buffer.getvalue()


def _picture() -> Image.Image:
    """Red on green, with a matte that is where the red is."""
    image = Image.new("RGB", (80, 60), (0, 200, 0))
    image.paste((200, 0, 0), (20, 10, 60, 50))
    matte = Image.new("L", (80, 60))
    matte.paste(255, (20, 10, 60, 50))
    image.putalpha(matte)
    return image


def _photo(source: str, utility: str | None = None) -> LabelledPhoto:
    return LabelledPhoto("a", "train", source, "CC0", b"", utility=utility)


@pytest.mark.parametrize("seed", range(12))
def test_the_matte_goes_along_with_the_view_and_what_is_behind_stays_visible(seed: int) -> None:
    view = np.asarray(random_view(_picture(), 64, np.random.default_rng(seed))).astype(int)
    inside, outside = view[view[..., 3] > 250], view[view[..., 3] < 5]
    assert (inside[:, 0] > 150).all()
    assert (outside[:, 1] > 150).all()
    assert len(inside) > 64 * 64 // 12


def test_a_view_of_nothing_has_an_empty_matte() -> None:
    view = random_view(Picture("a", _jpeg((10, 20, 30))).decode(), 32, np.random.default_rng(1))
    assert view.size == (32, 32)
    assert view.getchannel("A").getextrema() == (0, 0)


def test_exposure_changes_colours_and_not_the_size() -> None:
    image = _picture().convert("RGB")
    for seed in range(20):
        changed = re_exposed(image, np.random.default_rng(seed))
        assert (changed.mode, changed.size) == ("RGB", image.size)


@pytest.mark.parametrize("seed", range(24))
def test_a_shape_of_any_kind_is_whole_and_not_everything(seed: int) -> None:
    shape = draw_shape(Image.new("RGB", (9, 7), (90, 120, 30)), np.random.default_rng(seed))
    alpha = np.asarray(shape.getchannel("A"))
    assert shape.size == (SHAPE_PX, SHAPE_PX)
    assert 0.01 < (alpha > 127).mean() < 0.99
    assert ((alpha > 5) & (alpha < 250)).mean() < 0.05  # rims alone are fractional


def test_a_composition_shows_the_foreground_where_its_matte_is_and_the_background_elsewhere() -> None:
    blue, white = Image.new("RGB", (50, 40), (0, 0, 255)), Image.new("RGBA", (30, 30), (255, 255, 255, 255))
    plain = np.random.default_rng(8)
    views = [np.asarray(compose(blue, [white], 64, plain)).astype(int) for _ in range(6)]
    for view in views:
        assert 0.05 < (view[..., 3] > 127).mean() < 0.95
        assert view[view[..., 3] == 0][:, 0].max() == 0  # neither matched colour nor shadow adds red to the blue
    assert np.mean([view[view[..., 3] == 255][:, 0].mean() for view in views]) > 100


def test_the_matte_of_two_foregrounds_is_their_union() -> None:
    small = Image.new("RGBA", (10, 10), (255, 0, 0, 255))
    one = [
        np.asarray(compose(Image.new("RGB", (8, 8)), [small], 64, np.random.default_rng(s)))[..., 3].mean()
        for s in range(8)
    ]
    two = [np.asarray(compose(Image.new("RGB", (8, 8)), [small] * 2, 64, np.random.default_rng(s)))[..., 3].mean() for s in range(8)]  # fmt: skip
    assert np.mean(two) > np.mean(one)


def test_a_cut_out_is_cropped_to_its_subject() -> None:
    cut = cut_out(_picture())
    assert cut is not None
    assert cut.size == pytest.approx((40, 40), abs=5)
    assert cut_out(Image.new("RGBA", (20, 20))) is None


def test_what_the_frame_cuts_is_no_foreground_unless_it_stands_on_the_lower_edge() -> None:
    matte = np.zeros((60, 80), np.uint8)
    matte[30:, 30:50] = 255
    standing = Picture("a", _jpeg((1, 2, 3)), encode_matte(matte))
    assert not touches_frame(standing)
    assert touches_frame(Picture("a", standing.photo, encode_matte(np.rot90(matte, 2).copy())))


def test_a_sure_map_is_black_and_white_with_some_of_each() -> None:
    matte = np.zeros((40, 40), np.uint8)
    assert not is_sure(matte)
    matte[10:30, 10:30] = 250
    assert is_sure(matte)
    assert not is_sure(matte // 2)
    assert not is_sure(np.full((40, 40), 255, np.uint8))


def test_the_teacher_is_not_asked_about_coco_papers_and_scenes() -> None:
    assert is_lesson(_photo("flickr8k"))
    assert not any(map(is_lesson, [_photo("coco256_lightly"), _photo("weather4"), _photo("memegen", "meme")]))


def test_no_picture_is_both_trained_on_and_set_apart() -> None:
    pictures = [Picture(f"ecssd-{number}", b"") for number in range(200)]
    apart = {picture.key for picture in held_out(pictures)}
    assert 15 <= len(apart) <= 45
    assert {picture.key for picture in to_train(pictures)} | apart == {picture.key for picture in pictures}
    assert len(to_train(pictures)) + len(apart) == 200
