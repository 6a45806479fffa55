"""A storyboard as frames, one after the other: at most two photos are in memory, and the next is loaded when it appears."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PIL import Image

from albumen.curation.photo_source import PhotoSource
from albumen.curation.slideshow.scenes import PhotoScene, Scene, TitleScene, needed_side_px
from albumen.curation.slideshow.storyboard import Storyboard
from albumen.curation.slideshow.timeline import END_FADE_S
from albumen.errors import PhotoError

FRAMES_PER_S = 30

# What stands for a photo that was there when the show was planned, and cannot be decoded.
_DARK = (24, 24, 24)


def count_frames(storyboard: Storyboard, frames_per_s: int = FRAMES_PER_S) -> int:
    """Say how many frames a storyboard has."""
    return round(storyboard.timeline.seconds * frames_per_s)


def iter_frames(
    storyboard: Storyboard, source: PhotoSource, *, frames_per_s: int = FRAMES_PER_S
) -> Iterator[Image.Image]:
    """Yield the frames, RGB at the storyboard's size; crossfades are half and half where the beat falls."""
    timeline, scenes = storyboard.timeline, dict[int, Scene]()
    black = Image.new("RGB", storyboard.size_px)
    for number in range(count_frames(storyboard, frames_per_s)):
        now_s = number / frames_per_s
        seen = [at for at, slide in enumerate(timeline.slides) if slide.starts_s <= now_s < slide.ends_s]
        scenes = {at: scenes.get(at) or _open_scene(storyboard, source, at) for at in seen}
        frame = black
        for at in seen:
            slide = timeline.slides[at]
            drawn = scenes[at].draw((now_s - slide.starts_s) / slide.seconds)
            arrived = (now_s - slide.starts_s) / timeline.fade_s
            frame = drawn if arrived >= 1 else Image.blend(frame, drawn, arrived)
        left_s = timeline.seconds - now_s
        yield frame if left_s >= END_FADE_S else Image.blend(black, frame, left_s / END_FADE_S)


def _open_scene(storyboard: Storyboard, source: PhotoSource, at: int) -> Scene:
    size = storyboard.size_px
    if at == 0:
        cover = storyboard.cover
        image = _load(source, lambda: source.load(cover, max_side_px=max(size)), size)
        return TitleScene(image, (storyboard.title, storyboard.subtitle), size, cover.saliency)
    shot = storyboard.shots[at - 1]
    side_px = needed_side_px(shot.photo.size_px, shot.pan, size)
    return PhotoScene(_load(source, lambda: source.load(shot.photo, max_side_px=side_px), size), shot.pan, size)


def _load(source: PhotoSource, load: Callable[[], Image.Image], size_px: tuple[int, int]) -> Image.Image:
    try:
        return load()
    except PhotoError:
        return Image.new("RGB", size_px, _DARK)
