"""Spans of time written in the query language and for people."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from albumen.calendar.spans import name_months, name_span, name_years
from search.parse.periods import Span

_LEAST = timedelta(microseconds=1)


def write_spans(spans: tuple[Span, ...]) -> str:
    """Write spans as the field `date` reads them; at an end that is open nothing stands.

    Example:
        >>> write_spans(((datetime(2023, 5, 1), datetime(2023, 8, 1)), (datetime(2024, 1, 1), datetime(2025, 1, 1))))
        '2023-05..2023-07,2024'
    """
    return ",".join(_write_span(span) for span in spans)


def describe_span(span: Span) -> str:
    """Name a span for people.

    Example:
        >>> describe_span((datetime(2023, 5, 1), datetime(2023, 8, 1)))
        'May–July 2023'
        >>> describe_span((datetime.min, datetime(2020, 1, 1)))
        'before 2020'
    """
    start, end = span
    if start == datetime.min and end == datetime.max:
        return "any day"
    if start == datetime.min:
        return f"before {end.year}" if _is_new_year(end) else f"until {_describe_point(end - _LEAST)}"
    if end == datetime.max:
        return f"since {_describe_point(start)}"
    return _describe_closed(start, end)


def _describe_closed(start: datetime, end: datetime) -> str:
    last = end - _LEAST
    if not (_is_midnight(start) and _is_midnight(end)):
        until = f"{end:%H:%M}" if start.date() == last.date() else _describe_point(end)
        return f"{name_span(start.date(), start.date())}, {start:%H:%M} – {until}"
    if _is_new_year(start) and _is_new_year(end):
        return name_years(start.year, last.year)
    if start.day == 1 and end.day == 1:
        return name_months(start.date(), last.date())
    return name_span(start.date(), last.date())


def _describe_point(moment: datetime) -> str:
    """Name a year, month or day by its first or last moment, and another moment by the clock."""
    after = moment + _LEAST if moment.microsecond else moment
    day = moment.date()
    if _is_new_year(moment):
        return f"{moment.year}"
    if not _is_midnight(after):
        return f"{name_span(day, day)}, {after:%H:%M}"
    return name_months(day, day) if after.day == 1 else name_span(day, day)


def _write_span(span: Span) -> str:
    start, end = span
    width = _width(start, end)
    first = "" if start == datetime.min else _write(start, width)
    last = "" if end == datetime.max else _write(end - _UNITS[width], width)
    return first if first == last and first else f"{first}..{last}"


# How a moment is written, by how exact it must be, and the least step of that.
_YEAR, _MONTH, _DAY, _MINUTE, _SECOND, _FRACTION = 4, 7, 10, 16, 19, 26
_UNITS = {
    **dict.fromkeys((_YEAR, _MONTH, _DAY), timedelta(days=1)),
    **{_MINUTE: timedelta(minutes=1), _SECOND: timedelta(seconds=1), _FRACTION: timedelta(microseconds=1)},
}


def _write(moment: datetime, width: int) -> str:
    return moment.isoformat(timespec="microseconds")[:width]


def _width(*moments: datetime) -> int:
    closed = [moment for moment in moments if moment not in (datetime.min, datetime.max)]
    if all(_is_new_year(moment) for moment in closed):
        return _YEAR
    if all(_is_midnight(moment) and moment.day == 1 for moment in closed):
        return _MONTH
    if all(_is_midnight(moment) for moment in closed):
        return _DAY
    if any(moment.microsecond for moment in closed):
        return _FRACTION
    return _SECOND if any(moment.second for moment in closed) else _MINUTE


def _is_midnight(moment: datetime) -> bool:
    return moment.time() == time()


def _is_new_year(moment: datetime) -> bool:
    return _is_midnight(moment) and (moment.month, moment.day) == (1, 1)
