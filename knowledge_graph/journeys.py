"""Journeys: trips at times of which no home is known, as in the library of somebody who takes photos on holidays only.

Nothing says then what is away, so what is not surely a journey is none: everyday life must not become one. Nothing but the place
and the dates names it, and the reason says that home is not known.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import numpy as np

from albumen.store.curation_records import Trip
from knowledge_graph.distances import measure_km, measure_many_km
from knowledge_graph.english import count_of
from knowledge_graph.spells import REGION_KM, Spell, cut_into_spells, find_bases
from knowledge_graph.titles import title_trip
from knowledge_graph.trip_ends import LEAST_PHOTOS
from knowledge_graph.trip_summaries import find_span, rank_places, round_km
from knowledge_graph.whereabouts import AWAY_KM, Sighting, Where

# A night at least; who stays longer than two months may live there (docs/decisions/0016: so homes are told from journeys).
_LEAST_DAYS, _MOST_DAYS = 2, 60
# A base says nothing of a time long before or after somebody was seen there.
_BASE_SEEN_WITHIN_DAYS = 180
# Where photos were taken is kept to about 10 km: thousands of moments are a few hundred cells.
_CELL_DIGITS = 1

Cell = tuple[float, float]


def find_journeys(sightings: Sequence[Sighting], is_free: Callable[[Sequence[Sighting]], bool]) -> list[Trip]:
    """Find journeys among sightings without a known home, in the order of time.

    A journey is in a region of its own, and not the only one with photos: there is another such stretch, or a base at
    that time. One alone is a journey if it moves on, so that not all of its places can be home.

    Args:
        sightings: All of them, in the order of time.
        is_free: Whether no home is known at the time of a run, and no trip has some of it.
    """
    if not any(is_free([one]) for one in sightings):
        return []
    bases = find_bases(sightings)
    spells = cut_into_spells(sightings, bases)
    own = [
        (number, part)
        for number, (spell, others) in enumerate(_with_cells_elsewhere(sightings, bases, spells))
        for part in _iter_parts_far_from(spell, others)
        if _is_like_a_journey(part.sightings) and is_free(part.sightings)
    ]
    is_one_of_several = len({number for number, _ in own}) > 1
    base_days = [sightings[row].first_day for row in bases]
    return [
        _make_trip(part)
        for _, part in own
        if is_one_of_several or _is_near_in_time(part.sightings, base_days) or _moves_on(part.sightings)
    ]


def _with_cells_elsewhere(
    sightings: Sequence[Sighting], bases: Collection[int], spells: Iterable[Spell]
) -> Iterator[tuple[Spell, list[Cell]]]:
    """Yield each spell with where it must be far from: bases alone if it left from one or led to one, else all other sightings."""
    base_cells = Counter(_cells_of(sightings[row] for row in bases))
    cells = Counter(_cells_of(sightings))
    for spell in spells:
        yield spell, [*(base_cells if spell.is_from_base else cells - Counter(_cells_of(spell.sightings)))]


def _iter_parts_far_from(spell: Spell, others: Sequence[Cell]) -> Iterator[Spell]:
    """Yield the parts of a spell between days that were spent in regions where somebody was seen otherwise, too."""
    run, far_days = spell.sightings, _find_days_far_from(spell.sightings, others, REGION_KM)
    near_days = {one.first_day for one in run if one.where is not Where.UNKNOWN} - far_days
    for is_near, rows in itertools.groupby(range(len(run)), lambda row: run[row].first_day in near_days):
        if not is_near:
            start, *_, last = [*rows] * 2
            before = run[start - 1] if start else spell.before
            after = run[last + 1] if last + 1 < len(run) else spell.after
            yield Spell(run[start : last + 1], before, after, spell.is_from_base)


def _cells_of(sightings: Iterable[Sighting]) -> list[Cell]:
    return [_cell_of(one) for one in sightings if one.where is not Where.UNKNOWN]


def _cell_of(one: Sighting) -> Cell:
    return round(one.point.lat, _CELL_DIGITS), round(one.point.lon, _CELL_DIGITS)


def _is_like_a_journey(run: Sequence[Sighting]) -> bool:
    """Say whether somebody was seen on most days, from the first to the last, in places that have a name."""
    days = {one.first_day for one in run}
    seen = {one.first_day for one in run if one.where is not Where.UNKNOWN}
    length = max(days) - min(days) + 1
    is_seen = {min(days), max(days)} <= seen and len(seen) >= max(_LEAST_DAYS, length / 2)
    photos = sum(one.moment.evidence for one in run)
    is_named = any(one.moment.place is not None for one in run)
    return is_seen and is_named and length <= _MOST_DAYS and photos >= LEAST_PHOTOS


def _find_days_far_from(run: Iterable[Sighting], others: Sequence[Cell], km: float) -> set[int]:
    """Return the days with a sighting farther than that from all others."""
    lat, lon = np.array(others).reshape(-1, 2).T
    return {
        one.first_day
        for one in run
        if one.where is not Where.UNKNOWN and (measure_many_km(lat, lon, one.point.lat, one.point.lon) > km).all()
    }


def _is_near_in_time(run: Sequence[Sighting], base_days: Sequence[int]) -> bool:
    return any(abs(day - one.first_day) <= _BASE_SEEN_WITHIN_DAYS for one in (run[0], run[-1]) for day in base_days)


def _moves_on(run: Sequence[Sighting]) -> bool:
    """Say whether a run never comes back, and has a night elsewhere whichever of its places were home."""
    cells = _cells_of(run)
    lat, lon = np.array(cells).T
    for row, cell in enumerate(cells):
        is_near = measure_many_km(lat[row:], lon[row:], *cell) <= AWAY_KM
        is_return = bool(np.diff(is_near.astype(int)).max(initial=0) > 0)
        if is_return or len(_find_days_far_from(run, [cell], AWAY_KM)) < _LEAST_DAYS:
            return False
    return True


def _make_trip(spell: Spell) -> Trip:
    run = spell.sightings
    starts_on, ends_on = find_span(run)
    places, weights = rank_places(run)
    days = count_of((ends_on - starts_on).days + 1, "day")
    return Trip(
        id=run[0].moment.id,
        moment_ids=tuple(one.moment.id for one in run),
        starts_on=starts_on,
        ends_on=ends_on,
        places=places,
        title=title_trip(starts_on, ends_on, places, weights, is_out_and_back=False),
        reason=f"{days}{_explain(spell)}; where home is is not known",
    )


def _explain(spell: Spell) -> str:
    """Return what is known of the way there and back, or else of the way between."""
    first, last = spell.sightings[0], spell.sightings[-1]
    sides = []
    if spell.before is not None:
        sides.append(_tell(first, spell.before, first.first_day - spell.before.last_day, "before"))
    if spell.after is not None:
        sides.append(_tell(last, spell.after, spell.after.first_day - last.last_day, "later"))
    if not sides:
        return f" in places up to {round_km(_measure_reach(spell.sightings))} km apart"
    return ", " + " and ".join(sides)


def _measure_reach(run: Sequence[Sighting]) -> float:
    points = {(one.point.lat, one.point.lon) for one in run if one.where is not Where.UNKNOWN}
    lat, lon = np.array([*points]).T
    return max(float(measure_many_km(lat, lon, *point).max()) for point in points)


def _tell(end: Sighting, other: Sighting, days: int, when: str) -> str:
    gap = f"{count_of(days, 'day')} {when}" if days > 0 else "the same day"
    if Where.UNKNOWN in (end.where, other.where):
        return f"the {'last' if when == 'before' else 'next'} photos {gap}"
    return f"{round_km(measure_km(end.point, other.point))} km from photos taken {gap}"
