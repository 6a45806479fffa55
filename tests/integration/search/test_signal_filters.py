"""Photos are found by what was seen in them, with words or without."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from albumen.errors import UsageError
from albumen.store.records import ModelKind, ModelRecord, ObjectCount, PhotoFilter
from albumen.store.store import Store
from albumen.types import CaptureTime, EncoderIdentity, PhotoMetadata, Tag, TimeSource, UtilityKind
from search.engine import SearchEngine
from search.notes import NO_SIGNALS, NOTHING_INDEXED, UNCALIBRATED
from search.query import SearchQuery, SearchResult
from search.signal_terms import parse_tag
from tests.fakes import FakeEncoder
from tests.shelf import Shelf
from tests.signals import signals

SHOWN = {
    "puppy.jpg": ("#ff0000", 2021, signals(tags=["puppy", "beach"], objects=["dog", "person"], technical=0.9)),
    "cat.jpg": ("#ff8000", 2023, signals(tags=["cat"], objects=["cat", "person", "person"], aesthetics=0.9)),
    "bill.jpg": ("#0000ff", 2022, signals(kind=UtilityKind.RECEIPT)),
    "undated.jpg": ("#00ff00", None, signals(tags=["dog"])),
}


class Album:
    """Photos with vectors and signals."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, encoder = store, FakeEncoder()
        self.engine = SearchEngine(store, encoder, folder / "index")
        self.shelf = Shelf(store)
        with store.write() as tx:
            self.model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim)
        for path, (colour, year, _) in SHOWN.items():
            taken = CaptureTime(datetime(year, 6, 1), None, TimeSource.EXIF) if year else None
            photo_id = self.shelf.put(path, metadata=PhotoMetadata(taken=taken))
            with store.write() as tx:
                tx.embeddings.save([photo_id], encoder.encode_images([Image.new("RGB", (8, 8), colour)]), self.model.id)

    def look(self) -> ModelRecord:
        """Let every photo be looked at."""
        with self.store.write() as tx:
            heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
            ids = tx.photos.find_ids(self.shelf.hash_of(path) for path in SHOWN)
            found = {ids[self.shelf.hash_of(path)]: seen for path, (_, _, seen) in SHOWN.items()}
            tx.signals.save(found, heads.id)
            tx.jobs.finish(found, heads.id)
        return heads

    def find(self, text: str | None = None, **parts: object) -> SearchResult:
        return self.engine.search(SearchQuery(text=text, filter=PhotoFilter(**parts)))  # type: ignore[arg-type]


@pytest.fixture
def album(store: Store, library: Path) -> Album:
    album = Album(store, library)
    album.look()
    return album


def names(result: SearchResult) -> list[str]:
    return [hit.paths[0].stem for hit in result.hits]


def test_a_filter_alone_gives_the_newest_first_and_undated_ones_last(album: Album) -> None:
    result = album.find(min_quality=0.1)
    assert names(result) == ["cat", "puppy", "undated"]
    assert [hit.score for hit in result.hits] == [None] * 3


def test_a_timeline_leaves_utility_content_out_and_says_so(album: Album) -> None:
    result = album.find(since=datetime(2022, 1, 1))
    assert names(result) == ["cat"]
    assert result.note is not None
    assert result.note.startswith("1 receipt, screenshot, document or the like is left out: kind:any")
    assert album.find(since=datetime(2023, 1, 1)).note is None, "nothing is left out of that"


def test_utility_content_is_found_by_whoever_asks_for_it(album: Album) -> None:
    everything = SearchQuery(filter=PhotoFilter(since=datetime(2022, 1, 1)), any_kind=True)
    assert names(album.engine.search(everything)) == ["cat", "bill"]
    assert names(album.engine.search(SearchQuery(any_kind=True))) == ["cat", "bill", "puppy", "undated"]
    assert names(album.find(kind=UtilityKind.RECEIPT)) == ["bill"]
    assert names(album.find("blue", since=datetime(2022, 1, 1)))[0] == "bill", "words leave nothing out"


def test_where_only_utility_content_passes_the_note_says_where_it_is(album: Album) -> None:
    result = album.find(since=datetime(2022, 1, 1), until=datetime(2023, 1, 1))
    assert (result.hits, "kind:any" in (result.note or "")) == ((), True)


def test_what_was_not_looked_at_is_in_the_timeline(store: Store, library: Path) -> None:
    album = Album(store, library)
    result = album.find(since=datetime(2021, 1, 1))
    assert (names(result), result.note) == (["cat", "bill", "puppy"], None)


def test_a_kind_of_animal_is_an_animal(album: Album) -> None:
    assert names(album.find(tags=(parse_tag("animal"),))) == ["cat", "puppy", "undated"]
    assert names(album.find(tags=(parse_tag("dog"),))) == ["puppy", "undated"]
    assert names(album.find(tags=(parse_tag("dog"), parse_tag("beach")))) == ["puppy"]


def test_words_are_looked_for_among_those_that_pass(album: Album) -> None:
    assert names(album.find("red", tags=(parse_tag("dog"),))) == ["puppy", "undated"]
    assert names(album.find("red", kind=UtilityKind.RECEIPT)) == ["bill"]
    assert names(album.find("red", objects=(ObjectCount("person", 2),))) == ["cat"]
    assert names(album.find("red", min_aesthetics=0.8)) == ["cat"]
    assert names(album.find("red", min_quality=0.8)) == ["puppy"]


def test_a_filter_by_date_needs_no_words_either(album: Album) -> None:
    assert names(album.find(since=datetime(2022, 6, 2))) == ["cat"]


def test_the_limit_holds_without_words(album: Album) -> None:
    query = SearchQuery(limit=2, filter=PhotoFilter(min_quality=0.0))
    assert names(album.engine.search(query)) == ["cat", "puppy"]
    huge = SearchQuery(limit=10**30, filter=PhotoFilter(min_quality=0.0))
    assert len(album.engine.search(huge).hits) == 3


def test_hits_carry_their_tags(album: Album) -> None:
    tags = {hit.paths[0].stem: hit.tags for hit in album.find("red").hits}
    assert tags["puppy"] == (Tag("puppy", 0.9), Tag("beach", 0.89))
    assert tags["bill"] == ()


def test_neither_words_nor_a_filter_is_no_search(album: Album) -> None:
    with pytest.raises(UsageError, match="the query is empty"):
        album.find()


def test_what_nothing_passes_is_named(album: Album) -> None:
    result = album.find(objects=(ObjectCount("zebra"),), min_quality=0.2)
    assert result.note == "no photo passes --object with --min-quality: loosen one of them"


def test_a_library_that_nobody_looked_at_says_so(store: Store, library: Path) -> None:
    engine = SearchEngine(store, FakeEncoder(), library / "index")
    query = SearchQuery(filter=PhotoFilter(min_quality=0.5))
    assert engine.search(query).note == NOTHING_INDEXED
    album = Album(store, library)
    assert album.engine.search(query).note == NO_SIGNALS


def test_photos_that_wait_to_be_looked_at_are_counted(album: Album) -> None:
    album.shelf.put("new.jpg")
    with album.store.write() as tx:
        (heads,) = tx.models.all(ModelKind.ANALYSER)
        tx.jobs.add_missing(heads.id)
    result = album.find(min_quality=0.1)
    assert len(result.hits) == 3
    assert result.note is not None
    assert result.note.startswith("1 photo is still to be looked at")
    assert "; 1 receipt, screenshot, document or the like is left out" in result.note
    assert album.find("red").note == UNCALIBRATED, "which asks for no signals"
