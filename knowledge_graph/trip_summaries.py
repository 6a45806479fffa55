"""What a stretch of sightings comes to: its days, its places, distances as one says them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from albumen.types import Place
from knowledge_graph.whereabouts import Sighting


def find_span(run: Sequence[Sighting]) -> tuple[date, date]:
    """Return the first and the last day; a night out after midnight belongs to its evening, an arrival after midnight does not.

    Somebody who crosses the date line may end on a day before that of an earlier moment.
    """
    starts_on = min(one.moment.starts_at.date() for one in (run[0], run[-1]))
    return starts_on, max(starts_on, date.fromordinal(max(one.last_day for one in run)))


def rank_places(sightings: Iterable[Sighting]) -> tuple[tuple[Place, ...], tuple[float, ...]]:
    """Return the places, longest stay first, and the share of the stay in each: days, and photos within a day."""
    days: dict[int, Counter[Place]] = defaultdict(Counter)
    for one in sightings:
        if one.moment.place is not None:
            days[one.first_day][one.moment.place] += one.moment.evidence
    time: dict[Place, float] = defaultdict(float)
    for counts in days.values():
        for place, photos in counts.items():
            time[place] += photos / counts.total()
    ranked = sorted(time.items(), key=lambda entry: (-entry[1], entry[0].name, entry[0].lat))
    return tuple(place for place, _ in ranked), tuple(share / len(days) for _, share in ranked)


def round_km(km: float) -> str:
    """Return a distance as one says it, to ten kilometres from a hundred on.

    Example:
        >>> round_km(1853.4), round_km(61.2)
        ('1,850', '61')
    """
    step = 10 if km >= 100 else 1
    return f"{round(km / step) * step:,}"
