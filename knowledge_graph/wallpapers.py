"""Which photos make wallpapers: room for the clock on top, nobody behind it, and a picture worth having there.

Pure scoring: what is measured of a crop goes in, a score with its reason comes out. The measuring is done where pixels are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from albumen.store.curation_records import PhotoFacts
from albumen.types import Box

# Where screens show the clock, in shares of the screen: date and time of the lock screens of current phones, which stand
# between the camera and the first notification; on a desktop the menu bar and the clock of a lock screen.
PHONE_CLOCK = Box(0.12, 0.08, 0.88, 0.28)
DESKTOP_CLOCK = Box(0.32, 0.05, 0.68, 0.26)

# Mean difference of neighbouring pixels, in levels of 255, at `MEASURED_PX` on the short side: clear sky has below 1, clouds and
# water about 2, facades and leaves 6 and more. Chosen on contact sheets of the travel photos.
MEASURED_PX = 160
_PLAIN, _BUSY = 1.5, 6.0

# A clock on top of what the eye goes to hides the picture's subject.
_MOST_SALIENT = 0.5

# White digits fade on what is brighter: on white nothing is left of half of them.
_LIGHT, _WHITE = 190.0, 255.0
_READABLE_ON_WHITE = 0.4

# A crop that loses more of what the eye goes to is a picture of something else.
_LEAST_SUBJECT = 0.35

# Room that is worth less than this is none: the clock would be hard to read.
LEAST_ROOM = 0.45

# From this share of the screen's pixels, enlarged by 1.7, a picture still looks sharp at a phone's distance.
_LEAST_RESOLUTION = 0.35
_SKY_CLOCK = 0.7

_QUALITY_WEIGHT, _SUBJECT_WEIGHT, _RESOLUTION_WEIGHT = 0.6, 0.25, 0.15


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen to fill, in pixels, and where its clock stands, in shares of it."""

    width_px: int
    height_px: int
    clock: Box

    @property
    def aspect(self) -> float:
        """Width over height."""
        return self.width_px / self.height_px


@dataclass(frozen=True, slots=True)
class CropEvidence:
    """What was measured of a crop. Shares are in [0, 1].

    `detail` is the mean difference of neighbouring pixels behind the clock, `light` their mean luma, both in levels of 255. `salient_behind` is the mean of the heat map there, and
    `salient_kept` the share of the photo's saliency that is in the crop below the clock; None where nothing stands out, or nobody
    has looked. `sky_behind` is None before the photo was segmented. `heads_behind` and `heads_cut` count heads.
    """

    crop: Box
    detail: float
    light: float
    salient_behind: float
    salient_kept: float | None
    sky_behind: float | None
    heads_behind: int
    heads_cut: int


@dataclass(frozen=True, slots=True)
class Wallpaper:
    """A suggestion: the crop in pixels of the upright photo, its score in [0, 1], and why."""

    photo_id: int
    crop: Box
    score: float
    reason: str


def screen_of(aspect: float) -> Screen:
    """Return a usual screen of a shape: upright ones are phones, 2532 px high; others are desktops, 2560 px wide.

    Example:
        >>> screen_of(9 / 19.5).width_px, screen_of(16 / 9).height_px
        (1169, 1440)
    """
    if aspect < 1:
        return Screen(round(2532 * aspect), 2532, PHONE_CLOCK)
    return Screen(2560, round(2560 / aspect), DESKTOP_CLOCK)


def suggest(
    facts: PhotoFacts, crops: Iterable[CropEvidence], screen: Screen, *, appeal: float | None = None
) -> Wallpaper | None:
    """Choose the best crop of a photo; None where none leaves room for the clock, or all are too small.

    Args:
        facts: the photo's.
        crops: what was measured of crops of the screen's shape.
        screen: what is to be filled.
        appeal: how much the photo is worth showing, in [0, 1]; its aesthetics and technical quality stand in for it.
    """
    quality = appeal if appeal is not None else _quality_of(facts)
    usable = [crop for crop in crops if _is_usable(crop, screen)]
    best = max(usable, key=lambda crop: _score(crop, screen, quality), default=None)
    if best is None:
        return None
    return Wallpaper(facts.id, best.crop, _score(best, screen, quality), _explain(best, screen, facts))


def room_for_clock(crop: CropEvidence) -> float:
    """Say how much room a crop leaves for the clock, in [0, 1]: 1 is a clear sky, 0 a busy street.

    Example:
        >>> sky = CropEvidence(Box(0, 0, 9, 19), 0.4, 120.0, 0.0, None, 1.0, 0, 0)
        >>> room_for_clock(sky)
        1.0
    """
    if crop.heads_behind:
        return 0.0
    plain = 1 - min(1.0, max(0.0, (crop.detail - _PLAIN) / (_BUSY - _PLAIN)))
    unseen = 1 - min(1.0, crop.salient_behind / _MOST_SALIENT)
    return plain * unseen * _readable(crop.light)


def _readable(light: float) -> float:
    """Say how well white digits are read before a luma, in [0, 1]."""
    too_light = min(1.0, max(0.0, (light - _LIGHT) / (_WHITE - _LIGHT)))
    return 1 - (1 - _READABLE_ON_WHITE) * too_light


def _is_usable(crop: CropEvidence, screen: Screen) -> bool:
    shows_subject = crop.salient_kept is None or crop.salient_kept >= _LEAST_SUBJECT
    is_whole = crop.heads_cut == 0 and shows_subject
    return is_whole and room_for_clock(crop) >= LEAST_ROOM and _resolution(crop, screen) >= _LEAST_RESOLUTION


def _score(crop: CropEvidence, screen: Screen, quality: float) -> float:
    """Weigh what the picture is worth by the room that it leaves: without room it is no wallpaper."""
    subject = 0.5 if crop.salient_kept is None else crop.salient_kept
    worth = _QUALITY_WEIGHT * quality + _SUBJECT_WEIGHT * subject
    worth += _RESOLUTION_WEIGHT * min(1.0, _resolution(crop, screen))
    return room_for_clock(crop) * worth


def _resolution(crop: CropEvidence, screen: Screen) -> float:
    """Return the crop's side over the screen's."""
    return (crop.crop.bottom - crop.crop.top) / screen.height_px


def _quality_of(facts: PhotoFacts) -> float:
    known = [value for value in (facts.aesthetics, facts.technical) if value is not None]
    return math.prod(known) ** (1 / len(known)) if known else 0.5


def _explain(crop: CropEvidence, screen: Screen, facts: PhotoFacts) -> str:
    parts = [_explain_room(crop) + (", which is bright" if crop.light > _LIGHT else "")]
    if crop.salient_kept is not None:
        parts.append(f"{_percent(crop.salient_kept)} of what the eye goes to is below it")
    if crop.sky_behind is not None and facts.people:
        parts.append("nobody's head is behind it or cut")
    width, height = round(crop.crop.right - crop.crop.left), round(crop.crop.bottom - crop.crop.top)
    soft = f", to be enlarged for {screen.width_px} x {screen.height_px}" if height < screen.height_px else ""
    parts.append(f"{width} x {height} pixels{soft}")
    return "; ".join(parts)


def _explain_room(crop: CropEvidence) -> str:
    plain = "plain" if crop.detail <= _PLAIN else "fairly plain"
    if crop.sky_behind is None:
        return f"{plain} where the clock stands (whether that is sky is not known: it has no masks yet)"
    if crop.sky_behind >= _SKY_CLOCK:
        return f"sky fills {_percent(crop.sky_behind)} of where the clock stands"
    return f"{plain} where the clock stands (no sky was segmented there)"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")
