"""What is drawn: a photo seen through a moving view, and the title over a blurred cover. One scene holds one picture."""

from __future__ import annotations

import math
from typing import Protocol

from PIL import Image, ImageEnhance, ImageFilter

from albumen.curation.crop import crop_to_aspect
from albumen.curation.slideshow.lettering import draw_centred
from albumen.curation.slideshow.pans import Pan
from albumen.types import Saliency

# Margins are the photo itself, blurred beyond recognition and darkened, so that the eye stays on what is sharp.
_MARGIN_SIDE_PX = 96
_MARGIN_BLUR_PX = 5
_MARGIN_LIGHT = 0.55

_TITLE_LIGHT = 0.5
_TITLE_BLUR_SHARE = 0.008  # of the width
_TITLE_LETTERS, _SUBTITLE_LETTERS = 0.1, 0.045

# A photo is loaded at most so much larger than the output: beyond that a pan gains nothing that can be seen.
_MOST_ENLARGED = 2.0


class Scene(Protocol):
    """Something that is seen for a while."""

    def draw(self, progress: float) -> Image.Image:
        """Draw it after a share of its time, in [0, 1], RGB at the output's size."""


class PhotoScene:
    """A photo, panned over."""

    def __init__(self, image: Image.Image, pan: Pan, size_px: tuple[int, int]) -> None:
        self._canvas = lay_between_margins(image, size_px) if pan.has_margins else image
        self._pan = pan
        self._size_px = size_px

    def draw(self, progress: float) -> Image.Image:
        """Draw the view at this time; its edges lie between pixels, so that slow movement has no steps."""
        view = self._pan.view_at(progress).scaled(self._canvas.width, self._canvas.height)
        edges = (view.left, view.top, min(view.right, self._canvas.width), min(view.bottom, self._canvas.height))
        return self._canvas.resize(self._size_px, Image.Resampling.BICUBIC, box=edges)


class TitleScene:
    """A title and a subtitle over the cover; it stands still, so that it can be read."""

    def __init__(
        self, cover: Image.Image, lines: tuple[str, str], size_px: tuple[int, int], saliency: Saliency | None = None
    ) -> None:
        width, height = size_px
        picture = crop_to_aspect(cover, saliency, width / height, max_size_px=size_px).resize(size_px)
        picture = picture.filter(ImageFilter.GaussianBlur(_TITLE_BLUR_SHARE * width))
        self._picture = ImageEnhance.Brightness(picture).enhance(_TITLE_LIGHT)
        draw_centred(self._picture, [(lines[0], _TITLE_LETTERS), (lines[1], _SUBTITLE_LETTERS)])

    def draw(self, progress: float) -> Image.Image:
        """Draw the title."""
        return self._picture


def lay_between_margins(image: Image.Image, size_px: tuple[int, int]) -> Image.Image:
    """Put a whole photo onto a canvas of this size, over a blurred copy of itself that fills the rest."""
    width, height = size_px
    scale = min(width / image.width, height / image.height)
    inner = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    margin_px = (_MARGIN_SIDE_PX, max(1, round(_MARGIN_SIDE_PX * height / width)))
    behind = crop_to_aspect(image, None, width / height, max_size_px=margin_px)
    behind = behind.filter(ImageFilter.GaussianBlur(_MARGIN_BLUR_PX)).resize(size_px, Image.Resampling.BICUBIC)
    canvas = ImageEnhance.Brightness(behind).enhance(_MARGIN_LIGHT)
    photo = image.resize(inner, Image.Resampling.LANCZOS, reducing_gap=3.0)
    canvas.paste(photo, ((width - inner[0]) // 2, (height - inner[1]) // 2))
    return canvas


def needed_side_px(photo_px: tuple[int, int], pan: Pan, size_px: tuple[int, int]) -> int:
    """Return the longest side that a photo is worth loading at: its nearest view then has the output's pixels."""
    if pan.has_margins:
        return max(size_px)
    nearest = min(pan.start.right - pan.start.left, pan.end.right - pan.end.left)
    scale = size_px[0] / (nearest * photo_px[0])
    return math.ceil(min(scale * max(photo_px), _MOST_ENLARGED * max(size_px)))
