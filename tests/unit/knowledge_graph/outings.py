"""Photos of days at home and away, for tests of moments, homes and trips."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from albumen.store.curation_records import Home, Moment, PhotoFacts, Trip
from albumen.types import CaptureTime, GeoPoint, Place, TimeSource
from knowledge_graph.homes import find_homes
from knowledge_graph.moments import split_moments
from knowledge_graph.stays import collect_stays
from knowledge_graph.trips import find_trips

UTRECHT = Place("Utrecht", "Utrecht", "Netherlands", "NL", 52.0907, 5.1214)
AMERSFOORT = Place("Amersfoort", "Utrecht", "Netherlands", "NL", 52.155, 5.3875)
GHENT = Place("Ghent", "Flanders", "Belgium", "BE", 51.05, 3.7167)
HAMBURG = Place("Hamburg", "Hamburg", "Germany", "DE", 53.5753, 10.0153)
LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8011, -9.3783)
PORTO = Place("Porto", "Porto", "Portugal", "PT", 41.1496, -8.6110)
VIENNA = Place("Vienna", "Vienna", "Austria", "AT", 48.2085, 16.3721)
TOKYO = Place("Tokyo", "Tokyo", "Japan", "JP", 35.6895, 139.6917)
KYOTO = Place("Kyoto", "Kyoto", "Japan", "JP", 35.0211, 135.7538)
AUCKLAND = Place("Auckland", "Auckland", "New Zealand", "NZ", -36.8485, 174.7635)
HONOLULU = Place("Honolulu", "Hawaii", "United States", "US", 21.3069, -157.8583)

HOUR_S = 3_600


class Roll:
    """Takes photos, each with the next id."""

    def __init__(self) -> None:
        self.photos: list[PhotoFacts] = []

    def take(self, local: datetime, place: Place | None = None, **facts: Any) -> PhotoFacts:
        """Take a photo at a place, with its position; `offset_h` and `source` say what is known of its time."""
        offset_h, source = facts.pop("offset_h", 1), facts.pop("source", TimeSource.EXIF)
        taken = CaptureTime(local, None if offset_h is None else round(offset_h * HOUR_S), source)
        known = {"position": GeoPoint(place.lat, place.lon), "place": place} if place else {}
        number = len(self.photos) + 1
        photo = PhotoFacts(number, f"{number:064x}", 1, **{"taken": taken, **known, **facts})
        self.photos.append(photo)
        return photo

    def spend(self, first: date, days: int, place: Place | None = None, *, every: int = 1, **facts: Any) -> None:
        """Take four photos around noon and two in the evening of days from the first on."""
        for number in range(0, days, every):
            noon = datetime(first.year, first.month, first.day, 12) + timedelta(days=number)
            for minutes in (0, 5, 11, 18, 7 * 60, 7 * 60 + 4):
                self.take(noon + timedelta(minutes=minutes), place, **facts)

    def live(self, first: date, last: date, home: Place, *away: tuple[date, int]) -> None:
        """Spend every fourth day at home, but for the days away: the first of each and how many."""
        gone = {start + timedelta(days=number) for start, days in away for number in range(days)}
        for number in range(0, (last - first).days + 1, 4):
            day = first + timedelta(days=number)
            if day not in gone:
                self.spend(day, 1, home)


def find_all(photos: Iterable[PhotoFacts]) -> tuple[list[Moment], list[Home], list[Trip]]:
    """Return a library's moments, homes and trips."""
    moments = split_moments(photos)
    homes = find_homes(collect_stays(moments))
    return moments, homes, find_trips(moments, homes)
