from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import CorruptPhotoError, MissingExtraError, NoSubjectError, UnsupportedFormatError, UsageError
from albumen.lifting.animation import AnimatedSticker, animate
from albumen.lifting.animation_file import write_animation
from albumen.lifting.frames import MAX_FRAMES, Frame, count_frames, iter_animation, iter_burst
from albumen.lifting.sticker import StickerStyle
from albumen.lifting.studio import Studio
from albumen.lifting.subjects import ALL_SUBJECTS, Choice
from albumen.lifting.tracking import MAX_BRIDGED
from albumen.lifting.video import iter_video
from tests.lifting import BLUE, RED, SIDE, ColourLifter, ScriptedLifter, draw

STYLE = StickerStyle(size_px=96, outline_px=4)


# The transformation that a track's header holds (ISO/IEC 14496-12, 8.3.2), without its last number, which is 1 in 2.30.
_UPRIGHT, _QUARTER = (1, 0, 0, 0, 1, 0, 0, 0), (0, 1, 0, -1, 0, 0, 48, 0)


def _studio(lifter: ColourLifter | ScriptedLifter) -> Studio:
    return Studio(lifter, max_pixels=10_000_000)


def _walk(count: int, *, size_px: tuple[int, int] = (240, 160)) -> list[Image.Image]:
    """A red ball that walks to the right; a larger blue one comes in from frame 2 on."""
    images = []
    for at in range(count):
        ball = (RED, (0.1 + 0.03 * at, 0.3, 0.35 + 0.03 * at, 0.7))
        images.append(draw(size_px, ball, (BLUE, (0.65, 0.05, 0.98, 0.95))) if at >= 2 else draw(size_px, ball))
    return images


def _animate(images: Sequence[Image.Image], choice: Choice = ALL_SUBJECTS) -> AnimatedSticker:
    return animate(_studio(ColourLifter()), [Frame(image, 80, image.width) for image in images], choice, STYLE)


def test_the_chosen_subject_is_followed_and_one_that_appears_is_not() -> None:
    sticker = _animate(_walk(6), Choice(number=1))
    assert len(sticker.frames) == len(sticker.durations_ms) == 6
    assert len({frame.shape for frame in sticker.frames}) == 1
    assert max(sticker.frames[0].shape) == 96
    for frame in sticker.frames:
        seen = frame[frame[..., 3] > 200][:, :3].astype(int)
        assert ((seen[:, 2] - seen[:, 0]) > 60).sum() == 0  # nothing blue
        assert ((seen[:, 0] - seen[:, 2]) > 100).sum() > 200


def test_the_subject_moves_within_the_sticker_as_it_did() -> None:
    sticker = _animate(_walk(6), Choice(number=1))
    centres = [np.nonzero(frame[..., 0] - frame[..., 2].astype(int) > 100)[1].mean() for frame in sticker.frames]
    assert (np.diff(centres) > 2).all()


def test_a_point_is_meant_in_the_photo_and_not_in_the_reduced_frame() -> None:
    images = [draw((240, 160), (RED, (0.1, 0.3, 0.4, 0.7)), (BLUE, (0.6, 0.3, 0.9, 0.7)))] * 2
    frames = [Frame(image, 80, 2_400) for image in images]
    sticker = animate(_studio(ColourLifter()), frames, Choice(at=(1_800, 800)), STYLE)
    assert sticker.frames[0][sticker.frames[0].shape[0] // 2, 48, 2] > 200


def test_frames_in_which_the_network_finds_nothing_are_bridged() -> None:
    image = _walk(1)[0]
    found = ColourLifter().lift_image(image).alpha
    frames = [Frame(image, 80, 240)] * 5
    sticker = animate(_studio(ScriptedLifter([found, found, None, found, found])), frames, ALL_SUBJECTS, STYLE)
    sizes = [int((frame[..., 3] > 128).sum()) for frame in sticker.frames]
    assert sticker.lost == 0
    assert max(sizes) - min(sizes) < 0.05 * max(sizes)


def test_a_sticker_ends_where_its_subject_is_gone() -> None:
    found = np.zeros((SIDE, SIDE), np.float32)
    found[40:90, 40:90] = 1
    count = 3 + MAX_BRIDGED + 5
    frames = [Frame(_walk(1)[0], 80, 240)] * count
    sticker = animate(_studio(ScriptedLifter([found] * 3 + [None] * (count - 3))), frames, ALL_SUBJECTS, STYLE)
    assert len(sticker.frames) == 3
    assert sticker.lost == MAX_BRIDGED + 1


def test_a_first_frame_without_a_subject_makes_no_sticker() -> None:
    with pytest.raises(NoSubjectError):
        _animate([draw((80, 60)), *_walk(2)])


@pytest.mark.parametrize("name", ["out.png", "out.apng", "out.webp", "out.gif"])
def test_each_kind_of_file_holds_all_frames_and_their_durations(tmp_path: Path, name: str) -> None:
    sticker = _animate(_walk(4), Choice(number=1))
    write_animation(tmp_path / name, sticker.frames, sticker.durations_ms)
    with Image.open(tmp_path / name) as image:
        assert image.n_frames == 4
        for at, frame in enumerate(sticker.frames):
            image.seek(at)
            shown = np.asarray(image.convert("RGBA"))
            assert image.info["duration"] == 80
            solid = frame[..., 3] == 255
            assert np.abs(shown[solid][:, :3].astype(int) - frame[solid][:, :3]).mean() < 12
            assert (shown[frame[..., 3] == 0][:, 3] == 0).all()  # nothing stays of the frame before


def test_an_animated_picture_is_read_frame_by_frame_and_thinned_out(tmp_path: Path) -> None:
    images = [draw((280, 30), (RED, (0.1, 0.1, 0.2 + at / 160, 0.9))) for at in range(2 * MAX_FRAMES)]
    images[0].save(tmp_path / "long.webp", save_all=True, append_images=images[1:], duration=40, lossless=True)
    frames = list(iter_animation(tmp_path / "long.webp", max_side_px=140, max_pixels=10_000))
    assert count_frames(tmp_path / "long.webp") == len(images)
    assert len(frames) == MAX_FRAMES
    assert {(frame.image.size, frame.image.mode, frame.duration_ms) for frame in frames} == {((140, 15), "RGB", 80)}


def test_what_is_no_animation_has_one_frame_and_what_is_no_picture_none(tmp_path: Path) -> None:
    draw((8, 8)).save(tmp_path / "still.jpg")
    draw((8, 8)).save(tmp_path / "still.png")
    (tmp_path / "video.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(64))
    assert [count_frames(tmp_path / name) for name in ("still.jpg", "still.png", "video.mp4")] == [1, 1, None]


def test_a_damaged_animation_is_refused_as_such(tmp_path: Path) -> None:
    images = [draw((40, 30), (RED, (0, 0, 0.5, 0.5 + at / 10))) for at in range(4)]
    images[0].save(tmp_path / "cut.gif", save_all=True, append_images=images[1:])
    content = (tmp_path / "cut.gif").read_bytes()
    (tmp_path / "cut.gif").write_bytes(content[: len(content) // 6])
    with pytest.raises(CorruptPhotoError):
        list(iter_animation(tmp_path / "cut.gif", max_side_px=40, max_pixels=10_000))


def test_the_photos_of_a_burst_have_one_shape(tmp_path: Path) -> None:
    sizes = {"a.jpg": (80, 60), "b.jpg": (40, 30), "c.jpg": (60, 80)}
    paths = {name: tmp_path / name for name in sizes}
    for name, size in sizes.items():
        draw(size).save(paths[name])
    frames = list(iter_burst([paths["a.jpg"], paths["b.jpg"]], _studio(ColourLifter()).decode, duration_ms=120))
    assert [(frame.image.size, frame.duration_ms) for frame in frames] == [((80, 60), 120)] * 2
    with pytest.raises(UsageError, match=r"c\.jpg is 60 x 80, a\.jpg 80 x 60"):
        list(iter_burst([paths["a.jpg"], paths["c.jpg"]], _studio(ColourLifter()).decode, duration_ms=120))


def test_a_video_is_read_upright_at_ten_frames_a_second(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    writer = cv2.VideoWriter(str(tmp_path / "v.mp4"), cv2.VideoWriter_fourcc(*"mp4v"), 30.0, (64, 48))
    for at in range(30):
        writer.write(np.full((48, 64, 3), (8 * at, 0, 200), np.uint8))  # blue, green, red
    writer.release()
    frames = list(iter_video(tmp_path / "v.mp4", max_side_px=32))
    assert [(frame.image.size, frame.duration_ms) for frame in frames] == [((32, 24), 100)] * 10
    red, green, blue = frames[9].image.getpixel((16, 12))
    assert (red, green) == (pytest.approx(200, abs=25), pytest.approx(0, abs=25))
    assert blue > 180


def test_a_video_that_was_filmed_sideways_is_read_upright(tmp_path: Path) -> None:
    cv2 = pytest.importorskip("cv2")
    path = tmp_path / "v.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10.0, (64, 48))
    writer.write(np.full((48, 64, 3), 90, np.uint8))
    writer.release()
    content = path.read_bytes()
    upright, quarter = (struct.pack(">9i", *(part << 16 for part in turn), 1 << 30) for turn in (_UPRIGHT, _QUARTER))
    at = content.index(upright, content.index(b"tkhd"))
    path.write_bytes(content[:at] + quarter + content[at + len(quarter) :])
    assert [frame.image.size for frame in iter_video(path, max_side_px=64)] == [(48, 64)]


def test_a_file_that_is_no_video_is_refused_as_such(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    (tmp_path / "notes.txt").write_text("not a video")
    with pytest.raises(UnsupportedFormatError, match=r"notes\.txt"):
        list(iter_video(tmp_path / "notes.txt", max_side_px=32))


def test_a_video_without_the_extra_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "cv2", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'albumen\[video\]'"):
        list(iter_video(tmp_path / "v.mp4", max_side_px=32))
