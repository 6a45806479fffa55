"""Make lines of text as a reader finds them, and a reader that finds them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from albumen.errors import CorruptPhotoError
from albumen.types import Box, EncoderIdentity, TextLine


def text_line(text: str, *, top: float = 0.0, score: float = 0.9) -> TextLine:
    """Make a line of 100 x 10 pixels."""
    return TextLine(text, score, Box(0.0, top, 100.0, top + 10.0))


class FakeReader:
    """Reads what each photo's file says, which its image carries as `info["says"]`, a line a line."""

    weights_sha256 = "d" * 64

    def __init__(self, tag: str = "1") -> None:
        self.identity = EncoderIdentity("fake-reader", tag, "1")
        self.read = 0

    def read_image(self, image: Image.Image) -> tuple[TextLine, ...]:
        self.read += 1
        says = str(image.info["says"])
        if says == "unreadable":
            raise RuntimeError("the network failed on it")
        return tuple(text_line(line, top=10.0 * at) for at, line in enumerate(says.splitlines()))


def load_image(path: Path, max_side_px: int) -> Image.Image:
    """Load a file that holds text as if it were a picture of it, of a tenth of its side."""
    if path.read_text() == "corrupt":
        raise CorruptPhotoError("the file breaks off")
    image = Image.new("RGB", (4, 3))
    image.info["says"] = path.read_text()
    return image
