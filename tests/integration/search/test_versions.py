"""While one model takes over from another, every photo that was found is still found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import ModelError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from search import gallery, index_cache
from search.engine import SearchEngine
from search.index_files import IndexFiles, remove_strays
from search.notes import UNCALIBRATED
from search.query import SearchQuery, SearchResult
from tests.fakes import FakeEncoder
from tests.shelf import ROOT, Shelf

COLOURS = ("red", "#ff8000", "blue")


class Versioned(FakeEncoder):
    """A version of an encoder, in a space."""

    def __init__(self, tag: str, space: str = "colours", name: str = "fake") -> None:
        super().__init__()
        self.identity = EncoderIdentity(name, tag, "1")
        self._space = space

    @property
    def space(self) -> str:
        return self._space


class Change:
    """A library of three photos, and encoders that come one after another."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        shelf = Shelf(store)
        self.ids = [shelf.put(f"{colour}.jpg") for colour in COLOURS]

    def add(self, encoder: Versioned) -> ModelRecord:
        with self.store.write() as tx:
            model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim, space=encoder.space)
            tx.jobs.add_missing(model.id)
        return model

    def embed(self, encoder: Versioned, *at: int, colours: tuple[str, ...] = COLOURS) -> ModelRecord:
        """Have an encoder analyse some of the photos, as if they showed these colours."""
        model = self.add(encoder)
        vectors = encoder.encode_images([Image.new("RGB", (8, 8), colours[i]) for i in at])
        with self.store.write() as tx:
            tx.embeddings.save([self.ids[i] for i in at], vectors, model.id)
            tx.jobs.finish([self.ids[i] for i in at], model.id)
        return model

    def find(self, encoder: Versioned, *others: Versioned, like: Path | None = None) -> SearchResult:
        def open_encoder(identity: EncoderIdentity) -> Versioned | None:
            return next((other for other in others if other.identity.name == identity.name), None)

        engine = SearchEngine(self.store, encoder, self.folder / "index", open_encoder=open_encoder)
        return engine.search(SearchQuery(text=None if like else "red", like=like))


@pytest.fixture
def change(store: Store, library: Path, monkeypatch: pytest.MonkeyPatch) -> Change:
    monkeypatch.setattr(index_cache, "_STAMP_AGE_S", 0.0)
    monkeypatch.setattr(gallery, "_CHOICE_AGE_S", 0.0)
    return Change(store, library)


def names(result: SearchResult) -> list[str]:
    return [hit.paths[0].stem for hit in result.hits]


def test_a_new_version_of_the_same_space_is_searched_together_with_the_old_one(change: Change) -> None:
    old, new = Versioned("1"), Versioned("2")
    change.embed(old, 0, 1, 2)
    assert names(change.find(new)) == ["red", "#ff8000", "blue"], "before it has begun"
    change.embed(new, 2)
    result = change.find(new)
    assert names(result) == ["red", "#ff8000", "blue"]
    assert result.note == UNCALIBRATED


def test_a_photo_s_newest_vector_counts(change: Change) -> None:
    old, new = Versioned("1"), Versioned("2")
    change.embed(old, 0, 1, 2)
    change.embed(new, 0, 2, colours=("blue", "blue", "red"))
    hits = change.find(new).hits
    assert [hit.paths[0].stem for hit in hits] == ["blue", "#ff8000", "red"]
    assert len({hit.photo_id for hit in hits}) == 3


def test_like_a_photo_that_has_only_an_old_vector_uses_it(change: Change) -> None:
    old, new = Versioned("1"), Versioned("2")
    change.embed(old, 0, 1, 2)
    change.embed(new, 2)
    assert names(change.find(new, like=ROOT / "red.jpg")) == ["#ff8000", "blue"]
    assert new.encoded == 1


def test_search_goes_on_when_the_old_rows_go(change: Change) -> None:
    old, new = Versioned("1"), Versioned("2")
    change.embed(old, 0, 1, 2)
    engine = SearchEngine(change.store, new, change.folder / "index")
    assert len(engine.search(SearchQuery(text="red")).hits) == 3
    model = change.embed(new, 0, 1, 2)
    with change.store.write() as tx:
        assert tx.versions.retire_replaced(model) == 3
    assert names(engine.search(SearchQuery(text="red"))) == ["red", "#ff8000", "blue"]
    with change.store.read() as tx:
        assert tx.models.all() == [model]


def test_an_encoder_of_another_space_takes_over_once_it_has_all_photos(change: Change) -> None:
    old, new = Versioned("1"), Versioned("1", space="other", name="large")
    change.embed(old, 0, 1, 2)
    change.embed(new, 0)
    result = change.find(new, old)
    assert names(result) == ["red", "#ff8000", "blue"]
    assert result.note is not None
    assert "searched with fake/1@1, which knows 3 photos; large/1@1 knows 1 so far" in result.note
    change.embed(new, 1, 2)
    result = change.find(new, old)
    assert (len(result.hits), result.note) == (3, UNCALIBRATED)


def test_one_that_has_set_a_photo_aside_takes_over_too(change: Change) -> None:
    old, new = Versioned("1"), Versioned("1", space="other", name="large")
    change.embed(old, 0, 1, 2)
    model = change.embed(new, 0, 1)
    with change.store.write() as tx:
        tx.jobs.fail(change.ids[2], model.id, reason="inference", error="no")
    result = change.find(new, old)
    assert (names(result), result.note) == (["red", "#ff8000"], UNCALIBRATED)


def test_photos_that_are_new_to_both_do_not_bring_the_old_encoder_back(change: Change) -> None:
    old, new = Versioned("1"), Versioned("1", space="other", name="large")
    change.embed(old, 0, 1, 2)
    model = change.embed(new, 0, 1)
    Shelf(change.store).put("new.jpg")
    with change.store.write() as tx:
        tx.jobs.fail(change.ids[2], model.id, reason="inference", error="no")
        assert tx.jobs.add_missing(model.id) == 1
    assert change.find(new, old).note == UNCALIBRATED


def test_where_the_old_encoder_cannot_be_opened_the_new_one_says_how_far_it_is(change: Change) -> None:
    old, new = Versioned("1"), Versioned("1", space="other", name="large")
    change.embed(old, 0, 1, 2)
    with pytest.raises(ModelError, match=r"vectors are of fake/1@1.*encoder in use is large/1@1"):
        change.find(new)
    change.embed(new, 0)
    result = change.find(new)
    assert names(result) == ["red"]
    assert result.note == f"large/1@1 knows 1 of 3 photos so far: albumen index goes on; {UNCALIBRATED}"


def test_an_encoder_that_opens_with_another_space_is_not_asked(change: Change) -> None:
    old, new = Versioned("1"), Versioned("1", space="other", name="large")
    change.embed(old, 0, 1, 2)
    with pytest.raises(ModelError):
        change.find(new, Versioned("2", space="moved"))


def test_indexes_of_encoders_that_are_gone_are_removed(change: Change) -> None:
    old, new = Versioned("1"), Versioned("2")
    folder = change.folder / "index"
    change.embed(old, 0, 1, 2)
    change.find(old)
    model = change.embed(new, 0, 1, 2)
    change.find(new)
    assert len([*folder.iterdir()]) == 2
    with change.store.write() as tx:
        tx.versions.retire_replaced(model)
        remove_strays(folder, [model.identity for model in tx.models.all(ModelKind.ENCODER)])
    assert [*folder.iterdir()] == [IndexFiles.of(new.identity, folder).folder]
    assert np.isfinite(change.find(new).hits[0].score or np.nan)
