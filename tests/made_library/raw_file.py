"""Write a DNG as small as it can be: the sensor's mosaic of a picture, and the JPEG preview that a camera puts beside it.

Source: Adobe, "Digital Negative Specification" 1.4, chapters 2 and 4; TIFF 6.0.
"""

from __future__ import annotations

import struct
from datetime import datetime
from io import BytesIO

import numpy as np
from PIL import Image

from tests.tiff_directory import ASCII, BYTE, LONG, RATIONAL, SHORT, SRATIONAL, Entry, pack_directory

_WHITE, _BLACK, _GAMMA = 4095, 256, 2.2
_ONE, _NONE = (1, 1), (0, 1)


def encode_dng(image: Image.Image, make: str, model: str, taken: datetime) -> bytes:
    """Return a DNG of a picture whose sides are even."""
    pixels, jpeg = _mosaic(image).tobytes(), _preview(image)
    jpeg_at = 8 + len(pixels)
    preview_at = jpeg_at + len(jpeg)
    preview: list[Entry] = [
        (254, LONG, [1]), (256, LONG, [image.width]), (257, LONG, [image.height]), (258, SHORT, [8, 8, 8]),
        (259, SHORT, [7]), (262, SHORT, [6]), (273, LONG, [jpeg_at]), (277, SHORT, [3]),
        (278, LONG, [image.height]), (279, LONG, [len(jpeg)]),
    ]  # fmt: skip
    directory = pack_directory(preview_at, preview)
    main_at = preview_at + len(directory)
    main: list[Entry] = [
        (254, LONG, [0]), (256, LONG, [image.width]), (257, LONG, [image.height]), (258, SHORT, [16]), (259, SHORT, [1]),
        (262, SHORT, [32803]), (271, ASCII, [make]), (272, ASCII, [model]), (273, LONG, [8]), (274, SHORT, [1]),
        (277, SHORT, [1]), (278, LONG, [image.height]), (279, LONG, [len(pixels)]),
        (306, ASCII, [f"{taken:%Y:%m:%d %H:%M:%S}"]), (330, LONG, [preview_at]), (33421, SHORT, [2, 2]),
        (33422, BYTE, [0, 1, 1, 2]), (50706, BYTE, [1, 4, 0, 0]), (50708, ASCII, [f"{make} {model}"]),
        (50714, SHORT, [_BLACK]), (50717, LONG, [_WHITE]),
        (50721, SRATIONAL, [_ONE, _NONE, _NONE, _NONE, _ONE, _NONE, _NONE, _NONE, _ONE]),
        (50728, RATIONAL, [_ONE, _ONE, _ONE]), (50778, SHORT, [21]),
    ]  # fmt: skip
    header = struct.pack("<2sHL", b"II", 42, main_at)
    return header + pixels + jpeg + directory + pack_directory(main_at, main)


def _mosaic(image: Image.Image) -> np.ndarray:
    """Return what a sensor with red, green, green and blue sites saw, (H, W) uint16."""
    light = (np.asarray(image, np.float32) / 255.0) ** _GAMMA * (_WHITE - _BLACK) + _BLACK  # (H, W, 3)
    sites = light[..., 1].copy()
    sites[::2, ::2], sites[1::2, 1::2] = light[::2, ::2, 0], light[1::2, 1::2, 2]
    return sites.astype("<u2")


def _preview(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=90)
    data = buffer.getvalue()
    return data + b"\0" * (len(data) % 2)
