"""Journeys: trips at times of which no home is known, as in the library of somebody who takes photos on holidays only.

Nothing says then what is away, so what is not surely a journey is none: everyday life must not become one. Nothing but the place
and the dates names it, and the reason says that home is not known.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np

from albumen.english import count_of
from albumen.store.curation_records import Trip
from knowledge_graph.distances import measure_km, measure_many_km
from knowledge_graph.spells import REGION_KM, Spell, cut_into_spells, find_bases
from knowledge_graph.titles import title_trip
from knowledge_graph.trip_ends import LEAST_PHOTOS
from knowledge_graph.trip_summaries import find_span, rank_places, round_km
from knowledge_graph.whereabouts import AWAY_KM, HOME_ZONE_KM, Sighting, Where

# A night at least; who stays longer than two months may live there (docs/decisions/0016: so homes are told from journeys).
_LEAST_DAYS, _MOST_DAYS = 2, 60
# Two stretches farther apart in time may be two homes, before and after a move (3 of 1,080 made libraries of everyday life alone).
_TWO_WITHIN_DAYS = 365
# Where photos were taken is kept to about 10 km: thousands of moments are a few hundred cells.
_CELL_DIGITS = 1

Cell = tuple[float, float]


def find_journeys(sightings: Sequence[Sighting], is_free: Callable[[Sequence[Sighting]], bool]) -> list[Trip]:
    """Find journeys among sightings without a known home, in the order of time.

    A journey is in a region of its own, and not the only one with photos: there are other such stretches, or a base
    was seen before and after it. One alone is a journey if it moves on, so that not all of its places can be home.

    Args:
        sightings: All of them, in the order of time.
        is_free: Whether no home is known at the time of a run, and no trip has some of it.
    """
    bases = find_bases(sightings)
    spells = cut_into_spells(sightings, bases)
    own = [
        (number, part)
        for number, (spell, others) in enumerate(_with_cells_elsewhere(sightings, bases, spells))
        for part in _iter_parts_far_from(spell, others)
        if _is_like_a_journey(part.sightings) and is_free(part.sightings)
    ]
    are_several = _are_several(own)
    return [_make_trip(part) for _, part in own if are_several or part.is_within_base or _moves_on(part.sightings)]


def _with_cells_elsewhere(
    sightings: Sequence[Sighting], bases: Mapping[int, int], spells: Iterable[Spell]
) -> Iterator[tuple[Spell, list[Cell]]]:
    """Yield each spell with where it must be far from: bases alone if one was seen before and after, else all other sightings."""
    base_cells = Counter(_cells_of(sightings[row] for row in bases))
    cells = Counter(_cells_of(sightings))
    for spell in spells:
        yield spell, [*(base_cells if spell.is_within_base else cells - Counter(_cells_of(spell.sightings)))]


def _iter_parts_far_from(spell: Spell, others: Sequence[Cell]) -> Iterator[Spell]:
    """Yield the parts of a spell between days that were spent in regions where somebody was seen otherwise, too.

    On the days of leaving and of coming back, what is of the same town as one of those is in none.
    """
    run, km = spell.sightings, _measure_from(spell.sightings, others)
    far_days = {run[row].first_day for row in np.flatnonzero(km > REGION_KM).tolist()}
    near_days = {run[row].first_day for row in np.flatnonzero(km <= REGION_KM).tolist()} - far_days
    is_same_town = (km <= HOME_ZONE_KM).tolist()
    for is_of_near_day, rows in itertools.groupby(range(len(run)), lambda row: run[row].first_day in near_days):
        part = [*itertools.dropwhile(is_same_town.__getitem__, rows)]
        while part and is_same_town[part[-1]]:
            part.pop()
        if part and not is_of_near_day:
            before = run[part[0] - 1] if part[0] else spell.before
            after = run[part[-1] + 1] if part[-1] + 1 < len(run) else spell.after
            yield Spell(run[part[0] : part[-1] + 1], before, after, spell.is_within_base)


def _are_several(parts: Sequence[tuple[int, Spell]]) -> bool:
    """Say whether parts (with the number of their spell) are of three spells, or of two of which one may not be a former life."""
    numbers = {number for number, _ in parts}
    if len(numbers) != 2:
        return len(numbers) > 2
    earlier, later = ([part for number, part in parts if number == one] for one in sorted(numbers))
    return later[0].sightings[0].first_day - earlier[-1].sightings[-1].last_day <= _TWO_WITHIN_DAYS


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


def _measure_from(run: Sequence[Sighting], others: Sequence[Cell]) -> np.ndarray:
    """Return the distance of each sighting from the nearest of the others (S,), not a number where it is not known."""
    lat, lon = np.array(others).reshape(-1, 2).T
    return np.array(
        [
            np.nan
            if one.where is Where.UNKNOWN
            else measure_many_km(lat, lon, one.point.lat, one.point.lon).min(initial=np.inf)
            for one in run
        ]
    )


def _moves_on(run: Sequence[Sighting]) -> bool:
    """Say whether a run never comes back, and has a night elsewhere whichever of its places were home."""
    cells = _cells_of(run)
    lat, lon = np.array(cells).T
    for row, cell in enumerate(cells):
        is_near = measure_many_km(lat[row:], lon[row:], *cell) <= AWAY_KM
        is_return = bool(np.diff(is_near.astype(int)).max(initial=0) > 0)
        far_days = {one.first_day for one in itertools.compress(run, _measure_from(run, [cell]) > AWAY_KM)}
        if is_return or len(far_days) < _LEAST_DAYS:
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
        reason=f"{days}{_explain(spell)}; no home is known at that time",
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
