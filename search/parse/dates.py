"""Dates as a query says them: one, a list, a range, or open at one end; with a preposition or without."""

from __future__ import annotations

import re
from datetime import datetime

from search.chips import ChipKind, DateValue
from search.parse.concepts import find_concept
from search.parse.date_points import DAY, MONTH, POINT, YEAR, DatePoint, read_point
from search.parse.date_terms import describe_span, write_spans
from search.parse.found import Found, Setting
from search.parse.function_words import FUNCTION_WORDS
from search.parse.hours_known import NAMED_HOURS
from search.parse.periods import Calendar, Period, Span, every_year, join_spans, latest_before, this_years
from search.parse.terms import write_field
from search.parse.tokens import Sentence

_LEAD = r"(?P<lead>(?:(?:taken|dated) )?(?:in|on|at|during|over|from|of|around|for|within) )?"
_THE = r"(?:the )?"
_RANGE = re.compile(
    rf"(?:(?P<between>between )|{_LEAD}){_THE}(?P<first>{POINT}) (?:(?P<and>and)|to|until|till|through|-) {_THE}(?P<last>{POINT})"
)
_OPEN = re.compile(
    rf"(?:{_LEAD}(?P<onwards>{POINT}) (?:on|onwards?|onward)|"
    rf"(?:taken )?(?P<side>before|after|since|until|till|up to|earlier than|later than) {_THE}(?P<bound>{POINT}))(?!\S)"
)
_LIST = re.compile(rf"{_LEAD}{_THE}{POINT}(?:(?: ,)?(?: and| or)?(?: in| from)? {_THE}{POINT})+")
_SINGLE = re.compile(rf"{_LEAD}{_THE}(?P<point>{POINT})")
_DAYS = re.compile(  # "3-10 June 2022", "June 3 to 10, 2022"
    rf"{_LEAD}{_THE}(?:(?P<d1>{DAY})(?: ?- ?| to )(?P<d2>{DAY}) (?:of )?(?P<m1>{MONTH})(?:(?: ,)? (?P<y1>{YEAR}))?|"
    rf"(?P<m2>{MONTH}) (?P<d3>{DAY})(?: ?- ?| to )(?P<d4>{DAY})(?:(?: ,)? (?P<y2>{YEAR}))?)(?!\S)"
)


def find_date(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    """Find the longest date that begins at a place."""
    for pattern, read in ((_DAYS, _read_days), (_RANGE, _read_range), (_OPEN, _read_open), (_LIST, _read_list)):
        if (matched := sentence.match(pattern, at)) and (found := read(matched[0], matched[1], setting)):
            return found
    return _find_single(sentence, at, setting)


def read_date(text: str, setting: Setting) -> Found | None:
    """Read the value of `date:`: items with commas between, each a date, or two with `..`, either of which may be missing."""
    items = [_read_item(item.strip(), setting) for item in text.lower().split(",")]
    known = [item for item in items if item is not None]
    if len(known) < len(items):
        return None
    return _join(known, setting.index.calendar, 0)


def read_bound(side: str, text: str, setting: Setting) -> Found | None:
    """Read the value of `before:`, `after:`, `since:` and `until:`."""
    point = read_point(" ".join(text.lower().split()), setting)
    span = None if point is None else _nearest(point, setting)
    return None if span is None else _found(DatePoint("", (_bounded(side, span),)), 0, setting.index.calendar)


def _find_single(sentence: Sentence, at: int, setting: Setting) -> Found | None:
    matched = sentence.match(_SINGLE, at)
    if matched is None:
        return None
    match, end = matched
    point = read_point(match["point"], setting)
    if point is None or (
        (point.is_weak or match["lead"] == "of ") and not _is_meant(sentence, at, match, end, point, setting)
    ):
        return None
    return _found(point, end, setting.index.calendar)


def _is_meant(sentence: Sentence, at: int, match: re.Match[str], end: int, point: DatePoint, setting: Setting) -> bool:
    """Whether a word such as "may" or "winter" is a date here and not part of something else."""
    lead, after = match["lead"], sentence.low(end)
    is_followed = bool(after) and after != "," and after not in FUNCTION_WORDS and after not in NAMED_HOURS
    if point.period is None:
        return True
    if point.period.is_season:
        return lead not in (None, "of ", "from ", "at ") and not (is_followed and sentence.is_word(end))
    if point.period.is_holiday:
        concept = find_concept(sentence, end - 1, setting)
        return not is_followed and (lead not in (None, "of ") or concept is None)
    return lead not in (None, "of ") or _is_month_by_itself(sentence, at, end)


def _is_month_by_itself(sentence: Sentence, at: int, end: int) -> bool:
    """`May` with its capital, at the end or before a comma."""
    return sentence.tokens[at].is_capital and end - at == 1 and sentence.low(end) in ("", ",")


def _read_days(match: re.Match[str], end: int, setting: Setting) -> Found | None:
    month, year = match["m1"] or match["m2"], match["y1"] or match["y2"] or ""
    first, last = match["d1"] or match["d3"], match["d2"] or match["d4"]
    points = [read_point(f"{day} {month} {year}".strip(), setting) for day in (first, last)]
    return _span_of(points[0], points[1], end, setting)


def _read_range(match: re.Match[str], end: int, setting: Setting) -> Found | None:
    if match["and"] and not match["between"]:
        return None
    first, last = read_point(match["first"], setting), read_point(match["last"], setting)
    if first and last and (first.is_weak and last.is_weak) and not (match["between"] or match["lead"]):
        return None
    return _span_of(first, last, end, setting)


def _span_of(first: DatePoint | None, last: DatePoint | None, end: int, setting: Setting) -> Found | None:
    """From one date to another; where only the second has a year, it is the first one's too."""
    point = None if first is None or last is None else _between(first, last, setting.index.calendar)
    return None if point is None else _found(point, end, setting.index.calendar)


def _between(first: DatePoint, last: DatePoint, calendar: Calendar) -> DatePoint | None:
    if first.period and last.period:
        return DatePoint(
            f"every {first.period.name} to {last.period.name}", period=_period_between(first.period, last.period)
        )
    if last.period:
        return None
    start = _last_start_before(first.period, last.spans[-1][1], calendar) if first.period else first.spans[0][0]
    if start is None or start >= last.spans[-1][1]:
        return None
    span = start, last.spans[-1][1]
    return DatePoint(describe_span(span), (span,))


def _last_start_before(period: Period, end: datetime, calendar: Calendar) -> datetime | None:
    years = (end.year - 1, end.year)
    starts = [start for year in years if year > 1 for start, _ in period.in_year(year, calendar) if start < end]
    return max(starts, default=None)


def _period_between(first: Period, last: Period) -> Period:
    def in_year(year: int, calendar: Calendar) -> tuple[Span, ...]:
        starts = first.in_year(year, calendar)
        ends = (*last.in_year(year, calendar), *last.in_year(year + 1, calendar))
        later = [end for _, end in ends if starts and end > starts[0][0]]
        return ((starts[0][0], min(later)),) if later else ()

    return Period(f"{first.name}..{last.name}", in_year)


def _read_open(match: re.Match[str], end: int, setting: Setting) -> Found | None:
    point = read_point(match["onwards"] or match["bound"], setting)
    span = None if point is None else _nearest(point, setting)
    if span is None:
        return None
    bounded = _bounded(match["side"] or "since", span)
    return _found(DatePoint(describe_span(bounded), (bounded,)), end, setting.index.calendar)


def _bounded(side: str, span: Span) -> Span:
    if side in ("before", "earlier than"):
        return datetime.min, span[0]
    if side in ("after", "later than"):
        return span[1], datetime.max
    return (span[0], datetime.max) if side == "since" else (datetime.min, span[1])


def _nearest(point: DatePoint, setting: Setting) -> Span | None:
    """A date without a year is the one that was last, or is now."""
    if point.period is None:
        return point.spans[0][0], point.spans[-1][1]
    current = this_years(point.period, setting.today, setting.index.calendar)
    if current is not None and current[0].date() <= setting.today:
        return current
    return latest_before(point.period, setting.today, setting.index.calendar)


def _read_list(match: re.Match[str], end: int, setting: Setting) -> Found | None:
    words = match[0].removeprefix(match["lead"] or "").removeprefix("the ")
    points: list[DatePoint] = []
    while words:
        part = re.match(POINT, words)
        point = read_point(part[0], setting) if part else None
        if part is None or point is None or (point.is_weak and not match["lead"]):
            return None
        points.append(point)
        words = re.sub(r"^(?: ,)?(?: and| or)?(?: in| from)? (?:the )?", "", words[part.end() :])
    return _join(points, setting.index.calendar, end)


def _read_item(text: str, setting: Setting) -> DatePoint | None:
    first, dots, last = text.partition("..")
    points = [read_point(" ".join(part.split()), setting) if part else None for part in (first, last)]
    if not dots:
        return points[0]
    if (first and points[0] is None) or (last and points[1] is None) or not (first or last):
        return None
    if points[0] and points[1]:
        return _between(points[0], points[1], setting.index.calendar)
    span = _nearest(points[0] or points[1], setting) if points[0] or points[1] else None  # type: ignore[arg-type]
    bounded = None if span is None else _bounded("since" if points[0] else "until", span)
    return None if bounded is None else DatePoint(describe_span(bounded), (bounded,))


def _join(points: list[DatePoint], calendar: Calendar, end: int) -> Found | None:
    if len(points) == 1:
        return _found(points[0], end, calendar)
    spans = join_spans(span for point in points for span in _spans_of(point, calendar))
    term = ",".join(_term_of(point) for point in points)
    label = ", ".join(point.label for point in points)
    return Found(ChipKind.DATE, DateValue(spans), label, write_field("date", term), end)


def _found(point: DatePoint, end: int, calendar: Calendar) -> Found:
    label = point.label or describe_span(point.spans[0])
    term = write_field("date", _term_of(point))
    return Found(ChipKind.DATE, DateValue(_spans_of(point, calendar)), label, term, end)


def _spans_of(point: DatePoint, calendar: Calendar) -> tuple[Span, ...]:
    return join_spans(point.spans) if point.period is None else every_year(point.period, calendar)


def _term_of(point: DatePoint) -> str:
    return write_spans(join_spans(point.spans)) if point.period is None else point.period.name
