"""The timeline's sections hold every photo that may be shown once, in order, in parts that are small, under true headings."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.curation import timeline_sections
from albumen.curation.timeline_groups import name_days, name_towns
from albumen.curation.timeline_sections import Timeline, build_timeline
from albumen.store.curation_records import Moment, Target, Trip, Verb
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.types import UtilityKind
from search.columns.columns import Columns
from tests.curation_photos import GHENT, LISBON, SINTRA
from tests.shown_library import Shot, ShownLibrary

JUNE = datetime(2022, 6, 3, 12)


@pytest.fixture
def shown(store: Store) -> ShownLibrary:
    """An empty one."""
    return ShownLibrary(store)


def build(store: Store, *, with_utility: bool = False) -> Timeline:
    with store.read() as tx:
        return build_timeline(tx, Columns(store), with_utility=with_utility)


def headings(timeline: Timeline) -> list[tuple[str | None, str | None, str | None]]:
    groups = [group for section in timeline.sections for part in section.parts for group in part.groups]
    return [(name_days(group), name_towns(timeline.columns, group), group.trip) for group in groups]


def test_an_empty_library_has_no_sections(store: Store) -> None:
    timeline = build(store)
    assert timeline.sections == ()
    assert timeline.find("2022") is None


def test_one_photo_is_a_section(store: Store, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE, LISBON))
    timeline = build(store)
    assert [(section.key, section.title) for section in timeline.sections] == [("2022-06", "June 2022")]
    assert headings(timeline) == [("Friday 3 June 2022", "Lisbon", None)]


def test_undated_photos_come_last(store: Store, shown: ShownLibrary) -> None:
    undated, dated = shown.put(Shot(None), Shot(JUNE))
    timeline = build(store)
    assert timeline.ids.tolist() == [dated, undated]
    assert timeline.sections[-1].title is None
    assert timeline.find("undated") is timeline.sections[-1]


def test_photos_that_nobody_has_looked_at_are_shown(store: Store, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE, kind=None))
    assert len(build(store).ids) == 1


def test_utility_content_is_left_out_and_counted_unless_it_is_wished(store: Store, shown: ShownLibrary) -> None:
    receipt, photo = shown.put(Shot(JUNE, kind=UtilityKind.RECEIPT), Shot(JUNE - timedelta(days=1)))
    bare, full = build(store), build(store, with_utility=True)
    assert (bare.ids.tolist(), bare.utility) == ([photo], 1)
    assert (full.ids.tolist(), full.utility) == ([receipt, photo], 1)
    assert bare.stamp != full.stamp


def test_what_was_hidden_is_not_there(store: Store, shown: ShownLibrary) -> None:
    kept, _ = shown.put(Shot(JUNE), Shot(JUNE))
    shown.wish(Target.PHOTO, f"{1:064x}")
    assert build(store).ids.tolist() == [kept]


def test_quiet_days_share_a_heading_and_full_ones_have_their_own(store: Store, shown: ShownLibrary) -> None:
    shown.put(*[Shot(JUNE, LISBON)] * 3, *[Shot(JUNE + timedelta(days=2), SINTRA)] * 2)
    shown.put(*[Shot(JUNE + timedelta(days=6), GHENT)] * 13)
    assert headings(build(store)) == [
        ("Thursday 9 June 2022", "Ghent", None),
        ("3–5 June 2022", "Lisbon and Sintra", None),
    ]


def test_no_heading_goes_on_into_another_month(store: Store, shown: ShownLibrary) -> None:
    shown.put(Shot(datetime(2022, 5, 31)), Shot(datetime(2022, 6, 1)))
    assert [days for days, _, _ in headings(build(store))] == ["Wednesday 1 June 2022", "Tuesday 31 May 2022"]


def test_the_days_of_a_trip_have_its_title_until_it_is_hidden(store: Store, shown: ShownLibrary) -> None:
    first, _ = shown.put(Shot(JUNE, LISBON), Shot(JUNE - timedelta(days=1), GHENT))
    trip = Trip(first, (first,), date(2022, 6, 3), date(2022, 6, 5), (LISBON,), "Long weekend in Lisbon", "")
    with store.write() as tx:
        tx.timeline.save_moments([Moment(first, (first,), JUNE, JUNE, None, LISBON)], {first: 0.0}, {})
        tx.timeline.save_trips([trip])
    assert [title for _, _, title in headings(build(store))] == ["Long weekend in Lisbon", None]
    shown.wish(Target.MEMORY, f"trip:{first}", Verb.HIDE)
    assert [title for _, _, title in headings(build(store))] == [None]


def test_a_month_or_a_year_is_found_or_the_nearest_before_it(store: Store, shown: ShownLibrary) -> None:
    shown.put(*(Shot(datetime(2022, month, 1)) for month in (2, 6)), Shot(datetime(2020, 8, 1)))
    timeline = build(store)
    found = {
        key: section.key for key in ("2022", "2022-04", "2021", "2000", "9999", "?") if (section := timeline.find(key))
    }
    assert found == {
        "2022": "2022-06", "2022-04": "2022-02", "2021": "2020-08", "2000": "2020-08", "9999": "2022-06", "?": "2022-06",
    }  # fmt: skip


def test_another_state_has_another_stamp_and_the_same_the_same(store: Store, shown: ShownLibrary) -> None:
    shown.put(Shot(JUNE))
    before = build(store).stamp
    assert build(store).stamp == before
    shown.put(Shot(JUNE, LISBON))
    assert build(store).stamp != before


_DAYS = st.none() | st.integers(0, 40).map(lambda day: JUNE + timedelta(days=day))


@given(st.lists(st.tuples(_DAYS, st.sampled_from([None, LISBON, GHENT])), max_size=30), st.integers(1, 6))
@settings(max_examples=12)
def test_every_photo_is_in_one_part_in_order_and_no_part_is_too_large(
    tmp_path_factory: pytest.TempPathFactory, shots: list[tuple[datetime | None, None]], part_photos: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("library")
    with Store(folder / DATABASE_FILE) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline_sections, "PART_PHOTOS", part_photos)
        ShownLibrary(store).put(*(Shot(taken, place) for taken, place in shots))
        timeline = build(store)
    parts = [part for section in timeline.sections for part in section.parts]
    spans = [(group.first, group.last) for part in parts for group in part.groups]
    assert [at for first, last in spans for at in range(first, last)] == list(range(len(shots)))
    assert all(0 < len(part) <= part_photos for part in parts)
    taken = [shots[photo_id - 1][0] or datetime.min for photo_id in timeline.ids.tolist()]
    assert taken == sorted(taken, reverse=True)
