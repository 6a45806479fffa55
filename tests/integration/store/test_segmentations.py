"""Masks come back as they were given, and a photo's newest ones serve."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from albumen.run_lengths import pack_mask
from albumen.store.records import CountRange, ModelKind, ModelRecord, PhotoFilter
from albumen.store.store import Store
from albumen.types import EncoderIdentity, Mask, MaskKind, Segmentation
from tests.segmentations import segmentation
from tests.shelf import Shelf

FRACTIONS = st.integers(1, 10_000).map(lambda steps: steps / 10_000)
SHAPE = (5, 7)
RUNS = st.integers(0, 2**32).map(lambda seed: pack_mask(np.random.default_rng(seed).random(SHAPE) < 0.3))
KEYS = st.sampled_from([(kind, 0) for kind in MaskKind if kind is not MaskKind.PERSON]) | st.tuples(
    st.just(MaskKind.PERSON), st.integers(1, 9)
)
MASKS = st.dictionaries(KEYS, st.tuples(FRACTIONS, FRACTIONS, RUNS), max_size=6).map(
    lambda found: tuple(
        Mask(*key, *found[key]) for key in sorted(found, key=lambda key: ([*MaskKind].index(key[0]), key[1]))
    )
)
SEGMENTATIONS = st.builds(Segmentation, st.just(SHAPE[0]), st.just(SHAPE[1]), MASKS, FRACTIONS | st.just(0.0))


def _segmenter(store: Store, tag: str = "1") -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("masks", tag, "p1"), sha256="c" * 64, kind=ModelKind.SEGMENTER)


def _save(store: Store, photo_id: int, found: Segmentation, model: ModelRecord) -> None:
    with store.write() as tx:
        tx.segmentations.save({photo_id: found}, model.id)


def _passing(store: Store, photo_filter: PhotoFilter) -> list[int]:
    with store.read() as tx:
        return tx.photos.filtered_ids(photo_filter).tolist()


@given(found=SEGMENTATIONS)
@settings(max_examples=25)
def test_masks_come_back_as_they_were_given(shelf: Shelf, found: Segmentation) -> None:
    photo, model = shelf.put("a.jpg"), _segmenter(shelf.store)
    with shelf.store.write() as tx:
        tx.segmentations.remove([photo], model.id)
        tx.segmentations.save({photo: found}, model.id)
        assert tx.segmentations.find(photo) == (model.id, found)
        assert tx.segmentations.find_damaged(model.id) == []


def test_a_photo_keeps_the_masks_it_has_of_a_model(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _segmenter(shelf.store)
    _save(shelf.store, photo, segmentation(people=1), model)
    _save(shelf.store, photo, segmentation(sky=0.5), model)
    with shelf.store.read() as tx:
        assert tx.segmentations.find(photo) == (model.id, segmentation(people=1))


def test_a_photo_without_anything_seen_in_it_has_been_segmented_too(shelf: Shelf) -> None:
    photo, other, model = shelf.put("a.jpg"), shelf.put("b.jpg"), _segmenter(shelf.store)
    with shelf.store.read() as tx:
        assert tx.segmentations.is_empty()
    _save(shelf.store, photo, segmentation(), model)
    with shelf.store.read() as tx:
        assert tx.segmentations.find(photo) == (model.id, segmentation())
        assert tx.segmentations.find(other) is None
        assert not tx.segmentations.is_empty()
    assert _passing(shelf.store, PhotoFilter(people=CountRange(0, 0))) == [photo]


def test_a_mask_that_covers_next_to_nothing_still_covers_something(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _segmenter(shelf.store)
    speck = replace(segmentation(sky=0.1).masks[0], share=1e-6)
    _save(shelf.store, photo, Segmentation(10, 10, (speck,), 0.0), model)
    assert _passing(shelf.store, PhotoFilter(min_sky_share=1e-4)) == [photo]


def test_the_segmenter_added_last_speaks_for_a_photo(shelf: Shelf) -> None:
    seen_twice, seen_once = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _segmenter(shelf.store), _segmenter(shelf.store, "2")
    _save(shelf.store, seen_twice, segmentation(people=2), old)
    _save(shelf.store, seen_once, segmentation(people=2), old)
    _save(shelf.store, seen_twice, segmentation(people=1), new)
    with shelf.store.read() as tx:
        assert tx.segmentations.find(seen_twice) == (new.id, segmentation(people=1))
        assert tx.segmentations.find(seen_once) == (old.id, segmentation(people=2))
    assert _passing(shelf.store, PhotoFilter(people=CountRange(2, 2))) == [seen_once]


@pytest.fixture
def album(shelf: Shelf) -> dict[str, int]:
    """Five photos that differ in what they show; one that nobody has segmented."""
    model = _segmenter(shelf.store)
    shown = {
        "beach": segmentation(sky=0.5, people=2, each=0.1),
        "group": segmentation(sky=0.1, people=4, each=0.2),
        "portrait": segmentation(people=1, each=0.6),
        "room": segmentation(),
    }
    ids = {name: shelf.put(name) for name in (*shown, "new")}
    for name, found in shown.items():
        _save(shelf.store, ids[name], found, model)
    return ids


@pytest.mark.parametrize(
    ("photo_filter", "names"),
    [
        (PhotoFilter(people=CountRange(2, 2)), {"beach"}),
        (PhotoFilter(people=CountRange(2, None)), {"beach", "group"}),
        (PhotoFilter(people=CountRange(1, 2)), {"beach", "portrait"}),
        (PhotoFilter(people=CountRange(0, 0)), {"room"}),
        (PhotoFilter(people=CountRange(9, None)), set()),
        (PhotoFilter(min_person_share=0.6), {"group", "portrait"}),
        (PhotoFilter(min_person_share=0.0), {"beach", "group", "portrait", "room"}),
        (PhotoFilter(min_sky_share=0.1), {"beach", "group"}),
        (PhotoFilter(min_sky_share=0.3), {"beach"}),
        (PhotoFilter(min_sky_share=0.05, people=CountRange(3, None), min_person_share=0.5), {"group"}),
    ],
)
def test_a_filter_lets_through_what_it_names(
    shelf: Shelf, album: dict[str, int], photo_filter: PhotoFilter, names: set[str]
) -> None:
    assert set(_passing(shelf.store, photo_filter)) == {album[name] for name in names}


def test_a_photo_s_masks_go_with_it(shelf: Shelf, album: dict[str, int]) -> None:
    with shelf.store.write() as tx:
        tx.files.remove([shelf.file_id("beach")])
        tx.photos.purge_orphans(0)
        assert tx.segmentations.find(album["beach"]) is None
    with shelf.store._writer.begin() as connection:
        left = connection.execute(text(f"SELECT count(*) FROM masks WHERE photo_id = {album['beach']}")).scalar()
    assert left == 0
    assert shelf.store.check() == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM masks WHERE photo_id = {photo} AND instance = 2",
        "UPDATE masks SET runs = x'0102' WHERE photo_id = {photo}",
        "UPDATE segmentations SET height_px = 11 WHERE photo_id = {photo}",
        "DELETE FROM segmentations WHERE photo_id = {photo}",
    ],
    ids=["a mask is lost", "runs are damaged", "runs are of another size", "masks belong to nothing"],
)
def test_lost_and_damaged_masks_are_found_and_can_be_made_again(
    shelf: Shelf, album: dict[str, int], damage: str
) -> None:
    photo = album["beach"]
    with shelf.store._writer.begin() as connection:
        connection.execute(text(damage.format(photo=photo)))
    with shelf.store.write() as tx:
        (model,) = tx.models.all(ModelKind.SEGMENTER)
        assert tx.segmentations.find_damaged(model.id) == [photo]
        tx.segmentations.remove([photo], model.id)
        assert tx.segmentations.find_damaged(model.id) == []
        tx.segmentations.save({photo: segmentation(people=2)}, model.id)
        assert tx.segmentations.find(photo) == (model.id, segmentation(people=2))


def test_a_number_that_is_none_is_refused(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _segmenter(shelf.store)
    with pytest.raises(Exception, match="NaN"):
        _save(shelf.store, photo, replace(segmentation(), person_share=math.nan), model)
    with shelf.store.read() as tx:
        assert tx.segmentations.is_empty()
