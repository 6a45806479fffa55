"""Whatever happens to the files of the index, it is noticed, and what is opened is what the store holds."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.errors import VectorIndexError
from albumen.types import EncoderIdentity
from search import index_cache
from search.index_cache import open_index
from search.index_files import MANIFEST_FILE, IndexFiles
from search.manifest import Manifest
from tests.integration.search.collection import (
    Collection,
    assert_mirrors,
    check,
    names,
    random_rows,
    saved_files,
    was_rebuilt,
)


def test_any_flipped_byte_of_any_file_is_noticed(collection: Collection, folder: Path) -> None:
    collection.add(names(40))
    open_index(collection.store, collection.model, folder)
    files = saved_files(folder)
    assert {path.suffix for path in files} == {".json", ".npy", ".faiss"}

    @settings(max_examples=150)
    @given(data=st.data())
    def flip(data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(files))
        content = path.read_bytes()
        at = data.draw(st.integers(0, len(content) - 1))
        damaged = bytearray(content)
        damaged[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(damaged)
        try:
            index = IndexFiles.of(collection.model.identity, folder).load()
        except VectorIndexError:
            return
        else:
            assert path.name == MANIFEST_FILE  # white space between its values means nothing
            assert json.loads(damaged) == json.loads(content)
            assert_mirrors(index, collection)
        finally:
            path.write_bytes(content)

    flip()
    check(collection, folder)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def grow_by_a_byte(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


def flip_last_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def make_a_folder_of_it(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [truncate, grow_by_a_byte, flip_last_byte, empty, Path.unlink, make_a_folder_of_it])
@pytest.mark.parametrize("which", [MANIFEST_FILE, ".rows.faiss", ".ids.npy"])
def test_a_damaged_index_is_reported_by_the_check_and_built_again_on_opening(
    collection: Collection, folder: Path, damage: Callable[[Path], None], which: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "search")
    collection.add(names(30))
    open_index(collection.store, collection.model, folder)
    (path,) = (path for path in saved_files(folder) if path.name.endswith(which))
    damage(path)
    with pytest.raises(VectorIndexError):
        check(collection, folder)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert was_rebuilt(caplog)
    if not path.is_dir() or which != MANIFEST_FILE:  # a folder in the manifest's place is not ours to remove
        check(collection, folder)


def test_an_index_put_in_the_place_of_another_encoders_is_refused(collection: Collection, folder: Path) -> None:
    collection.add(names(10))
    open_index(collection.store, collection.model, folder)
    identity = EncoderIdentity("tiny", "v2", "p1")
    IndexFiles.of(collection.model.identity, folder).folder.rename(IndexFiles.of(identity, folder).folder)
    with pytest.raises(VectorIndexError, match="not of tiny/v2"):
        IndexFiles.of(identity, folder).load()


@pytest.mark.parametrize("step", ["ids", "rows", "manifest"])
def test_a_crash_while_saving_leaves_the_old_index_or_none(
    collection: Collection, folder: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCutError(BaseException):
        pass

    def cut(*_: object, **__: object) -> None:
        raise PowerCutError

    collection.add(names(20))
    open_index(collection.store, collection.model, folder)
    collection.remove_vectors([collection.add(["x"], seed=1)[0]])
    collection.add(names(30, "new"), seed=2)
    target = {"ids": "numpy.save", "rows": "search.scans.RowScan.save", "manifest": "os.replace"}[step]
    with monkeypatch.context() as patch:
        patch.setattr(target, cut)
        patch.setattr(index_cache, "_UNSAVED_ROWS", 0)
        with pytest.raises(PowerCutError):
            open_index(collection.store, collection.model, folder)
    assert len(IndexFiles.of(collection.model.identity, folder).load()) == 20
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)


def test_strays_of_a_crash_are_removed_when_they_are_old(collection: Collection, folder: Path) -> None:
    collection.add(names(10))
    open_index(collection.store, collection.model, folder)
    home = IndexFiles.of(collection.model.identity, folder).folder
    old, young = home / "dead.rows.faiss", home / "busy.rows.faiss"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 7200,) * 2)
    (home / MANIFEST_FILE).unlink()
    open_index(collection.store, collection.model, folder)
    assert not old.exists()
    assert young.exists()


def test_a_folder_that_cannot_be_written_costs_the_saving_not_the_search(
    collection: Collection, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    collection.add(names(10))
    folder.write_text("a file where the folder should be")
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert any("cannot be saved" in record.message for record in caplog.records)


def test_a_full_disk_leaves_no_half_written_files(
    collection: Collection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    collection.add(names(10))
    monkeypatch.setattr("search.scans.RowScan.save", fail)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert saved_files(folder) == []


@pytest.mark.parametrize("which", ["rows.faiss", "ids.npy"])
def test_files_that_another_process_removes_while_they_are_saved_cost_nothing(
    collection: Collection, folder: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_and_lose(manifest: Manifest, path: Path) -> None:
        save(manifest, path)
        for file in path.parent.glob(f"*.{which}"):
            file.unlink()

    save = Manifest.save
    collection.add(names(10))
    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "save", save_and_lose)
        assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    assert_mirrors(open_index(collection.store, collection.model, folder), collection)
    check(collection, folder)


def test_a_vector_damaged_in_the_store_spoils_no_search(collection: Collection, folder: Path) -> None:
    ids = collection.add(names(10))
    with sqlite3.connect(collection.store.path) as database:
        damage = {ids[0]: b"short", ids[1]: b"\xff" * 32}  # the second reads as NaN
        for photo_id, vector in damage.items():
            database.execute("UPDATE embeddings SET vector = ? WHERE photo_id = ?", (vector, photo_id))
    database.close()
    files: list[list[Path]] = []
    for _ in range(2):
        index = open_index(collection.store, collection.model, folder)
        scores, found = index.search(random_rows(1, seed=3), 10)
        assert sorted(found[0].tolist()) == ids
        assert scores[0][[found[0].tolist().index(photo_id) for photo_id in ids[:2]]].tolist() == [0, 0]
        files.append(saved_files(folder))
    assert files[0] == files[1], "the damaged rows do not make the saved index look wrong"
