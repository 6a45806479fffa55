"""Three years of a household, invented from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.made_library import spots
from tests.made_library.everyday import BIRTHDAYS, iter_everyday, iter_feasts
from tests.made_library.itineraries import Itinerary, iter_trip, list_itineraries
from tests.made_library.occasions import FAR_KM, SHORTEST_GAP, SHORTEST_JOURNEY, Dwelling, Occasion, Story

FIRST_DAY, LAST_DAY = date(2021, 1, 4), date(2023, 12, 31)
_MOVE = date(2022, 7, 16)
_SECOND_HOMES = (spots.HAMBURG, spots.LYON, spots.WROCLAW)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is photographed: occasions a week around home, and about how many photos each; a trip's have more."""

    per_week: float = 2.0
    photos: float = 3.0
    trip_photos: float = 4.0


SMALL = Scale(per_week=1.0, photos=1.0, trip_photos=1.2)


def build_story(seed: int, scale: Scale = Scale()) -> Story:
    """Invent the story; the same one for the same seed and scale."""
    random = Random(seed)
    first = Dwelling(spots.UTRECHT, FIRST_DAY, _MOVE - timedelta(days=1))
    second = Dwelling(random.choice(_SECOND_HOMES), _MOVE, None)
    trips = list_itineraries(random)
    away = [occasion for trip in trips for occasion in iter_trip(trip, random, scale.trip_photos)]
    around = [
        occasion
        for dwelling in (first, second)
        for occasion in (
            *iter_feasts(dwelling, random, photos=scale.photos, end=LAST_DAY),
            *iter_everyday(dwelling, random, per_week=scale.per_week, photos=scale.photos, end=LAST_DAY),
        )
    ]
    around += _between(trips, first, random, scale)
    occasions = _without_clashes(away, around)
    return Story(seed, (first, second), tuple(occasions), _birthdays(occasions))


def _between(trips: list[Itinerary], home: Dwelling, random: Random, scale: Scale) -> list[Occasion]:
    """Return what was photographed at home in the days between the two trips that lie close together."""
    first, second = (next(trip for trip in trips if trip.name == name) for name in ("first-of-two", "second-of-two"))
    since = first.starts_on + timedelta(days=sum(leg.days for leg in first.legs))
    stay = Dwelling(home.spot, since, second.starts_on - timedelta(days=1))
    return [*iter_everyday(stay, random, per_week=14.0, photos=scale.photos, end=LAST_DAY)]


def _without_clashes(away: list[Occasion], around: list[Occasion]) -> list[Occasion]:
    """Keep trips and feasts; drop what would be in two places at once, or too close to tell apart."""
    days_away = {day for occasion in away for day in _days(occasion)}
    spans = _spans(away)
    kept = sorted(away, key=lambda occasion: occasion.starts_at)
    for occasion in around:
        is_at_home = not any(first <= occasion.starts_at.date() <= last for first, last in spans)
        if is_at_home and not days_away & set(_days(occasion)) and all(_are_apart(occasion, other) for other in kept):
            kept.append(occasion)
    return sorted(kept, key=lambda occasion: occasion.starts_at)


def _spans(away: list[Occasion]) -> list[tuple[date, date]]:
    days: dict[str | None, list[date]] = {}
    for occasion in away:
        days.setdefault(occasion.trip, []).extend(_days(occasion))
    return [(min(of_trip), max(of_trip)) for of_trip in days.values()]


def _days(occasion: Occasion) -> list[date]:
    zone = ZoneInfo(occasion.spot.zone)
    return [moment.astimezone(zone).date() for moment in (occasion.starts_at, occasion.ends_at)]


def _are_apart(one: Occasion, other: Occasion) -> bool:
    first, second = sorted((one, other), key=lambda occasion: occasion.starts_at)
    return second.starts_at - first.ends_at >= _shortest_gap(first, second)


def _shortest_gap(first: Occasion, second: Occasion) -> timedelta:
    import numpy as np

    from indexer.places import measure_distances

    km = measure_distances(first.spot.point, np.array([second.spot.lat]), np.array([second.spot.lon]))[0]
    return SHORTEST_JOURNEY if km >= FAR_KM else SHORTEST_GAP


def _birthdays(occasions: list[Occasion]) -> dict[str, tuple[date, ...]]:
    found: dict[str, list[date]] = {who: [] for who in BIRTHDAYS}
    for occasion in occasions:
        if occasion.birthday:
            found[occasion.birthday].append(_local_day(occasion.starts_at, occasion))
    return {who: tuple(days) for who, days in found.items()}


def _local_day(moment: datetime, occasion: Occasion) -> date:
    return moment.astimezone(ZoneInfo(occasion.spot.zone)).date()
