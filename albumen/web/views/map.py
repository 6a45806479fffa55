"""Places: a map of where photos were taken, and the same as a list of countries and their towns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from albumen.english import count_of
from albumen.types import Place
from albumen.web.api.places import DEEPEST_ZOOM, answer_bounds, find_query
from albumen.web.live import Live
from albumen.web.pages import locate, render, say
from search.parse.terms import write_field

router = APIRouter()

_POINT = r"^-?[0-9]{1,2}(\.[0-9]{1,17})?,-?[0-9]{1,3}(\.[0-9]{1,17})?$"


@dataclass(frozen=True, slots=True)
class Town:
    """A town of the list, with its photos, what finds them, and where it is on the map."""

    name: str
    region: str
    count: int
    query: str
    at: str


@dataclass(frozen=True, slots=True)
class Country:
    """A country of the list, with its towns, those with most photos first."""

    name: str
    count: int
    query: str
    towns: tuple[Town, ...]


@router.get("/map")
def show_map(
    request: Request,
    live: Live,
    at: Annotated[str | None, Query(pattern=_POINT, description="latitude,longitude of what to look at")] = None,
) -> Response:
    """Show the map, of all photos or around a point."""
    photo_map = live.photo_maps.get()
    countries = list_countries(photo_map.counts())
    bounds = photo_map.bounds
    return render(
        request,
        "map.html",
        active="map",
        countries=countries,
        has_photos=bounds is not None,
        summary=_summarise(len(photo_map.ids), countries),
        data={
            "bounds": answer_bounds(bounds).model_dump() if bounds else None,
            "at": [float(part) for part in at.split(",")] if at else None,
            "deepest": DEEPEST_ZOOM,
            "world": locate("world.json"),
        },
    )


def list_countries(counts: Mapping[Place, int]) -> list[Country]:
    """Group places by country; what has most photos comes first."""
    towns: dict[str, list[Town]] = defaultdict(list)
    for place, count in sorted(counts.items(), key=lambda item: (-item[1], item[0].name)):
        at = f"{place.lat:.4f},{place.lon:.4f}"
        towns[place.country].append(Town(place.name, place.region, count, find_query(place), at))
    countries = [
        Country(name, sum(town.count for town in found), write_field("place", name), tuple(found))
        for name, found in towns.items()
    ]
    return sorted(countries, key=lambda country: (-country.count, country.name))


def _summarise(photos: int, countries: list[Country]) -> str:
    towns = sum(len(country.towns) for country in countries)
    return say(
        "map.summary",
        photos=count_of(photos, "photo"),
        towns=count_of(towns, "town"),
        countries=say("map.one_country") if len(countries) == 1 else say("map.countries", count=len(countries)),
    )
