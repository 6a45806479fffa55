"""How sure a lifter is of a photo's subject, and the matte that someone asked for, are kept."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy import text

from albumen.store.records import Matte, ModelKind, ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from tests.shelf import Shelf


def _lifter(store: Store, tag: str = "1") -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("lift", tag, "p1"), sha256="e" * 64, kind=ModelKind.LIFTER)


@pytest.fixture
def png() -> bytes:
    stream = io.BytesIO()
    Image.new("L", (8, 8), 77).save(stream, "PNG")
    return stream.getvalue()


def test_a_confidence_is_kept_without_a_matte(shelf: Shelf) -> None:
    photo, model = shelf.put("a.jpg"), _lifter(shelf.store)
    with shelf.store.write() as tx:
        tx.mattes.save_confidences({photo: 0.9312}, model.id)
    with shelf.store.read() as tx:
        assert tx.mattes.find(photo, model.id) == Matte(0.9312)
        assert tx.mattes.find_confidence(photo) == 0.9312


def test_a_matte_that_was_asked_for_stays_when_the_photo_is_rated_later(shelf: Shelf, png: bytes) -> None:
    photo, model = shelf.put("a.jpg"), _lifter(shelf.store)
    with shelf.store.write() as tx:
        tx.mattes.save(photo, model.id, Matte(0.5, png))
    with shelf.store.write() as tx:
        tx.mattes.save_confidences({photo: 0.6}, model.id)
        assert tx.mattes.find(photo, model.id) == Matte(0.5, png)


def test_a_matte_takes_the_place_of_what_was_known(shelf: Shelf, png: bytes) -> None:
    photo, model = shelf.put("a.jpg"), _lifter(shelf.store)
    for matte in (Matte(0.4), Matte(0.5, png), Matte(0.6, png)):
        with shelf.store.write() as tx:
            tx.mattes.save(photo, model.id, matte)
            assert tx.mattes.find(photo, model.id) == matte


def test_the_lifter_added_last_speaks_for_a_photo(shelf: Shelf) -> None:
    photo, unseen = shelf.put("a.jpg"), shelf.put("b.jpg")
    old, new = _lifter(shelf.store), _lifter(shelf.store, "2")
    with shelf.store.write() as tx:
        tx.mattes.save_confidences({photo: 0.1}, new.id)
        tx.mattes.save_confidences({photo: 0.9}, old.id)
        assert tx.mattes.find_confidence(photo) == 0.1
        assert tx.mattes.find(photo, old.id) == Matte(0.9)
        assert tx.mattes.find_confidence(unseen) is None
        assert tx.mattes.find(unseen, new.id) is None


def test_a_damaged_matte_is_found_and_let_go(shelf: Shelf, png: bytes) -> None:
    whole, cut, plain = (shelf.put(name) for name in ("a.jpg", "b.jpg", "c.jpg"))
    model = _lifter(shelf.store)
    with shelf.store.write() as tx:
        tx.mattes.save(whole, model.id, Matte(0.5, png))
        tx.mattes.save(cut, model.id, Matte(0.7, png[:-20]))
        tx.mattes.save_confidences({plain: 0.5}, model.id)
        assert tx.mattes.find_damaged(model.id) == [cut]
        tx.mattes.drop_pictures([cut], model.id)
        assert tx.mattes.find_damaged(model.id) == []
        assert tx.mattes.find(cut, model.id) == Matte(0.7)


def test_a_photo_s_matte_goes_with_it(shelf: Shelf, png: bytes) -> None:
    photo, model = shelf.put("a.jpg"), _lifter(shelf.store)
    with shelf.store.write() as tx:
        tx.mattes.save(photo, model.id, Matte(0.5, png))
        tx.files.remove([shelf.file_id("a.jpg")])
        tx.photos.purge_orphans(0)
    with shelf.store._writer.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM mattes")).scalar() == 0
