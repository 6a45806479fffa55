"""Titles read twice: for their grammar, and for whether they are true of the days and places that they speak of.

Written apart from the code that makes titles, so that both would have to be wrong in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from albumen.types import Place

_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # fmt: skip
_WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen".split()
_SPELLED = {word: number for number, word in enumerate(_WORDS, 1)}
# Words that are capitalised though no place: calendars, and what a title may begin with.
_NO_PLACES = frozenset(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter New Year Years Year's Eve Day Boxing"
    " Whitsun Ascension Pentecost Thanksgiving Independence Carnival King's Liberation Labour Good Holidays Hanukkah".split()
) | frozenset(_MONTHS)
# Names in use beside the gazetteer's own.
_ALSO_CALLED = {"Czech Republic": "Czechia", "United States": "USA", "United Kingdom": "UK", "Vatican": "Vatican City"}
_VOWEL = re.compile(r"\b(a) ([aeio]\w*)", re.I)
_CONSONANT = re.compile(r"\b(an) ([bcdfgjklmnpqrstvwxyz]\w*)", re.I)
_FAULTS = {
    "starts with a small letter": re.compile(r"^[a-zà-ÿ]"),
    "ends badly": re.compile(r"[\s,;:&–-]$|\b(in|at|and|to|of|the|with|from)$"),
    "two spaces": re.compile(r"\s\s"),
    "space before a comma": re.compile(r"\s[,.;]"),
    "a placeholder": re.compile(r"\b(None|null|nan|unknown)\b|[{}<>_]", re.I),
    "a word twice": re.compile(r"\b([A-Za-z]+) \1\b(?<!Baden Baden)"),
    "two prepositions": re.compile(r"\b(in|at|of|to|from) (in|at|of|to|from|and)\b", re.I),
    "one of many": re.compile(r"\b(1|one) (days|photos|weeks|years|people|places)\b", re.I),
    "many of one": re.compile(r"\b([2-9]|\d{2,}|two|three|four|five|six) (day|photo|week|year|place)\b(?!-)", re.I),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What a title speaks of: the days, and the places at which its photos were really taken."""

    days: tuple[date, date]
    places: frozenset[Place]


def find_faults(text: str) -> list[str]:
    """Return what is wrong with a title's English.

    Example:
        >>> find_faults("Long weekend in Lisbon, May 2023")
        []
        >>> find_faults("an week in , May 2023")
        ['starts with a small letter', 'space before a comma', 'a before a vowel or an before a consonant']
    """
    if not text.strip():
        return ["empty"]
    faults = [name for name, pattern in _FAULTS.items() if pattern.search(text)]
    if _VOWEL.search(text) or _CONSONANT.search(text):
        faults.append("a before a vowel or an before a consonant")
    return faults


def find_untruths(text: str, said: Said, known: Collection[str]) -> list[str]:
    """Return what a title says that is not true.

    Args:
        text: The title.
        said: What is true.
        known: Names of all towns, regions and countries of the library: each must have been visited to be named.
    """
    visited = names_of(said.places)
    return [
        *_iter_wrong_months(text, said.days),
        *_iter_wrong_lengths(text, said.days),
        *(f"{name} was not visited" for name in sorted(known) if name not in visited and _names(text, name, visited)),
    ]


def find_unknown_names(text: str, said: Said) -> list[str]:
    """Return capitalised words, but for the first one, that are neither of the calendar nor of a place that was visited."""
    rest = text
    for name in sorted(names_of(said.places), key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(name)}\b", "", rest)
    words = re.findall(r"(?<!^)(?<![\w'’])[A-ZÀ-Þ][\w'’-]+", rest)
    return [word for word in words if word.replace("’", "'") not in _NO_PLACES]


def find_wrong_counts(text: str, said: Said) -> list[str]:
    """Return counts of countries, all or those that are not named, that are not as many as were visited.

    Example:
        >>> lisbon = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
        >>> may = date(2023, 5, 1), date(2023, 5, 9)
        >>> find_wrong_counts("Nine days in four countries, May 2023", Said(may, frozenset({lisbon})))
        ['countries visited: 1, not four']
    """
    countries = {place.country for place in said.places}
    named = {one for one in countries if re.search(rf"\b({re.escape(one)}|{_ALSO_CALLED.get(one, one)})\b", text)}
    wrong = []
    for word, more in re.findall(r"\b(\w+) (more )?countries\b", text):
        true = len(countries - named) if more else len(countries)
        if _SPELLED.get(word, int(word) if word.isdigit() else true) != true:
            wrong.append(f"countries visited: {true}, not {word}")
    return wrong


def names_of(places: Collection[Place]) -> set[str]:
    """Return the names of towns, regions and countries."""
    names = {name for place in places for name in (place.name, place.region, place.country) if name}
    return names | {_ALSO_CALLED[name] for name in names & _ALSO_CALLED.keys()}


def _iter_wrong_months(text: str, days: tuple[date, date]) -> Iterator[str]:
    first, last = days
    months = {_MONTHS[(first + timedelta(days=number)).month - 1] for number in range((last - first).days + 1)}
    for month in re.findall(rf"\b({'|'.join(_MONTHS)})\b", text):
        if month not in months:
            yield f"{month} is not of {first} to {last}"
    for year in re.findall(r"\b(20\d\d|19\d\d)\b(?!–\d\d\b)", text):  # winter 2020–21 has a January of its own
        if not first.year <= int(year) <= last.year:
            yield f"{year} is not of {first} to {last}"


def _iter_wrong_lengths(text: str, days: tuple[date, date]) -> Iterator[str]:
    first, last = days
    length, lower = (last - first).days + 1, text.lower()
    has_weekend = any((first + timedelta(days=number)).weekday() >= 5 for number in range(length))
    if "weekend" in lower and not (length <= 4 and has_weekend):
        yield f"{length} days from {first:%A} on are no weekend"
    if "day trip" in lower and length != 1:
        yield f"{length} days are no day trip"
    if re.search(r"\ba week\b", lower) and not 6 <= length <= 8:
        yield f"{length} days are no week"
    for word in re.findall(r"\b(\w+) days\b", lower):
        count = _SPELLED.get(word, int(word) if word.isdigit() else None)
        if count is not None and count != length:
            yield f"{length} days are not {word}"
    for word in re.findall(r"\b(\w+) weeks\b", lower):
        count = _SPELLED.get(word, int(word) if word.isdigit() else None)
        if count is not None and abs(count * 7 - length) > 1:
            yield f"{length} days are not {word} weeks"


def _names(text: str, name: str, visited: set[str]) -> bool:
    """Say whether a text names a place, and not by a visited place's name that contains it."""
    for longer in visited:
        if name in longer:
            text = text.replace(longer, "")
    return re.search(rf"\b{re.escape(name)}\b", text) is not None
