"""Names that may be photos, and contents that are."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indexer.formats import PhotoFormat, describe_other, is_candidate, is_ignored_folder, sniff_format


@pytest.mark.parametrize(
    "name", ["a.jpg", "A.JPEG", "IMG_1.HeIc", "x.y.png", "raw.CR3", "scan.tiff", "p.avif", "ảnh.webp"]
)
def test_photo_names_are_candidates(name) -> None:
    assert is_candidate(name)


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "jpg",
        ".jpg",
        ".hidden.jpg",
        "._IMG_1.jpg",
        "movie.mp4",
        "a.jpg.xmp",
        "Thumbs.db",
        "Thumbs.jpg",
        "",
        "a.",
    ],
)
def test_other_names_are_not(name) -> None:
    assert not is_candidate(name)


@pytest.mark.parametrize(
    "name", [".git", "@eaDir", "$RECYCLE.BIN", "#recycle", "lost+found", "__MACOSX", ".Trash-1000"]
)
def test_folders_of_the_system_are_ignored(name) -> None:
    assert is_ignored_folder(name)


@pytest.mark.parametrize("name", ["2023", "Photos", "eaDir", "Recycled art"])
def test_folders_of_people_are_not_ignored(name) -> None:
    assert not is_ignored_folder(name)


@given(st.text())
def test_any_name_is_judged(name) -> None:
    assert is_candidate(name) in (True, False)
    assert is_ignored_folder(name) in (True, False)


@given(st.binary(max_size=200))
def test_any_content_is_judged(content) -> None:
    file = io.BytesIO(content)
    sniff_format(file)
    assert file.tell() == 0
    assert describe_other(content)


@given(st.sampled_from([b"II*\0", b"MM\0*"]), st.binary(max_size=300))
def test_any_directory_of_a_tiff_is_judged(signature, rest) -> None:
    assert sniff_format(io.BytesIO(signature + rest)) in (PhotoFormat.TIFF, PhotoFormat.RAW)


def brands(major: bytes, *compatible: bytes) -> bytes:
    return struct.pack(">L", 16 + 4 * len(compatible)) + b"ftyp" + major + bytes(4) + b"".join(compatible)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (brands(b"heic", b"mif1", b"heic"), PhotoFormat.HEIC),
        (brands(b"mif1", b"heic"), PhotoFormat.HEIC),
        (brands(b"mif1", b"avif", b"miaf"), PhotoFormat.AVIF),
        (brands(b"avis", b"msf1"), PhotoFormat.AVIF),
        (brands(b"crx ", b"isom"), PhotoFormat.RAW),
        (brands(b"isom", b"mp42"), None),
        (brands(b"qt  "), None),
        (b"FUJIFILMCCD-RAW 0201", PhotoFormat.RAW),
        (b"IIRO\x08\0\0\0", PhotoFormat.RAW),
        (b"IIU\0\x18\0\0\0", PhotoFormat.RAW),
        (b"BM, he said.              ", None),
        (b"", None),
    ],
)
def test_signature_decides(header, expected) -> None:
    assert sniff_format(io.BytesIO(header)) is expected


def directory(*entries: tuple[int, int, int, int]) -> bytes:
    body = b"".join(struct.pack("<HHLL", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<LH", 8, len(entries)) + body + bytes(4)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(0xC612, 1, 4, 0x00000401)], PhotoFormat.RAW),  # DNGVersion
        ([(0x0106, 3, 1, 32803)], PhotoFormat.RAW),  # colour filter array
        ([(0x010F, 2, 4, 0), (0x0103, 3, 1, 34713)], PhotoFormat.RAW),  # Nikon's compression
        ([(0x0106, 3, 1, 2)], PhotoFormat.TIFF),
        ([(0x014A, 4, 1, 8)], PhotoFormat.TIFF),  # a directory that points to itself
    ],
)
def test_raw_files_are_told_from_ordinary_tiff(entries, expected) -> None:
    assert sniff_format(io.BytesIO(directory(*entries))) is expected


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "jpeg"])
def test_pictures_saved_as_tiff_are_not_raw(compression) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (32, 32)).save(buffer, "TIFF", compression=compression)
    assert sniff_format(buffer) is PhotoFormat.TIFF
