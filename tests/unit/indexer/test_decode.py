"""Decoding sound files: formats, orientation, size, names."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest
from PIL import Image

from albumen.errors import (
    EmptyFileError,
    TooManyPixelsError,
    UnreadableFileError,
    UnsupportedFormatError,
)
from albumen.types import PhotoKind

UPRIGHTING = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,  # the camera's turn is the inverse of what makes upright
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
HEIC = Path(__file__).parent / "data" / "quadrants.heic"


def as_stored(image: Image.Image, orientation: int) -> Image.Image:
    turn = UPRIGHTING[orientation]
    return image if turn is None else image.transpose(turn)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(
    tmp_path, quadrants, decode, shows_quadrants, extension, orientation
) -> None:
    path = tmp_path / f"photo.{extension}"
    exif = Image.Exif()
    exif[0x0112] = orientation
    as_stored(quadrants(), orientation).save(path, exif=exif.tobytes() if extension != "tiff" else exif, quality=95)

    decoded = decode(path)

    assert (decoded.facts.width_px, decoded.facts.height_px) == (96, 64)
    assert decoded.image.size == (96, 64)
    assert shows_quadrants(decoded.image)


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_nonsense_orientation_leaves_the_picture_as_it_is(
    tmp_path, quadrants, decode, shows_quadrants, orientation
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    quadrants().save(tmp_path / "photo.jpg", exif=exif)
    assert shows_quadrants(decode(tmp_path / "photo.jpg").image)


@pytest.mark.parametrize(
    ("extension", "name"),
    [
        ("jpg", "jpeg"),
        ("png", "png"),
        ("webp", "webp"),
        ("gif", "gif"),
        ("tif", "tiff"),
        ("bmp", "bmp"),
        ("avif", "avif"),
    ],
)
def test_every_format_is_named_after_its_content(tmp_path, quadrants, decode, shows_quadrants, extension, name) -> None:
    quadrants().save(tmp_path / f"photo.{extension}")
    decoded = decode(tmp_path / f"photo.{extension}")
    assert (decoded.facts.format, decoded.facts.kind) == (name, PhotoKind.STILL)
    assert not decoded.facts.is_truncated
    assert shows_quadrants(decoded.image)


def test_heic_is_decoded_and_turned_by_its_own_rotation(decode) -> None:
    decoded = decode(HEIC)
    assert (decoded.facts.format, decoded.facts.width_px, decoded.facts.height_px) == ("heic", 48, 64)
    # Blue, stored below left, comes to the top left after a quarter turn clockwise.
    red, _, blue = decoded.image.getpixel((5, 5))
    assert blue > 180 > red
    assert decoded.tags.exif[0x0110] == "Canon EOS R5"


@pytest.mark.parametrize("extension", ["gif", "webp", "png", "avif"])
def test_animations_give_their_first_frame(tmp_path, quadrants, decode, shows_quadrants, extension) -> None:
    path = tmp_path / f"moving.{extension}"
    rest = [Image.new("RGB", (96, 64), colour) for colour in ("black", "orange")]
    quadrants().save(path, save_all=True, append_images=rest, duration=100)
    decoded = decode(path)
    assert decoded.facts.kind is PhotoKind.ANIMATION
    assert shows_quadrants(decoded.image)


def test_pages_of_a_tiff_are_no_animation(tmp_path, quadrants, decode, shows_quadrants) -> None:
    quadrants().save(tmp_path / "pages.tif", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    decoded = decode(tmp_path / "pages.tif")
    assert decoded.facts.kind is PhotoKind.STILL
    assert shows_quadrants(decoded.image)


def test_stereo_pair_gives_its_first_picture(tmp_path, quadrants, decode, shows_quadrants) -> None:
    quadrants().save(tmp_path / "pair.mpo", save_all=True, append_images=[Image.new("RGB", (96, 64))])
    decoded = decode(tmp_path / "pair.mpo")
    assert (decoded.facts.format, decoded.facts.kind) == ("jpeg", PhotoKind.STILL)
    assert shows_quadrants(decoded.image)


@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_large_photos_shrink_to_the_limit_and_keep_their_facts(
    tmp_path, quadrants, decode, shows_quadrants, extension
) -> None:
    path = tmp_path / f"large.{extension}"
    quadrants(3000, 2000).save(path)
    decoded = decode(path, max_side_px=300)
    assert decoded.image.size == (300, 200)
    assert (decoded.facts.width_px, decoded.facts.height_px) == (3000, 2000)
    assert shows_quadrants(decoded.image)


def test_small_photos_are_not_enlarged(tmp_path, decode) -> None:
    Image.new("RGB", (1, 1), "red").save(tmp_path / "dot.png")
    assert decode(tmp_path / "dot.png").image.size == (1, 1)


def test_extreme_panorama_keeps_one_pixel_of_height(tmp_path, decode) -> None:
    Image.new("RGB", (4000, 2), "red").save(tmp_path / "line.png")
    assert decode(tmp_path / "line.png").image.size == (128, 1)


@pytest.mark.parametrize("name", ["photo.jpg", "photo.heic", "photo.CR2", "photo"])
def test_wrong_extension_does_not_matter(tmp_path, quadrants, decode, shows_quadrants, name) -> None:
    quadrants().save(tmp_path / name, format="WEBP", quality=95)
    decoded = decode(tmp_path / name)
    assert decoded.facts.format == "webp"
    assert shows_quadrants(decoded.image)


@pytest.mark.parametrize("name", ["Hà Nội 🍜.jpg", "ａ" * 60 + ".jpg", "new\nline.jpg", " .jpg"])
def test_unusual_names_are_read(tmp_path, quadrants, decode, shows_quadrants, name) -> None:
    quadrants().save(tmp_path / name, format="JPEG", quality=95)
    assert shows_quadrants(decode(tmp_path / name).image)


def test_undecodable_name_is_read(tmp_path, quadrants, decode, shows_quadrants) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\xff.jpg")
    try:
        path.touch()
    except OSError:
        pytest.skip("this file system allows only names in UTF-8")
    quadrants().save(path, format="JPEG", quality=95)
    assert shows_quadrants(decode(path).image)


def test_reason_for_an_undecodable_name_is_valid_text(tmp_path, decode) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\xff.jpg")
    try:
        path.write_bytes(b"\xff\xd8\xff\xe0 nothing")
    except OSError:
        pytest.skip("this file system allows only names in UTF-8")
    with pytest.raises(Exception) as caught:  # noqa: PT011
        decode(path)
    str(caught.value).encode("utf-8")


def test_empty_file_is_said_to_be_empty(tmp_path, decode) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(EmptyFileError):
        decode(tmp_path / "empty.jpg")


def test_folder_named_like_a_photo_is_refused(tmp_path, decode) -> None:
    (tmp_path / "folder.jpg").mkdir()
    with pytest.raises(UnreadableFileError, match="not a regular file"):
        decode(tmp_path / "folder.jpg")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in its file system")
def test_pipe_named_like_a_photo_does_not_block(tmp_path, decode) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(UnreadableFileError):
        decode(tmp_path / "pipe.jpg")


def test_file_that_is_gone_is_unreadable(tmp_path, decode) -> None:
    with pytest.raises(UnreadableFileError, match="gone"):
        decode(tmp_path / "gone.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind this user")
def test_forbidden_file_is_unreadable(tmp_path, quadrants, decode) -> None:
    quadrants().save(tmp_path / "secret.jpg")
    (tmp_path / "secret.jpg").chmod(0)
    with pytest.raises(UnreadableFileError, match="permission"):
        decode(tmp_path / "secret.jpg")


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"%PDF-1.7\n", "PDF"), (b"Some notes about a trip", "not a picture"), (b"\0\0\0\x18ftypisom\0\0\0\0", "video")],
)
def test_what_is_no_picture_is_named(tmp_path, decode, content, what) -> None:
    (tmp_path / "photo.jpg").write_bytes(content)
    with pytest.raises(UnsupportedFormatError, match=what):
        decode(tmp_path / "photo.jpg")


def test_pixel_cap_is_checked_before_decoding(tmp_path, decode) -> None:
    Image.new("L", (3000, 2000)).save(tmp_path / "photo.png")
    with pytest.raises(TooManyPixelsError, match="3000 x 2000"):
        decode(tmp_path / "photo.png", max_pixels=5_999_999)
    assert decode(tmp_path / "photo.png", max_pixels=6_000_000).facts.width_px == 3000


def test_originals_are_not_changed(tmp_path, quadrants, decode) -> None:
    path = tmp_path / "photo.jpg"
    quadrants().save(path)
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    decode(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_decoded_photo_travels_between_processes(tmp_path, quadrants, decode) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x829A] = (1, 250)
    quadrants().save(tmp_path / "photo.jpg", exif=exif)
    decoded = decode(tmp_path / "photo.jpg")
    copy = pickle.loads(pickle.dumps(decoded))
    assert copy.facts == decoded.facts
    assert copy.image.tobytes() == decoded.image.tobytes()
    assert copy.tags.exif == decoded.tags.exif


def test_decoded_image_carries_no_metadata(tmp_path, quadrants, decode) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    quadrants().save(tmp_path / "photo.jpg", exif=exif, comment=b"secret")
    assert decode(tmp_path / "photo.jpg").image.info == {}
