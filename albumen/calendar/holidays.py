"""Holidays that people take photos on, by country: rules in a table, dates by arithmetic.

Easter is by the anonymous Gregorian algorithm (J. M. Oudin after "A New York correspondent", Nature 13, 1876, p. 487;
Meeus, "Astronomical Algorithms", chapter 8). Feasts of lunar calendars are tables of dates.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_RULES_FILE = Path(__file__).with_name("holidays.toml")
_SUNDAY = 6


@dataclass(frozen=True, slots=True)
class _Rule:
    """A holiday: how its date is found, and which countries keep it; None for all."""

    name: str
    countries: frozenset[str] | None
    spec: dict[str, Any]


def holidays_on(day: date, country_code: str | None) -> tuple[str, ...]:
    """Return the holidays of a day in a country, by ISO 3166-1 alpha-2 code; in the table's order. Unknown country: none.

    Example:
        >>> holidays_on(date(2023, 11, 23), "US"), holidays_on(date(2023, 11, 23), "PT")
        (('Thanksgiving',), ())
    """
    if country_code is None:
        return ()
    return tuple(
        rule.name
        for rule in _holidays_of(day.year).get(day, ())
        if rule.countries is None or country_code in rule.countries
    )


def holiday_names() -> tuple[str, ...]:
    """Return the names of all holidays, in the table's order."""
    return tuple(dict.fromkeys(rule.name for rule in _load_rules()))


def days_of_holiday(name: str, year: int, country_codes: Sequence[str]) -> tuple[date, ...]:
    """Return the days of a year that have a holiday's name in the first of the countries that keeps it, or in any if none does.

    Example:
        >>> [day.month for day in days_of_holiday("Thanksgiving", 2023, ["PT", "US", "CA"])]
        [11]
        >>> [day.month for day in days_of_holiday("Thanksgiving", 2023, ["PT"])]
        [10, 11]
    """
    rules = [rule for rule in _load_rules() if rule.name == name]
    kept = ([rule for rule in rules if rule.countries is None or code in rule.countries] for code in country_codes)
    chosen = next(filter(None, kept), rules)
    return tuple(sorted({day for rule in chosen for day in _days_of(rule.spec, year)}))


def find_easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Example:
        >>> find_easter(2024)
        datetime.date(2024, 3, 31)
    """
    golden, century, year_of_century = year % 19, year // 100, year % 100
    skipped = century // 4
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - skipped - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (year_of_century // 4) - epact - year_of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def find_orthodox_easter(year: int) -> date:
    """Return Easter Sunday of the Julian calendar as a Gregorian date (Meeus, chapter 8), from 1900 to 2099.

    Example:
        >>> find_orthodox_easter(2024)
        datetime.date(2024, 5, 5)
    """
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, day = divmod(moon + weekday + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


@cache
def _holidays_of(year: int) -> dict[date, list[_Rule]]:
    found: dict[date, list[_Rule]] = defaultdict(list)
    for rule in _load_rules():
        for day in _days_of(rule.spec, year):
            found[day].append(rule)
    return found


def _days_of(spec: dict[str, Any], year: int) -> Iterator[date]:
    if not spec.get("since", year) <= year <= spec.get("until", year):
        return
    if "on" in spec:
        day = _month_day(year, spec["on"])
        yield day + timedelta(days=spec.get("sunday", 0) if day.weekday() == _SUNDAY else 0)
    elif "month_day" in spec:
        first = _month_day(year, spec["month_day"])
        yield first + timedelta(days=(spec["weekday"] - first.weekday()) % 7)
    elif "easter" in spec:
        yield find_easter(year) + timedelta(days=spec["easter"])
    elif "orthodox_easter" in spec:
        yield find_orthodox_easter(year) + timedelta(days=spec["orthodox_easter"])
    else:
        yield from (day for day in spec["dates"] if day.year == year)


def _month_day(year: int, text: str) -> date:
    month, day = map(int, text.split("-"))
    return date(year, month, day)


@cache
def _load_rules() -> tuple[_Rule, ...]:
    table = tomllib.loads(_RULES_FILE.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = table["groups"]
    return tuple(_make_rule(spec, groups) for spec in table["holiday"])


def _make_rule(spec: dict[str, Any], groups: dict[str, list[str]]) -> _Rule:
    named = spec.get("in")
    if named is None:
        return _Rule(spec["name"], None, spec)
    codes = {code for name in named for code in groups.get(name, [name])}
    return _Rule(spec["name"], frozenset(codes), spec)
