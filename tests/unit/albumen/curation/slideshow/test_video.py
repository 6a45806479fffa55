"""Writers of videos: the real one that the tests install, the others where they are, and a program that plays ffmpeg."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.curation.slideshow.storyboard import Storyboard, plan_storyboard
from albumen.curation.slideshow.video import find_writers, write_video
from albumen.curation.slideshow.writers.ffmpeg_program import FfmpegProgram, arguments
from albumen.curation.slideshow.writers.open_cv import OpenCv
from albumen.curation.slideshow.writers.pyav import PyAv
from albumen.curation.slideshow.writers.writer import VideoPlan, choose_encoder
from albumen.errors import MissingExtraError, OutputError
from tests.shown_photos import PaintedSource, colour_of, memory_of, seen_photo

SIZE = (64, 36)

# It says what encoders it has, and otherwise reads its frames and writes their number, what it was told, or its refusal.
FAKE = """#!{python}
import sys
if "-encoders" in sys.argv:
    print(" V....D libx264  H.264\\n V....D mpeg4  MPEG-4")
    sys.exit()
if {fails}:
    print("warning\\nno space on the disk", file=sys.stderr)
    sys.exit(1)
frames = len(sys.stdin.buffer.read()) // ({width} * {height} * 3)
with open(sys.argv[-1].removeprefix("file:"), "w") as file:
    print(frames, *sys.argv, sep="\\n", file=file)
"""


@pytest.fixture
def install_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put the program that plays ffmpeg on the PATH."""

    def install(*, fails: bool = False) -> None:
        program = tmp_path / "bin" / "ffmpeg"
        program.parent.mkdir()
        program.write_text(FAKE.format(python=sys.executable, fails=fails, width=SIZE[0], height=SIZE[1]))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return install


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "film.mp4"


def _board() -> tuple[Storyboard, PaintedSource]:
    source = PaintedSource([seen_photo(1)])
    return plan_storyboard(memory_of([1]), source, size_px=SIZE, tempo_bpm=120), source


def _frames(count: int) -> Iterator[Image.Image]:
    for at in range(count):
        yield Image.new("RGB", SIZE, (at, 90, 200))


def test_opencv_writes_a_video_that_it_can_read_again(film: Path) -> None:
    import cv2

    board, source = _board()
    done: list[tuple[int, int]] = []
    written = write_video(
        film, board, source, music=Path("song.mp3"), on_frame=lambda *at: done.append(at), writers=[OpenCv()]
    )
    assert (written.writer, written.has_music) == ("OpenCV", False)
    assert done[-1] == (240, 240)
    capture = cv2.VideoCapture(str(film))
    frames = [pixels for is_read, pixels in iter(capture.read, (False, None)) if is_read]
    capture.release()
    assert len(frames) == 240
    assert np.allclose(frames[170].mean((0, 1))[::-1], colour_of(1), atol=8)
    assert [path.name for path in film.parent.iterdir()] == ["film.mp4"]


@pytest.mark.skipif(not PyAv().is_available(), reason="PyAV is no dependency")
def test_pyav_writes_h264(film: Path) -> None:
    board, source = _board()
    assert write_video(film, board, source, writers=[PyAv()]).writer == "PyAV"
    assert b"avc1" in film.read_bytes() or b"mp4v" in film.read_bytes()


def test_ffmpeg_is_given_every_frame_and_the_music_with_its_fade(
    install_ffmpeg: Callable[..., None], film: Path
) -> None:
    install_ffmpeg()
    board, source = _board()
    written = write_video(film, board, source, music=Path("-song.mp3"), writers=[FfmpegProgram()])
    assert (written.codec, written.has_music) == ("H.264", True)
    frames, *told = film.read_text().splitlines()
    assert frames == "240"
    assert told[told.index("-stream_loop") + 3] == "file:-song.mp3"
    assert "afade=t=out:st=5.000:d=3.000" in told
    assert [path.name for path in film.parent.iterdir()] == ["film.mp4"]


def test_what_ffmpeg_says_when_it_fails_is_told_and_nothing_is_left(
    install_ffmpeg: Callable[..., None], film: Path
) -> None:
    install_ffmpeg(fails=True)
    board, source = _board()
    with pytest.raises(OutputError, match=r"no space on the disk; export to \.html"):
        write_video(film, board, source, writers=[FfmpegProgram()])
    assert list(film.parent.iterdir()) == []


@pytest.mark.parametrize("writer", [OpenCv(), FfmpegProgram()], ids=["OpenCV", "ffmpeg"])
def test_an_interrupted_export_leaves_the_earlier_file_alone(
    install_ffmpeg: Callable[..., None], film: Path, writer: OpenCv | FfmpegProgram
) -> None:
    install_ffmpeg()
    film.write_bytes(b"earlier")
    board, source = _board()

    def interrupt(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_video(film, board, source, on_frame=interrupt, writers=[writer])
    assert [path.read_bytes() for path in film.parent.iterdir()] == [b"earlier"]


def test_without_a_writer_the_error_says_what_to_install(film: Path) -> None:
    with pytest.raises(
        MissingExtraError, match=r"ffmpeg on the PATH, or `pip install av`.*an export to \.html needs none"
    ):
        write_video(film, *_board(), writers=[])


def test_a_codec_that_is_not_installed_leaves_no_file(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumen.curation.slideshow.writers.open_cv._CODECS", ())
    with pytest.raises(OutputError, match="install ffmpeg"):
        write_video(film, *_board(), writers=[OpenCv()])
    assert list(film.parent.iterdir()) == []


def test_the_program_comes_before_opencv_and_pyav_before_both(install_ffmpeg: Callable[..., None]) -> None:
    install_ffmpeg()
    names = [writer.name for writer in find_writers()]
    assert names == [name for name in ("PyAV", "ffmpeg", "OpenCV") if name in names]
    assert {"ffmpeg", "OpenCV"} <= set(names)


@pytest.mark.parametrize(
    ("available", "best"),
    [(["mpeg4", "libx264"], "libx264"), (["h264_mf", "mpeg4"], "h264_mf"), (["mpeg4"], "mpeg4"), ([], "mpeg4")],
)
def test_the_best_encoder_there_is_is_used(available: Iterable[str], best: str) -> None:
    assert choose_encoder(available) == best


def test_other_encoders_than_x264_are_given_a_bit_rate() -> None:
    plan = VideoPlan((1920, 1080), 30, 10.0)
    told = arguments(Path("a.mp4"), plan, "libopenh264")
    assert told[told.index("-b:v") + 1] == "7464960"
    assert "-crf" not in told


def test_music_fades_out_at_the_end() -> None:
    plan = VideoPlan(SIZE, 30, 10.0, music_fade_s=2.0)
    assert [plan.loudness_at(at) for at in (0.0, 8.0, 9.0, 10.0, 11.0)] == [1.0, 1.0, 0.5, 0.0, 0.0]
