"""What a photo's page says in words: when, with what, how large, and what each thing leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from albumen.calendar.spans import name_span
from albumen.english import say_exposure_time
from albumen.web.pages import say
from search.parse.terms import write_field

if TYPE_CHECKING:
    from albumen.web.photo_models import ExposureDetails, PhotoDetails, PictureDetails, TimeDetails

_MEGA = 1_000_000
_LEAST_MEGAPIXELS = 0.1  # less says nothing


def say_day(taken: TimeDetails) -> str:
    """Say the day: "Saturday, 14 August 2021"."""
    day = taken.local.date()
    return f"{day:%A}, {name_span(day, day)}"


def say_clock(taken: TimeDetails) -> str:
    """Say the time of day, its zone, and what says so: "16:03 (UTC+01:00), from the camera"."""
    source = say(f"photo_page.from_{taken.source.value}")
    zone = "" if taken.utc_offset_s is None else f" ({_say_offset(taken.utc_offset_s)})"
    return f"{taken.local:%H:%M}{zone}, {source}"


def list_exposure(exposure: ExposureDetails) -> list[str]:
    """List the figures of an exposure as cameras write them: "1/250 s", "f/2.8", "ISO 100", "35 mm"."""
    figures = [
        say_exposure_time(exposure.exposure_s) if exposure.exposure_s else None,
        f"f/{exposure.aperture_f:g}" if exposure.aperture_f else None,
        f"ISO {exposure.iso}" if exposure.iso else None,
        f"{exposure.focal_length_mm:g} mm" if exposure.focal_length_mm else None,
    ]
    return [figure for figure in figures if figure]


def say_size(picture: PictureDetails) -> str:
    """Say how large a picture is: "4,000 × 3,000, 12 MP"."""
    sides, megapixels = f"{picture.width:,} × {picture.height:,}", picture.width * picture.height / _MEGA
    return f"{sides}, {megapixels:.{0 if megapixels >= 10 else 1}f} MP" if megapixels >= _LEAST_MEGAPIXELS else sides


def say_share(share: float) -> str:
    """Say a share in whole hundredths: "32%", "<1%"."""
    return f"{share:.0%}" if round(share, 2) or not share else "<1%"


def search_for(field: str, value: str) -> str:
    """Give the address of a search for the value of a field: "/search?q=tag%3Adog"."""
    return "/search?" + urlencode({"q": write_field(field, value)})


def title_of(photo: PhotoDetails) -> str:
    """Call a photo by its title, its day, or its file's name."""
    if photo.title:
        return photo.title
    if photo.taken:
        return say_day(photo.taken)
    return photo.paths[0].rpartition("/")[2] if photo.paths else say("photo.alt_photo")


def _say_offset(seconds: int) -> str:
    return f"UTC{'−' if seconds < 0 else '+'}{abs(seconds) // 3600:02}:{abs(seconds) // 60 % 60:02}"
