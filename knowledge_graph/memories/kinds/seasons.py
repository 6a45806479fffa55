"""Seasons of a year: "Summer 2022", by the hemisphere that photos were taken in.

Between the tropics, and where nothing tells the hemisphere, the three months are named instead: "June–August 2022".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from albumen.store.curation_records import Home, MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.calendar import name_season
from knowledge_graph.english import count_of
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.idea import Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.wording import span_of, subtitle
from knowledge_graph.spans import name_months, name_span

# Fewer photos, or of fewer days, are no season.
MIN_OF_SEASON, MIN_DAYS = 12, 21
_STRENGTH = 0.45


class SeasonMaker:
    """Makes a memory of each season."""

    kind = MemoryKind.SEASON

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the seasons with photos enough, one for each quarter of a year: what most photos of it say."""
        quarters: dict[date, dict[str, dict[int, date]]] = defaultdict(lambda: defaultdict(dict))
        for day, facts in material.dated:
            first = _first_day(day)
            name = _name(day, _lat_of(facts, day, material.homes)) or name_months(first, _last_day(first))
            quarters[first][name][facts.id] = day
        for first, names in sorted(quarters.items()):
            name, days = max(names.items(), key=lambda entry: (len(entry[1]), entry[0]))
            span = (max(days.values()) - min(days.values())).days
            if len(days) >= MIN_OF_SEASON and span >= MIN_DAYS and _last_day(first) < material.today:
                yield _make_idea(first, name, [*days])

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos of all its weeks."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Keep the season's name, and say which of its days are shown."""
        first, last = span_of(photos)
        return None if first is None or last is None else Words(title, subtitle(name_span(first, last), photos))


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


def _make_idea(first: date, name: str, ids: Sequence[int]) -> Idea:
    return Idea(
        key=f"season:{first:%Y-%m}",
        kind=MemoryKind.SEASON,
        photo_ids=tuple(ids),
        reason=f"{count_of(len(ids), 'photo')} of yours are of {name[0].lower() + name[1:] if _is_season(name) else name}.",
        strength=_STRENGTH,
        title=name,
    )


def _is_season(name: str) -> bool:
    return name.startswith(("Spring", "Summer", "Autumn", "Winter"))
