"""Camera raw: a small DNG made here, with and without an embedded preview."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import CorruptPhotoError, TooManyPixelsError
from albumen.types import PhotoKind
from indexer.metadata.read import load_tags, read_metadata
from tests.tiff_directory import ASCII, BYTE, LONG, RATIONAL, SHORT, SRATIONAL, Entry, pack_directory

WIDTH, HEIGHT = 160, 96


def write_dng(path: Path, *, orientation: int = 1, preview: Image.Image | None = None) -> None:
    """Write a DNG whose sensor saw red on the left and blue on the right; the preview is a second directory."""
    sensor = np.full((HEIGHT, WIDTH), 400, np.uint16)
    sensor[::2, 0 : WIDTH // 2 : 2] = 3800  # RGGB: red sites of the left half
    sensor[1::2, WIDTH // 2 + 1 :: 2] = 3800  # blue sites of the right half
    pixels, jpeg = sensor.tobytes(), b""
    if preview is not None:
        buffer = io.BytesIO()
        preview.save(buffer, "JPEG", quality=95)
        jpeg = buffer.getvalue()
    pixels_at, jpeg_at = 8, 8 + len(pixels)
    preview_at = jpeg_at + len(jpeg) + len(jpeg) % 2
    preview_directory = b""
    if preview is not None:
        entries: list[Entry] = [
            (254, LONG, [1]), (256, LONG, [preview.width]), (257, LONG, [preview.height]), (258, SHORT, [8, 8, 8]),
            (259, SHORT, [7]), (262, SHORT, [6]), (273, LONG, [jpeg_at]), (277, SHORT, [3]),
            (278, LONG, [preview.height]), (279, LONG, [len(jpeg)]),
        ]  # fmt: skip
        preview_directory = pack_directory(preview_at, entries)
    main_at = preview_at + len(preview_directory)
    main: list[Entry] = [
        (254, LONG, [0]), (256, LONG, [WIDTH]), (257, LONG, [HEIGHT]), (258, SHORT, [16]), (259, SHORT, [1]),
        (262, SHORT, [32803]), (271, ASCII, ["Example"]), (272, ASCII, ["Example One"]), (273, LONG, [pixels_at]),
        (274, SHORT, [orientation]), (277, SHORT, [1]), (278, LONG, [HEIGHT]), (279, LONG, [len(pixels)]),
        (306, ASCII, ["2023:05:17 14:30:22"]), (33421, SHORT, [2, 2]), (33422, BYTE, [0, 1, 1, 2]),
        (50706, BYTE, [1, 4, 0, 0]), (50708, ASCII, ["Example One"]), (50714, SHORT, [256]), (50717, LONG, [4095]),
        (50721, SRATIONAL, [(1, 1), (0, 1), (0, 1), (0, 1), (1, 1), (0, 1), (0, 1), (0, 1), (1, 1)]),
        (50728, RATIONAL, [(1, 1), (1, 1), (1, 1)]), (50778, SHORT, [21]),
    ]  # fmt: skip
    if preview is not None:
        main.append((330, LONG, [preview_at]))
    content = struct.pack("<2sHL", b"II", 42, main_at) + pixels + jpeg + b"\0" * (len(jpeg) % 2)
    path.write_bytes(content + preview_directory + pack_directory(main_at, main))


def test_raw_without_a_preview_is_developed(tmp_path, decode) -> None:
    write_dng(tmp_path / "photo.dng")
    decoded = decode(tmp_path / "photo.dng")
    assert (decoded.facts.format, decoded.facts.kind) == ("raw", PhotoKind.RAW)
    assert (decoded.facts.width_px, decoded.facts.height_px) == (WIDTH, HEIGHT)
    assert decoded.image.size == (WIDTH // 2, HEIGHT // 2)
    left, right = decoded.image.getpixel((20, 24)), decoded.image.getpixel((60, 24))
    assert left[0] > left[2] + 60
    assert right[2] > right[0] + 60


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_developed_raw_is_upright(tmp_path, decode, orientation) -> None:
    write_dng(tmp_path / "photo.dng", orientation=orientation)
    decoded = decode(tmp_path / "photo.dng")
    image, facts = decoded.image, decoded.facts
    width, height = image.size
    assert (facts.width_px, facts.height_px) == (2 * width, 2 * height)
    assert (width > height) == (orientation in (1, 3))
    red_side = {1: (0.2, 0.5), 3: (0.8, 0.5), 6: (0.5, 0.2), 8: (0.5, 0.8)}[orientation]
    red, _, blue = image.getpixel((int(width * red_side[0]), int(height * red_side[1])))
    assert red > blue + 60


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_preview_is_used_and_turned_by_the_raw_files_orientation(
    tmp_path, quadrants, decode, shows_quadrants, orientation
) -> None:
    turns = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    preview = quadrants(200, 120) if orientation in (1, 3) else quadrants(120, 200)
    if orientation in turns:
        preview = preview.transpose(turns[orientation])
    write_dng(tmp_path / "photo.dng", orientation=orientation, preview=preview)
    decoded = decode(tmp_path / "photo.dng")
    assert shows_quadrants(decoded.image)
    is_wide = decoded.facts.width_px > decoded.facts.height_px
    assert is_wide == (decoded.image.width > decoded.image.height) == (orientation in (1, 3))


def test_preview_that_is_too_small_is_not_used(tmp_path, decode) -> None:
    write_dng(tmp_path / "photo.dng", preview=Image.new("RGB", (32, 32), (0, 200, 0)))
    red, green, _ = decode(tmp_path / "photo.dng").image.getpixel((20, 24))
    assert red > green


def test_raw_metadata_is_read_with_and_without_decoding(tmp_path, decode) -> None:
    path = tmp_path / "photo.dng"
    write_dng(path)
    from_decoding = read_metadata(path, decode(path).tags)
    assert from_decoding == read_metadata(path)
    assert from_decoding.taken.local.isoformat() == "2023-05-17T14:30:22"
    assert from_decoding.exposure.camera_model == "One"


def test_raw_over_the_pixel_cap_is_refused(tmp_path, decode) -> None:
    write_dng(tmp_path / "photo.dng")
    with pytest.raises(TooManyPixelsError):
        decode(tmp_path / "photo.dng", max_pixels=WIDTH * HEIGHT - 1)


def test_raw_that_cannot_be_opened_is_corrupt(tmp_path, decode) -> None:
    (tmp_path / "photo.raf").write_bytes(b"FUJIFILMCCD-RAW 0201" + bytes(300))
    with pytest.raises(CorruptPhotoError, match="raw file"):
        decode(tmp_path / "photo.raf")


@pytest.mark.parametrize(("signature", "extension"), [(b"IIRO", "orf"), (b"IIU\0", "rw2")])
def test_tags_behind_a_camera_makers_signature_are_read(tmp_path, signature, extension) -> None:
    path = tmp_path / f"photo.{extension}"
    write_dng(path)
    path.write_bytes(signature + path.read_bytes()[4:])
    assert load_tags(path).exif[271] == "Example"


def test_tags_of_a_cr3_are_read_from_its_boxes(tmp_path) -> None:
    def block(entries: list[Entry]) -> bytes:
        return b"II*\0" + struct.pack("<L", 8) + pack_directory(8, entries)

    def box(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data) + 8) + name + data

    content = box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"CMT1", block([(271, ASCII, ["Canon"])]))
    content += box(b"CMT2", block([(36867, ASCII, ["2023:05:17 14:30:22"])]))
    (tmp_path / "photo.cr3").write_bytes(content)
    tags = load_tags(tmp_path / "photo.cr3")
    assert (tags.exif[271], tags.exif[36867]) == ("Canon", "2023:05:17 14:30:22")
