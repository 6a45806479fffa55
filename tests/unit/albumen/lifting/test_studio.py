from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from albumen.errors import CorruptPhotoError, NoSubjectError, UsageError
from albumen.lifting.cutout import copy_pixels, cut_out, find_box
from albumen.lifting.shelf import MatteShelf
from albumen.lifting.studio import Studio
from albumen.lifting.subjects import Choice
from albumen.store.records import Matte
from tests.lifting import BLUE, RED, ColourLifter, ColourSegmenter, draw

LEFT, RIGHT = (0.1, 0.2, 0.4, 0.8), (0.6, 0.4, 0.8, 0.7)
TOUCHING = (0.39, 0.3, 0.7, 0.7)


def _studio(lifter: ColourLifter | None = None, **parts: object) -> Studio:
    return Studio(lifter or ColourLifter(), max_pixels=10_000_000, **parts)  # type: ignore[arg-type]


@pytest.fixture
def two(tmp_path: Path) -> Path:
    path = tmp_path / "two.png"
    draw((600, 400), (RED, LEFT), (BLUE, RIGHT)).save(path)
    return path


def test_all_subjects_are_lifted_at_the_photo_s_own_resolution(two: Path) -> None:
    cutout = _studio().lift(two)
    assert cutout.pixels.shape == (400, 600, 4)
    assert [subject.number for subject in cutout.subjects] == [1, 2]
    assert cutout.chosen is None
    assert (cutout.pixels[200, 150], cutout.pixels[220, 420]) == (
        pytest.approx((*RED, 255)),
        pytest.approx((*BLUE, 255)),
    )
    assert (cutout.pixels[20, 20] == 0).all()


def test_a_subject_s_box_and_share_are_those_of_the_upright_photo(two: Path) -> None:
    largest = _studio().lift(two).subjects[0]
    assert largest.share == pytest.approx(np.pi / 4 * 0.3 * 0.6, rel=0.1)
    assert (largest.box.left, largest.box.bottom) == (pytest.approx(60, abs=6), pytest.approx(320, abs=6))


@pytest.mark.parametrize("choice", [Choice(number=2), Choice(at=(420, 220))])
def test_one_subject_is_lifted_by_its_number_or_a_point_on_it(two: Path, choice: Choice) -> None:
    cutout = _studio().lift(two, choice)
    assert cutout.chosen == 2
    assert cutout.pixels[220, 420, 3] == 255
    assert cutout.pixels[:, :300, 3].max() == 0


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice(number=3), "no subject 3: the photo has 2"),
        (Choice(at=(300, 20)), "no subject lies at 300,20: the photo has 2"),
        (Choice(at=(600, 20)), "outside the photo, which has 600 x 400"),
    ],
)
def test_a_choice_that_names_nothing_is_told_what_there_is(two: Path, choice: Choice, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        _studio().lift(two, choice)


def test_a_photo_without_a_subject_is_said_to_have_none(tmp_path: Path) -> None:
    draw((80, 60)).save(tmp_path / "grey.png")
    with pytest.raises(NoSubjectError, match="no subject stands out"):
        _studio().lift(tmp_path / "grey.png")


def test_people_who_touch_are_told_apart_where_there_is_a_segmenter() -> None:
    image = draw((600, 400), (RED, LEFT), (BLUE, TOUCHING))
    assert _studio().look(image).parts.count == 1
    subjects = _studio(segmenter=ColourSegmenter()).look(image)
    assert subjects.parts.count == 2
    alone = cut_out(image, subjects.choose(Choice(at=(360, 200))))
    assert alone[200, 350, 3] == 255
    assert alone[200, 100, 3] == 0


def test_a_sideways_photo_is_lifted_upright_and_in_srgb(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    draw((600, 400), (RED, LEFT)).save(tmp_path / "turned.jpg", exif=exif, icc_profile=profile, quality=95)
    cutout = _studio().lift(tmp_path / "turned.jpg", Choice(at=(200, 150)))  # left of the stored picture is on top
    assert cutout.pixels.shape == (600, 400, 4)
    assert cutout.pixels[150, 200, 3] == 255


def test_a_damaged_file_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff" + b"\0" * 80)
    with pytest.raises(CorruptPhotoError):
        _studio().lift(tmp_path / "bad.jpg")


def test_cropping_keeps_all_that_is_seen() -> None:
    pixels = np.zeros((20, 30, 4), np.uint8)
    pixels[5:9, 7:8, 3] = 40
    pixels[0, 0, 3] = 3
    assert find_box(pixels) == (slice(5, 9), slice(7, 8))
    assert find_box(np.zeros((2, 3, 4), np.uint8)) == (slice(0, 2), slice(0, 3))


def test_pixels_are_copied_in_bands_as_they_are() -> None:
    image = draw((40, 700), (RED, LEFT))
    assert (copy_pixels(image) == np.asarray(image.convert("RGBA"))).all()


class _Library:
    """A library of one photo, which knows its matte once it is told."""

    def __init__(self, path: Path, *, holds: bool = True) -> None:
        self.path = path
        self.holds = holds
        self.matte: Matte | None = None

    def find_original(self, name: str) -> Path:
        if name != "7":
            raise UsageError(f"there is no photo {name}")
        return self.path

    def find_photo_id(self, path: Path) -> int | None:
        return 7 if self.holds and path.read_bytes() == self.path.read_bytes() else None

    def find_matte(self, photo_id: int) -> Matte | None:
        return self.matte

    def keep_matte(self, photo_id: int, matte: Matte) -> None:
        self.matte = matte


def test_a_photo_of_the_library_is_looked_at_once(two: Path) -> None:
    lifter = ColourLifter()
    studio = _studio(lifter, shelf=MatteShelf(_Library(two)))
    first, second = (studio.lift(two) for _ in range(2))
    assert lifter.lifted == 1
    assert np.abs(first.pixels.astype(int) - second.pixels).mean() < 1
    assert first.confidence == second.confidence


def test_a_matte_of_which_only_the_confidence_is_known_is_made(two: Path) -> None:
    lifter, library = ColourLifter(), _Library(two)
    library.matte = Matte(0.9)
    _studio(lifter, shelf=MatteShelf(library)).lift(two)
    assert lifter.lifted == 1
    assert library.matte.png is not None


def test_a_photo_from_elsewhere_leaves_nothing_in_the_library(two: Path) -> None:
    library = _Library(two, holds=False)
    _studio(shelf=MatteShelf(library)).lift(two)
    assert library.matte is None


def test_a_name_is_a_file_or_else_a_photo_of_the_library(two: Path) -> None:
    with_library = _studio(shelf=MatteShelf(_Library(two)))
    assert with_library.find_file(str(two)) == two
    assert with_library.find_file("7") == two
    with pytest.raises(UsageError, match="no photo 8"):
        with_library.find_file("8")
    with pytest.raises(UsageError, match=r"no file gone\.jpg"):
        _studio().find_file("gone.jpg")
