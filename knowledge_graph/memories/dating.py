"""When a photo counts as taken, and the stretches of time that photos are spread over.

A file's time tells when it was copied more often than when the photo was taken, so a photo that has nothing better is of no
date here: it may be part of a theme, never of a day or a year.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum

from albumen.english import MONTHS
from albumen.store.curation_records import PhotoFacts
from knowledge_graph.moments import is_weakly_dated

NO_DATE = "no date"


class Grain(Enum):
    """How long the stretches of time are that a memory's photos are spread over."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


def taken_at(facts: PhotoFacts) -> datetime | None:
    """Return when a photo was taken, by the clock on the wall; None where only its file's time tells."""
    return facts.taken.local if facts.taken is not None and not is_weakly_dated(facts) else None


def taken_on(facts: PhotoFacts) -> date | None:
    """Return the day that a photo was taken on; None where only its file's time tells."""
    moment = taken_at(facts)
    return None if moment is None else moment.date()


def in_time_order(photos: list[PhotoFacts]) -> list[PhotoFacts]:
    """Sort photos by their wall clocks, ties by id; those without a date come last."""
    return sorted(photos, key=lambda facts: (taken_at(facts) or datetime.max, facts.id))


def name_stretch(facts: PhotoFacts, grain: Grain) -> str:
    """Name the stretch of time that a photo is of: "June 2021"; `NO_DATE` where it has none."""
    moment = taken_at(facts)
    if moment is None:
        return NO_DATE
    if grain is Grain.YEAR:
        return str(moment.year)
    if grain is Grain.MONTH:
        return f"{MONTHS[moment.month - 1]} {moment.year}"
    return name_day(moment.date()) + (f" at {moment.hour:02}h" if grain is Grain.HOUR else "")


def name_day(day: date) -> str:
    """Write a day in full.

    Example:
        >>> name_day(date(2023, 5, 7))
        '7 May 2023'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def pick_grain(photos: list[PhotoFacts]) -> Grain:
    """Choose stretches that divide photos into some dozen parts: hours within two days, days within two months, and so on."""
    days = [day for facts in photos if (day := taken_on(facts)) is not None]
    span = (max(days) - min(days)).days if days else 0
    if span <= 2:
        return Grain.HOUR
    if span <= 62:
        return Grain.DAY
    return Grain.MONTH if span <= 5 * 366 else Grain.YEAR
