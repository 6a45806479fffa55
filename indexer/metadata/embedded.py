"""What stands beside the pixels in a file, taken from Pillow once and kept as plain values.

Reading is forgiving: a block that cannot be parsed is left out, because a photo with broken EXIF is still a photo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from PIL import ExifTags, Image, IptcImagePlugin

from indexer.decoder_errors import DECODER_ERRORS
from indexer.metadata.apple_notes import read_content_identifier

ORIENTATION = 0x0112
# Kilobytes of maker notes, thumbnails and padding; nothing reads them later.
_UNREAD_TAGS = frozenset({ExifTags.Base.MakerNote, 0x02BC, 0x83BB, 0x8649, 0x8773, 0xC4A5, 0xEA1C})
# A real packet is a few kilobytes; edit histories can reach some megabytes.
MAX_XMP_BYTES = 4 * 1024 * 1024

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class EmbeddedTags:
    """Raw tags by number, as the file spells them: nothing is checked yet. Picklable.

    `exif` merges the main and the Exif directory (their numbers do not meet), `gps` is the GPS directory, `iptc` is
    keyed by (record, dataset), `xmp` is the packet, `content_identifier` what a Live photo's halves share.
    """

    exif: Mapping[int, Any] = field(default_factory=dict)
    gps: Mapping[int, Any] = field(default_factory=dict)
    iptc: Mapping[tuple[int, int], Any] = field(default_factory=dict)
    xmp: bytes | None = None
    content_identifier: str | None = None

    @property
    def has_orientation(self) -> bool:
        """Whether the file states an orientation at all."""
        return ORIENTATION in self.exif

    @property
    def orientation(self) -> int:
        """EXIF orientation 1..8; 1 where it is absent or nonsense."""
        value = self.exif.get(ORIENTATION, 1)
        return value if isinstance(value, int) and 1 <= value <= 8 else 1


def collect_tags(image: Image.Image) -> EmbeddedTags:
    """Take the tags of an image that Pillow opened (and loaded, for PNG)."""
    exif = _attempt(image.getexif, Image.Exif())
    return EmbeddedTags(
        exif=merge_directories(exif),
        gps=_plain(_attempt(lambda: exif.get_ifd(ExifTags.IFD.GPSInfo), {})),
        iptc=_collect_iptc(image),
        xmp=_find_xmp(image),
        content_identifier=read_content_identifier(
            _attempt(lambda: exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.MakerNote), None)
        ),
    )


def merge_directories(exif: Image.Exif) -> dict[int, Any]:
    """Return the main directory's tags with the Exif directory's laid over them."""
    main = _plain(_attempt(lambda: dict(exif), {}))
    return main | _plain(_attempt(lambda: exif.get_ifd(ExifTags.IFD.Exif), {}))


def _plain(tags: Mapping[int, Any]) -> dict[int, Any]:
    return {int(number): value for number, value in tags.items() if number not in _UNREAD_TAGS}


def _collect_iptc(image: Image.Image) -> dict[tuple[int, int], Any]:
    if "photoshop" not in image.info and image.format != "TIFF":
        return {}
    return dict(_attempt(lambda: IptcImagePlugin.getiptcinfo(image) or {}, {}))  # type: ignore[arg-type, return-value]


def _find_xmp(image: Image.Image) -> bytes | None:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if isinstance(packet, str):
        packet = packet.encode("utf-8", "replace")
    return packet if isinstance(packet, bytes) and len(packet) <= MAX_XMP_BYTES else None


def _attempt(read: Callable[[], _T], otherwise: _T) -> _T:
    try:
        return read()
    except DECODER_ERRORS:
        return otherwise
