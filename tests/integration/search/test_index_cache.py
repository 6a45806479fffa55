"""However the store changes, and however many open the index at once, what is opened is what the store holds."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.errors import VectorIndexError
from albumen.store.records import EmbeddingsStamp
from albumen.store.store import Store
from albumen.types import EncoderIdentity
from search import index_cache
from search.index_cache import IndexCache, open_index
from search.index_files import IndexFiles
from search.vector_index import VectorIndex
from tests.integration.search.collection import (
    Collection,
    assert_mirrors,
    check,
    names,
    random_rows,
    saved_files,
    was_rebuilt,
)


def test_an_index_is_saved_and_comes_back_the_same(collection: Collection, folder: Path) -> None:
    collection.add(names(50))
    built = open_index(collection.store, collection.model, folder)
    files = saved_files(folder)
    loaded = open_index(collection.store, collection.model, folder)
    assert saved_files(folder) == files
    assert_mirrors(built, collection)
    assert_mirrors(loaded, collection)
    queries = random_rows(4, seed=9)
    np.testing.assert_array_equal(built.search(queries, 7), loaded.search(queries, 7))
    check(collection, folder)


def test_codes_are_saved_with_the_rows_they_belong_to(identity: EncoderIdentity, tmp_path: Path) -> None:
    rows = random_rows(3_000).astype(np.float16)
    stamp = EmbeddingsStamp(identity, rows.shape[1], 3_000, 3_000)
    index = VectorIndex.build(stamp, [(np.arange(3_000), rows)], exact_limit=1_000)
    files = IndexFiles.of(identity, tmp_path)
    files.save(index)
    loaded = IndexFiles.of(identity, tmp_path).load()
    assert loaded.parts[0].codes is not None
    queries = random_rows(4, seed=9)
    np.testing.assert_array_equal(index.search(queries, 7), loaded.search(queries, 7))


def test_an_empty_library_gives_an_empty_index_and_writes_nothing(collection: Collection, folder: Path) -> None:
    index = open_index(collection.store, collection.model, folder)
    assert len(index) == 0
    assert not folder.exists()
    check(collection, folder)


def test_new_photos_are_added_without_building_again(
    collection: Collection, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "search")
    collection.add(names(100))
    open_index(collection.store, collection.model, folder)
    before = saved_files(folder)
    collection.add(names(3, "new"), seed=1)
    for _ in range(2):
        index = open_index(collection.store, collection.model, folder)
        assert_mirrors(index, collection)
        assert len(index.parts) == 2
    assert saved_files(folder) == before, "a few rows are not worth writing"
    assert not was_rebuilt(caplog)
    check(collection, folder)


def test_many_new_photos_are_saved_beside_the_old_ones(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "_UNSAVED_ROWS", 10)
    collection.add(names(100))
    open_index(collection.store, collection.model, folder)
    before = set(saved_files(folder))
    collection.add(names(20, "new"), seed=1)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert len(set(saved_files(folder)) - before) == 2, "ids and rows of the new part"
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    collection.add(names(20, "more"), seed=2)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert len(saved_files(folder)) == 3, "two small parts were merged with the first, and their files removed"


@pytest.mark.parametrize("then_add", [0, 1, 2, 5])
def test_photos_that_left_the_store_leave_the_index(collection: Collection, folder: Path, then_add: int) -> None:
    ids = collection.add(names(30))
    open_index(collection.store, collection.model, folder)
    collection.remove_vectors(ids[10:12])
    if then_add:
        collection.add(names(then_add, "new"), seed=1)
    else:
        with pytest.raises(VectorIndexError, match="has no more"):
            check(collection, folder)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    check(collection, folder)


def test_a_library_that_lost_all_its_photos_gives_an_empty_index(collection: Collection, folder: Path) -> None:
    ids = collection.add(names(5))
    open_index(collection.store, collection.model, folder)
    collection.remove_vectors(ids)
    assert len(open_index(collection.store, collection.model, folder)) == 0


def test_another_library_of_the_same_counts_is_told_apart(
    collection: Collection, folder: Path, tmp_path: Path, identity: EncoderIdentity
) -> None:
    collection.add(names(30))
    open_index(collection.store, collection.model, folder)
    with Store(tmp_path / "other.sqlite3") as store:
        other = Collection(store, identity)
        other.add(names(30), seed=7)
        assert_mirrors(open_index(store, other.model, folder), other)


def test_two_encoders_never_meet(collection: Collection, folder: Path) -> None:
    collection.add(names(10))
    index = open_index(collection.store, collection.model, folder)
    other = Collection(collection.store, EncoderIdentity("tiny", "v2", "p1"))
    ids = sorted(index.ids().tolist())
    other.save_vectors(ids, random_rows(10, seed=5))
    assert_mirrors(open_index(other.store, other.model, folder), other)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert len(list(folder.iterdir())) == 2


def test_a_cache_sees_new_photos_after_a_moment(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = IndexCache(collection.store, folder)
    collection.add(names(5))
    first = cache.get(collection.model)
    collection.add(names(5, "new"), seed=1)
    assert cache.get(collection.model) is first, "asked again within a second"
    monkeypatch.setattr(index_cache, "_STAMP_AGE_S", 0.0)
    assert_mirrors(cache.get(collection.model), collection)


def test_threads_that_ask_at_once_share_one_build(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builds: list[int] = []
    build = VectorIndex.build

    def count(*args: object, **kwargs: object) -> VectorIndex:
        builds.append(1)
        time.sleep(0.05)
        return build(*args, **kwargs)  # type: ignore[arg-type]

    collection.add(names(20))
    monkeypatch.setattr(VectorIndex, "build", count)
    cache = IndexCache(collection.store, folder)
    with ThreadPoolExecutor(6) as pool:
        indexes = list(pool.map(cache.get, [collection.model] * 6))
    assert len(builds) == 1
    assert all(index is indexes[0] for index in indexes)


def _open_often(database: Path, folder: Path, rounds: int) -> int:
    index_cache._UNSAVED_ROWS = 0
    with Store(database) as store:
        with store.read() as tx:
            (model,) = tx.models.all()
        opened = 0
        for _ in range(rounds):
            with store.read() as tx:
                least = tx.embeddings.stamp(model).count
            opened += len(open_index(store, model, folder)) >= least
        return opened


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_two_processes_that_save_at_once_both_get_a_true_index(collection: Collection, folder: Path) -> None:
    collection.add(names(20))
    database, rounds = collection.store.path, 12
    with get_context("spawn").Pool(2) as pool:
        work = [pool.apply_async(_open_often, (database, folder, rounds)) for _ in range(2)]
        for at in range(10):
            collection.add(names(3, f"batch{at}-"), seed=at)
            time.sleep(0.05)
        assert [job.get(60) for job in work] == [rounds, rounds]
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    check(collection, folder)


@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.integers(1, 8)),
            st.tuples(st.just("remove"), st.integers(0, 50)),
            st.tuples(st.just("open"), st.just(0)),
            st.tuples(st.just("damage"), st.integers(0, 10_000)),
        ),
        max_size=12,
    )
)
@settings(max_examples=25)
def test_whatever_happens_the_index_mirrors_the_store(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory, identity: EncoderIdentity
) -> None:
    library = tmp_path_factory.mktemp("library")
    with Store(library / "db.sqlite3") as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_cache, "_UNSAVED_ROWS", 4)
        collection, folder = Collection(store, identity), library / "index"
        for at, (step, amount) in enumerate(steps):
            ids = sorted(collection.vectors())
            if step == "add":
                collection.add(names(amount, f"{at}-"), seed=at)
            elif step == "remove" and ids:
                collection.remove_vectors([ids[amount % len(ids)]])
            elif step == "damage" and saved_files(folder):
                files = saved_files(folder)
                path = files[amount % len(files)]
                path.write_bytes(path.read_bytes()[: amount % (path.stat().st_size + 1)])
            elif step == "open":
                assert_mirrors(open_index(store, collection.model, folder), collection)
        assert_mirrors(open_index(store, collection.model, folder), collection)
