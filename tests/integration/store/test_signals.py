"""What the heads say of a photo comes back as it was given, and a photo's newest signals serve."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from albumen.errors import StoreError
from albumen.store.records import ModelKind, ModelRecord, ObjectCount, PhotoFilter
from albumen.store.store import Store
from albumen.types import (
    PRINT_BYTES,
    SALIENCY_SIDE,
    Box,
    DetectedObject,
    EncoderIdentity,
    PhotoSignals,
    Quality,
    Saliency,
    Tag,
    UtilityKind,
)
from tests.shelf import Shelf
from tests.signals import signals

FRACTIONS = st.integers(0, 10_000).map(lambda steps: steps / 10_000)
PIXELS = st.integers(0, 20_000).map(float)
BOXES = st.builds(Box, PIXELS, PIXELS, PIXELS, PIXELS)
TAGS = st.lists(
    st.builds(Tag, st.text("abcé.01", min_size=1), FRACTIONS), max_size=5, unique_by=lambda tag: tag.concept
)
SIGNALS = st.builds(
    PhotoSignals,
    tags=TAGS.map(lambda tags: tuple(sorted(tags, key=lambda tag: (-tag.score, tag.concept)))),
    objects=st.lists(st.builds(DetectedObject, st.sampled_from(["person", "dog"]), FRACTIONS, BOXES), max_size=4).map(
        tuple
    ),
    utility=st.fixed_dictionaries(dict.fromkeys(UtilityKind, FRACTIONS)),
    print_bits=st.binary(min_size=PRINT_BYTES, max_size=PRINT_BYTES),
    pdq_bits=st.binary(min_size=PRINT_BYTES, max_size=PRINT_BYTES),
    quality=st.builds(Quality, FRACTIONS, FRACTIONS, FRACTIONS, FRACTIONS, FRACTIONS),
    saliency=st.builds(Saliency, st.binary(min_size=SALIENCY_SIDE**2, max_size=SALIENCY_SIDE**2), BOXES),
)


def _analyser(store: Store, tag: str = "1") -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("heads", tag, "p1"), sha256="c" * 64, kind=ModelKind.ANALYSER)


def _save(store: Store, photo_id: int, found: PhotoSignals, model: ModelRecord) -> None:
    with store.write() as tx:
        tx.signals.save({photo_id: found}, model.id)


def _passing(store: Store, photo_filter: PhotoFilter) -> list[int]:
    with store.read() as tx:
        return tx.photos.filtered_ids(photo_filter).tolist()


@given(found=SIGNALS)
@settings(max_examples=25)
def test_signals_come_back_as_they_were_given(shelf: Shelf, found: PhotoSignals) -> None:
    photo, model = shelf.put("a.jpg"), _analyser(shelf.store)
    with shelf.store.write() as tx:
        tx.signals.remove([photo], model.id)
        tx.signals.save({photo: found}, model.id)
        assert tx.signals.find(photo) == (model.id, found)
        assert tx.signals.find_damaged(model.id) == []


def test_a_photo_keeps_the_signals_it_has_of_a_model(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _analyser(shelf.store)
    _save(shelf.store, photo, signals(tags=["dog"]), model)
    _save(shelf.store, photo, signals(tags=["cat"]), model)
    with shelf.store.read() as tx:
        assert tx.signals.find(photo) == (model.id, signals(tags=["dog"]))


def test_the_model_added_last_speaks_for_a_photo(shelf: Shelf) -> None:
    seen_twice, seen_once = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _analyser(shelf.store), _analyser(shelf.store, "2")
    _save(shelf.store, seen_twice, signals(tags=["cat"], objects=["cat"], technical=0.2), old)
    _save(shelf.store, seen_once, signals(tags=["cat"]), old)
    _save(shelf.store, seen_twice, signals(tags=["dog"], objects=["dog"], technical=0.8), new)
    with shelf.store.read() as tx:
        assert tx.signals.find(seen_twice) == (new.id, signals(tags=["dog"], objects=["dog"], technical=0.8))
        tags = tx.signals.tags_of([seen_twice, seen_once, 404])
    assert tags == {seen_twice: (Tag("dog", 0.9),), seen_once: (Tag("cat", 0.9),), 404: ()}
    assert _passing(shelf.store, PhotoFilter(tags=(frozenset({"cat"}),))) == [seen_once]
    assert _passing(shelf.store, PhotoFilter(objects=(ObjectCount("cat"),))) == []
    assert _passing(shelf.store, PhotoFilter(min_quality=0.5)) == [seen_twice, seen_once]


def test_a_photo_that_nobody_looked_at_has_none(shelf: Shelf) -> None:
    photo = shelf.put("a.jpg")
    with shelf.store.read() as tx:
        assert tx.signals.find(photo) is None
        assert tx.signals.is_empty()
    assert _passing(shelf.store, PhotoFilter(min_quality=0.0)) == []


@pytest.fixture
def album(shelf: Shelf) -> dict[str, int]:
    """Four photos that differ in what they show."""
    model = _analyser(shelf.store)
    shown = {
        "two people": signals(tags=["person", "beach"], objects=["person", "person", "dog"], technical=0.9),
        "a person": signals(tags=["person"], objects=["person"], aesthetics=0.9),
        "receipt": signals(tags=["paper"], kind=UtilityKind.RECEIPT),
        "nothing": signals(technical=0.1, aesthetics=0.1),
    }
    ids = {name: shelf.put(name) for name in shown}
    for name, found in shown.items():
        _save(shelf.store, ids[name], found, model)
    return ids


@pytest.mark.parametrize(
    ("photo_filter", "names"),
    [
        (PhotoFilter(tags=(frozenset({"person"}),)), {"two people", "a person"}),
        (PhotoFilter(tags=(frozenset({"beach", "paper"}),)), {"two people", "receipt"}),
        (PhotoFilter(tags=(frozenset({"person"}), frozenset({"beach"}))), {"two people"}),
        (PhotoFilter(tags=(frozenset({"never seen"}),)), set()),
        (PhotoFilter(tags=(frozenset(),)), set()),
        (PhotoFilter(objects=(ObjectCount("person"),)), {"two people", "a person"}),
        (PhotoFilter(objects=(ObjectCount("person", 2),)), {"two people"}),
        (PhotoFilter(objects=(ObjectCount("person", 2), ObjectCount("dog"))), {"two people"}),
        (PhotoFilter(objects=(ObjectCount("person", 3),)), set()),
        (PhotoFilter(kind=UtilityKind.RECEIPT), {"receipt"}),
        (PhotoFilter(kind=UtilityKind.NONE), {"two people", "a person", "nothing"}),
        (PhotoFilter(min_quality=0.9), {"two people"}),
        (PhotoFilter(min_quality=0.0), {"two people", "a person", "receipt", "nothing"}),
        (PhotoFilter(min_aesthetics=0.5, kind=UtilityKind.NONE), {"two people", "a person"}),
    ],
)
def test_a_filter_lets_through_what_it_names(
    shelf: Shelf, album: dict[str, int], photo_filter: PhotoFilter, names: set[str]
) -> None:
    assert set(_passing(shelf.store, photo_filter)) == {album[name] for name in names}


def test_a_photo_s_signals_go_with_it(shelf: Shelf, album: dict[str, int]) -> None:
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("two people")])
        tx.photos.purge_orphans(0)
        assert tx.signals.find(album["two people"]) is None
        assert tx.signals.tags_of([album["two people"]]) == {album["two people"]: ()}
    assert shelf.store.check() == []


def test_lost_and_damaged_parts_are_found(shelf: Shelf, album: dict[str, int]) -> None:
    first, second, third, _ = album.values()
    with shelf.store._writer.begin() as connection:
        connection.execute(text(f"DELETE FROM prints WHERE photo_id = {first}"))
        connection.execute(text(f"UPDATE saliency SET heat = x'0102' WHERE photo_id = {second}"))
        connection.execute(text(f"UPDATE prints SET pdq_bits = x'01' WHERE photo_id = {third}"))
    with shelf.store.write() as tx:
        (model,) = tx.models.all(ModelKind.ANALYSER)
        assert tx.signals.find_damaged(model.id) == [first, second, third]
        for photo_id in (first, second):
            with pytest.raises(StoreError, match="albumen doctor"):
                tx.signals.find(photo_id)
        tx.signals.remove([first, second, third], model.id)
        assert tx.signals.find_damaged(model.id) == []
        assert tx.signals.find(first) is None


def test_a_number_that_is_none_is_refused(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _analyser(shelf.store)
    broken = replace(signals(), quality=Quality(math.nan, 0.5, 0.5, 0.5, 0.5))
    with pytest.raises(Exception, match="NaN"):
        _save(shelf.store, photo, broken, model)
    with shelf.store.read() as tx:
        assert tx.signals.is_empty()
