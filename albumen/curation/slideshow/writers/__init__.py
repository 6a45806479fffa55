"""Ways to write a video, whichever of them this machine has: PyAV, the program ffmpeg, OpenCV."""

from __future__ import annotations

__all__: list[str] = []
