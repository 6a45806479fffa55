"""Dates that count from the day of the question: "yesterday", "last summer", "two weeks ago", "the last 3 days"."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from albumen.calendar.spans import name_years
from search.parse.number_words import NUMBER, read_number
from search.parse.periods import Calendar, Period, Span, days_span, latest_before, months_span, periods, this_years

_DAY = timedelta(days=1)
_UNIT = r"(?:day|night|week|weekend|month|year|decade)"
_NAMES = "|".join(sorted(map(re.escape, periods()), key=len, reverse=True))
_FIXED = (
    r"today|tonight|yesterday|(?:the )?day before yesterday|last night|(?:this|yesterday) (?:morning|afternoon|evening)"
)
_NAMED = rf"(?:the )?(?P<which>last|past|previous|this|current) (?P<name>{_UNIT}|{_NAMES})"
_AGO = rf"(?P<ago>{NUMBER}|an?) (?P<ago_unit>{_UNIT})s? ago(?P<today> today)?"
_PAST = rf"(?:the )?(?:last|past|previous) (?P<past>{NUMBER}|few) (?P<past_unit>{_UNIT})s?"
_PATTERN = re.compile(rf"(?:{_FIXED}|{_PAST}|{_AGO}|{_NAMED})")
RELATIVE = _PATTERN.pattern
_LENGTHS = ("week", "month", "year", "decade")
_FEW = 3
# Hours of the day by name: from one full hour to another, the night over midnight.
_PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 22)}


def read_relative(words: str, today: date, calendar: Calendar) -> tuple[Span, str | None] | None:
    """Read words in lower case; return the span and a name where it has one better than its days."""
    match = _PATTERN.fullmatch(words)
    if match is None:
        return None
    if match["past"]:
        return _past(_FEW if match["past"] == "few" else read_number(match["past"]) or 1, match["past_unit"], today)
    if match["ago"]:
        return _ago(read_number(match["ago"]) or 1, match["ago_unit"], today, is_to_the_day=bool(match["today"]))
    if match["name"] in _LENGTHS and (match["which"] == "past" or words.startswith("the last")):
        return _past(1, match["name"], today)
    if match["name"]:
        return _named(match["name"], match["which"] in ("this", "current"), today, calendar)
    return _fixed(words, today)


def _fixed(words: str, today: date) -> tuple[Span, str | None]:
    if words.endswith("day before yesterday"):
        return days_span(today - 2 * _DAY, today - 2 * _DAY), None
    day = today - _DAY if words.startswith(("yesterday", "last")) else today
    if words in ("last night", "tonight"):
        evening = datetime.combine(day, time(20))
        return (evening, evening + timedelta(hours=10)), f"night of {day.day} {day:%B %Y}"
    start, end = _PARTS.get(words.split()[-1], (0, 24))
    midnight = datetime.combine(day, time())
    return (midnight + timedelta(hours=start), midnight + timedelta(hours=end)), None


def _named(name: str, is_this: bool, today: date, calendar: Calendar) -> tuple[Span, str | None] | None:
    if name not in periods():
        return _unit_span(name, 0 if is_this else 1, today), None
    period = periods()[name]
    span = this_years(period, today, calendar) if is_this else latest_before(period, today, calendar)
    return None if span is None else (span, _name_of(period, span))


def _ago(number: int, unit: str, today: date, *, is_to_the_day: bool) -> tuple[Span, str | None] | None:
    """Return the whole week, month or year, or, "a year ago today", the same day of it."""
    try:
        if not is_to_the_day:
            return _unit_span(unit, number, today), None
        first = _back(number, unit, today)
        return days_span(first, first), None
    except (OverflowError, ValueError):
        return None  # before the calendar begins


def _past(number: int, unit: str, today: date) -> tuple[Span, str | None] | None:
    """Return the last three days or two years: they end with today."""
    try:
        return days_span(_back(number, unit, today), today), None
    except (OverflowError, ValueError):
        return None


def _back(number: int, unit: str, today: date) -> date:
    """Return the day so many units before; of a shorter month, a day of the next."""
    if unit in ("month", "year", "decade"):
        months = number * {"month": 1, "year": 12, "decade": 120}[unit]
        year, index = divmod(today.year * 12 + today.month - 1 - months, 12)
        return date(year, index + 1, 1) + (today.day - 1) * _DAY
    return today - number * (7 if unit.startswith("week") else 1) * _DAY


def _unit_span(unit: str, back: int, today: date) -> Span:
    """Return the whole day, week (from Monday), weekend, month or year that lies so many of them back."""
    if unit in ("day", "night"):
        return days_span(today - back * _DAY, today - back * _DAY)
    monday = today - today.weekday() * _DAY - back * 7 * _DAY
    if unit == "week":
        return days_span(monday, monday + 6 * _DAY)
    if unit == "weekend":
        return days_span(monday + 5 * _DAY, monday + 6 * _DAY)
    if unit == "month":
        year, index = divmod(today.year * 12 + today.month - 1 - back, 12)
        return months_span(year, index + 1, 1)
    if unit == "decade":
        return months_span((today.year // 10 - back) * 10, 1, 120)
    return months_span(today.year - back, 1, 12)


def _name_of(period: Period, span: Span) -> str | None:
    if period.is_season:
        ends_in = span[0].year + (span[0].month > 10)
        return f"{period.name} {name_years(span[0].year, ends_in)}"
    return f"{period.name} {span[0].year}" if period.is_holiday else None
