"""Dates as people give them to `--since` and `--until`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from albumen.errors import UsageError

_FORMS = "a date like 2023, 2023-05 or 2023-05-17, or a time like 2023-05-17T14:30"
_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?P<seconds>:\d{2})?(?P<fraction>[.,]\d{1,6})?")


def parse_since(text: str) -> datetime:
    """Read the start of a year, month, day or moment, as the clock on the wall said (naive).

    Raises:
        UsageError: it is none of these.

    Example:
        >>> parse_since("2023-05")
        datetime.datetime(2023, 5, 1, 0, 0)
    """
    return _parse(text)[0]


def parse_until(text: str) -> datetime:
    """Read the end of a year, month, day or moment: the first moment after it, as `PhotoFilter.until` wants it.

    Raises:
        UsageError: it is none of these.

    Example:
        >>> parse_until("2023-05")
        datetime.datetime(2023, 6, 1, 0, 0)
    """
    return _parse(text)[1]


def _parse(text: str) -> tuple[datetime, datetime]:
    text = text.strip()
    try:
        if match := _YEAR.fullmatch(text):
            return _span_of_month(int(match[1]), 1, months=12)
        if match := _MONTH.fullmatch(text):
            return _span_of_month(int(match[1]), int(match[2]), months=1)
        if match := _DAY.fullmatch(text):
            return _span(datetime(int(match[1]), int(match[2]), int(match[3])), timedelta(days=1))
        if match := _TIME.fullmatch(text):
            return _span(datetime.fromisoformat(text.replace(",", ".")), _resolution(match))
    except ValueError as error:
        raise UsageError(f"there is no date {text!r} ({error}); give {_FORMS}") from error
    if _has_offset(text):
        raise UsageError(f"{text!r} names a time zone; photos are dated by the local clock, so leave the zone out")
    raise UsageError(f"{text!r} is not a date; give {_FORMS}")


def _span_of_month(year: int, month: int, *, months: int) -> tuple[datetime, datetime]:
    start = datetime(year, month, 1)
    years, month_index = divmod(month - 1 + months, 12)
    is_last = year + years > datetime.max.year
    return start, datetime.max if is_last else datetime(year + years, month_index + 1, 1)


def _span(start: datetime, length: timedelta) -> tuple[datetime, datetime]:
    return start, start + length if start <= datetime.max - length else datetime.max


def _resolution(match: re.Match[str]) -> timedelta:
    if match["fraction"]:
        return timedelta(microseconds=1)
    return timedelta(seconds=1) if match["seconds"] else timedelta(minutes=1)


def _has_offset(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
