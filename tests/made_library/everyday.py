"""What happens around home: walks, work, dinners, birthdays, Christmas, a stretch without GPS and a night of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.made_library.occasions import Dwelling, Occasion, at
from tests.made_library.spots import Spot

BIRTHDAYS = {"Ada": (3, 6), "Ben": (5, 9), "Cleo": (10, 8)}
# On these days the phone was not allowed to know where it was.
NO_GPS = (date(2022, 2, 1), date(2022, 2, 24))
# The clocks go forward and back in the nights that these evenings end in.
_LONG_NIGHTS = (date(2022, 3, 26), date(2023, 10, 28))


@dataclass(frozen=True, slots=True)
class _Habit:
    name: str
    hour: float
    hours: float
    scenes: tuple[str, ...]
    km: tuple[float, float]


_HABITS = (
    _Habit("breakfast", 8.0, 0.4, ("home", "food", "child"), (0.0, 0.05)),
    _Habit("walk", 10.6, 1.2, ("park", "pet", "nature", "child"), (0.8, 3.0)),
    _Habit("work", 12.3, 0.5, ("city", "people"), (4.0, 8.0)),
    _Habit("playground", 15.0, 1.3, ("child", "sport", "pet", "park"), (0.5, 4.0)),
    _Habit("dinner", 19.3, 1.2, ("food", "home", "people", "pet"), (0.0, 0.05)),
    _Habit("countryside", 13.6, 2.0, ("nature", "water", "sport"), (9.0, 16.0)),
)


def iter_everyday(
    dwelling: Dwelling, random: Random, *, per_week: float, photos: float, end: date
) -> Iterator[Occasion]:
    """Yield the occasions around one home, at most two on a day and those far apart."""
    day, last = dwelling.since, dwelling.until or end
    desk = dwelling.spot.moved(random, at_least_km=4.0, at_most_km=8.0)
    while day <= last:
        if random.random() < per_week / 7 / 1.3:
            chosen = sorted(random.sample(range(len(_HABITS)), 2 if random.random() < 0.3 else 1))
            habits = [_HABITS[number] for number in chosen]
            if len(habits) == 2 and habits[1].hour - habits[0].hour - habits[0].hours < 3.0:
                habits = habits[:1]
            for habit in habits:
                yield _iter_habit(habit, dwelling.spot, desk, day, random, photos)
        day += timedelta(days=1)


def iter_visits(dwelling: Dwelling, random: Random, *, weeks: int, photos: float, end: date) -> Iterator[Occasion]:
    """Yield the afternoons with the grandparents, an hour's drive from home, every few weeks: everyday life, no trips."""
    if not weeks:
        return
    spot = dwelling.spot.moved(random, at_least_km=30.0, at_most_km=65.0)
    day, last = dwelling.since + timedelta(days=random.randrange(7 * weeks)), dwelling.until or end
    while day <= last:
        count = max(2, round(random.gauss(photos, photos / 2)))
        starts = at(day, 14.0 + random.random(), spot)
        scenes = ("people", "food", "child")
        yield Occasion(f"visit {day}", spot, starts, timedelta(hours=2), count, scenes, has_gps=_has_gps(day))
        day += timedelta(days=7 * weeks + random.choice((-1, 0, 0, 1)))


def iter_feasts(dwelling: Dwelling, random: Random, *, photos: float, end: date) -> Iterator[Occasion]:
    """Yield the birthdays, the days of Christmas and the long nights that fall into the time of one home."""
    home = dwelling.spot.moved(random, at_least_km=0.0, at_most_km=0.03)
    last = dwelling.until or end
    for year in range(dwelling.since.year, last.year + 1):
        feasts = [(f"birthday of {who} {year}", date(year, *day), 15.5, 3.0, who) for who, day in BIRTHDAYS.items()]
        feasts += [(f"Christmas Eve {year}", date(year, 12, 24), 18.0, 2.5, None)]
        feasts += [(f"long night {day}", day, 22.7, 5.4, None) for day in _LONG_NIGHTS if day.year == year]
        for name, day, hour, hours, who in feasts:
            if dwelling.since <= day <= last:
                count = max(4, round(random.gauss(2.5 * photos, photos / 2)))
                scenes = ("party", "people", "food", "child")
                yield Occasion(name, home, at(day, hour, home), timedelta(hours=hours), count, scenes, birthday=who,
                               cameras=("phone", "partner", "camera"), wander_km=0.02)  # fmt: skip


def _iter_habit(habit: _Habit, home: Spot, desk: Spot, day: date, random: Random, photos: float) -> Occasion:
    spot = desk if habit.name == "work" else home.moved(random, at_least_km=habit.km[0], at_most_km=habit.km[1])
    starts = habit.hour + random.uniform(0.0, 0.8)
    length = timedelta(hours=habit.hours * random.uniform(0.4, 1.0))
    count = max(1, round(random.gauss(photos, photos / 2)))
    cameras = ("phone", "camera") if random.random() < 0.1 else ("partner",) if random.random() < 0.2 else ("phone",)
    occasion = Occasion(
        f"{habit.name} {day}", spot, at(day, starts, spot), length, count, habit.scenes, cameras=cameras
    )
    return replace(occasion, has_gps=_has_gps(day))


def _has_gps(day: date) -> bool:
    return not NO_GPS[0] <= day <= NO_GPS[1]
