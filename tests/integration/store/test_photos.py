"""What is known of a photo comes back exactly, and filters let through the photos that they say."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.store.records import ModelRecord, PhotoFilter
from albumen.types import (
    CaptureTime,
    Exposure,
    GeoPoint,
    PhotoKind,
    PhotoMetadata,
    PixelFacts,
    Place,
    TimeSource,
)
from tests.job_states import load_states
from tests.shelf import ROOT, Shelf

floats = st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(max_size=30)
# SQLite's integers have 64 bits; EXIF's have 32.
counts = st.integers(0, 2**32)
facts = st.builds(
    PixelFacts,
    format=texts,
    kind=st.sampled_from(PhotoKind),
    width_px=st.integers(1, 2**31),
    height_px=st.integers(1, 2**31),
    is_truncated=st.booleans(),
)
captures = st.builds(
    CaptureTime,
    local=st.datetimes(),
    utc_offset_s=st.none() | st.integers(-86_400, 86_400),
    source=st.sampled_from(TimeSource),
)
exposures = st.builds(
    Exposure,
    camera_make=st.none() | texts,
    camera_model=st.none() | texts,
    lens=st.none() | texts,
    exposure_s=st.none() | floats,
    aperture_f=st.none() | floats,
    iso=st.none() | counts,
    focal_length_mm=st.none() | floats,
)
positions = st.builds(GeoPoint, lat=st.floats(-90, 90), lon=st.floats(-180, 180), altitude_m=st.none() | floats)
places = st.builds(
    Place, name=texts, region=texts, country=texts, country_code=st.text(max_size=2), lat=floats, lon=floats
)
metadata = st.builds(
    PhotoMetadata,
    taken=st.none() | captures,
    exposure=exposures,
    position=st.none() | positions,
    place=st.none() | places,
    title=st.none() | texts,
    keywords=st.lists(texts, max_size=4).map(tuple),
)


def _filter(shelf: Shelf, **parts: object) -> list[int]:
    with shelf.store.read() as tx:
        return tx.photos.filtered_ids(PhotoFilter(**parts)).tolist()  # type: ignore[arg-type]


def _taken(text: str) -> PhotoMetadata:
    return PhotoMetadata(taken=CaptureTime(datetime.fromisoformat(text), None, TimeSource.EXIF))


def _camera(make: str | None, model: str | None) -> PhotoMetadata:
    return PhotoMetadata(exposure=Exposure(camera_make=make, camera_model=model))


@given(facts=st.none() | facts, metadata=metadata, size=st.integers(0, 2**62))
def test_a_photo_comes_back_as_it_was_saved(
    shelf: Shelf, facts: PixelFacts | None, metadata: PhotoMetadata, size: int
) -> None:
    content_hash = shelf.hash_of(repr((facts, metadata, size)))
    with shelf.store.write() as tx:
        photo_id = tx.photos.save(content_hash, size, facts=facts, metadata=metadata)
    with shelf.store.read() as tx:
        record = tx.photos.get([photo_id])[photo_id]
    assert (record.content_hash, record.size_bytes, record.facts) == (content_hash, size, facts)
    assert record.metadata == metadata


@given(first=metadata, second=metadata)
def test_saving_again_replaces_all_metadata(shelf: Shelf, first: PhotoMetadata, second: PhotoMetadata) -> None:
    with shelf.store.write() as tx:
        photo_id = tx.photos.save(shelf.hash_of("a"), 1, facts=None, metadata=first)
        assert tx.photos.save(shelf.hash_of("a"), 1, facts=None, metadata=second) == photo_id
    with shelf.store.read() as tx:
        assert tx.photos.get([photo_id])[photo_id].metadata == second


def test_what_is_not_given_is_kept(shelf: Shelf) -> None:
    seen = PixelFacts("jpeg", PhotoKind.STILL, 640, 480)
    with shelf.store.write() as tx:
        photo_id = tx.photos.save(shelf.hash_of("a"), 1, facts=seen, metadata=_camera("FUJIFILM", "X-T3"))
        tx.photos.save(shelf.hash_of("a"), 1, facts=None, metadata=None)
        record = tx.photos.get([photo_id])[photo_id]
    assert (record.facts, record.metadata) == (seen, _camera("FUJIFILM", "X-T3"))


def test_photos_of_one_place_share_its_row(shelf: Shelf) -> None:
    lisbon = Place("Lisbon", "Lisboa", "Portugal", "PT", 38.71667, -9.13333)
    shelf.put("a.jpg", metadata=PhotoMetadata(place=lisbon))
    shelf.put("b.jpg", metadata=PhotoMetadata(place=lisbon))
    with shelf.store.read() as tx:
        assert tx.count(None).places == 1


def test_a_country_that_a_newer_gazetteer_spells_otherwise_is_the_same_place(shelf: Shelf) -> None:
    old = Place("Bursa", "Bursa", "Turkey", "TR", 40.19266, 29.08403)
    new = Place("Bursa", "Bursa", "Türkiye", "TR", 40.19266, 29.08403)
    first = shelf.put("a.jpg", metadata=PhotoMetadata(place=old))
    second = shelf.put("b.jpg", metadata=PhotoMetadata(place=new))
    with shelf.store.read() as tx:
        records = tx.photos.get([first, second])
        assert [records[photo].metadata.place for photo in (first, second)] == [new, new]
        assert tx.count(None).places == 1


def test_what_the_store_lacks_is_left_out(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg")
    known, unknown = shelf.hash_of("a.jpg"), shelf.hash_of("b.jpg")
    with shelf.store.read() as tx:
        assert list(tx.photos.get([photo_id, 404])) == [photo_id]
        assert tx.photos.find_ids([known, unknown]) == {known: photo_id}
        assert tx.photos.find_ids([]) == {}


def test_sizes_tell_which_files_are_surely_new(shelf: Shelf) -> None:
    shelf.put("a.jpg", "four")
    shelf.put("b.jpg", "five!")
    shelf.put("c.jpg", "4444")
    with shelf.store.read() as tx:
        assert tx.photos.sizes() == {4, 5}


def test_hashes_tell_which_photos_were_decoded(shelf: Shelf) -> None:
    with shelf.store.write() as tx:
        tx.photos.save(shelf.hash_of("a"), 1, facts=None, metadata=None)
        tx.photos.save(shelf.hash_of("b"), 1, facts=PixelFacts("png", PhotoKind.STILL, 1, 1), metadata=None)
        hashes = dict(tx.photos.iter_hashes())
    assert hashes == {shelf.hash_of("a"): False, shelf.hash_of("b"): True}


def test_a_filter_without_parts_lets_everything_through(shelf: Shelf) -> None:
    photos = [shelf.put(f"{number}.jpg") for number in range(3)]
    assert PhotoFilter().is_empty
    assert not PhotoFilter(camera="").is_empty
    assert _filter(shelf) == photos


def test_dates_count_from_since_up_to_but_without_until(shelf: Shelf) -> None:
    may, june, july = (
        shelf.put(name, metadata=_taken(name))
        for name in ("2022-05-31T23:59:59.999999", "2022-06-01T00:00:00", "2022-07-01T00:00:00")
    )
    shelf.put("undated")
    since, until = datetime(2022, 6, 1), datetime(2022, 7, 1)
    assert _filter(shelf, since=since) == [june, july]
    assert _filter(shelf, until=until) == [may, june]
    assert _filter(shelf, since=since, until=until) == [june]
    assert _filter(shelf, since=until, until=since) == []


def test_a_camera_is_found_by_any_part_of_its_name_in_any_case(shelf: Shelf) -> None:
    fuji = shelf.put("fuji", metadata=_camera("FUJIFILM", "X-T3"))
    phone = shelf.put("phone", metadata=_camera(None, "Pixel 6"))
    shelf.put("none")
    assert _filter(shelf, camera="x-t3") == [fuji]
    assert _filter(shelf, camera="fujifilm x") == [fuji]
    assert _filter(shelf, camera="pixel") == [phone]
    assert _filter(shelf, camera="Pixel 7") == []


@pytest.mark.parametrize("camera", ["%", "_", "/", "\\", "X%T", "X_T"])
def test_wildcards_in_a_camera_s_name_are_letters(shelf: Shelf, camera: str) -> None:
    shelf.put("fuji", metadata=_camera("FUJIFILM", "X-T3"))
    odd = shelf.put("odd", metadata=_camera("Odd", f"1{camera}2"))
    assert _filter(shelf, camera=camera) == [odd]


def test_a_folder_lets_through_what_lies_below_it(shelf: Shelf) -> None:
    trip = shelf.put("trip/a.jpg")
    deep = shelf.put("trip/day 1/b.jpg")
    shelf.put("trip2/c.jpg")
    shelf.put("trip.jpg")
    assert _filter(shelf, folder=ROOT / "trip") == [trip, deep]
    assert _filter(shelf, folder=ROOT / "trip" / "day 1") == [deep]
    assert _filter(shelf, folder=ROOT / "absent") == []


@pytest.mark.parametrize("name", ["100%", "a_b", "été", "e\u0301", "北京", "😀", "caf\udce9", "[a-z]", "*"])
def test_a_folder_s_name_is_taken_letter_by_letter(shelf: Shelf, name: str) -> None:
    wanted = shelf.put(f"{name}/a.jpg")
    for other in ("100x", "axb", "ete", "é", "北海", "\U0001f601", "caf\udcea", "b"):
        shelf.put(f"{other}/a.jpg")
    assert _filter(shelf, folder=ROOT / name) == [wanted]


def test_a_root_and_the_folders_above_it_hold_all_its_photos(shelf: Shelf) -> None:
    here = shelf.put("a.jpg", root=Path("/home/me/photos"))
    also = shelf.put("b.jpg", root=Path("/home/me/scans"))
    elsewhere = shelf.put("c.jpg", root=Path("/home/me-too"))
    assert _filter(shelf, folder=Path("/home/me/photos")) == [here]
    assert _filter(shelf, folder=Path("/home/me")) == [here, also]
    assert _filter(shelf, folder=Path("/")) == [here, also, elsewhere]
    assert _filter(shelf, folder=Path("/ho")) == []


def test_a_copy_in_the_folder_is_enough(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg", "content")
    shelf.put("best/a.jpg", "content")
    assert _filter(shelf, folder=ROOT / "best") == [photo]


def test_every_part_of_a_filter_must_hold(shelf: Shelf) -> None:
    shelf.put("a.jpg", metadata=_taken("2022-06-01"))
    wanted = shelf.put("in/b.jpg", metadata=_taken("2022-06-01"))
    shelf.put("in/c.jpg", metadata=_taken("2021-06-01"))
    assert _filter(shelf, folder=ROOT / "in", since=datetime(2022, 1, 1)) == [wanted]
    assert _filter(shelf, folder=ROOT / "in", since=datetime(2022, 1, 1), camera="x") == []


def test_a_photo_without_a_file_passes_no_filter(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("a.jpg")])
    assert _filter(shelf) == []


def test_a_purge_deletes_only_photos_long_without_a_file(
    shelf: Shelf, model: ModelRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, gone = shelf.put("a.jpg"), shelf.put("b.jpg")
    with shelf.store.write() as tx:
        tx.jobs.finish([kept, gone], model.id)
        tx.files.remove([shelf.file_id("b.jpg")])
        assert tx.photos.purge_orphans(days=30) == 0
    later = time.time() + 31 * 86_400
    monkeypatch.setattr("albumen.store.photos.time.time", lambda: later)
    with shelf.store.write() as tx:
        assert tx.photos.purge_orphans(days=30) == 1
        assert list(tx.photos.get([kept, gone])) == [kept]
        assert list(load_states(tx, [kept, gone], model.id)) == [kept]
    assert shelf.store.check() == []
