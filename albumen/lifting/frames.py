"""Frames of a burst of photos or of an animated picture, one after the other and no larger than they need be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageSequence

from albumen.errors import UsageError
from indexer.colour import flatten
from indexer.decoder_errors import translated_decoder_errors
from indexer.formats import sniff_format
from indexer.geometry import shrink
from indexer.photo_file import open_photo_file
from indexer.pillow_decode import open_image
from indexer.pillow_setup import captured_warnings, set_up_pillow

if TYPE_CHECKING:
    from PIL.Image import Image

    from indexer.decode import DecodedPhoto

# More frames than these make files that chat programs refuse; a longer animation is thinned out to them.
MAX_FRAMES = 60

# For frames that tell no duration, as browsers take it.
DEFAULT_MS = 100


@dataclass(frozen=True, slots=True)
class Frame:
    """An upright RGB picture, how long it is shown, and how wide it was before it was reduced."""

    image: Image
    duration_ms: int
    full_width_px: int


def iter_burst(paths: Sequence[Path], decode: Callable[[Path], DecodedPhoto], *, duration_ms: int) -> Iterator[Frame]:
    """Yield photos as frames, thinned out if they are many.

    Raises:
        UsageError: a photo has another shape than the first.
        PhotoError: a file cannot be read as a photo.
    """
    step = _thin_out(len(paths))
    first: Image | None = None
    for path in paths[::step]:
        photo = decode(path)
        image, first = photo.image, first or photo.image
        if abs(image.width / image.height / (first.width / first.height) - 1) > 0.02:
            raise UsageError(
                f"{path.name} is {image.width} x {image.height}, {paths[0].name} {first.width} x {first.height}: "
                "the photos of a burst have one shape; leave out what does not belong to it"
            )
        same = image if image.size == first.size else image.resize(first.size)
        yield Frame(same, duration_ms * step, photo.facts.width_px)


def count_frames(path: Path) -> int | None:
    """Tell how many frames a picture file has; None where it is no picture.

    Raises:
        PhotoError: the file system refused, or the picture is damaged.
    """
    set_up_pillow()
    with open_photo_file(path) as file, captured_warnings(), translated_decoder_errors():
        photo_format = sniff_format(file)
        if photo_format is None:
            return None
        if photo_format.value not in ("gif", "png", "webp", "avif"):
            return 1
        with open_image(file, photo_format, max_pixels=2**62) as image:
            return int(getattr(image, "n_frames", 1))


def iter_animation(path: Path, *, max_side_px: int, max_pixels: int) -> Iterator[Frame]:
    """Yield the frames of an animated picture, thinned out if they are many.

    Raises:
        PhotoError: the picture is damaged or too large.
    """
    set_up_pillow()
    with open_photo_file(path) as file, captured_warnings(), translated_decoder_errors():
        photo_format = sniff_format(file)
        assert photo_format is not None  # it has been asked how many frames it has
        with open_image(file, photo_format, max_pixels=max_pixels) as animation:
            step = _thin_out(int(getattr(animation, "n_frames", 1)))
            for at, image in enumerate(ImageSequence.Iterator(animation)):
                if at % step == 0:
                    picture = shrink(flatten(image.copy()).convert("RGB"), max_side_px)
                    duration_ms = int(image.info.get("duration") or DEFAULT_MS) * step  # known once it is decoded
                    yield Frame(picture, duration_ms, animation.width)


def _thin_out(count: int) -> int:
    """Return the step at which `MAX_FRAMES` or fewer are left."""
    return -(-count // MAX_FRAMES)
