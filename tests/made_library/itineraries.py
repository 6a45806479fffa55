"""The trips: what each day away brings, and when in the three years they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.made_library import spots
from tests.made_library.everyday import NO_GPS
from tests.made_library.occasions import Occasion, at
from tests.made_library.spots import Spot

BEACH, CITY, SNOW, MOUNTAIN = "beach", "city", "snow", "mountain"
_EXCURSION_KM = (15.0, 35.0)
_EXCURSIONS = 0.25
_EVENINGS = 0.55


@dataclass(frozen=True, slots=True)
class Leg:
    """Days in a row in one town. Nobody takes photos on the days in `silent`, counted from the leg's first.

    `gains_day` is of a flight eastwards over the date line: the day on which the last leg ended begins once more.
    """

    spot: Spot
    days: int
    scene: str
    silent: tuple[int, ...] = ()
    gains_day: bool = False


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A trip. The first day has photos from `first_hour` on; the last one's are over by early afternoon."""

    name: str
    starts_on: date
    legs: tuple[Leg, ...]
    first_hour: float = 15.0
    cameras: tuple[str, ...] = ("phone",)
    keeps_phone_away: bool = False

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.starts_on + timedelta(days=sum(leg.days - leg.gains_day for leg in self.legs) - 1)

    @property
    def gained_on(self) -> date:
        """The day that begins once more where a leg gains one: the first leg's last."""
        return self.starts_on + timedelta(days=self.legs[0].days - 1)


def list_itineraries(random: Random) -> list[Itinerary]:
    """Return the trips of the three years; those whose date matters keep it, the others are some days earlier or later."""
    both = ("phone", "partner")

    def near(year: int, month: int, day: int) -> date:
        return date(year, month, day) + timedelta(days=random.randint(-6, 6))

    double = near(2022, 6, 10)
    return [
        Itinerary("weekend", near(2021, 2, 19), (Leg(spots.PARIS, 3, CITY),), 18.0, both),
        Itinerary("clocks-forward", date(2021, 3, 25), (Leg(spots.LISBON, 6, CITY),), cameras=("phone", "camera")),
        Itinerary(
            "two-weeks",
            near(2021, 7, 10),
            (Leg(spots.CHANIA, 8, BEACH, silent=(3, 4, 5, 6)), Leg(spots.HERAKLION, 6, BEACH)),
            cameras=both,
        ),
        Itinerary("day-out", near(2021, 9, 11), (Leg(spots.GHENT, 1, CITY),), 10.0),
        Itinerary(
            "clocks-back",
            date(2021, 10, 27),
            (Leg(spots.VIENNA, 3, CITY), Leg(spots.BUDAPEST, 3, CITY), Leg(spots.PRAGUE, 3, CITY)),
        ),
        Itinerary("new-year", date(2021, 12, 29), (Leg(spots.INNSBRUCK, 6, SNOW),), cameras=both),
        Itinerary(
            "over-the-ocean",
            near(2022, 4, 10),
            (Leg(spots.NEW_YORK, 6, CITY), Leg(spots.WASHINGTON, 4, CITY)),
            cameras=both,
        ),
        Itinerary("first-of-two", double, (Leg(spots.COPENHAGEN, 3, CITY),)),
        Itinerary("second-of-two", double + timedelta(days=6), (Leg(spots.ROME, 4, CITY),)),
        Itinerary(
            "no-gps",
            near(2022, 9, 12),
            (Leg(spots.BERGEN, 7, MOUNTAIN),),
            cameras=("camera", "phone"),
            keeps_phone_away=True,
        ),
        Itinerary("old-home", near(2022, 11, 12), (Leg(spots.UTRECHT, 3, CITY),), 17.0),
        Itinerary(
            "date-line",
            near(2023, 2, 8),
            (Leg(spots.AUCKLAND, 7, BEACH), Leg(spots.HONOLULU, 6, BEACH, gains_day=True)),
            cameras=both,
        ),
        Itinerary("hike", near(2023, 5, 20), (Leg(spots.ZERMATT, 4, MOUNTAIN),), cameras=("phone", "camera")),
        Itinerary("summer", near(2023, 7, 22), (Leg(spots.PALERMO, 7, BEACH), Leg(spots.CATANIA, 7, BEACH))),
        Itinerary("christmas", date(2023, 12, 23), (Leg(spots.NUREMBERG, 5, SNOW),), cameras=both),
    ]


def list_extras(planned: list[Itinerary], random: Random, count: int) -> list[Itinerary]:
    """Return more trips, anywhere and of any length, with four days at home around each."""
    taken = [NO_GPS, *((trip.starts_on, trip.ends_on) for trip in planned)]
    extras: list[Itinerary] = []
    for number in range(count):
        starts_on = date(2021, 1, 20) + timedelta(days=random.randrange(3 * 365 - 40))
        legs = tuple(
            Leg(spot, random.choice((1, 2, 3, 3, 5)), random.choice((BEACH, CITY, MOUNTAIN)))
            for spot in random.sample(spots.ELSEWHERE, random.choice((1, 1, 1, 2)))
        )
        trip = Itinerary(f"extra {number}", starts_on, legs, random.choice((10.0, 15.0, 18.0)), ("phone", "camera"))
        margin = timedelta(days=5)
        if all(trip.ends_on + margin < first or last + margin < trip.starts_on for first, last in taken):
            taken.append((trip.starts_on, trip.ends_on))
            extras.append(trip)
    return extras


def iter_trip(trip: Itinerary, random: Random, photos: float) -> Iterator[Occasion]:
    """Yield a trip's occasions; `photos` is about how many each has."""
    day = trip.starts_on
    for leg in trip.legs:
        day -= timedelta(days=leg.gains_day)
        for number in range(leg.days):
            is_first, is_last = day == trip.starts_on, leg is trip.legs[-1] and number == leg.days - 1
            if number not in leg.silent:
                for occasion in _iter_day(trip, leg, day, random, is_first=is_first, is_last=is_last):
                    yield replace(occasion, photos=max(2, round(random.gauss(photos, photos / 3))))
            day += timedelta(days=1)


def _iter_day(
    trip: Itinerary, leg: Leg, day: date, random: Random, *, is_first: bool, is_last: bool
) -> Iterator[Occasion]:
    earliest = trip.first_hour if is_first else 12.0 if leg.gains_day and day == trip.gained_on else 9.0
    latest = 13.5 if is_last and not is_first else 24.0
    away = leg.spot.moved(random, at_least_km=_EXCURSION_KM[0], at_most_km=_EXCURSION_KM[1])
    afternoon = away if random.random() < _EXCURSIONS else leg.spot.moved(random, at_least_km=0.3, at_most_km=2.0)
    morning = leg.spot.moved(random, at_least_km=0.2, at_most_km=2.0)
    plan = [
        ("morning", morning, 9.2, 1.5, (leg.scene, "city", "people")),
        ("afternoon", afternoon, 13.3, 2.2, (leg.scene, "water", "nature", "people")),
    ]
    if random.random() < _EVENINGS or is_first:
        plan.append(("evening", morning, 18.8, 1.4, ("food", "people", "sunset")))
    for name, spot, hour, hours, scenes in plan:
        starts = max(hour, earliest) + random.uniform(0.0, 0.5)
        if starts - hour < hours and starts + hours <= latest:
            length = timedelta(hours=random.uniform(0.4, 1.0) * (hours - max(0.0, starts - hour - 0.5)))
            label = f"{trip.name} {day:%m-%d} {name}"
            cameras = _cameras(trip, random, is_edge=is_first or is_last)
            yield Occasion(label, spot, at(day, starts, spot), length, 3, scenes, trip.name, cameras=cameras)


def _cameras(trip: Itinerary, random: Random, *, is_edge: bool) -> tuple[str, ...]:
    """Return who takes photos of one occasion: the first camera always, another now and then.

    Where the first one knows no positions, the phone is used as they come and as they go: else nothing tells where and when.
    """
    if trip.keeps_phone_away and is_edge:
        return ("phone",)
    often = 0.15 if trip.keeps_phone_away else 0.4
    return (trip.cameras[0], *(camera for camera in trip.cameras[1:] if random.random() < often))
