"""A file is where a photo lies: renames, copies and deletions of files never touch what is known of the photo."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.dialects import sqlite

from albumen.store.files import below
from albumen.store.records import FileRecord, FileStat
from albumen.store.tables import FileRow
from tests.shelf import ROOT, Shelf


def _files(shelf: Shelf, folder: str = "") -> dict[str, FileRecord]:
    with shelf.store.read() as tx:
        root = tx.roots.find_containing(ROOT)
        return {} if root is None else tx.files.of_root(root.id, folder)


def _save(shelf: Shelf, *contents: tuple[str, str | None], mtime_ns: int = 1) -> None:
    with shelf.store.write() as tx:
        root = tx.roots.add(ROOT)
        for content in {content for _, content in contents if content is not None}:
            tx.photos.save(shelf.hash_of(content), len(content), facts=None, metadata=None)
        tx.files.save(shelf.sighting(root.id, path, content, mtime_ns=mtime_ns) for path, content in contents)


def _remove(shelf: Shelf, *paths: str) -> None:
    ids = [shelf.file_id(path) for path in paths]
    with shelf.store.write() as tx:
        tx.files.remove(ids)


def test_a_saved_file_comes_back_as_it_was_seen(shelf: Shelf) -> None:
    photo_id = shelf.put("2022/a.jpg")
    with shelf.store.write() as tx:
        root = tx.roots.all()[0]
        stat = FileStat(2**40, 2**62, 2**61)
        sighting = shelf.sighting(root.id, "2022/a.jpg", "2022/a.jpg")
        tx.files.save([type(sighting)(root.id, "2022/a.jpg", stat, 2**62 + 1, sighting.content_hash)])
    record = _files(shelf)["2022/a.jpg"]
    assert (record.stat, record.checked_ns, record.photo_id) == (stat, 2**62 + 1, photo_id)
    assert (record.reason, record.error) == (None, None)


def test_saving_the_same_sightings_again_changes_nothing(shelf: Shelf) -> None:
    _save(shelf, ("a.jpg", "one"), ("b.jpg", "two"), ("c.jpg", None))
    before = _files(shelf)
    _save(shelf, ("a.jpg", "one"), ("b.jpg", "two"), ("c.jpg", None))
    assert _files(shelf) == before


def test_a_mixed_batch_updates_the_known_and_adds_the_new(shelf: Shelf) -> None:
    _save(shelf, ("a.jpg", "one"), ("b.jpg", "two"))
    before = _files(shelf)
    _save(shelf, ("b.jpg", "changed"), ("c.jpg", "three"), mtime_ns=9)
    after = _files(shelf)
    assert after["a.jpg"] == before["a.jpg"]
    assert after["b.jpg"].id == before["b.jpg"].id
    assert after["b.jpg"].photo_id != before["b.jpg"].photo_id
    assert [after[name].stat.mtime_ns for name in ("a.jpg", "b.jpg", "c.jpg")] == [1, 9, 9]


def test_an_empty_batch_is_fine(shelf: Shelf) -> None:
    _save(shelf)
    with shelf.store.write() as tx:
        tx.files.remove([])
    assert _files(shelf) == {}


def test_a_renamed_photo_keeps_its_identity(shelf: Shelf) -> None:
    photo_id = shelf.put("old.jpg", "content")
    _save(shelf, ("new.jpg", "content"))
    _remove(shelf, "old.jpg")
    assert _files(shelf)["new.jpg"].photo_id == photo_id
    assert shelf.visible() == [photo_id]


def test_a_rename_seen_as_deletion_first_keeps_the_photo_too(shelf: Shelf) -> None:
    photo_id = shelf.put("old.jpg", "content")
    _remove(shelf, "old.jpg")
    assert shelf.visible() == []
    _save(shelf, ("new.jpg", "content"))
    assert shelf.visible() == [photo_id]


def test_a_photo_with_a_copy_stays_when_one_of_them_goes(shelf: Shelf) -> None:
    photo_id = shelf.put("a.jpg", "content")
    assert shelf.put("copy.jpg", "content") == photo_id
    _remove(shelf, "a.jpg")
    assert shelf.visible() == [photo_id]
    _remove(shelf, "copy.jpg")
    assert shelf.visible() == []


def test_new_content_at_a_path_leaves_the_old_photo_without_a_file(shelf: Shelf) -> None:
    old = shelf.put("a.jpg", "before")
    new = shelf.put("a.jpg", "after")
    assert shelf.visible() == [new]
    assert shelf.put("restored.jpg", "before") == old
    assert shelf.visible() == [old, new]


def test_two_files_that_swap_contents_keep_both_photos(shelf: Shelf) -> None:
    one, two = shelf.put("a.jpg", "one"), shelf.put("b.jpg", "two")
    _save(shelf, ("a.jpg", "two"), ("b.jpg", "one"))
    assert shelf.visible() == [one, two]
    assert {path: record.photo_id for path, record in _files(shelf).items()} == {"a.jpg": two, "b.jpg": one}


def test_a_file_that_can_no_longer_be_read_keeps_its_reason_and_leaves_the_photo(shelf: Shelf) -> None:
    shelf.put("a.jpg")
    _save(shelf, ("a.jpg", None), ("b.jpg", None))
    assert shelf.visible() == []
    with shelf.store.read() as tx:
        failures = [(failure.path, failure.reason, failure.error) for failure in tx.files.iter_unreadable()]
    assert failures == [(ROOT / name, "unreadable", "no permission") for name in ("a.jpg", "b.jpg")]


def test_a_file_that_can_be_read_again_is_no_failure(shelf: Shelf) -> None:
    _save(shelf, ("a.jpg", None))
    photo_id = shelf.put("a.jpg")
    with shelf.store.read() as tx:
        assert list(tx.files.iter_unreadable()) == []
    assert shelf.visible() == [photo_id]


def test_photos_whose_root_was_removed_are_marked(shelf: Shelf) -> None:
    stays = shelf.put("a.jpg", root=Path("/other"))
    shelf.put("b.jpg")
    with shelf.store.write() as tx:
        root = tx.roots.find_containing(ROOT)
        assert root is not None
        tx.roots.remove(root.id)
        tx.files.mark_all_orphans()
    assert shelf.visible() == [stays]


def test_the_files_below_a_folder_are_exactly_those(shelf: Shelf) -> None:
    inside = ["trip/a.jpg", "trip/day 1/b.jpg", "trip/é/😀.jpg"]
    outside = ["a.jpg", "trip.jpg", "trip2/a.jpg", "trip-1/a.jpg", "Trip/a.jpg", "tri/p.jpg"]
    _save(shelf, *((path, path) for path in inside + outside))
    assert sorted(_files(shelf, "trip")) == sorted(inside)
    assert list(_files(shelf, "trip/day 1")) == ["trip/day 1/b.jpg"]
    assert _files(shelf, "absent") == {}


@pytest.mark.parametrize(
    "folder", ["100%", "a_b", "*", "[x]", "é", "e\u0301", "😀", "caf\udce9", "with'quote", "back\\slash"]
)
def test_a_folder_with_any_characters_is_only_itself(shelf: Shelf, folder: str) -> None:
    others = ["100x/a.jpg", "axb/a.jpg", "x/a.jpg", "e/a.jpg", "\U0001f601/a.jpg", "caf\udcea/a.jpg", "cafè/a.jpg"]
    _save(shelf, (f"{folder}/a.jpg", "one"), *((path, path) for path in others))
    assert list(_files(shelf, folder)) == [f"{folder}/a.jpg"]


parts = st.binary(min_size=1, max_size=6).map(os.fsdecode).filter(lambda s: "/" not in s and "\0" not in s)
paths = st.lists(parts.filter(lambda part: part not in (".", "..")), min_size=1, max_size=3).map("/".join)


@given(names=st.lists(paths, max_size=6, unique=True), folder=paths)
def test_any_names_come_back_and_a_folder_holds_what_lies_at_or_below_it(
    shelf: Shelf, names: list[str], folder: str
) -> None:
    names = list({*names, f"{folder}/x", folder})
    _remove(shelf, *_files(shelf))
    _save(shelf, *((name, "content") for name in names))
    assert set(_files(shelf)) == set(names)
    assert set(_files(shelf, folder)) == {folder, *(name for name in names if name.startswith(f"{folder}/"))}


def test_paths_of_photos_list_online_ones_first(shelf: Shelf) -> None:
    photo_id = shelf.put("b.jpg", "content", root=Path("/a-disk"))
    shelf.put("b.jpg", "content")
    shelf.put("a.jpg", "content")
    lonely = shelf.put("c.jpg")
    _remove(shelf, "c.jpg")
    with shelf.store.write() as tx:
        disk = tx.roots.find_containing(Path("/a-disk"))
        assert disk is not None
        tx.roots.update(disk.id, is_online=False, device=None, scanned_at=None)
        found = tx.files.paths_of([photo_id, lonely])
    assert found == {photo_id: [ROOT / "a.jpg", ROOT / "b.jpg", Path("/a-disk/b.jpg")], lonely: []}


def test_a_photo_is_found_by_its_path(shelf: Shelf) -> None:
    photo_id = shelf.put("2022/a é.jpg")
    with shelf.store.read() as tx:
        assert tx.files.find_photo_id(ROOT / "2022" / "a é.jpg") == photo_id
        assert tx.files.find_photo_id(ROOT / "2022") is None
        assert tx.files.find_photo_id(Path("/elsewhere/a.jpg")) is None


def test_more_files_than_a_statement_may_name_are_saved_and_removed(shelf: Shelf) -> None:
    names = [f"{number}.jpg" for number in range(40_000)]
    with shelf.store.write() as tx:
        driver = tx._session.connection().connection.dbapi_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)  # as SQLite is built by default
    _save(shelf, *((name, "content") for name in names))
    files = _files(shelf)
    assert len(files) == 40_000
    with shelf.store.write() as tx:
        assert tx.photos.find_ids([*names, shelf.hash_of("content")]) == {shelf.hash_of("content"): 1}
        assert list(tx.photos.get(range(40_000))) == [1]
        assert len(tx.files.paths_of(range(40_000))[1]) == 40_000
        tx.files.remove(record.id for record in files.values())
    assert _files(shelf) == {}
    assert shelf.visible() == []


def test_the_same_path_twice_in_a_batch_keeps_the_last(shelf: Shelf) -> None:
    _save(shelf, ("a.jpg", "one"), ("a.jpg", "two"))
    with shelf.store.read() as tx:
        wanted = tx.photos.find_ids([shelf.hash_of("two")])
    assert _files(shelf)["a.jpg"].photo_id == wanted[shelf.hash_of("two")]


def test_the_files_of_a_folder_are_found_by_the_index(shelf: Shelf) -> None:
    shelf.put("trip/a.jpg")
    query = select(FileRow.id).where(FileRow.root_id == 1, below("trip") | (FileRow.path == "trip"))
    sql = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with shelf.store.read() as tx:
        steps = [row[3] for row in tx._session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))]
    assert any(step.startswith("SEARCH") for step in steps)
    assert not any(step.startswith("SCAN") for step in steps)
