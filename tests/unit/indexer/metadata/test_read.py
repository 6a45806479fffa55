"""Metadata of whole files: every container, the composition, and damage."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from albumen.errors import EmptyFileError, UnreadableFileError
from albumen.types import GeoPoint, TimeSource
from indexer.metadata.read import load_tags, read_metadata

NOW = datetime(2024, 6, 1)
XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    b'xmp:CreateDate="2019-03-01T08:00:00"><dc:subject><rdf:Bag><rdf:li>winter</rdf:li></rdf:Bag></dc:subject>'
    b"</rdf:Description></rdf:RDF></x:xmpmeta>"
)


@pytest.fixture
def exif() -> Image.Exif:
    tags = Image.Exif()
    tags[271], tags[272], tags[270] = "Canon", "Canon EOS R5", "Canals"
    tags.get_ifd(0x8769).update({36867: "2023:05:17 14:30:22", 33434: IFDRational(1, 250), 34855: 400})
    tags.get_ifd(0x8825).update({1: "N", 2: (52.0, 9.0, 36.0), 3: "E", 4: (4.0, 29.0, 24.0)})
    return tags


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "avif"])
def test_every_container_tells_the_same(tmp_path, exif, decode, extension) -> None:
    path = tmp_path / f"photo.{extension}"
    Image.new("RGB", (16, 16)).save(path, exif=exif.tobytes())

    metadata = read_metadata(path, decode(path).tags, now=NOW)

    assert metadata.taken.local == datetime(2023, 5, 17, 14, 30, 22)
    assert (metadata.taken.source, metadata.taken.utc_offset_s) == (TimeSource.EXIF, 7200)
    assert metadata.exposure.camera_model == "EOS R5"
    assert (metadata.exposure.exposure_s, metadata.exposure.iso) == (0.004, 400)
    assert metadata.position == GeoPoint(52.16, 4.49)
    assert (metadata.place.name, metadata.place.country_code) == ("Leiden", "NL")
    assert metadata.title == "Canals"
    assert read_metadata(path, now=NOW) == metadata


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "tif", "avif"])
def test_packets_inside_every_container_are_read(tmp_path, decode, extension) -> None:
    path = tmp_path / f"photo.{extension}"
    extra = {"xmp": XMP}
    if extension == "png":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        extra = {"pnginfo": info}
    if extension == "tif":
        extra = {"tiffinfo": {700: XMP}}
    Image.new("RGB", (16, 16)).save(path, **extra)
    metadata = read_metadata(path, decode(path).tags, now=NOW)
    assert (metadata.taken.local, metadata.taken.source) == (datetime(2019, 3, 1, 8), TimeSource.XMP)
    assert metadata.keywords == ("winter",)


def test_sidecar_overrules_the_camera_and_adds_keywords(tmp_path, exif) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (16, 16)).save(path, exif=exif, xmp=XMP.replace(b"winter", b"skating"))
    (tmp_path / "photo.jpg.xmp").write_bytes(XMP)
    metadata = read_metadata(path, now=NOW)
    assert (metadata.taken.local.year, metadata.taken.source) == (2019, TimeSource.XMP_SIDECAR)
    assert metadata.taken.utc_offset_s == 3600
    assert metadata.keywords == ("winter", "skating")


def test_photo_that_says_nothing_has_its_file_time(tmp_path) -> None:
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (16, 16)).save(path)
    os.utime(path, (1684308622, 1684308622))
    metadata = read_metadata(path, now=NOW)
    assert metadata.taken.source is TimeSource.FILE_TIME
    assert (metadata.position, metadata.place, metadata.title, metadata.keywords) == (None, None, None, ())


def test_titles_and_keywords_of_iptc_are_read(tmp_path) -> None:
    def dataset(number: int, text: bytes) -> bytes:
        return b"\x1c\x02" + bytes([number]) + len(text).to_bytes(2, "big") + text

    iptc = dataset(5, "Zürich".encode()) + dataset(25, b"lake") + dataset(25, "Fluß".encode("latin-1"))
    resource = b"8BIM\x04\x04\0\0" + len(iptc).to_bytes(4, "big") + iptc + b"\0" * (len(iptc) % 2)
    segment = b"Photoshop 3.0\0" + resource
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (16, 16)).save(path)
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + content[2:])
    metadata = read_metadata(path, now=NOW)
    assert metadata.title == "Zürich"
    assert metadata.keywords == ("lake", "Fluß")


@pytest.mark.parametrize(
    "block", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 60]
)
def test_broken_exif_leaves_a_photo_without_tags(tmp_path, decode, block) -> None:
    Image.new("RGB", (16, 16)).save(tmp_path / "IMG_20230517_143022.jpg", exif=block)
    path = tmp_path / "IMG_20230517_143022.jpg"
    metadata = read_metadata(path, decode(path).tags, now=NOW)
    assert metadata.taken.source is TimeSource.FILE_NAME


def test_file_that_is_no_photo_has_no_tags(tmp_path) -> None:
    (tmp_path / "notes.jpg").write_bytes(b"Dear diary")
    assert load_tags(tmp_path / "notes.jpg").exif == {}
    (tmp_path / "stub.jpg").write_bytes(b"\xff\xd8\xff\xe1")
    assert load_tags(tmp_path / "stub.jpg").exif == {}


def test_file_that_cannot_be_read_is_an_error(tmp_path) -> None:
    with pytest.raises(UnreadableFileError):
        read_metadata(tmp_path / "gone.jpg")
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(EmptyFileError):
        read_metadata(tmp_path / "empty.jpg")
