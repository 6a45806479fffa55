"""Years in review: every year that is over, balanced over its months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from albumen.english import count_of
from albumen.store.curation_records import MemoryKind, MemoryPhoto, PhotoFacts
from knowledge_graph.memories.choosing import choose_photos
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.idea import Idea, Words
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.wording import subtitle

# Fewer photos, or of fewer months, are no review of a year.
MIN_OF_YEAR, MIN_MONTHS = 16, 4
_STRENGTH = 0.6


class YearMaker:
    """Makes a memory of each year that is over."""

    kind = MemoryKind.YEAR

    def find(self, material: Material) -> Iterable[Idea]:
        """Find the years before this one that photos enough are spread over."""
        years: dict[int, list[int]] = defaultdict(list)
        months: dict[int, set[int]] = defaultdict(set)
        for day, facts in material.dated:
            years[day.year].append(facts.id)
            months[day.year].add(day.month)
        for year, ids in sorted(years.items()):
            if year < material.today.year and len(ids) >= MIN_OF_YEAR and len(months[year]) >= MIN_MONTHS:
                yield Idea(
                    key=f"year:{year}",
                    kind=MemoryKind.YEAR,
                    photo_ids=tuple(ids),
                    reason=f"{year} has {count_of(len(ids), 'photo')} to show, of {len(months[year])} months.",
                    strength=_STRENGTH,
                )

    def choose(self, material: Material, idea: Idea) -> list[MemoryPhoto]:
        """Choose photos of all its months."""
        return choose_photos(material, idea)

    def describe(self, key: str, title: str, photos: Sequence[PhotoFacts]) -> Words | None:
        """Name the year, and how many of its months are shown; too few are none."""
        months = {day.month for facts in photos if (day := taken_on(facts)) is not None}
        if len(months) < MIN_MONTHS:
            return None
        return Words(f"{key.removeprefix('year:')} in review", subtitle(f"{len(months)} months", photos))
