"""Frames to an animated sticker: one subject, chosen in the first frame and followed through the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from albumen.errors import NoSubjectError
from albumen.lifting.cutout import cut_out, find_box
from albumen.lifting.sticker import StickerStyle, make_sticker
from albumen.lifting.tracking import MAX_BRIDGED, Carried, SubjectTracker, fill_dropouts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from albumen.lifting.frames import Frame
    from albumen.lifting.studio import Studio
    from albumen.lifting.subjects import Choice


@dataclass(frozen=True, slots=True)
class AnimatedSticker:
    """Frames of one size, (h, w, 4) RGBA, how long each is shown, and how many at the end the subject was not in."""

    frames: list[NDArray[np.uint8]]
    durations_ms: list[int]
    lost: int


def animate(studio: Studio, frames: Iterable[Frame], choice: Choice, style: StickerStyle) -> AnimatedSticker:
    """Make an animated sticker; it ends where the subject is gone for good.

    Raises:
        NoSubjectError: nothing stands out in the first frame.
        UsageError: the choice names no subject of the first frame.
    """
    shown, carried = _carry(studio, frames, choice)
    kept = len(carried)
    while carried[kept - 1].is_bridged:
        kept -= 1
    mattes = fill_dropouts(carried[:kept])
    cutouts = [cut_out(frame.image, alpha) for frame, alpha in zip(shown, mattes, strict=False)]
    rows, columns = _unite([find_box(pixels) for pixels in cutouts])
    stickers = [make_sticker(pixels[rows, columns], style) for pixels in cutouts]
    return AnimatedSticker(stickers, [frame.duration_ms for frame in shown[:kept]], len(shown) - kept)


def _carry(studio: Studio, frames: Iterable[Frame], choice: Choice) -> tuple[list[Frame], list[Carried]]:
    """Follow the subject until the frames end or it is gone; the first frame is never bridged."""
    shown: list[Frame] = []
    carried: list[Carried] = []
    tracker: SubjectTracker | None = None
    for frame in frames:
        shown.append(frame)
        if tracker is None:
            alpha = studio.look(frame.image).choose(choice.scaled(frame.image.width / frame.full_width_px))
            tracker = SubjectTracker(frame.image, alpha)
            carried.append(Carried(alpha, (0.0, 0.0), is_bridged=False))
            continue
        try:
            subjects = studio.look(frame.image)
        except NoSubjectError:
            subjects = None
        carried.append(tracker.follow(frame.image, subjects))
        if all(each.is_bridged for each in carried[-MAX_BRIDGED - 1 :]):
            break
    return shown, carried


def _unite(boxes: list[tuple[slice, slice]]) -> tuple[slice, slice]:
    """Return the rows and columns that hold all boxes."""
    rows, columns = zip(*boxes, strict=True)
    return (
        slice(min(side.start for side in rows), max(side.stop for side in rows)),
        slice(min(side.start for side in columns), max(side.stop for side in columns)),
    )
