"""Seasons of a year: "Summer 2022", by the hemisphere that photos were taken in.

Between the tropics, and where nothing tells the hemisphere, the months that have photos are named instead: "June–July 2022".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from albumen.calendar import name_season
from albumen.calendar.spans import name_month, name_months, name_span
from albumen.english import MONTHS, count_of
from albumen.store.curation_records import Home, MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.idea import Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.wording import subtitle

# Fewer photos, or of fewer days, are no season.
MIN_OF_SEASON, MIN_DAYS = 12, 21
# Months are named instead of a season where at least two have so many photos; a month with fewer is left out.
MIN_MONTHS, MIN_OF_MONTH = 2, 3
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_STRENGTH = 0.45


class SeasonMaker:
    """Makes a memory of each season."""

    kind = MemoryKind.SEASON

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the seasons with photos enough, one for each quarter of a year: what most photos of it say."""
        quarters: dict[date, dict[str, dict[int, date]]] = defaultdict(lambda: defaultdict(dict))
        for day, facts in material.dated:
            name = _name(day, _lat_of(facts, day, material.homes)) or ""
            quarters[_first_day(day)][name][facts.id] = day
        for first, names in sorted(quarters.items()):
            name, days = max(names.items(), key=lambda entry: (len(entry[1]), entry[0]))
            days = days if name else _keep_full_months(days)
            if _is_long(days) and _last_day(first) < material.today:
                yield _make_idea(first, name or _name_months(days.values()), [*days])

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos of all its weeks."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Keep the season's name, or name the months that are shown, and say which days are; one month is no season."""
        days = [day for facts in photos if (day := taken_on(facts)) is not None]
        if not days or (not title.startswith(_SEASONS) and len({day.month for day in days}) < MIN_MONTHS):
            return None
        heading = title if title.startswith(_SEASONS) else _name_months(days)
        return Words(heading, subtitle(name_span(min(days), max(days)), photos))


def _first_day(day: date) -> date:
    """Return the first day of the quarter that a day is in: of December, March, June or September."""
    month = day.month // 3 * 3
    return date(day.year, month, 1) if month else date(day.year - 1, 12, 1)


def _last_day(first: date) -> date:
    return (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)


def _lat_of(facts: PhotoFacts, day: date, homes: Sequence[Home]) -> float | None:
    """Return the latitude that a photo was taken at, or that of the home at the time."""
    if facts.position is not None:
        return facts.position.lat
    home = next((home for home in homes if home.since <= day and (home.until is None or day <= home.until)), None)
    return home.position.lat if home is not None else None


def _name(day: date, lat: float | None) -> str | None:
    return None if lat is None else name_season(day, lat)


def _keep_full_months(days: Mapping[int, date]) -> dict[int, date]:
    """Keep the photos of months that have enough of them; none where that is only one month."""
    counts = Counter(day.month for day in days.values())
    full = {month for month, count in counts.items() if count >= MIN_OF_MONTH}
    return {photo_id: day for photo_id, day in days.items() if day.month in full} if len(full) >= MIN_MONTHS else {}


def _is_long(days: Mapping[int, date]) -> bool:
    return len(days) >= MIN_OF_SEASON and (max(days.values()) - min(days.values())).days >= MIN_DAYS


def _name_months(days: Iterable[date]) -> str:
    """Name the months of a quarter that days are of, none between them.

    Example:
        >>> _name_months([date(2014, 9, 3), date(2014, 11, 2)])
        'September and November 2014'
    """
    firsts = sorted({day.replace(day=1) for day in days})
    if len(firsts) == 2 and (firsts[1] - firsts[0]).days > 31:
        year = "" if firsts[0].year == firsts[1].year else f" {firsts[0].year}"
        return f"{MONTHS[firsts[0].month - 1]}{year} and {name_month(firsts[1])}"
    return name_months(firsts[0], firsts[-1])


def _make_idea(first: date, name: str, ids: Sequence[int]) -> Idea:
    return Idea(
        key=f"season:{first:%Y-%m}",
        kind=MemoryKind.SEASON,
        photo_ids=tuple(ids),
        reason=f"{count_of(len(ids), 'photo')} of yours are of {name[0].lower() + name[1:] if name.startswith(_SEASONS) else name}.",
        strength=_STRENGTH,
        title=name,
    )
