"""The columns say what the store says, of the photos that have a file, and follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from albumen.store.records import ModelKind
from albumen.store.store import Store
from albumen.types import (
    CaptureTime,
    EncoderIdentity,
    Exposure,
    GeoPoint,
    PhotoMetadata,
    Place,
    TimeSource,
    UtilityKind,
)
from search.columns import cache as cache_module
from search.columns.cache import ColumnCache
from search.columns.columns import COLUMN_NAMES, Columns
from tests.segmentations import segmentation
from tests.shelf import Shelf
from tests.signals import signals

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1)
FULL = PhotoMetadata(
    taken=CaptureTime(datetime(2025, 8, 3, 21, 40, 5, 250_000), None, TimeSource.EXIF),
    exposure=Exposure("Canon", "Canon EOS R5", "RF 35mm"),
    position=GeoPoint(38.71, -9.14),
    place=LISBON,
)


@pytest.fixture
def shelf(store: Store) -> Shelf:
    """An empty one."""
    return Shelf(store)


def test_the_columns_of_an_empty_library_are_empty(store: Store) -> None:
    columns = Columns(store)
    columns.load(COLUMN_NAMES)
    assert len(columns) == 0
    assert columns.timeline.tolist() == []
    assert columns.lexicon.names == {}


def test_a_photo_is_in_every_column_as_far_as_it_is_known(store: Store, shelf: Shelf) -> None:
    bare = shelf.put("bare.jpg")
    full = shelf.put("Trip/full.jpg", metadata=FULL)
    with store.write() as tx:
        heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
        masks = tx.models.add(EncoderIdentity("masks", "1", "1"), sha256="b" * 64, kind=ModelKind.SEGMENTER)
        tx.signals.save({full: signals(tags=["dog"], objects=["dog", "dog"], kind=UtilityKind.MEME)}, heads.id)
        tx.segmentations.save({full: segmentation(people=2)}, masks.id)
    columns = Columns(store)
    assert columns.ids.tolist() == [bare, full]
    assert np.isnat(columns.taken).tolist() == [True, False]
    assert columns.taken[1] == np.datetime64("2025-08-03T21:40:05.25")
    np.testing.assert_allclose(columns.positions, [[np.nan, np.nan], [38.71, -9.14]], rtol=1e-6)
    assert [columns.places.value_of(row) for row in (0, 1)] == [None, LISBON]
    camera = columns.cameras.value_of(1)
    assert camera is not None
    assert camera.camera == "Canon EOS R5"
    assert columns.lenses.value_of(1) == "RF 35mm"
    assert [columns.utility.value_of(row) for row in (0, 1)] == [None, UtilityKind.MEME]
    assert columns.people.tolist() == [-1, 2]
    assert columns.objects.sums("dog").tolist() == [0, 2]
    assert columns.tag_scores(frozenset({"dog", "cat"})).tolist() == pytest.approx([0.0, 0.9])
    assert columns.paths.match("trip/").tolist() == [False, True]
    assert columns.sizes.tolist() == [[40, 30], [40, 30]]
    assert columns.lexicon.places == {LISBON: 1}
    assert columns.lexicon.cameras == {"Canon EOS R5": 1}
    assert columns.lexicon.concepts == {"dog": 1}
    assert columns.lexicon.years == (2025,)


def test_photos_without_a_file_are_in_no_column(store: Store, shelf: Shelf) -> None:
    shelf.put("gone.jpg", metadata=FULL)
    here = shelf.put("here.jpg")
    with store.write() as tx:
        tx.files.remove([shelf.file_id("gone.jpg")])
    columns = Columns(store)
    assert columns.ids.tolist() == [here]
    assert np.isnat(columns.taken).tolist() == [True]
    assert columns.places.value_of(0) is None
    assert columns.paths.match("jpg").tolist() == [True]


def test_the_timeline_has_the_newest_first_and_undated_ones_last(store: Store, shelf: Shelf) -> None:
    taken = [datetime(2021, 1, 1), None, datetime(2023, 1, 1), datetime(2021, 1, 1)]
    for at, local in enumerate(taken):
        metadata = replace(FULL, taken=local and CaptureTime(local, None, TimeSource.EXIF))
        shelf.put(f"{at}.jpg", metadata=metadata)
    assert Columns(store).timeline.tolist() == [2, 3, 0, 1]


def test_a_small_library_is_seen_as_it_is_now(store: Store, shelf: Shelf) -> None:
    cache = ColumnCache(store)
    assert len(cache.get()) == 0
    shelf.put("a.jpg")
    assert len(cache.get()) == 1
    assert cache.get() is cache.get(), "nothing is read anew while nothing was committed"


def test_another_process_commits_are_noticed(store: Store, shelf: Shelf, library: Path) -> None:
    cache = ColumnCache(store)
    assert len(cache.get()) == 0
    with Store(store.path) as other:
        Shelf(other).put("a.jpg")
    assert len(cache.get()) == 1


def test_a_large_librarys_old_columns_serve_while_new_ones_are_read(
    store: Store, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_SMALL_LIBRARY", 0)
    monkeypatch.setattr(cache_module, "_RELOAD_S", 0.0)
    shelf.put("a.jpg")
    cache = ColumnCache(store)
    old = cache.get()
    assert old.taken.shape == (1,)
    shelf.put("b.jpg")
    assert cache.get() is old
    cache.wait()
    new = cache.get()
    assert len(new) == 2
    assert new.loaded == old.loaded, "what was in use is there already"


def test_an_indexer_that_commits_all_the_time_does_not_make_a_large_library_read_all_the_time(
    store: Store, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_module, "_SMALL_LIBRARY", 0)
    shelf.put("a.jpg")
    cache = ColumnCache(store)
    old = cache.get()
    assert len(old) == 1
    shelf.put("b.jpg")
    assert cache.get() is old
    cache.wait()
    assert cache.get() is old


def test_one_query_gives_what_a_timeline_asks_as_a_query_for_each_does(store: Store, shelf: Shelf) -> None:
    for number, metadata in enumerate([None, FULL, replace(FULL, taken=None), replace(FULL, place=None), None]):
        shelf.put(f"{number}.jpg", metadata=metadata)
    together, apart = Columns(store), Columns(store)
    together.load_timeline()
    assert together.loaded == {"ids", "taken", "sizes", "places"}
    assert together.ids.tolist() == apart.ids.tolist()
    np.testing.assert_array_equal(together.taken, apart.taken)
    np.testing.assert_array_equal(together.sizes, apart.sizes)
    assert [together.places.value_of(row) for row in range(5)] == [apart.places.value_of(row) for row in range(5)]


def test_a_timeline_of_nothing_is_asked_for_nothing(store: Store) -> None:
    columns = Columns(store)
    columns.load_timeline()
    assert len(columns) == 0
    assert columns.sizes.shape == (0, 2)
    assert columns.places.counts() == {}
