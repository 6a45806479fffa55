"""Where the story happens: towns with their positions and time zones."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from albumen.types import GeoPoint

_KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the map with the clock that is right there."""

    name: str
    lat: float
    lon: float
    zone: str

    @property
    def point(self) -> GeoPoint:
        """The position."""
        return GeoPoint(self.lat, self.lon)

    def km_to(self, other: Spot) -> float:
        """Return the distance on a plane, which is right for what is near."""
        east = (other.lon - self.lon) * math.cos(math.radians(self.lat))
        return _KM_PER_DEGREE * math.hypot(other.lat - self.lat, east)

    def moved(self, random: Random, *, at_least_km: float, at_most_km: float) -> Spot:
        """Return a spot so far away, in any direction."""
        angle, distance_km = random.uniform(0, 2 * math.pi), random.uniform(at_least_km, at_most_km)
        north, east = distance_km * math.cos(angle), distance_km * math.sin(angle)
        lat = self.lat + north / _KM_PER_DEGREE
        lon = self.lon + east / (_KM_PER_DEGREE * math.cos(math.radians(self.lat)))
        return Spot(self.name, round(lat, 6), round((lon + 180) % 360 - 180, 6), self.zone)


UTRECHT = Spot("Utrecht", 52.0907, 5.1214, "Europe/Amsterdam")
HAMBURG = Spot("Hamburg", 53.5600, 9.9600, "Europe/Berlin")
LYON = Spot("Lyon", 45.7600, 4.8400, "Europe/Paris")
WROCLAW = Spot("Wrocław", 51.1079, 17.0385, "Europe/Warsaw")

PARIS = Spot("Paris", 48.8600, 2.3450, "Europe/Paris")
LISBON = Spot("Lisbon", 38.7150, -9.1400, "Europe/Lisbon")
CHANIA = Spot("Chania", 35.5138, 24.0180, "Europe/Athens")
HERAKLION = Spot("Heraklion", 35.3387, 25.1442, "Europe/Athens")
GHENT = Spot("Ghent", 51.0543, 3.7174, "Europe/Brussels")
VIENNA = Spot("Vienna", 48.2085, 16.3721, "Europe/Vienna")
BUDAPEST = Spot("Budapest", 47.4980, 19.0400, "Europe/Budapest")
PRAGUE = Spot("Prague", 50.0880, 14.4200, "Europe/Prague")
INNSBRUCK = Spot("Innsbruck", 47.2627, 11.3945, "Europe/Vienna")
NEW_YORK = Spot("New York", 40.7500, -73.9850, "America/New_York")
WASHINGTON = Spot("Washington", 38.8950, -77.0366, "America/New_York")
COPENHAGEN = Spot("Copenhagen", 55.6761, 12.5683, "Europe/Copenhagen")
ROME = Spot("Rome", 41.8930, 12.4830, "Europe/Rome")
BERGEN = Spot("Bergen", 60.3930, 5.3240, "Europe/Oslo")
AUCKLAND = Spot("Auckland", -36.8500, 174.7640, "Pacific/Auckland")
HONOLULU = Spot("Honolulu", 21.3069, -157.8583, "Pacific/Honolulu")
PALERMO = Spot("Palermo", 38.1157, 13.3615, "Europe/Rome")
CATANIA = Spot("Catania", 37.5079, 15.0830, "Europe/Rome")
ZERMATT = Spot("Zermatt", 46.0207, 7.7491, "Europe/Zurich")
NUREMBERG = Spot("Nuremberg", 49.4540, 11.0770, "Europe/Berlin")
DRESDEN = Spot("Dresden", 51.0509, 13.7383, "Europe/Berlin")

# Where else one may go for some days: near, far, and on the other half of the earth.
ELSEWHERE = (
    Spot("Antwerp", 51.2194, 4.4025, "Europe/Brussels"),
    Spot("Cologne", 50.9375, 6.9603, "Europe/Berlin"),
    Spot("Strasbourg", 48.5734, 7.7521, "Europe/Paris"),
    Spot("Berlin", 52.5200, 13.4050, "Europe/Berlin"),
    Spot("Edinburgh", 55.9533, -3.1883, "Europe/London"),
    Spot("Madrid", 40.4168, -3.7038, "Europe/Madrid"),
    Spot("Istanbul", 41.0082, 28.9784, "Europe/Istanbul"),
    Spot("Marrakesh", 31.6295, -7.9811, "Africa/Casablanca"),
    Spot("Reykjavik", 64.1466, -21.9426, "Atlantic/Reykjavik"),
    Spot("Singapore", 1.3000, 103.8500, "Asia/Singapore"),
    Spot("Buenos Aires", -34.6037, -58.3816, "America/Argentina/Buenos_Aires"),
    Spot("Kathmandu", 27.7172, 85.3240, "Asia/Kathmandu"),
)
