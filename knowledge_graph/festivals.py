"""The festival that a trip was taken over: Christmas, New Year, Easter or Thanksgiving, where the place keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from albumen.calendar.holidays import holidays_on
from albumen.calendar.spans import list_days, name_years
from albumen.english import join_and
from albumen.types import Place

# A longer trip has a festival in it, and is not taken for it.
_MOST_DAYS = 10
# What names a trip: the days that must all be of it.
_NAMING = (
    ("Christmas", ("Christmas Eve", "Christmas Day")),
    ("New Year", ("New Year's Eve", "New Year's Day")),
    ("Easter", ("Easter Sunday",)),
    ("Thanksgiving", ("Thanksgiving",)),
)


@dataclass(frozen=True, slots=True)
class Festival:
    """What to call a trip's festival, and of which year: "2022", or "2022–23" over New Year."""

    name: str
    years: str


def name_festival(starts_on: date, ends_on: date, places: Sequence[Place]) -> Festival | None:
    """Return the festival that a trip of at most ten days had wholly in it, where its main place keeps it; else None."""
    if not places or (ends_on - starts_on).days >= _MOST_DAYS:
        return None
    kept: dict[str, date] = {}
    for day in list_days(starts_on, ends_on):
        for holiday in holidays_on(day, places[0].country_code):
            kept.setdefault(holiday, day)
    found = [(name, kept[days[-1]]) for name, days in _NAMING if all(day in kept for day in days)]
    if not found:
        return None
    years = name_years(found[0][1].year, found[-1][1].year)
    return Festival(join_and([name for name, _ in found]), years)
