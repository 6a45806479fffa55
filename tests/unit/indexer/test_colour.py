"""Bit depths, alpha, palettes, CMYK and colour profiles."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from indexer.colour import convert_to_srgb, flatten


def profile_with_swapped_primaries() -> bytes:
    """Return an sRGB profile whose red and blue columns change places: applied, it swaps red and blue."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = bytearray(data)
    for at in range(132, 132 + 12 * int.from_bytes(data[128:132], "big"), 12):
        if data[at : at + 4] in (b"rXYZ", b"bXYZ"):
            swapped[at : at + 4] = b"bXYZ" if data[at : at + 1] == b"r" else b"rXYZ"
    return bytes(swapped)


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif"])
def test_colours_are_converted_by_the_files_profile(tmp_path, decode, extension) -> None:
    path = tmp_path / f"photo.{extension}"
    Image.new("RGB", (64, 64), (200, 20, 20)).save(path, icc_profile=profile_with_swapped_primaries())
    red, _, blue = decode(path).image.getpixel((32, 32))
    assert blue > 180
    assert red < 60


def test_srgb_profile_changes_nothing(tmp_path, decode) -> None:
    Image.new("RGB", (8, 8), (200, 20, 20)).save(tmp_path / "photo.png", icc_profile=srgb_profile())
    assert decode(tmp_path / "photo.png").image.getpixel((4, 4)) == (200, 20, 20)


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 200, srgb_profile()[:150]])
def test_damaged_profile_keeps_the_pixels(tmp_path, decode, profile) -> None:
    Image.new("RGB", (8, 8), (200, 20, 20)).save(tmp_path / "photo.png", icc_profile=profile)
    assert decode(tmp_path / "photo.png").image.getpixel((4, 4)) == (200, 20, 20)


def test_profile_of_another_colour_space_is_passed_over() -> None:
    grey = Image.new("L", (8, 8), 100)
    assert convert_to_srgb(grey, srgb_profile()).getpixel((0, 0)) == (100, 100, 100)


@pytest.mark.parametrize("extension", ["jpg", "tif"])
def test_cmyk_becomes_rgb(tmp_path, decode, extension) -> None:
    path = tmp_path / f"print.{extension}"
    Image.new("CMYK", (64, 64), (0, 255, 255, 0)).save(path)  # magenta and yellow ink: red
    red, green, blue = decode(path).image.getpixel((32, 32))
    assert red > 200
    assert max(green, blue) < 60


def test_adobes_inverted_cmyk_is_not_a_negative(tmp_path, decode) -> None:
    path = tmp_path / "adobe.jpg"
    ink = Image.new("CMYK", (64, 64), (255, 255, 0, 0))  # cyan and magenta: blue
    ink.save(path)
    content = path.read_bytes()
    assert b"Adobe" in content  # Pillow writes Adobe's marker and inverts, as Photoshop does
    red, green, blue = decode(path).image.getpixel((32, 32))
    assert blue > 150 > max(red, green)


@pytest.mark.parametrize("values", [np.uint16, np.int32, np.float32])
def test_deep_grey_keeps_its_order_and_range(values) -> None:
    ceiling = 1.0 if values is np.float32 else 65535
    ramp = np.linspace(0, ceiling, 256).astype(values).reshape(16, 16)
    flat = np.asarray(flatten(Image.fromarray(ramp))).ravel()
    assert flat[0] == 0
    assert flat[-1] == 255
    assert (np.diff(flat.astype(int)) >= 0).all()


def test_dark_16_bit_picture_stays_dark() -> None:
    dark = np.full((8, 8), 6000, np.uint16)
    assert np.asarray(flatten(Image.fromarray(dark))).max() == round(6000 / 65535 * 255)


def test_12_bit_values_use_the_whole_range() -> None:
    ramp = np.linspace(0, 4095, 64).astype(np.uint16).reshape(8, 8)
    assert np.asarray(flatten(Image.fromarray(ramp))).max() == 255


def test_float_picture_with_nothing_finite_is_black() -> None:
    assert np.asarray(flatten(Image.fromarray(np.full((4, 4), np.nan, np.float32)))).max() == 0


def test_float_picture_with_negative_values_is_stretched() -> None:
    values = np.linspace(-5, 5, 16).astype(np.float32).reshape(4, 4)
    flat = np.asarray(flatten(Image.fromarray(values)))
    assert (flat.min(), flat.max()) == (0, 255)


@pytest.mark.parametrize("extension", ["png", "tif"])
def test_16_bit_files_are_read(tmp_path, decode, extension) -> None:
    ramp = np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64)
    Image.fromarray(ramp).save(tmp_path / f"deep.{extension}")
    image = np.asarray(decode(tmp_path / f"deep.{extension}").image)
    assert image.shape == (64, 64, 3)
    assert image.min() < 3
    assert image.max() > 252


def test_16_bit_rgb_png_is_read(tmp_path, decode) -> None:
    path = tmp_path / "deep.png"
    path.write_bytes(rgb16_png())
    assert decode(path).image.getpixel((1, 1)) == (200, 100, 50)


def rgb16_png() -> bytes:
    """Make a 4 x 4 PNG of 16 bits a channel, which Pillow reads and cannot write."""
    import struct
    import zlib

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    row = b"\0" + struct.pack(">HHH", 200 * 257, 100 * 257, 50 * 257) * 4
    header = struct.pack(">LLBBBBB", 4, 4, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row * 4)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_parts_become_white(tmp_path, decode, mode) -> None:
    image = Image.new(mode, (64, 64), (0, 0, 0, 0)[-len(mode) :] if mode == "RGBA" else (0, 0))
    image.paste((255, 0, 0, 255) if mode == "RGBA" else (0, 255), (0, 0, 32, 64))
    image.save(tmp_path / "logo.png")
    decoded = decode(tmp_path / "logo.png").image
    assert decoded.getpixel((48, 32)) == (255, 255, 255)
    assert decoded.getpixel((8, 32)) == ((255, 0, 0) if mode == "RGBA" else (0, 0, 0))


def test_transparent_palette_entry_becomes_white(tmp_path, decode) -> None:
    image = Image.new("P", (32, 32), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    image.paste(1, (0, 0, 16, 32))
    image.save(tmp_path / "logo.gif", transparency=0)
    decoded = decode(tmp_path / "logo.gif").image
    assert decoded.getpixel((24, 16)) == (255, 255, 255)
    assert decoded.getpixel((4, 16)) == (255, 0, 0)


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I", "F", "LA", "PA", "RGBX", "HSV"]
)
def test_every_mode_becomes_rgb(mode) -> None:
    if mode in ("LAB", "PA"):
        image = Image.new(mode, (9, 7))
    else:
        image = Image.new("RGB", (9, 7), "orange").convert("RGBA" if mode == "LA" else "RGB").convert(mode)
    converted = convert_to_srgb(flatten(image), None)
    assert (converted.mode, converted.size) == ("RGB", (9, 7))


def test_grey_with_a_grey_profile_is_converted() -> None:
    buffer = io.BytesIO()
    Image.new("L", (8, 8), 128).save(buffer, "PNG")
    assert convert_to_srgb(Image.open(buffer), b"junk").getpixel((0, 0)) == (128, 128, 128)
