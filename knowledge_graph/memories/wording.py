"""Plain English for memories: counts, years, places. Every phrase is worked out from the photos that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from albumen.english import count_of, join_and
from albumen.store.curation_records import PhotoFacts
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.place_keys import key_of

# So many different years are "over the years"; two may be December and January.
_YEARS_MAKE_YEARS = 3


def years_of(photos: Sequence[PhotoFacts]) -> list[int]:
    """List the years in which photos were taken, as far as they have a date."""
    return sorted({day.year for facts in photos if (day := taken_on(facts)) is not None})


def span_of(photos: Sequence[PhotoFacts]) -> tuple[date | None, date | None]:
    """Return the first and last day of photos; None twice where none has a date."""
    days = [day for facts in photos if (day := taken_on(facts)) is not None]
    return (min(days), max(days)) if days else (None, None)


def over_the_years(title: str, photos: Sequence[PhotoFacts]) -> str:
    """Add "over the years" to a title where photos are from years enough to say so."""
    return f"{title} over the years" if len(years_of(photos)) >= _YEARS_MAKE_YEARS else title


def name_years(photos: Sequence[PhotoFacts]) -> str:
    """Write the years of photos: "2019 – 2024", "2019 and 2020" or "2019"; empty where none has a date."""
    years = years_of(photos)
    if len(years) <= 2:
        return join_and([str(year) for year in years]) if years else ""
    return f"{years[0]} – {years[-1]}"


def count_photos(photos: Sequence[PhotoFacts]) -> str:
    """Count photos, and the towns that they are known to be from: "32 photos from 7 places", "32 photos, 20 from Sintra"."""
    placed = [facts.place for facts in photos if facts.place is not None]
    counted = count_of(len(photos), "photo")
    if not placed:
        return counted
    names = {key_of(place): place.name for place in placed}
    where = next(iter(names.values())) if len(names) == 1 else f"{len(names)} places"
    return f"{counted} from {where}" if len(placed) == len(photos) else f"{counted}, {len(placed)} from {where}"


def subtitle(when: str, photos: Sequence[PhotoFacts]) -> str:
    """Write what stands below a title: when, how many photos, and from where.

    Example:
        >>> subtitle("2019 – 2024", [PhotoFacts(1, "a", 1)])
        '2019 – 2024 · 1 photo'
    """
    return " · ".join(part for part in (when, count_photos(photos)) if part)
