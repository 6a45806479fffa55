"""How a photo moves while it is shown: a slow pan and zoom between two views of it, the Ken Burns effect.

A view is a box of the output's shape, in shares of the sides of the *canvas*. The canvas is the photo itself where a view of
that shape can hold what matters, and otherwise the whole photo between blurred margins of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from albumen.curation.crop import choose_crop
from albumen.types import Box, Saliency

# No corner moves faster than this share of the frame a second: about half of what film schools call a slow pan (a frame's
# width in seven seconds), since the eye has another photo to read every four seconds.
MAX_SPEED_PER_S = 0.065

# How much of the widest view the near one shows. At 4 s the speed's limit allows 0.84.
_NEAR = 0.86

# A view that shows less than this share of the photo shows another picture: then the whole photo is shown between margins.
# 4:3 in 16:9 keeps 0.75, 2:3 in 16:9 0.38, upright 3:4 in 16:9 0.42, 16:9 in 4:3 0.75, and a panorama of 3:1 in 16:9 0.59.
_LEAST_SHOWN = 0.5

# People lower than this share of the photo pass by in the background, and may leave the frame.
_SMALLEST_PERSON = 0.15

# Easing by 3t^2 - 2t^3 is half as fast again in the middle as on the average.
_PEAK = 1.5

_WHOLE = Box(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Pan:
    """From one view to another, both in shares of the canvas. `has_margins`: the canvas is the photo between blurred ones."""

    start: Box
    end: Box
    has_margins: bool = False

    def view_at(self, progress: float) -> Box:
        """Return the view after a share of the time, in [0, 1], eased at both ends."""
        return _between(self.start, self.end, ease(progress))


@dataclass(frozen=True, slots=True)
class PanSubject:
    """What a pan is chosen by: the upright photo's size, where the eye goes, and the boxes of its people, in shares."""

    size_px: tuple[int, int]
    saliency: Saliency | None = None
    people: tuple[Box, ...] = ()


def ease(progress: float) -> float:
    """Start and stop gently: 3t^2 - 2t^3, which is the CSS timing function `cubic-bezier(1/3, 0, 2/3, 1)`.

    Example:
        >>> [ease(t) for t in (0.0, 0.5, 1.0)]
        [0.0, 0.5, 1.0]
    """
    return progress * progress * (3 - 2 * progress)


def choose_pan(subject: PanSubject, aspect: float, *, seconds: float, is_inward: bool) -> Pan:
    """Choose how a photo moves.

    The near view lies around what the eye goes to, and holds all people whole; the wide one holds the near one. An inward
    pan ends near, an outward one starts there. Neither end cuts a person whom the photo does not cut.

    Args:
        subject: the photo.
        aspect: width over height of the output, above 0.
        seconds: how long the photo is seen.
        is_inward: from the wide view to the near one.
    """
    people = [box for box in subject.people if box.bottom - box.top >= _SMALLEST_PERSON]
    wide = _widest_view(subject, aspect, people)
    if wide is None:
        near = _between(_WHOLE, _around(_WHOLE, 0.5, 0.5, _NEAR), 0.4)  # less: all of it matters
        return _slowed(Pan(near, _WHOLE, has_margins=True), seconds)
    near = _near_view(subject, wide, people)
    return _slowed(Pan(wide, near) if is_inward else Pan(near, wide), seconds)


def speed_of(pan: Pan, seconds: float) -> float:
    """Return the fastest that a corner of the picture moves, in shares of the frame a second."""
    start, end = pan.start, pan.end
    corners = [(at.left, at.top, at.right, at.bottom) for at in (start, end)]
    moved = [abs(a - b) for a, b in zip(*corners, strict=True)]
    sides = (min(start.right - start.left, end.right - end.left), min(start.bottom - start.top, end.bottom - end.top))
    return _PEAK * max(moved[0] / sides[0], moved[1] / sides[1], moved[2] / sides[0], moved[3] / sides[1]) / seconds


def _widest_view(subject: PanSubject, aspect: float, people: Sequence[Box]) -> Box | None:
    """Return the largest view in the photo that cuts nobody; None where there is none, or it would show too little."""
    width, height = subject.size_px
    crop = choose_crop(subject.size_px, aspect, subject.saliency, people)
    view = crop.scaled(1 / width, 1 / height)
    shown = (view.right - view.left) * (view.bottom - view.top)
    if shown < _LEAST_SHOWN:
        return None
    group = _union(people)
    if group is None:
        return view
    return _holding(view, group) if _fits(group, view) else None


def _near_view(subject: PanSubject, wide: Box, people: Sequence[Box]) -> Box:
    """Return a part of the wide view around what matters, as near as the people in it allow."""
    group = _union(people)
    focus = group or _salient_box(subject) or wide
    x, y = (focus.left + focus.right) / 2, (focus.top + focus.bottom) / 2
    view = _around(wide, x, y, _NEAR)
    if group is None:
        return view
    needed = max((group.right - group.left) / _width(wide), (group.bottom - group.top) / _height(wide), _NEAR)
    return _holding(_around(wide, x, y, min(1.0, needed)), group)


def _salient_box(subject: PanSubject) -> Box | None:
    if subject.saliency is None:
        return None
    width, height = subject.size_px
    return subject.saliency.box.scaled(1 / width, 1 / height)


def _around(wide: Box, x: float, y: float, share: float) -> Box:
    """Return a view of a share of the wide one's sides around a point, inside the wide one."""
    width, height = share * _width(wide), share * _height(wide)
    left = min(max(x - width / 2, wide.left), wide.right - width)
    top = min(max(y - height / 2, wide.top), wide.bottom - height)
    return Box(left, top, left + width, top + height)


def _holding(view: Box, group: Box) -> Box:
    """Move a view as little as brings a group into it, which is no larger than it and inside the photo."""
    across = max(0.0, group.right - view.right) - max(0.0, view.left - group.left)
    down = max(0.0, group.bottom - view.bottom) - max(0.0, view.top - group.top)
    return Box(view.left + across, view.top + down, view.right + across, view.bottom + down)


def _fits(group: Box, view: Box) -> bool:
    slack = 1e-9
    return group.right - group.left <= _width(view) + slack and group.bottom - group.top <= _height(view) + slack


def _slowed(pan: Pan, seconds: float) -> Pan:
    """Bring the start nearer to the end where the way between them is too long for the time."""
    speed = speed_of(pan, seconds)
    if speed <= MAX_SPEED_PER_S:
        return pan
    low, high = 0.0, 1.0
    for _ in range(20):  # the sides that speed is measured in change along the way, so that it is not quite linear
        middle = (low + high) / 2
        if speed_of(Pan(_between(pan.end, pan.start, middle), pan.end), seconds) <= MAX_SPEED_PER_S:
            low = middle
        else:
            high = middle
    return Pan(_between(pan.end, pan.start, low), pan.end, pan.has_margins)


def _between(start: Box, end: Box, share: float) -> Box:
    edges = [(start.left, end.left), (start.top, end.top), (start.right, end.right), (start.bottom, end.bottom)]
    return Box(*(a + (b - a) * share for a, b in edges))


def _union(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _width(box: Box) -> float:
    return box.right - box.left


def _height(box: Box) -> float:
    return box.bottom - box.top
