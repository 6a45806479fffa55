"""What a person remembers: occasions, the trips that some belong to, and the homes around which the rest happens.

An occasion is one stretch of taking photos: at most `LONGEST_PAUSE` between two of them, in one place. Two occasions are
at least `SHORTEST_GAP` apart, or `SHORTEST_JOURNEY` where the second one is elsewhere (`FAR_KM`). The truth about
moments rests on these numbers: between them is what people would argue about, and the story leaves it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.made_library.spots import Spot

LONGEST_PAUSE = timedelta(minutes=50)
SHORTEST_GAP = timedelta(minutes=110)
SHORTEST_JOURNEY = timedelta(minutes=60)
FAR_KM = 10.0


@dataclass(frozen=True, slots=True)
class Occasion:
    """One stretch of taking photos. `starts_at` is aware; `trip` and `birthday` name what it belongs to."""

    name: str
    spot: Spot
    starts_at: datetime
    lasts: timedelta
    photos: int
    scenes: tuple[str, ...]
    trip: str | None = None
    birthday: str | None = None
    cameras: tuple[str, ...] = ("phone",)
    has_gps: bool = True
    wander_km: float = 0.4

    @property
    def ends_at(self) -> datetime:
        """When it is over, in UTC arithmetic."""
        return self.starts_at + self.lasts


@dataclass(frozen=True, slots=True)
class Dwelling:
    """Where the household lives; `until` is the last day, None while it lasts."""

    spot: Spot
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened, in the order of time."""

    seed: int
    dwellings: tuple[Dwelling, ...]
    occasions: tuple[Occasion, ...]
    birthdays: dict[str, tuple[date, ...]] = field(default_factory=dict)


def at(day: date, hour: float, spot: Spot) -> datetime:
    """Return the moment at which the clock on the wall there shows that hour, in UTC.

    Example:
        >>> at(date(2022, 7, 1), 9.5, Spot("Rome", 41.9, 12.5, "Europe/Rome")).isoformat()
        '2022-07-01T07:30:00+00:00'
    """
    local = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour)
    return local.replace(tzinfo=ZoneInfo(spot.zone)).astimezone(ZoneInfo("UTC"))
