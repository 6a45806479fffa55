"""Dates put together: from one to another, open at one end, several; and the value of the field `date`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from search.chips import ChipKind, DateValue
from search.parse.date_points import DatePoint, name_of_year, read_point
from search.parse.date_terms import describe_span, write_spans
from search.parse.found import Found, Setting
from search.parse.periods import Calendar, Period, Span, every_year, join_spans, latest_before, months_span, this_years
from search.parse.terms import write_field

_YEAR = re.compile(r"[0-9]{4}")


def read_date(text: str, setting: Setting) -> Found | None:
    """Read the value of `date:`: items with commas between, each a date, or two with `..`, either of which may be missing."""
    items = [_read_item(item, setting) for item in text.lower().split(",")]
    known = [item for item in items if item is not None]
    return found_date(known, 0, setting) if len(known) == len(items) else None


def read_bound(side: str, text: str, setting: Setting) -> Found | None:
    """Read the value of `before:`, `after:`, `since:` and `until:`."""
    point = _read_exact(" ".join(text.lower().split()), setting)
    bound = None if point is None else bound_by(side, point, setting)
    return None if bound is None else found_date([bound], 0, setting)


def found_date(points: Sequence[DatePoint], end: int, setting: Setting) -> Found:
    """Return the chip of one date or of any of several."""
    calendar = setting.index.calendar
    spans = join_spans(span for point in points for span in _spans_of(point, calendar))
    term = ",".join(_term_of(point) for point in points)
    label = ", ".join(point.label for point in points)
    return Found(ChipKind.DATE, DateValue(spans), label, write_field("date", term), end)


def between(first: DatePoint, last: DatePoint, setting: Setting) -> DatePoint | None:
    """Go from one date to another, both included; where only the second has a year, it is the first one's too."""
    if first.period and last.period:
        period = _period_between(first.period, last.period)
        return DatePoint(f"any {first.period.name} to {last.period.name}", period=period)
    if last.period:
        return None
    end = last.spans[-1][1]
    start = _last_start(first.period, end, setting.index.calendar) if first.period else first.spans[0][0]
    return None if start is None else _bounded(start, end, describe_span((start, end)))


def with_year(point: DatePoint, year: int, setting: Setting) -> DatePoint:
    """Give a date the year that is said later: "May and June 2023"."""
    if point.period is None:
        return point
    spans = point.period.in_year(year, setting.index.calendar)
    return DatePoint(name_of_year(point.period, spans, year), spans)


def bound_by(side: str, point: DatePoint, setting: Setting) -> DatePoint | None:
    """Take all before, after, since or until a date; one without a year is the one that was last, or is now."""
    span = (point.spans[0][0], point.spans[-1][1]) if point.period is None else _nearest(point.period, setting)
    if span is None:
        return None
    name = point.label if point.period is None else describe_span(span)
    if side in ("before", "earlier than", "older than"):
        return _bounded(datetime.min, span[0], f"before {name}")
    if side in ("after", "later than", "newer than"):
        return _bounded(span[1], datetime.max, f"after {name}")
    if side == "since":
        return _bounded(span[0], datetime.max, f"since {name}")
    return _bounded(datetime.min, span[1], f"until {name}")


def _read_item(text: str, setting: Setting) -> DatePoint | None:
    first, dots, last = (" ".join(part.split()) for part in text.partition(".."))
    points = [_read_exact(part, setting) if part else None for part in (first, last)]
    if not dots:
        return points[0]
    if any(part and point is None for part, point in zip((first, last), points, strict=True)):
        return None
    if points[0] and points[1]:
        return between(points[0], points[1], setting)
    if points[0]:
        return bound_by("since", points[0], setting)
    return bound_by("until", points[1], setting) if points[1] else None


def _read_exact(text: str, setting: Setting) -> DatePoint | None:
    """Read a date that is surely one, so that any year is."""
    if _YEAR.fullmatch(text) and int(text) >= date.min.year:
        return DatePoint(text, (months_span(int(text), 1, 12),))
    return read_point(text, setting)


def _bounded(start: datetime, end: datetime, label: str) -> DatePoint | None:
    return DatePoint(label, ((start, end),)) if start < end else None


def _nearest(period: Period, setting: Setting) -> Span | None:
    current = this_years(period, setting.today, setting.index.calendar)
    if current is not None and current[0].date() <= setting.today:
        return current
    return latest_before(period, setting.today, setting.index.calendar)


def _last_start(period: Period, end: datetime, calendar: Calendar) -> datetime | None:
    years = (year for year in (end.year - 1, end.year) if year > 1)
    return max((start for year in years for start, _ in period.in_year(year, calendar) if start < end), default=None)


def _period_between(first: Period, last: Period) -> Period:
    def in_year(year: int, calendar: Calendar) -> tuple[Span, ...]:
        starts = first.in_year(year, calendar)
        ends = (*last.in_year(year, calendar), *last.in_year(year + 1, calendar))
        later = [end for _, end in ends if starts and end > starts[0][0]]
        return ((starts[0][0], min(later)),) if later else ()

    return Period(f"{first.name}..{last.name}", in_year)


def _spans_of(point: DatePoint, calendar: Calendar) -> tuple[Span, ...]:
    return join_spans(point.spans) if point.period is None else every_year(point.period, calendar)


def _term_of(point: DatePoint) -> str:
    return write_spans(join_spans(point.spans)) if point.period is None else point.period.name
