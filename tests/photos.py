"""Make small photo files."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image


def jpeg(seed: int, size: tuple[int, int] = (64, 48)) -> bytes:
    """Encode a picture of a few coloured blocks, different for each seed."""
    blocks = np.random.default_rng(seed).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(blocks).resize(size, Image.Resampling.NEAREST).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def write(path: Path, content: bytes, *, age_s: float = 3_600) -> Path:
    """Write a file that was last changed a while ago, as files at rest are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    then = path.stat().st_mtime_ns - int(age_s * 1e9)
    os.utime(path, ns=(then, then))
    return path
