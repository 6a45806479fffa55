"""Parts of a year that come again: months, seasons, weekends, weekdays and holidays, and when they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from albumen.calendar import days_of_holiday, holiday_names
from albumen.english import MONTHS

Span = tuple[datetime, datetime]
_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A season's first month in the north; it has three.
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
# Holidays that last: days before and after the day that has the name.
_LONGER = {
    "Christmas": ("Christmas Eve", 0, 2),
    "Easter": ("Easter Sunday", 2, 1),
    "New Year": ("New Year's Day", 1, 0),
}
# What else people call holidays. Days without a row in the calendar's table, as Valentine's Day, are left to be words.
_OTHER_NAMES = {
    "Christmas": ("xmas", "christmas holidays"),
    "New Year": ("new year's",),
    "New Year's Eve": ("new year eve", "nye"),
    "Saint Patrick's Day": ("st patrick's day", "st. patrick's day"),
    "Lunar New Year": ("chinese new year",),
    "Independence Day": ("fourth of july",),
    "Eid al-Fitr": ("eid",),
    "Bonfire Night": ("guy fawkes night",),
    "Midsummer's Eve": ("midsummer",),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What periods depend on: the years of the library's photos, its hemisphere, and the countries it has been to, most photos first."""

    years: tuple[int, ...] = ()
    is_south: bool = False
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the year. `name` is how the query language writes it; Two of one name are the same."""

    name: str
    in_year: Callable[[int, Calendar], tuple[Span, ...]] = field(compare=False)
    is_holiday: bool = False
    is_season: bool = False


@cache
def periods() -> dict[str, Period]:
    """Return the periods by their names in lower case."""
    months = [Period(name, _month(number)) for number, name in enumerate(MONTHS, start=1)]
    seasons = [Period(name, _season(first), is_season=True) for name, first in _SEASONS.items()]
    weekdays = [Period(name, _weekday(number, 1)) for number, name in enumerate(_WEEKDAYS)]
    weekends = Period("weekends", _weekday(_SATURDAY, 2))
    days = [Period(name, _holiday(name, 0, 0), is_holiday=True) for name in holiday_names()]
    longer = [Period(name, _holiday(*rule), is_holiday=True) for name, rule in _LONGER.items()]
    named = {period.name.lower(): period for period in (*months, *seasons, *weekdays, weekends, *days, *longer)}
    named |= {other: named[name.lower()] for name, others in _OTHER_NAMES.items() for other in others}
    bare = {name.replace("'", ""): period for name, period in named.items()}  # "kings day"
    return bare | named


@lru_cache(maxsize=256)
def every_year(period: Period, calendar: Calendar) -> tuple[Span, ...]:
    """Return a period's spans in each of the library's years, joined where they touch."""
    years = sorted({*calendar.years, *(year - 1 for year in calendar.years)})  # a winter begins in the year before
    return join_spans(span for year in years for span in period.in_year(year, calendar))


def latest_before(period: Period, today: date, calendar: Calendar) -> Span | None:
    """Return the last of a period's spans that was over when the day began."""
    now = datetime.combine(today, time())
    spans = [span for year in range(today.year - 2, today.year + 1) for span in _in_year(period, year, calendar)]
    return max((span for span in spans if span[1] <= now), default=None)


def this_years(period: Period, today: date, calendar: Calendar) -> Span | None:
    """Return the one of a period's spans that the day lies in, or else this year's first."""
    now = datetime.combine(today, time())
    spans = [span for year in (today.year - 1, today.year) for span in _in_year(period, year, calendar)]
    current = next((span for span in spans if span[0] <= now < span[1]), None)
    return current or next((span for span in spans if span[0].year == today.year), None)


def join_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, without empty ones, those that touch or overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def third_of(span: Span, part: int) -> Span:
    """Return the first, second or last third of a span that has whole months: of one month, ten days and the rest."""
    start, end = span
    months = (end.year - start.year) * 12 + end.month - start.month if end != datetime.max else 0
    if months and months % 3 == 0:
        year, index = divmod(start.year * 12 + start.month - 1 + part * months // 3, 12)
        return months_span(year, index + 1, months // 3)
    bounds = (start, start + 10 * _DAY, start + 20 * _DAY, end)
    return bounds[part], bounds[part + 1]


def days_span(first: date, last: date) -> Span:
    """Return the days from first to last, both included."""
    return datetime.combine(first, time()), _after(last)


def months_span(year: int, month: int, months: int) -> Span:
    """Return so many months from a month on."""
    years, index = divmod(month - 1 + months, 12)
    end = datetime.max if year + years > date.max.year else datetime(year + years, index + 1, 1)
    return datetime(year, month, 1), end


def _after(day: date) -> datetime:
    return datetime.max if day == date.max else datetime.combine(day + _DAY, time())


def _in_year(period: Period, year: int, calendar: Calendar) -> tuple[Span, ...]:
    return period.in_year(year, calendar) if date.min.year < year < date.max.year else ()


def _month(month: int) -> Callable[[int, Calendar], tuple[Span, ...]]:
    return lambda year, _: (months_span(year, month, 1),)


def _season(first: int) -> Callable[[int, Calendar], tuple[Span, ...]]:
    def in_year(year: int, calendar: Calendar) -> tuple[Span, ...]:
        month = (first + 5) % 12 + 1 if calendar.is_south else first
        return (months_span(year, month, 3),)

    return in_year


def _weekday(weekday: int, days: int) -> Callable[[int, Calendar], tuple[Span, ...]]:
    def in_year(year: int, _: Calendar) -> tuple[Span, ...]:
        new_year = date(year, 1, 1)
        first = new_year + timedelta(days=(weekday - new_year.weekday()) % 7)
        weeks = range(0, (date(year, 12, 31) - first).days + 1, 7)
        return tuple(days_span(first + timedelta(days=w), first + timedelta(days=w + days - 1)) for w in weeks)

    return in_year


def _holiday(name: str, before: int, after: int) -> Callable[[int, Calendar], tuple[Span, ...]]:
    def in_year(year: int, calendar: Calendar) -> tuple[Span, ...]:
        days = days_of_holiday(name, year, calendar.countries)
        return tuple(days_span(day - before * _DAY, day + after * _DAY) for day in days)

    return in_year
