"""The photos of a part of the world, in clusters."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from albumen.errors import UsageError
from albumen.types import Place
from albumen.web.live import Live
from albumen.web.photo_map import Bounds, Cluster
from search.parse.terms import write_field

router = APIRouter(prefix="/api/places", tags=["places"])

# A street fills a screen; positions of photos are no more exact.
DEEPEST_ZOOM = 16

_NUMBER = r"-?[0-9]{1,3}(\.[0-9]{1,17})?"


class TownAnswer(BaseModel):
    """A place with its photos; `query` finds them."""

    name: str
    country: str
    count: int
    query: str


class BoundsAnswer(BaseModel):
    """A part of the world in degrees."""

    west: float
    south: float
    east: float
    north: float


class ClusterAnswer(BaseModel):
    """Photos shown as one. `photo_ids` are some of the most appealing, `towns` those with most photos."""

    lat: float
    lon: float
    count: int
    bounds: BoundsAnswer
    photo_ids: list[int]
    towns: list[TownAnswer]
    town_count: int = Field(description="all of them")


@router.get("", responses={400: {"description": "the bounds are none"}})
def list_clusters(
    live: Live,
    bbox: Annotated[
        str,
        Query(max_length=100, pattern=rf"^{_NUMBER}(,{_NUMBER}){{3}}$", description="west,south,east,north in degrees"),
    ],
    zoom: Annotated[int, Query(ge=0, le=DEEPEST_ZOOM, description="the world is 256 * 2**zoom pixels wide")],
) -> list[ClusterAnswer]:
    """List the clusters of photos in a part of the world, the largest first; west is beyond east across the antimeridian."""
    west, south, east, north = map(float, bbox.split(","))
    if abs(west) > 180 or abs(east) > 180 or not -90 <= south <= north <= 90:
        raise UsageError(f"{bbox} is no part of the world: give west,south,east,north in degrees")
    return [_answer(cluster) for cluster in live.photo_maps.get().find_clusters(Bounds(west, south, east, north), zoom)]


def find_query(place: Place) -> str:
    """Write the query for a town's photos."""
    return write_field("place", f"{place.name}, {place.country}")


def answer_bounds(bounds: Bounds) -> BoundsAnswer:
    """Put bounds into an answer."""
    return BoundsAnswer(west=bounds.west, south=bounds.south, east=bounds.east, north=bounds.north)


def _answer(cluster: Cluster) -> ClusterAnswer:
    towns = [
        TownAnswer(name=place.name, country=place.country, count=count, query=find_query(place))
        for place, count in cluster.towns
    ]
    return ClusterAnswer(
        lat=cluster.lat,
        lon=cluster.lon,
        count=cluster.count,
        bounds=answer_bounds(cluster.bounds),
        photo_ids=list(cluster.photo_ids),
        towns=towns,
        town_count=cluster.town_count,
    )
