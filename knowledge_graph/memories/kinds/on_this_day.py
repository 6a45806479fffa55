"""On this day: photos of the same day of the calendar in years past; of some days around it where it has few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from albumen.english import MONTHS, count_of, join_and
from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.idea import MIN_PHOTOS, Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.mood import Mood
from knowledge_graph.memories.wording import subtitle

# So many days before and after are asked at most where the day itself has few photos.
MOST_DAYS_AROUND = 3
_PREFIX = "on_this_day:"
_STRENGTH = 0.9


def key_for(today: date) -> str:
    """Return the key of a day's memory.

    Example:
        >>> key_for(date(2026, 11, 20))
        'on_this_day:2026-11-20'
    """
    return f"{_PREFIX}{today.isoformat()}"


def day_of_key(key: str) -> date | None:
    """Return the day that a key is of; None where it is none of a day's memory."""
    try:
        return date.fromisoformat(key.removeprefix(_PREFIX)) if key.startswith(_PREFIX) else None
    except ValueError:
        return None


def days_around(today: date) -> list[tuple[int, int]]:
    """List the days of the calendar, (month, day), whose photos may be of a day's memory; 29 February is always one of them
    where it could lie between.

    Example:
        >>> days_around(date(2026, 1, 1))[:2]
        [(12, 29), (12, 30)]
    """
    today = today.replace(year=min(max(today.year, 4), 9996))  # leap years, with days on both sides
    days = [today + timedelta(days=away) for away in range(-MOST_DAYS_AROUND, MOST_DAYS_AROUND + 1)]
    found = [(day.month, day.day) for day in days]
    return [*found, (2, 29)] if {(2, 28), (3, 1)} & set(found) and (2, 29) not in found else found


class OnThisDayMaker:
    """Makes the memory of the day that the material looks back from."""

    kind = MemoryKind.ON_THIS_DAY

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the photos of the day, then of wider and wider windows around it: the first that makes a memory is the one."""
        today = material.today
        away = {
            facts.id: distance
            for day, facts in material.dated
            if day < today and (distance := days_from_anniversary(day, today)) is not None
        }
        widest = 0
        for around in range(MOST_DAYS_AROUND + 1):
            ids = tuple(photo_id for photo_id, days in away.items() if abs(days) <= around)
            if len(ids) >= max(MIN_PHOTOS, widest + 1):
                widest = len(ids)
                yield _make_idea(today, around, ids)

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos of each year, and show the newest year first, each in the order of time."""
        years: dict[int, list[int]] = defaultdict(list)
        for facts in material.facts_of(idea.photo_ids):
            years[_anniversary_year(facts, material.today)].append(facts.id)
        chosen = {photo.photo_id: photo for photo in choose_photos(material, _spread(idea, years))}
        return [
            chosen[photo_id] for year in sorted(years, reverse=True) for photo_id in years[year] if photo_id in chosen
        ]

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Say which day, or days around it, and of which years."""
        today = day_of_key(key)
        if today is None:
            return None
        days = [day for facts in photos if (day := taken_on(facts)) is not None]
        is_exact = all((day.month, day.day) == (today.month, today.day) for day in days)
        heading = f"On this day, {_name(today)}" if is_exact else f"Around this day, {_name(today)}"
        years = sorted({day.year for day in days})
        return Words(heading, subtitle(_name_years(years), photos))


def days_from_anniversary(day: date, today: date) -> int | None:
    """Return how many days a past day lies after the nearest anniversary of today, negative before it; None beyond the window.

    The anniversary itself must lie at least a year back. 29 February has its anniversaries on 28 February.
    """
    for year in (day.year - 1, day.year, day.year + 1):
        if 1 <= year < today.year:
            away = (day - _in_year(today, year)).days
            if abs(away) <= MOST_DAYS_AROUND:
                return away
    return None


def _in_year(today: date, year: int) -> date:
    try:
        return today.replace(year=year)
    except ValueError:  # 29 February
        return date(year, 2, 28)


def _anniversary_year(facts: PhotoFacts, today: date) -> int:
    day = taken_on(facts)
    assert day is not None  # only dated photos were found
    return min((day.year - 1, day.year, day.year + 1), key=lambda year: abs((day - _in_year(today, year)).days))


def _spread(idea: Idea, years: Mapping[int, Sequence[int]]) -> Idea:
    """Say of each photo how many years ago it was taken."""
    whys = {photo_id: str(year) for year, ids in years.items() for photo_id in ids}
    return replace(idea, whys=whys)


def _make_idea(today: date, around: int, ids: tuple[int, ...]) -> Idea:
    when = f"on {_name(today)}" if not around else f"within {count_of(around, 'day')} of {_name(today)}"
    return Idea(
        key=key_for(today),
        kind=MemoryKind.ON_THIS_DAY,
        photo_ids=ids,
        reason=f"{count_of(len(ids), 'photo')} of yours were taken {when} in earlier years.",
        strength=_STRENGTH,
        mood=Mood.NOSTALGIC,
    )


def _name(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _name_years(years: Sequence[int]) -> str:
    """Write years, the newest first, as the photos are shown.

    Example:
        >>> _name_years([2019, 2021, 2023])
        '2023, 2021 and 2019'
    """
    names = [str(year) for year in reversed(years)]
    return join_and(names) if len(names) <= 4 else f"{names[-1]} – {names[0]}"
