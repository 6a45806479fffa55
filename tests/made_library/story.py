"""Three years of a household, invented from a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from tests.made_library import spots
from tests.made_library.everyday import BIRTHDAYS, iter_everyday, iter_feasts, iter_visits
from tests.made_library.itineraries import Itinerary, iter_trip, list_extras, list_itineraries
from tests.made_library.occasions import FAR_KM, SHORTEST_GAP, SHORTEST_JOURNEY, Dwelling, Occasion, Story

FIRST_DAY, LAST_DAY = date(2021, 1, 4), date(2023, 12, 31)
_MOVE = date(2022, 7, 16)
# Trips so close to each other have photos at home between them.
_CLOSE_DAYS = 21
_SECOND_HOMES = (spots.HAMBURG, spots.LYON, spots.WROCLAW)


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is photographed: occasions a week around home, and about how many photos each; a trip's have more.

    At most `extra_trips` are tried beside the planned ones, of which `only` these are made, if it names any; visits to the
    grandparents are every `visit_weeks`, never for 0.
    """

    per_week: float = 2.0
    photos: float = 3.0
    trip_photos: float = 4.0
    extra_trips: int = 0
    visit_weeks: int = 0
    only: tuple[str, ...] = ()


def draw_scale(seed: int) -> Scale:
    """Return another household: who takes few photos or many, and goes away often or hardly."""
    random = Random(f"scale {seed}")
    return Scale(
        per_week=random.choice((0.8, 1.5, 3.0)),
        photos=random.choice((1.5, 3.0, 6.0)),
        trip_photos=random.choice((2.0, 4.0, 9.0)),
        extra_trips=random.choice((0, 6, 14)),
        visit_weeks=random.choice((0, 2, 3)),
    )


SMALL = Scale(per_week=0.6, photos=1.0, trip_photos=2.0, only=("weekend", "two-weeks", "new-year", "old-home"))


def build_story(seed: int, scale: Scale = Scale()) -> Story:
    """Invent the story; the same one for the same seed and scale."""
    random = Random(seed)
    first = Dwelling(spots.UTRECHT, FIRST_DAY, _MOVE - timedelta(days=1))
    second = Dwelling(random.choice(_SECOND_HOMES), _MOVE, None)
    trips = [trip for trip in list_itineraries(random) if not scale.only or trip.name in scale.only]
    trips += list_extras(trips, random, scale.extra_trips)
    away = [occasion for trip in trips for occasion in iter_trip(trip, random, scale.trip_photos)]
    around = [
        occasion
        for dwelling in (first, second)
        for occasion in (
            *iter_feasts(dwelling, random, photos=scale.photos, end=LAST_DAY),
            *iter_visits(dwelling, random, weeks=scale.visit_weeks, photos=scale.photos, end=LAST_DAY),
            *iter_everyday(dwelling, random, per_week=scale.per_week, photos=scale.photos, end=LAST_DAY),
        )
    ]
    around += _between(sorted(trips, key=lambda trip: trip.starts_on), (first, second), random, scale)
    occasions = _without_clashes(away, around)
    return Story(seed, (first, second), tuple(occasions), _birthdays(occasions))


def _between(trips: list[Itinerary], dwellings: tuple[Dwelling, ...], random: Random, scale: Scale) -> list[Occasion]:
    """Return what was photographed at home between trips that lie close together: else nobody could tell them apart."""
    found: list[Occasion] = []
    for one, other in pairwise(trips):
        days = (other.starts_on - one.ends_on).days
        if 2 < days <= _CLOSE_DAYS:
            home = next(home for home in reversed(dwellings) if home.since <= one.ends_on + timedelta(days=1))
            stay = replace(home, since=one.ends_on + timedelta(days=1), until=other.starts_on - timedelta(days=1))
            found += iter_everyday(stay, random, per_week=14.0, photos=max(3.0, scale.photos), end=LAST_DAY)
    return found


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
    gap = second.starts_at - first.ends_at
    return gap >= SHORTEST_GAP or (gap >= SHORTEST_JOURNEY and first.spot.km_to(second.spot) >= FAR_KM)


def _birthdays(occasions: list[Occasion]) -> dict[str, tuple[date, ...]]:
    found: dict[str, list[date]] = {who: [] for who in BIRTHDAYS}
    for occasion in occasions:
        if occasion.birthday:
            found[occasion.birthday].append(_local_day(occasion.starts_at, occasion))
    return {who: tuple(days) for who, days in found.items()}


def _local_day(moment: datetime, occasion: Occasion) -> date:
    return moment.astimezone(ZoneInfo(occasion.spot.zone)).date()
