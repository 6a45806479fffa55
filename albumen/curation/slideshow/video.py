"""A storyboard as an MP4 file, by the first way that this machine has to write one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.curation.photo_source import PhotoSource
from albumen.curation.slideshow.frames import FRAMES_PER_S, count_frames, iter_frames
from albumen.curation.slideshow.storyboard import Storyboard
from albumen.curation.slideshow.writers.ffmpeg_program import FfmpegProgram
from albumen.curation.slideshow.writers.open_cv import OpenCv
from albumen.curation.slideshow.writers.pyav import PyAv
from albumen.curation.slideshow.writers.writer import VideoPlan, VideoWriter
from albumen.errors import MissingExtraError
from albumen.output_file import replacing_whole

if TYPE_CHECKING:
    from PIL.Image import Image

OnFrame = Callable[[int, int], None]  # frames done, of how many


@dataclass(frozen=True, slots=True)
class WrittenVideo:
    """By what a video was written, in which codec, and whether with the music that was wanted."""

    writer: str
    codec: str
    has_music: bool


def find_writers() -> list[VideoWriter]:
    """List the ways that this machine has to write a video, the best first."""
    every: tuple[VideoWriter, ...] = (PyAv(), FfmpegProgram(), OpenCv())
    return [writer for writer in every if writer.is_available()]


def write_video(
    path: Path,
    storyboard: Storyboard,
    source: PhotoSource,
    *,
    music: Path | None = None,
    on_frame: OnFrame | None = None,
    writers: Sequence[VideoWriter] | None = None,
) -> WrittenVideo:
    """Write a slideshow as a video, whole or not at all.

    Raises:
        MissingExtraError: nothing here can write a video.
        OutputError: it could not be written.
    """
    found = find_writers() if writers is None else writers
    if not found:
        raise MissingExtraError(
            "writing a video needs ffmpeg on the PATH, or `pip install av` (H.264 with music), or "
            "`pip install 'albumen[video]'` (without music); an export to .html needs none of them"
        )
    plan = VideoPlan(storyboard.size_px, FRAMES_PER_S, storyboard.timeline.seconds, music)
    frames = _counted(iter_frames(storyboard, source), count_frames(storyboard), on_frame)
    with replacing_whole(path) as part:
        codec = found[0].write(part, frames, plan)
    return WrittenVideo(found[0].name, codec, music is not None and found[0].has_music)


def _counted(frames: Iterator[Image], total: int, on_frame: OnFrame | None) -> Iterator[Image]:
    for done, frame in enumerate(frames, 1):
        yield frame
        if on_frame is not None:
            on_frame(done, total)
