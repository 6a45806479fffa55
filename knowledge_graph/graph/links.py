"""The edges that leave each sort of node, with their evidence: all that the graph says, one function a sort.

Which trip and which home a moment leads to is passed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import pairwise

from albumen.calendar.holidays import holidays_on
from albumen.calendar.seasons import season_of
from albumen.store.curation_records import Home, Moment, PhotoFacts
from albumen.types import Place
from knowledge_graph.graph.schema import (
    EdgeKind,
    NodeKind,
    day_node,
    home_node,
    moment_node,
    node_id,
    place_nodes,
    trip_node,
)
from knowledge_graph.graph.typed_graph import Link
from models.taxonomy import load_taxonomy


def link_photo(photo: PhotoFacts, moment_id: int | None) -> Iterator[Link]:
    """Yield what a photo leads to; `moment_id` is None for one in no moment."""
    if moment_id is not None:
        evidence = "time" if photo.position is None else "time and place"
        yield Link(moment_node(moment_id), EdgeKind.IN_MOMENT, 1.0, evidence)
    if photo.taken is not None:
        yield Link(day_node(photo.taken.local.date()), EdgeKind.ON_DAY, 1.0, photo.taken.source.value)
    if photo.place is not None:
        yield Link(place_nodes(photo.place)[0], EdgeKind.TAKEN_AT, 1.0, "position")
    for tag in photo.concepts:
        yield Link(node_id(NodeKind.CONCEPT, tag.concept), EdgeKind.SHOWS, tag.score, "tag")
    for label, count in photo.objects:
        yield Link(node_id(NodeKind.OBJECT, label), EdgeKind.CONTAINS, float(count), "detected")
    if photo.people is not None:
        yield Link(node_id(NodeKind.PEOPLE, photo.people), EdgeKind.WITH_PEOPLE, 1.0, "masks")
    if photo.camera is not None:
        yield Link(node_id(NodeKind.CAMERA, photo.camera), EdgeKind.TAKEN_WITH, 1.0, "metadata")


def link_moment(
    moment: Moment, facts: Mapping[int, PhotoFacts], home_since: date | None, trip_id: int | None
) -> Iterator[Link]:
    """Yield what a moment leads to. `home_since` names the home that it is near, `trip_id` its trip, where there is one."""
    photos = [facts[photo_id] for photo_id in moment.photo_ids]
    days = Counter(photo.taken.local.date() for photo in photos if photo.taken is not None)
    for day, count in days.items():
        yield Link(day_node(day), EdgeKind.ON_DAY, round(count / len(photos), 4), f"{count} of {len(photos)} photos")
    if moment.place is not None:
        yield _link_to_place(moment.place, photos)
    yield from _link_to_calendar(moment)
    if home_since is not None:
        yield Link(home_node(home_since), EdgeKind.NEAR_HOME, 1.0, "position")
    if trip_id is not None:
        yield Link(trip_node(trip_id), EdgeKind.IN_TRIP, 1.0, "dates and places")


def link_home(home: Home) -> Iterator[Link]:
    """Yield what a home leads to: the town that most of its days name."""
    if home.place is not None:
        yield Link(place_nodes(home.place)[0], EdgeKind.LIES_IN, 1.0, "position")


def link_place(place: Place) -> Iterator[tuple[str, Link]]:
    """Yield the edges from a town to its region and from there to its country, each with its source."""
    names = place_nodes(place)
    for narrower, wider in pairwise(names):
        yield narrower, Link(wider, EdgeKind.LIES_IN, 1.0, "gazetteer")


def link_concept(concept_id: str) -> Iterator[Link]:
    """Yield the edges to a concept's parents; one that the taxonomy does not know has none."""
    for parent in _parents().get(concept_id, ()):
        yield Link(node_id(NodeKind.CONCEPT, parent), EdgeKind.IS_A, 1.0, "taxonomy")


@cache
def _parents() -> dict[str, tuple[str, ...]]:
    return {concept.id: concept.parents for concept in load_taxonomy().concepts}


def _link_to_place(place: Place, photos: Iterable[PhotoFacts]) -> Link:
    names = [photo.place for photo in photos if photo.place is not None]
    here = names.count(place)
    evidence = f"{here} of {len(names)} photos with a place"
    return Link(place_nodes(place)[0], EdgeKind.MOSTLY_AT, round(here / len(names), 4), evidence)


def _link_to_calendar(moment: Moment) -> Iterator[Link]:
    """Yield season and holidays; without a position neither is known, for both differ over the world."""
    day = moment.starts_at.date()
    season = season_of(day, moment.position.lat) if moment.position is not None else None
    if season is not None:
        yield Link(node_id(NodeKind.SEASON, season.value), EdgeKind.IN_SEASON, 1.0, "date and latitude")
    for holiday in holidays_on(day, moment.place.country_code) if moment.place is not None else ():
        yield Link(node_id(NodeKind.HOLIDAY, holiday), EdgeKind.ON_HOLIDAY, 1.0, "date and country")
