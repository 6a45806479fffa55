"""A keeper gets what it lacks; what it has is left, and what differs is told."""

from __future__ import annotations

from dataclasses import replace

from albumen.store.curation_records import DuplicateKind
from albumen.types import CaptureTime, GeoPoint, Place, TimeSource
from knowledge_graph.duplicates.merge import plan_merge
from tests.duplicates import NOON, photo

SAME = DuplicateKind.SAME_PICTURE
LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13)
RICH = photo(
    2,
    at_s=0,
    camera="X",
    position=GeoPoint(38.7, -9.1),
    place=LISBON,
    title="Tram",
    keywords=("tram", "hill"),
    folders=("/photos/Lisbon",),
)


def test_a_bare_keeper_gets_everything() -> None:
    plan = plan_merge(SAME, photo(1, folders=("/photos",)), [RICH])
    merged = plan.merged
    assert (merged.taken, merged.position, merged.place, merged.title) == (RICH.taken, RICH.position, LISBON, "Tram")
    assert (merged.keywords, merged.albums) == (("tram", "hill"), ("/photos/Lisbon",))
    assert plan.gains[0] == "date 2023-05-17 12:00:00 (exif)"
    assert plan.conflicts == ()


def test_what_the_keeper_has_is_left_and_the_conflicts_are_told() -> None:
    keeper = replace(RICH, id=1, title="Hill", position=GeoPoint(41.0, 2.0), keywords=("hill",))
    later = replace(RICH, taken=CaptureTime(NOON.replace(hour=18), 0, TimeSource.EXIF))
    plan = plan_merge(SAME, keeper, [later])
    assert (plan.merged.taken, plan.merged.position, plan.merged.title) == (None, None, None)
    assert plan.merged.keywords == ("tram",)
    assert plan.conflicts == (
        "date 2023-05-17 18:00:00 is left aside for 2023-05-17 12:00:00",
        "position 38.7000, -9.1000 is left aside for 41.0000, 2.0000",
        "title 'Tram' is left aside for 'Hill'",
    )


def test_the_better_source_of_time_wins() -> None:
    by_file = photo(1, taken=CaptureTime(NOON.replace(year=2025), None, TimeSource.FILE_TIME))
    assert plan_merge(SAME, by_file, [RICH]).merged.taken == RICH.taken
    assert plan_merge(SAME, RICH, [by_file]).merged.taken is None


def test_frames_of_a_burst_pass_on_no_time_and_no_title() -> None:
    merged = plan_merge(DuplicateKind.BURST, photo(1), [RICH]).merged
    assert (merged.taken, merged.title, merged.position) == (None, None, RICH.position)


def test_what_is_merely_similar_passes_on_nothing() -> None:
    assert plan_merge(DuplicateKind.SIMILAR, photo(1), [RICH]).merged.is_empty
