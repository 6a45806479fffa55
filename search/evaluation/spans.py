"""Times as a query means them: what must be meant, and what may be, since people's summers begin on different days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# Spans without an end are cut here; every-year spans are meant in the years of the made libraries, and may be in all.
_FIRST_YEAR, _LAST_YEAR = 1970, 2030
_LIBRARY_YEARS = range(2021, 2024)
_DAY = timedelta(days=1)
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Meant:
    """Days as ordinals, or minutes of the day: all of `core` are meant, and nothing outside of `allowed`."""

    core: frozenset[int]
    allowed: frozenset[int]

    def admits(self, found: frozenset[int]) -> bool:
        """Say whether that is what is meant."""
        return self.core <= found <= self.allowed


def read_days(text: str) -> Meant:
    """Read `FIRST..LAST,... ~ FIRST..LAST,...`, both days inclusive; `12-24..12-26` is every year's.

    Example:
        >>> len(read_days("2023-06-21..2023-08-31~2023-06-01..2023-09-23").core)
        72
    """
    core, _, allowed = text.partition("~")
    every_year = range(_FIRST_YEAR, _LAST_YEAR + 1)
    return Meant(frozenset(_iter_days(core, _LIBRARY_YEARS)), frozenset(_iter_days(allowed or core, every_year)))


def read_hours(text: str) -> Meant:
    """Read hours `FROM-TO~FROM-TO`, over midnight where the first is the later one.

    Example:
        >>> len(read_hours("22-4~18-7").core) // 60
        6
    """
    core, _, allowed = text.partition("~")
    return Meant(_minutes_of(core), _minutes_of(allowed or core))


def days_of(spans: tuple[tuple[datetime, datetime], ...]) -> frozenset[int]:
    """Return the days that half-open spans touch, as ordinals."""
    first, last = date(_FIRST_YEAR, 1, 1).toordinal(), date(_LAST_YEAR, 12, 31).toordinal()
    return frozenset(
        day for since, until in spans for day in range(max(first, since.toordinal()), min(last, _last_day(until)) + 1)
    )


def minutes_between(first: int, last: int) -> frozenset[int]:
    """Return the minutes of a half-open stretch of the day, over midnight where the first is the later one."""
    return frozenset(range(first, last)) if first < last else frozenset((*range(first, _MINUTES), *range(last)))


def _last_day(until: datetime) -> int:
    return until.toordinal() - (until.time() == datetime.min.time())


def _iter_days(text: str, years: range) -> Iterator[int]:
    for part in text.split(","):
        first, _, last = part.partition("..")
        if len(first) == len("2023-06-21"):
            yield from range(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal() + 1)
            continue
        for year in years:
            since = _in_year(first, year)
            until = _in_year(last, year + (last < first))
            yield from range(since.toordinal(), until.toordinal() + 1)


def _in_year(day: str, year: int) -> date:
    month, number = (int(part) for part in day.split("-"))
    return date(year, month, 1) + (number - 1) * _DAY


def _minutes_of(text: str) -> frozenset[int]:
    first, last = (int(hour) * 60 for hour in text.split("-"))
    return minutes_between(first, last)
