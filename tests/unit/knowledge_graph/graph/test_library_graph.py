"""The graph: what it says of photos, and that following changes comes to what building anew does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import PhotoFacts
from albumen.types import Tag, TimeSource
from knowledge_graph.graph.library_graph import LibraryGraph
from knowledge_graph.graph.schema import EdgeKind, NodeKind, kind_of
from knowledge_graph.graph.telling import explain_photo
from tests.curation_photos import FIRST_DAY, GHENT, GRAZ, LISBON, MONACO, SINTRA, make_photo, make_weeks, odd_photos

# Twelve weeks at home and twelve at the next one, so that homes come, go and move as their photos do.
LIFE = [*make_weeks(GRAZ, range(12), first_id=101), *make_weeks(GHENT, range(12, 24), first_id=201)]
NOON = FIRST_DAY + timedelta(days=41, hours=12)
TRIP = [
    make_photo(300 + number, NOON + timedelta(hours=5 * number), LISBON if number % 3 else SINTRA, offset_h=0)
    for number in range(12)
]
STEPS = st.lists(
    st.lists(
        st.integers(1, 12) | st.sampled_from([photo.id for photo in (*LIFE, *TRIP)]),
        min_size=1,
        max_size=9,
        unique=True,
    ).flatmap(lambda ids: st.fixed_dictionaries({photo_id: st.none() | odd_photos(photo_id) for photo_id in ids})),
    min_size=1,
    max_size=4,
)


def _parts(graph: LibraryGraph) -> tuple[object, ...]:
    """All that a graph holds, in a form that compares by value."""
    nodes, edges = dict(graph.graph.nodes(data=True)), {edge[:2]: edge[2] for edge in graph.graph.edges(data=True)}
    return nodes, edges, dict(graph.facts), graph.list_moments(), dict(graph.trips), graph.homes


@settings(max_examples=60)
@given(STEPS, st.booleans())
def test_following_changes_comes_to_the_graph_that_building_anew_gives(
    steps: list[dict[int, PhotoFacts | None]], has_life: bool
) -> None:
    facts = {photo.id: photo for photo in (*LIFE, *TRIP)} if has_life else {}
    graph = LibraryGraph(facts.values())
    for step in steps:
        facts = {photo_id: step.get(photo_id, photo) for photo_id, photo in (facts | step).items()}
        facts = {photo_id: photo for photo_id, photo in facts.items() if photo is not None}
        graph.apply([photo for photo in step.values() if photo is not None], [one for one in step if step[one] is None])
    assert _parts(graph) == _parts(LibraryGraph(facts.values()))


@pytest.mark.parametrize("changed", ["home", "trip", "all"])
def test_homes_and_trips_go_with_their_photos_and_come_back_with_them(changed: str) -> None:
    photos = [*LIFE, *TRIP]
    some = {"home": LIFE[36:], "trip": TRIP, "all": photos}[changed]
    graph = LibraryGraph(photos)
    before = _parts(graph)
    assert graph.homes
    assert graph.trips
    graph.apply([], [photo.id for photo in some])
    assert _parts(graph) == _parts(LibraryGraph([photo for photo in photos if photo not in some]))
    graph.apply(some, [])
    assert _parts(graph) == before


def test_a_change_says_what_it_did() -> None:
    graph = LibraryGraph(TRIP[:2])
    change = graph.apply([replace(TRIP[0], camera="Pixel 8"), TRIP[1], TRIP[2]], [TRIP[5].id])
    assert (change.added, change.updated, change.removed) == ((302,), (300,), ())
    assert [moment.photo_ids for moment in change.timeline.moments_come] == [(302,)]
    assert graph.apply([], [302]).removed == (302,)


def test_an_empty_library_is_an_empty_graph() -> None:
    graph = LibraryGraph([])
    assert graph.graph.number_of_nodes() == 0
    assert not graph.homes
    assert not graph.trips
    assert graph.photos_of("country:PT") == []


def test_a_photo_of_which_nothing_is_known_stands_alone() -> None:
    graph = LibraryGraph([make_photo(7)])
    assert [*graph.graph.nodes(data=True)] == [("photo:7", {"kind": "photo"})]
    assert explain_photo(graph.graph, 7) == []
    assert graph.photos_of("photo:7") == [7]
    with pytest.raises(KeyError):
        explain_photo(graph.graph, 8)


@pytest.mark.parametrize("year", [1900, 2099])
def test_years_far_away_have_days_and_moments(year: int) -> None:
    graph = LibraryGraph([make_photo(1, datetime(year, 2, 28, 23, 59), LISBON)])
    assert graph.photos_of(f"day:{year}-02-28") == [1]
    assert graph.photos_of("season:winter") == [1]


def test_a_thousand_photos_of_one_second_are_one_moment() -> None:
    graph = LibraryGraph([make_photo(number, NOON) for number in range(1, 1_001)])
    graph.apply([make_photo(1_001, NOON)], [5])
    assert [len(moment.photo_ids) for moment in graph.list_moments()] == [1_000]


def test_a_photo_is_found_from_all_that_it_belongs_to() -> None:
    photo = replace(
        TRIP[0], camera="Pixel 8", people=2, objects=(("dog", 2),), concepts=(Tag("golden_retriever", 0.9),)
    )
    graph = LibraryGraph([*LIFE, photo, *TRIP[1:]])
    (trip,) = graph.trips
    for node in (
        f"trip:{trip}",
        f"moment:{photo.id}",
        "day:2023-02-12",
        "town:Sintra, Lisbon, PT",
        "region:Lisbon, PT",
        "country:PT",
        "camera:Pixel 8",
        "people:2",
        "object:dog",
        "concept:golden_retriever",
        "concept:dog",
        "concept:animal",
        "season:winter",
    ):
        assert photo.id in graph.photos_of(node), node
    assert photo.id not in graph.photos_of("country:AT")
    assert graph.photos_of(f"trip:{trip}") == [one.id for one in TRIP]


def test_moments_near_home_say_so_and_moments_of_trips_do_not() -> None:
    graph = LibraryGraph([*LIFE, *TRIP])
    first, second = (f"home:{home.since}" for home in graph.homes)
    assert len(graph.neighbours(first, NodeKind.MOMENT)) == len(graph.neighbours(second, NodeKind.MOMENT)) == 12
    assert graph.neighbours(first, NodeKind.TOWN) == ["town:Graz, Styria, AT"]
    assert not graph.neighbours(f"moment:{TRIP[0].id}", NodeKind.HOME)


def test_a_photo_explains_itself_by_its_edges_and_those_of_its_moment() -> None:
    tags = (Tag("beach", 0.9), Tag("sea", 0.4))
    photos = [
        make_photo(1, datetime(2023, 12, 25, 10), LISBON, concepts=tags),
        make_photo(2, datetime(2023, 12, 25, 10)),
    ]
    told = [
        (edge.source, edge.target, edge.kind, edge.weight, edge.evidence)
        for edge in explain_photo(LibraryGraph(photos).graph, 1)
    ]
    assert told == [
        ("photo:1", "moment:1", EdgeKind.IN_MOMENT, 1.0, "time and place"),
        ("photo:1", "day:2023-12-25", EdgeKind.ON_DAY, 1.0, "exif"),
        ("photo:1", "town:Lisbon, Lisbon, PT", EdgeKind.TAKEN_AT, 1.0, "position"),
        ("photo:1", "concept:beach", EdgeKind.SHOWS, 0.9, "tag"),
        ("photo:1", "concept:sea", EdgeKind.SHOWS, 0.4, "tag"),
        ("moment:1", "day:2023-12-25", EdgeKind.ON_DAY, 1.0, "2 of 2 photos"),
        ("moment:1", "town:Lisbon, Lisbon, PT", EdgeKind.MOSTLY_AT, 1.0, "1 of 1 photos with a place"),
        ("moment:1", "season:winter", EdgeKind.IN_SEASON, 1.0, "date and latitude"),
        ("moment:1", "holiday:Christmas Day", EdgeKind.ON_HOLIDAY, 1.0, "date and country"),
    ]


def test_without_a_position_no_season_and_no_holiday_is_claimed() -> None:
    graph = LibraryGraph([make_photo(1, datetime(2023, 12, 25, 10))])
    assert {kind_of(node) for node in graph.graph} == {NodeKind.PHOTO, NodeKind.MOMENT, NodeKind.DAY}


def test_a_town_without_a_region_lies_in_its_country() -> None:
    graph = LibraryGraph([make_photo(1, NOON, MONACO)])
    assert graph.neighbours("town:Monaco, , MC", NodeKind.COUNTRY) == ["country:MC"]
    assert graph.photos_of("country:MC") == [1]


def test_the_graph_cannot_be_changed_past_the_class() -> None:
    graph = LibraryGraph(TRIP)
    with pytest.raises(Exception, match="Frozen graph"):
        graph.graph.add_edge("photo:300", "concept:beach")


def test_dates_that_files_alone_tell_say_so() -> None:
    graph = LibraryGraph([make_photo(1, NOON, source=TimeSource.FILE_TIME)])
    assert graph.graph.edges["photo:1", "day:2023-02-12"]["evidence"] == "file_time"
