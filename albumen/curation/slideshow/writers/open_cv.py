"""Video through OpenCV, the optional extra `video`: without music, and on Linux in an older codec."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from albumen.curation.slideshow.writers.writer import VideoPlan, codec_name
from albumen.errors import OutputError

if TYPE_CHECKING:
    from PIL.Image import Image

# Four letters of the codec, and the encoder that it is like. H.264 comes from macOS or Windows: OpenCV's own FFmpeg has no
# encoder for it, and VP9, which it has, took 0.36 s for a frame of 1080p, where MPEG-4 part 2 takes 0.008 s.
_OF_THE_SYSTEM, _OWN = ("avc1", "libx264"), ("mp4v", "mpeg4")
_CODECS = (_OF_THE_SYSTEM, _OWN) if sys.platform in ("darwin", "win32") else (_OWN,)


class OpenCv:
    """The package `cv2`."""

    name = "OpenCV"
    has_music = False

    def is_available(self) -> bool:
        """Whether the package is installed."""
        return importlib.util.find_spec("cv2") is not None

    def write(self, path: Path, frames: Iterable[Image], plan: VideoPlan) -> str:
        """Write an MP4 file without sound, and return the name of its codec.

        Raises:
            OutputError: OpenCV has no encoder for it here, or the file system refused.
        """
        writer, encoder = _open_writer(path, plan)
        try:
            for frame in frames:
                writer.write(np.ascontiguousarray(np.asarray(frame)[..., ::-1]))
        finally:
            writer.release()
        if not path.is_file() or not path.stat().st_size:
            raise OutputError("OpenCV wrote no video; see that the disk is not full, or export to .html instead")
        return codec_name(encoder)


def _open_writer(path: Path, plan: VideoPlan) -> tuple[Any, str]:
    import cv2

    cv2.utils.logging.setLogLevel(
        cv2.utils.logging.LOG_LEVEL_SILENT
    )  # what it lacks is tried, and then is not an error
    for fourcc, encoder in _CODECS:
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), plan.frames_per_s, plan.size_px)
        if writer.isOpened():
            return writer, encoder
        writer.release()
        path.unlink(missing_ok=True)
    raise OutputError("OpenCV has no encoder for MP4 here; install ffmpeg, or export to .html instead")
