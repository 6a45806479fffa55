from __future__ import annotations

from dataclasses import replace

import pytest

from albumen.store.records import FileRecord, FileStat, MovieStat
from indexer.changes import RACY_NS, find_changes
from indexer.scanner import Scan

STAT = FileStat(size_bytes=10, mtime_ns=100 * RACY_NS)


def _record(path: str, *, stat: FileStat = STAT, age_ns: int = 10 * RACY_NS, reason: str | None = None) -> FileRecord:
    return FileRecord(1, 1, path, stat, stat.mtime_ns + age_ns, None if reason else 7, reason, reason)


def test_unknown_file_is_added_and_absent_one_deleted() -> None:
    changes = find_changes({"old.jpg": _record("old.jpg")}, Scan({"new.jpg": STAT}))
    assert set(changes.added) == {"new.jpg"}
    assert [record.path for record in changes.deleted] == ["old.jpg"]


def test_same_size_and_time_is_unchanged() -> None:
    changes = find_changes({"a.jpg": _record("a.jpg")}, Scan({"a.jpg": STAT}))
    assert changes.is_empty
    assert changes.unchanged == 1


@pytest.mark.parametrize("stat", [FileStat(11, STAT.mtime_ns), FileStat(10, STAT.mtime_ns - 1)])
def test_other_size_or_time_is_modified_even_if_older(stat: FileStat) -> None:
    assert set(find_changes({"a.jpg": _record("a.jpg")}, Scan({"a.jpg": stat})).modified) == {"a.jpg"}


def test_file_read_right_after_it_was_written_is_read_once_more() -> None:
    known = {"a.jpg": _record("a.jpg", age_ns=RACY_NS // 2)}
    assert set(find_changes(known, Scan({"a.jpg": STAT})).modified) == {"a.jpg"}


def test_new_sidecar_asks_for_metadata_alone() -> None:
    changes = find_changes({"a.jpg": _record("a.jpg")}, Scan({"a.jpg": FileStat(10, STAT.mtime_ns, 5)}))
    assert set(changes.sidecar_changed) == {"a.jpg"}
    assert not changes.modified


@pytest.mark.parametrize(("reason", "is_tried_again"), [("unreadable", True), ("timeout", True), ("empty", False)])
def test_unreadable_file_is_tried_again_but_an_empty_one_is_not(reason: str, is_tried_again: bool) -> None:
    changes = find_changes({"a.jpg": _record("a.jpg", reason=reason)}, Scan({"a.jpg": STAT}))
    assert ("a.jpg" in changes.modified) is is_tried_again


def test_files_below_a_folder_that_could_not_be_listed_are_not_deleted() -> None:
    known = {path: _record(path) for path in ("locked/a.jpg", "locked2/b.jpg")}
    changes = find_changes(known, Scan({}, unlisted=["locked"]))
    assert [record.path for record in changes.deleted] == ["locked2/b.jpg"]


def test_root_that_could_not_be_listed_loses_nothing() -> None:
    assert find_changes({"a.jpg": _record("a.jpg")}, Scan({}, unlisted=[""])).is_empty


def test_movie_that_came_changed_or_went_asks_for_nothing_else() -> None:
    movie, later = MovieStat("a.mov", 5, 6), MovieStat("a.mov", 5, 7)
    for before, after in ((None, movie), (movie, later), (movie, None)):
        record = _record("a.jpg", stat=replace(STAT, movie=before))
        changes = find_changes({"a.jpg": record}, Scan({"a.jpg": replace(STAT, movie=after)}))
        assert set(changes.movie_changed) == {"a.jpg"}
        assert not changes.is_empty
        assert changes.modified == changes.sidecar_changed == {}
