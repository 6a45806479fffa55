"""Video through PyAV, where its owner has installed it: it is no dependency, for its wheels hold GPL code."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

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

_SAMPLES_PER_S = 48_000

# FFmpeg's numbers for BT.709 and for the limited range (libavutil/pixfmt.h).
_BT709, _LIMITED = 1, 1


class PyAv:
    """The package `av`."""

    name = "PyAV"
    has_music = True

    def is_available(self) -> bool:
        """Whether the package is installed."""
        return importlib.util.find_spec("av") is not None

    def write(self, path: Path, frames: Iterable[Image], plan: VideoPlan) -> str:
        """Write an MP4 file, and return the name of its codec.

        Raises:
            OutputError: it could not be encoded, or the music not be read.
        """
        encoder = choose_encoder(_av().codec.codecs_available)
        try:
            with _av().open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
                _mux(container, frames, plan, encoder)
        except _av().error.FFmpegError as error:
            raise OutputError(f"PyAV could not write the video: {error}; export to .html instead") from error
        return codec_name(encoder)


def _mux(container: Any, frames: Iterable[Image], plan: VideoPlan, encoder: str) -> None:
    """Encode pictures and sound side by side, so that neither is kept in memory."""
    video = _add_video(container, plan, encoder)
    sound = container.add_stream("aac", rate=_SAMPLES_PER_S, layout="stereo") if plan.music is not None else None
    samples = _iter_music(plan) if sound is not None else iter(())
    if sound is not None:
        sound.bit_rate = AUDIO_BITS_PER_S
    heard_s = 0.0
    for number, image in enumerate(frames):
        container.mux(video.encode(_to_frame(image, number)))
        while sound is not None and heard_s <= number / plan.frames_per_s:
            block = next(samples, None)
            if block is None:
                break
            heard_s = float(block.pts * block.time_base)
            container.mux(sound.encode(block))
    for block in samples:
        container.mux(sound.encode(block))  # type: ignore[union-attr]  # there are samples only where there is sound
    for stream in (video, sound):
        if stream is not None:
            container.mux(stream.encode(None))


def _add_video(container: Any, plan: VideoPlan, encoder: str) -> Any:
    stream = container.add_stream(encoder, rate=plan.frames_per_s)
    stream.width, stream.height = plan.size_px
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    context.thread_type = "AUTO"
    if encoder == "libx264":
        stream.options = {"crf": str(X264_CRF), "preset": X264_PRESET}
    else:
        stream.bit_rate = plan.bits_per_s
    return stream


def _to_frame(image: Image, number: int) -> Any:
    frame = _av().VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
    frame = frame.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED)
    frame.pts = number
    return frame


def _iter_music(plan: VideoPlan) -> Iterator[Any]:
    """Yield the music as blocks of samples, again from its beginning where it is too short, fading out at the end."""
    resampler = _av().AudioResampler(format="fltp", layout="stereo", rate=_SAMPLES_PER_S)
    given, wanted = 0, round(plan.seconds * _SAMPLES_PER_S)
    while given < wanted:
        before = given
        with _av().open(str(plan.music)) as track:
            for decoded in track.decode(audio=0):
                for block in resampler.resample(_without_time(decoded)):
                    samples = block.to_ndarray()[:, : wanted - given]  # (2, S)
                    if samples.shape[1]:
                        yield _to_block(samples, given, plan)
                    given += samples.shape[1]
                if given >= wanted:
                    return
        if given == before:
            return  # a track without a sound


def _without_time(block: Any) -> Any:
    block.pts = None  # the track may be heard twice; the resampler must not fill the gap
    return block


def _to_block(samples: np.ndarray, at: int, plan: VideoPlan) -> Any:
    count = samples.shape[1]
    first, last = (plan.loudness_at((at + edge) / _SAMPLES_PER_S) for edge in (0, count))
    faded = np.ascontiguousarray(samples * np.linspace(first, last, count), np.float32)
    block = _av().AudioFrame.from_ndarray(faded, format="fltp", layout="stereo")
    block.sample_rate, block.pts, block.time_base = _SAMPLES_PER_S, at, Fraction(1, _SAMPLES_PER_S)
    return block


def _av() -> Any:
    return importlib.import_module("av")  # not an import statement: it is not to be asked for at installation
