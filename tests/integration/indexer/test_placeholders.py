"""Photos have a thumbhash once they are indexed, and those of an older library get theirs from their previews."""

from __future__ import annotations

import threading

import pytest

from albumen.store.store import Store
from indexer.placeholders import fill_thumbhashes
from indexer.previews import PreviewStore
from indexer.thumbhash import encode_thumbhash
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write


@pytest.fixture
def old(bench: Bench) -> Bench:
    """A library of three photos without thumbhashes, as an older Albumen left it."""
    for number in range(3):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    bench.index()
    with bench.store.write() as tx:
        tx.photos.set_thumbhashes(dict.fromkeys((1, 2, 3), b""))
    assert _thumbhashes(bench.store) == [b""] * 3
    return bench


def _thumbhashes(store: Store) -> list[bytes | None]:
    with store.read() as tx:
        photos = tx.photos.get([1, 2, 3])
    return [photos[photo_id].facts.thumbhash for photo_id in sorted(photos) if photos[photo_id].facts]


def _previews(bench: Bench) -> PreviewStore:
    return PreviewStore(bench.options.read.previews_folder)


def test_an_indexed_photo_has_one(bench: Bench) -> None:
    write(bench.photos / "a.jpg", jpeg(1))
    bench.index()
    (found,) = _thumbhashes(bench.store)
    assert found is not None
    assert 17 <= len(found) <= 25


def test_the_next_run_makes_what_an_older_library_lacks(old: Bench) -> None:
    old.run([])
    with old.store.read() as tx:
        hashes = [tx.photos.get([photo_id])[photo_id].content_hash for photo_id in (1, 2, 3)]
    assert _thumbhashes(old.store) == [encode_thumbhash(_previews(old).load(name)) for name in hashes]


def test_photos_without_a_preview_are_passed_by(old: Bench) -> None:
    with old.store.read() as tx:
        _previews(old).remove(tx.photos.get([2])[2].content_hash)
    assert fill_thumbhashes(old.store, _previews(old), threading.Event())
    first, second, third = _thumbhashes(old.store)
    assert first
    assert third
    assert not second


def test_a_run_that_is_stopped_leaves_the_rest_for_the_next(old: Bench) -> None:
    stop = threading.Event()
    stop.set()
    assert not fill_thumbhashes(old.store, _previews(old), stop)
    assert _thumbhashes(old.store) == [b""] * 3


def test_photos_that_were_never_decoded_are_not_asked_for(bench: Bench) -> None:
    write(bench.photos / "a.jpg", b"\xff\xd8\xff no picture")
    bench.index()
    with bench.store.read() as tx:
        assert tx.photos.find_without_thumbhash() == {}
    assert fill_thumbhashes(bench.store, _previews(bench), threading.Event())
