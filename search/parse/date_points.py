"""Single dates in words: a day, month, season, holiday, year or decade, with its year or as it comes every year."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from albumen.calendar.spans import name_years
from albumen.english import MONTHS
from albumen.errors import UsageError
from search.dates import parse_since, parse_until
from search.parse.date_terms import describe_span
from search.parse.found import Setting
from search.parse.periods import Period, Span, days_span, join_spans, months_span, periods, third_of
from search.parse.relative_dates import RELATIVE, read_relative

_NUMBER_OF = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
YEAR = r"(?:18|19|20)\d\d"
SHORT_YEAR = rf"(?:{YEAR}|'\d\d)"  # "summer '22"
MONTH = r"(?:" + "|".join(rf"{name[:3].lower()}(?:{name[3:].lower()})?" for name in MONTHS) + r"|sept)\b"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"
PERIOD = r"(?:" + "|".join(sorted(map(re.escape, [*periods(), "weekend"]), key=len, reverse=True)) + r")s?\b"
_DECADES = {"nineties": 1990, "eighties": 1980, "seventies": 1970, "sixties": 1960, "fifties": 1950}
_PARTS = {"early": 0, "beginning": 0, "start": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
_THIRDS = ("early", "mid", "late")
_PART_OF = "beginning|start|middle|end|early|mid|late"
_WHOLE = rf"(?:{PERIOD}|{MONTH})(?:(?: of)?(?:(?: ,)? {SHORT_YEAR}))?|{YEAR}"
_DECADE = rf"(?:the )?(?:(?:18|19|20)\d0'?s|'?\d0'?s|{'|'.join(_DECADES)})"
# Photographs are not older; "2,000 people" has a comma, and codes such as 3080 are no years.
_FIRST_YEAR = 1826
_SINGULAR = {"weekends": "weekend"}


@dataclass(frozen=True, slots=True)
class DatePoint:
    """A date that words name: its spans, or the period that comes every year where no year was given.

    A weak one is also an ordinary word ("may", "march", "winter coat"): without a preposition it is no date.
    """

    label: str
    spans: tuple[Span, ...] = ()
    period: Period | None = None
    is_weak: bool = False


def read_point(words: str, setting: Setting) -> DatePoint | None:
    """Read words in lower case that are a date and nothing else."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(words):
            return read(match, setting)
    return None


def point_pattern() -> str:
    """Return the pattern of any of the dates, without groups; what `read_point` tries first is tried first."""
    parts = (re.sub(r"\(\?P<\w+>|\((?!\?)", "(?:", pattern.pattern) for pattern, _ in _READERS)
    return rf"(?:{'|'.join(parts)})(?!\S)"


def _read_iso(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    try:
        text = match[0].upper().replace("/", "-")
        return _point((parse_since(text), parse_until(text)))
    except UsageError:
        return None


def _read_day(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    day, month = int(re.sub(r"\D", "", match["day"])), _month_number(match["month"])
    if match["year"]:
        return _one_day(_year(match["year"]), month, day)
    try:
        date(2024, month, day)  # a leap year
    except ValueError:
        return None
    period = Period(f"{day} {MONTHS[month - 1]}", lambda year, _: _day_of_year(year, month, day))
    return DatePoint(f"any {period.name}", period=period)


def _read_dotted(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    return _one_day(int(match[3]), int(match[2]), int(match[1]))


def _read_slashed(match: re.Match[str], setting: Setting) -> DatePoint | None:
    """Read 5/6/2023 as the fifth of June and as May the sixth: people mean either, and nothing tells which."""
    del setting
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    points = [point for point in (_one_day(year, second, first), _one_day(year, first, second)) if point is not None]
    spans = join_spans(span for point in points for span in point.spans)
    return DatePoint(" or ".join(dict.fromkeys(point.label for point in points)), spans) if points else None


def _read_month_of_year(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    return _point(months_span(_year(match["year"]), _month_number(match["month"]), 1))


def _read_period_of_year(match: re.Match[str], setting: Setting) -> DatePoint | None:
    period, year = _find_period(match["period"]), _year(match["year"])
    if period is None or (match["to"] and (year + 1) % 100 != int(match["to"]) % 100):
        return None
    spans = period.in_year(year, setting.index.calendar)
    return DatePoint(name_of_year(period, spans, year), spans)


def _read_part(match: re.Match[str], setting: Setting) -> DatePoint | None:
    """Read a third of a year, season or month: "early 2023", "the end of May"."""
    whole = read_point(match["whole"], setting)
    part = _PARTS[match["part"] or match["part_of"]]
    if whole is None or len(whole.spans) > 1 or (whole.period and whole.period.is_holiday):
        return None
    if whole.period is None:
        return _point(third_of(whole.spans[0], part))
    period = whole.period
    every = Period(
        f"{_THIRDS[part]} {period.name}", lambda y, c: tuple(third_of(span, part) for span in period.in_year(y, c))
    )
    return DatePoint(f"any {every.name}", period=every, is_weak=whole.is_weak)


def _read_this_day(match: re.Match[str], setting: Setting) -> DatePoint | None:
    """Read "on this day": today's, of every year."""
    del match
    return read_point(f"{setting.today.day} {MONTHS[setting.today.month - 1]}".lower(), setting)


def _read_decade(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    word = match[0].removeprefix("the ")
    if word in _DECADES:
        first = _DECADES[word]
    else:
        digits = re.sub(r"\D", "", word)
        first = int(digits) if len(digits) == 4 else (1900 if int(digits) >= 30 else 2000) + int(digits)
    return DatePoint(f"{first}s", (months_span(first, 1, 120),))


def _read_years(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    first = int(match[1])
    last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    return _point(months_span(first, 1, 12 * (last - first + 1))) if first < last else None


def _read_year(match: re.Match[str], setting: Setting) -> DatePoint | None:
    year = int(match[0])
    if not _FIRST_YEAR <= year <= setting.today.year + 1:
        return None
    return _point(months_span(year, 1, 12))


def _read_relative(match: re.Match[str], setting: Setting) -> DatePoint | None:
    found = read_relative(match[0], setting.today, setting.index.calendar)
    return None if found is None else DatePoint(found[1] or describe_span(found[0]), (found[0],))


def _read_period(match: re.Match[str], setting: Setting) -> DatePoint | None:
    del setting
    period = _find_period(match["name"])
    if period is None:
        return None
    is_sure = not (period.is_season or period.is_holiday) and len(match[0]) > 3 and match[0] not in ("march", "weekend")
    return DatePoint(f"any {_SINGULAR.get(period.name, period.name)}", period=period, is_weak=not is_sure)


def name_of_year(period: Period, spans: tuple[Span, ...], year: int) -> str:
    """Name a period of one year: "summer 2023", "winter 2022–23"."""
    ends_in = year + 1 if period.is_season and spans and spans[-1][1].year > year and spans[-1][1].month > 1 else year
    return f"{period.name} {name_years(year, ends_in)}"


def _point(span: Span) -> DatePoint:
    return DatePoint(describe_span(span), (span,))


def _one_day(year: int, month: int, day: int) -> DatePoint | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return _point(days_span(found, found))


def _day_of_year(year: int, month: int, day: int) -> tuple[Span, ...]:
    try:
        found = date(year, month, day)
    except ValueError:  # 29 February
        return ()
    return (days_span(found, found),)


def _month_number(name: str) -> int:
    return _NUMBER_OF[name[:3]]


def _year(text: str) -> int:
    """Read four digits, or two after an apostrophe: of this century up to 30, like "the 30s"."""
    if len(text) == 4:
        return int(text)
    return (1900 if int(text[1:]) > 30 else 2000) + int(text[1:])


def _find_period(name: str) -> Period | None:
    known = periods()
    if name in ("weekend", "weekends"):
        return known["weekends"]
    if name[:3] in _NUMBER_OF and re.fullmatch(MONTH, name):
        return known[MONTHS[_month_number(name) - 1].lower()]
    return known.get(name) or known.get(name.removesuffix("s"))


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Setting], DatePoint | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\d{4}[-/](?:0?[1-9]|1[0-2])(?:[-/]\d{1,2}(?:t\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?)?", _read_iso),
        (rf"(?:the )?(?P<day>{DAY}) (?:of )?(?P<month>{MONTH})(?:(?: ,)? (?P<year>{SHORT_YEAR}))?", _read_day),
        (rf"(?P<month>{MONTH}) (?:the )?(?P<day>{DAY})(?:(?: ,)? (?P<year>{SHORT_YEAR}))?", _read_day),
        (r"(\d{1,2})\.(\d{1,2})\.(\d{4})", _read_dotted),
        (r"(\d{1,2})/(\d{1,2})/(\d{4})", _read_slashed),
        (rf"(?P<month>{MONTH})(?: of)?(?: ,)? (?P<year>{SHORT_YEAR})", _read_month_of_year),
        (
            rf"(?P<period>{PERIOD})(?: holidays?| vacation| break)?(?: of)?(?: ,)? (?P<year>{SHORT_YEAR})(?:[-/](?P<to>\d\d|\d{{4}}))?",
            _read_period_of_year,
        ),
        (
            rf"(?:(?P<part>early|mid|late)(?:-| in | )|(?:the )?(?P<part_of>{_PART_OF}) (?:of )?(?:the )?)(?P<whole>{_WHOLE})",
            _read_part,
        ),
        (_DECADE, _read_decade),
        (rf"({YEAR})-({YEAR}|\d\d)", _read_years),
        (YEAR, _read_year),
        (r"this day", _read_this_day),
        (RELATIVE, _read_relative),
        (rf"(?P<name>{PERIOD}|{MONTH})(?: holidays?| vacation| break)?", _read_period),
    )
)
