"""Seasons: whole months, as meteorologists count them, turned round south of the equator."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from albumen.calendar.spans import name_years

# Between the tropics (the sun's greatest declination) a year has rains, not four seasons.
TROPIC_DEG = 23.44


class Season(StrEnum):
    """A quarter of the year outside the tropics."""

    SPRING = "spring"
    SUMMER = "summer"
    AUTUMN = "autumn"
    WINTER = "winter"


_NORTHERN = (Season.WINTER, Season.SPRING, Season.SUMMER, Season.AUTUMN)


def season_of(day: date, lat: float) -> Season | None:
    """Return the season of a day at a latitude in degrees; None between the tropics.

    Example:
        >>> season_of(date(2023, 1, 15), 52.1), season_of(date(2023, 1, 15), -36.8)
        (<Season.WINTER: 'winter'>, <Season.SUMMER: 'summer'>)
    """
    if abs(lat) < TROPIC_DEG:
        return None
    quarter = day.month % 12 // 3
    return _NORTHERN[quarter if lat > 0 else (quarter + 2) % 4]


def name_season(day: date, lat: float) -> str | None:
    """Return the season with its year, or both years where it goes over New Year; None between the tropics.

    Example:
        >>> name_season(date(2023, 1, 15), 52.1), name_season(date(2023, 7, 1), 52.1)
        ('Winter 2022–23', 'Summer 2023')
    """
    season = season_of(day, lat)
    if season is None:
        return None
    first = day.year - 1 if day.month < 3 else day.year
    last = first + 1 if day.month in (12, 1, 2) else first
    return f"{season.capitalize()} {name_years(first, last)}"
