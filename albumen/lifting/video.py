"""Frames of a short video, through OpenCV: the optional extra `video`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from albumen.errors import MissingExtraError, UnsupportedFormatError
from albumen.lifting.frames import MAX_FRAMES, Frame
from indexer.geometry import shrink

# Enough for motion to look like motion, and a third of a phone's frames to look at.
FRAMES_PER_S = 10.0

_USUAL_FRAMES_PER_S = 30.0


def iter_video(path: Path, *, max_side_px: int) -> Iterator[Frame]:
    """Yield frames from a video's beginning, upright, at most `MAX_FRAMES`.

    Raises:
        MissingExtraError: OpenCV is not installed.
        UnsupportedFormatError: it is no video that can be read.
    """
    try:
        import cv2
    except ImportError as error:
        raise MissingExtraError(
            f"reading the video {path.name} needs `pip install 'albumen[video]'`; photos of a burst, GIF, WebP and APNG do not"
        ) from error
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # it would print; what fails is raised here
    capture = cv2.VideoCapture(str(path))
    try:
        if not capture.isOpened():
            raise UnsupportedFormatError(f"{path.name} is neither a photo nor a video that can be read here")
        per_s = capture.get(cv2.CAP_PROP_FPS) or _USUAL_FRAMES_PER_S
        step = max(1, round(per_s / FRAMES_PER_S))
        for _ in range(MAX_FRAMES):
            image = _read_next(capture, step)
            if image is None:
                return
            yield Frame(shrink(image, max_side_px), round(1000 * step / per_s), image.width)
    finally:
        capture.release()


def _read_next(capture: Any, step: int) -> Image.Image | None:
    """Read one frame, RGB, and pass by the others of its step; None at the end."""
    is_read, pixels = capture.read()
    for _ in range(step - 1):
        capture.grab()
    return Image.fromarray(pixels[..., ::-1].copy()) if is_read else None
