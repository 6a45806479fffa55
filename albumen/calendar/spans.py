"""Spans of days as one says them: "May 2023", "28 June – 3 July 2022", "long weekend", "a week"."""

from __future__ import annotations

from datetime import date, timedelta

from albumen.english import MONTHS, spell

_SATURDAY = 5


def name_span(starts_on: date, ends_on: date) -> str:
    """Return the days from first to last, both included, as exactly as they are.

    An en dash joins numbers and months without spaces, and dates that have spaces of their own with them.

    Raises:
        ValueError: the last day comes before the first.

    Example:
        >>> name_span(date(2022, 6, 3), date(2022, 6, 10))
        '3–10 June 2022'
        >>> name_span(date(2022, 12, 29), date(2023, 1, 2))
        '29 December 2022 – 2 January 2023'
    """
    _check(starts_on, ends_on)
    end = f"{ends_on.day} {name_month(ends_on)}"
    if starts_on == ends_on:
        return end
    if starts_on.year != ends_on.year:
        return f"{starts_on.day} {name_month(starts_on)} – {end}"
    if starts_on.month != ends_on.month:
        return f"{starts_on.day} {MONTHS[starts_on.month - 1]} – {end}"
    return f"{starts_on.day}–{end}"


def name_months(starts_on: date, ends_on: date) -> str:
    """Return the months that a span touches.

    Raises:
        ValueError: the last day comes before the first.

    Example:
        >>> name_months(date(2022, 6, 28), date(2022, 7, 3))
        'June–July 2022'
    """
    _check(starts_on, ends_on)
    if starts_on.year != ends_on.year:
        return f"{name_month(starts_on)} – {name_month(ends_on)}"
    if starts_on.month != ends_on.month:
        return f"{MONTHS[starts_on.month - 1]}–{name_month(ends_on)}"
    return name_month(ends_on)


def name_month(day: date) -> str:
    """Return a day's month and year.

    Example:
        >>> name_month(date(2023, 5, 17))
        'May 2023'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


def name_length(starts_on: date, ends_on: date) -> str:
    """Return how long a span is, in lower case. A weekend is Saturday and Sunday; a long one has a day or two more at its ends.

    Raises:
        ValueError: the last day comes before the first.

    Example:
        >>> name_length(date(2023, 5, 5), date(2023, 5, 8))
        'long weekend'
        >>> name_length(date(2023, 5, 1), date(2023, 5, 8))
        'a week'
    """
    _check(starts_on, ends_on)
    days = (ends_on - starts_on).days + 1
    if days <= 4 and _has_weekend(starts_on, ends_on):
        return "weekend" if days == 2 else "long weekend"
    if days in (7, 8):  # seven nights end on the same day of the week
        return "a week"
    if days in (14, 15):
        return "two weeks"
    return "a day" if days == 1 else f"{spell(days)} days"


def name_years(first: int, last: int) -> str:
    """Return one year, or the first and the last of a span.

    Example:
        >>> name_years(2022, 2023), name_years(1999, 2000), name_years(2023, 2023)
        ('2022–23', '1999–2000', '2023')
    """
    if first == last:
        return f"{first}"
    return f"{first}–{last % 100:02}" if first // 100 == last // 100 else f"{first}–{last}"


def list_days(starts_on: date, ends_on: date) -> list[date]:
    """Return the days from first to last, both included."""
    return [starts_on + timedelta(days=number) for number in range((ends_on - starts_on).days + 1)]


def _has_weekend(starts_on: date, ends_on: date) -> bool:
    days = list_days(starts_on, ends_on)
    return any(day.weekday() == _SATURDAY and day + timedelta(days=1) in days for day in days)


def _check(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValueError(f"a span ends on {ends_on}, before it starts on {starts_on}")
