"""What a video writer is asked for, and what it promises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

# H.264 plays everywhere; these are its encoders in the order of what a file of good quality costs. FFmpeg builds differ:
# x264 is GPL, the next two come with macOS and Windows, the last one from Cisco.
H264_ENCODERS = ("libx264", "h264_videotoolbox", "h264_mf", "libopenh264")

# MPEG-4 part 2, of 1999: every FFmpeg has it; players have it, browsers do not.
FALLBACK_ENCODER = "mpeg4"

# Constant quality of x264: 18 is called visually lossless, 23 is its default. Of the other encoders a bit rate is asked:
# 0.12 bits a pixel is 7.5 Mbit/s at 1080p and 30 frames a second.
X264_CRF, X264_PRESET = 20, "veryfast"
BITS_PER_PIXEL = 0.12

AUDIO_BITS_PER_S = 192_000


@dataclass(frozen=True, slots=True)
class VideoPlan:
    """A video to write: its size, even both ways, its frame rate and length, and music that fades out at the end."""

    size_px: tuple[int, int]
    frames_per_s: int
    seconds: float
    music: Path | None = None
    music_fade_s: float = 3.0

    @property
    def bits_per_s(self) -> int:
        """What is asked of encoders that know no constant quality."""
        return round(BITS_PER_PIXEL * self.size_px[0] * self.size_px[1] * self.frames_per_s)

    def loudness_at(self, now_s: float) -> float:
        """Say how loud the music is, in [0, 1], at a time from the start."""
        return min(1.0, max(0.0, (self.seconds - now_s) / self.music_fade_s))


class VideoWriter(Protocol):
    """A way to write a video."""

    name: str
    has_music: bool  # whether it can put music into the file

    def is_available(self) -> bool:
        """Whether this machine has what it needs."""

    def write(self, path: Path, frames: Iterable[Image], plan: VideoPlan) -> str:
        """Write an MP4 file, and return the name of the codec. Frames are RGB at the plan's size, taken one at a time.

        Raises:
            OutputError: it could not be written.
        """


def choose_encoder(available: Iterable[str]) -> str:
    """Return the best encoder of those that there are.

    Example:
        >>> choose_encoder(["mpeg4", "libopenh264", "libvpx"])
        'libopenh264'
    """
    known = set(available)
    return next((name for name in H264_ENCODERS if name in known), FALLBACK_ENCODER)


def codec_name(encoder: str) -> str:
    """Call the codec of an encoder by its name for people."""
    return "MPEG-4 part 2" if encoder == FALLBACK_ENCODER else "H.264"
