"""Damaged files: what can be saved is saved and marked, the rest becomes one clear `PhotoError`."""

from __future__ import annotations

import contextlib
import io
import struct
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from albumen.errors import CorruptPhotoError, PhotoError, TooManyPixelsError, UnreadableFileError
from indexer.decode import decode_photo
from indexer.decoder_errors import describe_cause, translated_decoder_errors
from indexer.pillow_decode import MIN_DECODED_SHARE, measure_decoded_share


def noise(width: int = 256, height: int = 256) -> Image.Image:
    pixels = np.random.default_rng(7).integers(0, 256, (height // 8, width // 8, 3), np.uint8)
    return Image.fromarray(pixels).resize((width, height), Image.Resampling.NEAREST)


def encoded(extension: str) -> bytes:
    buffer = io.BytesIO()
    noise().save(buffer, {"jpg": "JPEG", "tif": "TIFF"}.get(extension, extension.upper()))
    return buffer.getvalue()


@pytest.mark.parametrize("extension", ["jpg", "png", "bmp"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_copied_photo_is_kept_and_marked(tmp_path, decode, extension, share) -> None:
    content = encoded(extension)
    (tmp_path / "part").write_bytes(content[: int(len(content) * share)])
    decoded = decode(tmp_path / "part", max_side_px=256)
    assert decoded.facts.is_truncated
    assert (decoded.facts.width_px, decoded.facts.height_px) == (256, 256)
    rows = slice(-32, None) if extension == "bmp" else slice(32)  # bitmaps start at the bottom
    found, wanted = (np.asarray(image)[rows].astype(int) for image in (decoded.image, noise()))
    assert abs(found - wanted).mean() < 16


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "gif", "tif", "bmp", "avif"])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 0.5, 0.9, 0.999])
def test_cut_file_is_a_photo_or_a_photo_error(tmp_path, decode, extension, share) -> None:
    content = encoded(extension)
    (tmp_path / "part").write_bytes(content[: max(1, int(len(content) * share))])
    sentence = "."
    try:
        assert decode(tmp_path / "part").image.mode == "RGB"
    except PhotoError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_photo_cut_right_behind_its_header_is_corrupt(tmp_path, decode) -> None:
    content = encoded("jpg")
    (tmp_path / "part.jpg").write_bytes(content[: content.index(b"\xff\xda") + 40])
    with pytest.raises(CorruptPhotoError):
        decode(tmp_path / "part.jpg")


def test_damage_is_not_tolerated_for_the_next_file(tmp_path, decode) -> None:
    content = encoded("jpg")
    (tmp_path / "part.jpg").write_bytes(content[: len(content) // 2])
    decode(tmp_path / "part.jpg")
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_header_that_claims_a_huge_picture_takes_no_memory(tmp_path, decode) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    header = struct.pack(">LLBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + data)
    with pytest.raises(TooManyPixelsError, match="60000 x 60000"):
        decode(tmp_path / "bomb.png")


@pytest.mark.parametrize(
    "signature", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\0\0\0\0WEBP", b"II*\0"]
)
def test_signature_with_nothing_behind_it_is_corrupt(tmp_path, decode, signature) -> None:
    (tmp_path / "stub.jpg").write_bytes(signature + b"garbage" * 5)
    with pytest.raises(CorruptPhotoError):
        decode(tmp_path / "stub.jpg")


@settings(max_examples=60)
@given(extension=st.sampled_from(["jpg", "png", "gif", "webp", "tif", "bmp"]), data=st.data())
def test_flipped_bytes_never_raise_anything_but_a_photo_error(tmp_path, extension, data) -> None:
    content = bytearray(encoded(extension))
    places = data.draw(st.lists(st.integers(0, min(len(content), 600) - 1), min_size=1, max_size=12))
    for place in places:
        content[place] = data.draw(st.integers(0, 255))
    (tmp_path / "flipped").write_bytes(content)
    with contextlib.suppress(PhotoError):
        decoded = decode_photo(tmp_path / "flipped", max_side_px=64, max_pixels=4_000_000)
        assert max(decoded.image.size) <= 64


@given(st.binary(max_size=400))
def test_any_bytes_end_as_a_photo_error(tmp_path, content) -> None:
    (tmp_path / "bytes").write_bytes(content)
    with pytest.raises(PhotoError):
        decode_photo(tmp_path / "bytes", max_side_px=64, max_pixels=1_000_000)


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (struct.error("unpack requires 4 bytes"), CorruptPhotoError),
        (SyntaxError("broken PNG file"), CorruptPhotoError),
        (MemoryError(), CorruptPhotoError),
        (OverflowError("too large"), CorruptPhotoError),
        (OSError("image file is truncated"), CorruptPhotoError),
        (OSError(22, "Invalid argument"), CorruptPhotoError),
        (OSError(5, "Input/output error"), UnreadableFileError),
        (ZeroDivisionError(), CorruptPhotoError),
        (RecursionError(), CorruptPhotoError),
    ],
)
def test_whatever_a_decoder_raises_becomes_a_photo_error(raised, becomes) -> None:
    with pytest.raises(becomes) as caught, translated_decoder_errors():
        raise raised
    assert type(caught.value) is becomes
    assert caught.value.__cause__ is raised


def test_interruption_is_not_a_damaged_photo() -> None:
    with pytest.raises(KeyboardInterrupt), translated_decoder_errors():
        raise KeyboardInterrupt


def test_photo_errors_pass_unchanged() -> None:
    with pytest.raises(TooManyPixelsError, match="as it was"), translated_decoder_errors():
        raise TooManyPixelsError("as it was")


@given(st.text())
def test_cause_is_one_printable_line(text) -> None:
    cause = describe_cause(ValueError(text))
    assert cause.isprintable()
    assert cause


def test_decoders_warnings_neither_print_nor_raise(tmp_path, quadrants, decode, monkeypatch, capfd) -> None:
    quadrants().save(tmp_path / "photo.jpg")
    original = Image.open

    def warn_and_open(*args, **kwargs):
        warnings.warn("corrupt EXIF data", UserWarning, stacklevel=1)
        return original(*args, **kwargs)

    monkeypatch.setattr(Image, "open", warn_and_open)
    decode(tmp_path / "photo.jpg")
    assert capfd.readouterr() == ("", "")


def test_share_counts_the_rows_between_those_that_vary() -> None:
    image = Image.new("RGB", (16, 100))
    image.paste(noise(16, 40), (0, 0))
    assert measure_decoded_share(image) == pytest.approx(0.4)
    assert measure_decoded_share(Image.new("L", (16, 100), 128)) < MIN_DECODED_SHARE
