"""One photo file to one small upright sRGB image, with what the file says of itself: the single decode of the pipeline.

JPEG is scaled inside the decoder (DCT scaling), raw files give their embedded preview, everything else is decoded in
full and reduced. Meant to run in worker processes, where a time limit ends what hangs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from albumen.errors import UnsupportedFormatError
from albumen.types import PixelFacts
from indexer.colour import convert_to_srgb, flatten
from indexer.decoder_errors import translated_decoder_errors
from indexer.formats import SNIFF_BYTES, PhotoFormat, describe_other, sniff_format
from indexer.geometry import shrink, turn_upright
from indexer.metadata.embedded import EmbeddedTags
from indexer.photo_file import open_photo_file
from indexer.pillow_decode import decode_with_pillow
from indexer.pillow_setup import captured_warnings, set_up_pillow
from indexer.raw_decode import decode_raw
from indexer.undeveloped import Undeveloped


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo's pixels and facts. Picklable, so that a worker process can return it.

    `image` is RGB, upright, sRGB, long side at most `max_side_px`, never enlarged. `tags` is what stood beside the
    pixels, kept so that metadata needs no second opening of the file.
    """

    image: Image.Image
    facts: PixelFacts
    tags: EmbeddedTags = field(default_factory=EmbeddedTags)


def decode_photo(path: Path, *, max_side_px: int, max_pixels: int) -> DecodedPhoto:
    """Decode a file, whatever its name says, to a small upright sRGB image.

    A damaged file counts as a photo when a meaningful part of it decodes; `facts.is_truncated` then says so.

    Args:
        path: The file; it is opened read-only.
        max_side_px: Longest side of the result.
        max_pixels: Cap on width times height, compared with the file's header before a pixel is decoded. At worst a
            decoder takes four bytes for each.

    Raises:
        UnreadableFileError: the file system refused the read.
        EmptyFileError: zero bytes.
        UnsupportedFormatError: not a picture of a format that is read here.
        TooManyPixelsError: over `max_pixels`.
        CorruptPhotoError: damaged beyond use.
    """
    set_up_pillow()
    with open_photo_file(path) as file, captured_warnings(), translated_decoder_errors():
        photo_format = _identify(file)
        decode = decode_raw if photo_format is PhotoFormat.RAW else decode_with_pillow
        return _develop(decode(file, photo_format, max_side_px=max_side_px, max_pixels=max_pixels), max_side_px)


def _identify(file: BinaryIO) -> PhotoFormat:
    photo_format = sniff_format(file)
    if photo_format is None:
        what = describe_other(file.read(SNIFF_BYTES))
        raise UnsupportedFormatError(f"The content is {what}; it is not indexed.")
    return photo_format


def _develop(found: Undeveloped, max_side_px: int) -> DecodedPhoto:
    """Shrink first and convert colours last: the costly steps then see few pixels."""
    image = shrink(flatten(found.image), max_side_px)
    image = convert_to_srgb(turn_upright(image, found.orientation), found.profile)
    image.info = {}
    return DecodedPhoto(image=image, facts=found.facts, tags=found.tags)
