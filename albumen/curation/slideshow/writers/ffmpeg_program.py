"""Video through the program `ffmpeg`: frames go into its standard input as raw pixels."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from albumen.curation.slideshow.writers.writer import (
    AUDIO_BITS_PER_S,
    X264_CRF,
    X264_PRESET,
    VideoPlan,
    choose_encoder,
    codec_name,
)
from albumen.errors import OutputError

if TYPE_CHECKING:
    from PIL.Image import Image


class FfmpegProgram:
    """The program on the PATH."""

    name = "ffmpeg"
    has_music = True

    def is_available(self) -> bool:
        """Whether the program is there."""
        return shutil.which("ffmpeg") is not None

    def write(self, path: Path, frames: Iterable[Image], plan: VideoPlan) -> str:
        """Write an MP4 file, and return the name of its codec.

        Raises:
            OutputError: the program failed; its last line is told.
        """
        program = shutil.which("ffmpeg") or "ffmpeg"
        encoder = choose_encoder(_list_encoders(program))
        with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would fill up and stop the program
            self._run([program, *arguments(path, plan, encoder)], frames, said)
        return codec_name(encoder)

    def _run(self, command: Sequence[str], frames: Iterable[Image], said: IO[bytes]) -> None:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said)
        assert process.stdin is not None  # it was asked for
        try:
            for frame in frames:
                process.stdin.write(frame.tobytes())
            process.stdin.close()
            code = process.wait()
        except (BrokenPipeError, ConnectionResetError):
            code = process.wait() or 1  # it ended before the last frame
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            _close_quietly(process.stdin)
        if code:
            raise OutputError(f"ffmpeg could not write the video: {_last_line(said)}; export to .html instead")


def arguments(path: Path, plan: VideoPlan, encoder: str) -> list[str]:
    """List what `ffmpeg` is told."""
    width, height = plan.size_px
    pixels = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(plan.frames_per_s)]
    quality = (
        ["-crf", str(X264_CRF), "-preset", X264_PRESET] if encoder == "libx264" else ["-b:v", str(plan.bits_per_s)]
    )
    # Colours are converted to, and said to be, BT.709 in the limited range, which players take 1080p to be.
    said = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"
    colours = ["-vf", f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,{said}"]
    command = ["-hide_banner", "-loglevel", "error", "-y", *pixels, "-i", "pipe:0"]
    if plan.music is not None:
        fade = f"afade=t=out:st={max(0.0, plan.seconds - plan.music_fade_s):.3f}:d={plan.music_fade_s:.3f}"
        command += ["-stream_loop", "-1", "-i", f"file:{plan.music}", "-map", "0:v", "-map", "1:a:0", "-af", fade]
        command += ["-c:a", "aac", "-b:a", str(AUDIO_BITS_PER_S), "-ac", "2"]
    command += [*colours, "-c:v", encoder, *quality, "-t", f"{plan.seconds:.3f}"]
    # Metadata of the track is not the video's; the index comes first, so that the file plays while it arrives.
    return [*command, "-map_metadata", "-1", "-movflags", "+faststart", "-f", "mp4", f"file:{path}"]


def _list_encoders(program: str) -> list[str]:
    run = subprocess.run([program, "-hide_banner", "-encoders"], capture_output=True, text=True, check=False)
    return [words[1] for line in run.stdout.splitlines() if len(words := line.split()) > 1 and words[0][0] == "V"]


def _close_quietly(pipe: IO[bytes]) -> None:
    with contextlib.suppress(OSError):  # what was still to be written has nobody to read it
        pipe.close()


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it did not say why"
