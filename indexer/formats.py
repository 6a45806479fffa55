"""Which files may be photos (by name) and what a file really is (by content).

The scanner asks the name, because opening every file of a disk is slow. The decoder asks the bytes, because names
lie: phones save HEIC as `.jpg`, chat programs save WebP as `.png`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO

from indexer.tiff_structure import tiff_holds_sensor_data

# Bytes that every signature below fits into; ISO base media files list their brands in this range.
SNIFF_BYTES = 64

# fmt: off
RAW_EXTENSIONS = frozenset({
    "3fr", "arw", "cr2", "cr3", "crw", "dcr", "dng", "erf", "fff", "iiq", "kdc", "mef", "mos", "mrw", "nef", "nrw", "orf",
    "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f",
})
PHOTO_EXTENSIONS = RAW_EXTENSIONS | {
    "jpg", "jpeg", "jpe", "jfif", "mpo", "png", "apng", "webp", "gif", "tif", "tiff", "bmp", "dib", "heic", "heics", "heif",
    "hif", "avif",
}
# fmt: on

# Pictures that a person may expect to find: recorded as not read, with the reason, rather than passed by in silence.
UNREAD_EXTENSIONS = frozenset("jxl jp2 j2k jpf jpx psd psb".split())

# Synology and QNAP thumbnails, recycle bins, resource forks unpacked from macOS archives, file-system folders.
IGNORED_FOLDERS = frozenset(
    {"@eadir", "@recycle", "#recycle", "$recycle.bin", "system volume information", "lost+found", "__macosx"}
)
# Thumbnail caches and folder covers that operating systems and media players leave between photos.
IGNORED_STEMS = frozenset({"thumbs", "ehthumbs", "synophoto_thumb", "synofile_thumb"})


class PhotoFormat(StrEnum):
    """A format that Albumen reads. The value is what the store keeps."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    HEIC = "heic"
    AVIF = "avif"
    RAW = "raw"


_SIGNATURES: tuple[tuple[int, bytes, PhotoFormat], ...] = (
    (0, b"\xff\xd8\xff", PhotoFormat.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", PhotoFormat.PNG),
    (8, b"WEBP", PhotoFormat.WEBP),
    (0, b"GIF87a", PhotoFormat.GIF),
    (0, b"GIF89a", PhotoFormat.GIF),
    (0, b"FUJIFILMCCD-RAW", PhotoFormat.RAW),  # RAF
    (0, b"IIRO", PhotoFormat.RAW),  # Olympus ORF, three variants
    (0, b"IIRS", PhotoFormat.RAW),
    (0, b"MMOR", PhotoFormat.RAW),
    (0, b"IIU\x00", PhotoFormat.RAW),  # Panasonic RW2, Leica RWL
    (6, b"HEAPCCDR", PhotoFormat.RAW),  # Canon CRW
    (0, b"\x00MRM", PhotoFormat.RAW),  # Minolta MRW
    (0, b"FOVb", PhotoFormat.RAW),  # Sigma X3F
    (0, b"II*\x00", PhotoFormat.TIFF),
    (0, b"MM\x00*", PhotoFormat.TIFF),
    (0, b"II+\x00", PhotoFormat.TIFF),  # BigTIFF
    (0, b"MM\x00+", PhotoFormat.TIFF),
)

# Sizes of the info header that follow "BM" in a real bitmap: two letters alone would match any text.
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})

_HEVC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_GENERIC_HEIF_BRANDS = frozenset({b"mif1", b"mif2", b"msf1", b"miaf"})

# Pictures, videos and documents that are often named like photos; named so that the recorded reason helps.
_NAMED_OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (4, b"JXL ", "a JPEG XL picture"),
    (4, b"jP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"%PDF", "a PDF document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"<svg", "an SVG drawing"),
    (0, b"<?xml", "an XML document"),
    (0, b"<!DOC", "a web page"),
    (0, b"<html", "a web page"),
    (0, b"\x00\x00\x01\x00", "an icon"),
    (4, b"ftyp", "a video or another ISO media file"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x00\x05\x16\x07", "an AppleDouble resource fork"),
)


def is_candidate(name: str) -> bool:
    """Say whether a file of this name may be a photo.

    Args:
        name: File name without its folder, of any case.

    Example:
        >>> [is_candidate(name) for name in ("IMG_1.JPG", "._IMG_1.JPG", "notes.txt", "Thumbs.jpg")]
        [True, False, False, False]
    """
    stem, dot, extension = name.rpartition(".")
    if name.startswith(".") or not dot:
        return False
    return extension.lower() in PHOTO_EXTENSIONS | UNREAD_EXTENSIONS and stem.lower() not in IGNORED_STEMS


def has_no_extension(name: str) -> bool:
    """Say whether only the content can tell what a file of this name is, as after a recovery of lost files.

    Example:
        >>> [has_no_extension(name) for name in ("f0012345", "IMG_1.JPG", ".bashrc")]
        [True, False, False]
    """
    return "." not in name


def is_ignored_folder(name: str) -> bool:
    """Say whether the scanner passes by a folder of this name: hidden, a recycle bin or a thumbnail cache."""
    return name.startswith(".") or name.lower() in IGNORED_FOLDERS


def sniff_format(file: BinaryIO) -> PhotoFormat | None:
    """Tell the format from the content; None where it is not one that is read here.

    Args:
        file: Seekable; its position is 0 afterwards.

    Raises:
        OSError: the file cannot be read.
    """
    file.seek(0)
    header = file.read(SNIFF_BYTES)
    found = _match_signature(header)
    if found is PhotoFormat.TIFF and tiff_holds_sensor_data(file):
        found = PhotoFormat.RAW
    file.seek(0)
    return found


def describe_other(header: bytes) -> str:
    """Name a content that is not read here, for the recorded reason.

    Example:
        >>> describe_other(b"%PDF-1.7")
        'a PDF document'
    """
    for offset, signature, name in _NAMED_OTHERS:
        if header.startswith(signature, offset):
            return name
    return "not a picture that Albumen knows"


def _match_signature(header: bytes) -> PhotoFormat | None:
    for offset, signature, photo_format in _SIGNATURES:
        if header.startswith(signature, offset):
            return photo_format
    if header.startswith(b"BM") and int.from_bytes(header[14:18], "little") in _BMP_HEADER_SIZES:
        return PhotoFormat.BMP
    if header.startswith(b"ftyp", 4):
        return _match_brands(header)
    return None


def _match_brands(header: bytes) -> PhotoFormat | None:
    """Read the `ftyp` box (ISO/IEC 14496-12, 4.3): the major brand, then the compatible ones."""
    end = min(int.from_bytes(header[:4], "big"), len(header))
    major = header[8:12]
    brands = {major} | {header[at : at + 4] for at in range(16, end - 3, 4)}
    if major == b"crx ":  # Canon CR3
        return PhotoFormat.RAW
    if major in _HEVC_BRANDS:
        return PhotoFormat.HEIC
    if brands & _AVIF_BRANDS:
        return PhotoFormat.AVIF
    if brands & (_HEVC_BRANDS | _GENERIC_HEIF_BRANDS):
        return PhotoFormat.HEIC
    return None
