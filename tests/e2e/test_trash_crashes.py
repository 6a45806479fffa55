"""Reviews and undoings that die at any moment: no byte is lost, and the next one puts everything right."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.curation.review import Review
from albumen.errors import UsageError
from albumen.store.curation_records import DuplicateKind
from albumen.store.store import Store
from albumen.store.trash import TrashTable
from indexer.changes import find_changes
from indexer.scanner import scan_root
from tests.duplicates import add_group, add_photo
from tests.live_photos import quicktime

_PHOTOS = {"a.jpg": b"a" * 9, "copy/a.jpg": b"a" * 9, "b.jpg": b"bb", "c.jpg": b"cccc", "d.jpg": b"d"}
_CONTENTS = _PHOTOS | {"d.mov": quicktime()}
# More changes than a review of all groups makes: planning, then two of the file and one of the journal for each move.
_MOST_CHANGES = 50


class Crash(BaseException):
    """The process dies here."""


@contextmanager
def dying_at(count: int, *, across_disks: bool) -> Iterator[None]:
    """Die before or after the n-th change of a file or of the journal."""
    left = count

    def fragile(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal left
            left -= 1
            if left == 0:
                raise Crash
            result = function(*args, **kwargs)
            left -= 1
            if left == 0:
                raise Crash
            return result

        return call

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    names = ("unlink", "rename") if across_disks else ("link", "unlink")
    patches = [patch(f"albumen.curation.file_moves.os.{name}", fragile(getattr(os, name))) for name in names]
    if across_disks:
        patches.append(patch("albumen.curation.file_moves.os.link", refuse))
    for name in ("plan", "mark_moved", "mark_restored"):
        patches.append(patch.object(TrashTable, name, fragile(getattr(TrashTable, name))))
    for one in patches:
        one.start()
    try:
        yield
    except Crash:
        pass
    finally:
        for one in patches:
            one.stop()


class Shelf:
    """A library of five photo files: two of the same bytes, and a group of three that look alike, the last a Live photo."""

    def __init__(self, store: Store, photos: Path) -> None:
        self.store = store
        self.photos = photos
        with store.write() as tx:
            tx.roots.add(photos)
        (photos / "d.mov").write_bytes(_CONTENTS["d.mov"])
        ids = {name: add_photo(store, photos / name, content) for name, content in _PHOTOS.items()}
        identical = add_group(store, DuplicateKind.IDENTICAL, [ids["a.jpg"], ids["copy/a.jpg"]])
        alike = add_group(store, DuplicateKind.SAME_PICTURE, [ids["b.jpg"], ids["c.jpg"], ids["d.jpg"]])
        self.groups = [identical, alike]

    def answer(self, number: int) -> None:
        review = Review(self.store)
        with suppress(UsageError):  # it is settled already
            review.carry_out(review.choose([self.groups[number]]))

    def undo(self) -> None:
        review = Review(self.store)
        review.trash.recover()
        with suppress(UsageError):  # nothing is in the trash
            review.trash.restore()

    def undo_all(self) -> None:
        for _ in range(len(_CONTENTS)):
            self.undo()

    @property
    def hashes(self) -> set[str]:
        files = [path for path in self.photos.parent.rglob("*") if path.is_file() and "albumen" not in path.name]
        return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    @property
    def contents(self) -> dict[str, bytes]:
        files = [path for path in self.photos.rglob("*") if path.is_file()]
        return {path.relative_to(self.photos).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    (tmp_path / "photos").mkdir()
    return Shelf(store, tmp_path / "photos")


_ORIGINALS = {hashlib.sha256(content).hexdigest() for content in _CONTENTS.values()}
_step = st.tuples(st.sampled_from(["identical", "alike", "undo"]), st.integers(1, _MOST_CHANGES), st.booleans())


@settings(max_examples=12)
@given(steps=st.lists(_step, max_size=4))
def test_no_sequence_of_answers_undoings_and_deaths_loses_a_byte(
    shelf: Shelf, steps: list[tuple[str, int, bool]]
) -> None:
    for name, moment, across_disks in steps:
        with dying_at(moment, across_disks=across_disks):
            if name == "undo":
                shelf.undo()
            else:
                shelf.answer(["identical", "alike"].index(name))
        assert shelf.hashes >= _ORIGINALS
    shelf.undo_all()
    assert shelf.contents == _CONTENTS
    with shelf.store.read() as tx:
        (root,) = tx.roots.all()
        assert find_changes(tx.files.of_root(root.id), scan_root(shelf.photos)).is_empty
        assert tx.trash.present() == tx.trash.unfinished() == []
        assert len(tx.facts.load()) == 4
        assert [file.path.name for file in tx.duplicates.files() if file.movie is not None] == ["d.jpg"]


@pytest.mark.parametrize("across_disks", [False, True])
def test_a_review_that_dies_at_any_change_can_be_repeated_and_undone(shelf: Shelf, across_disks: bool) -> None:
    for moment in range(1 + across_disks, 20, 2):
        with dying_at(moment, across_disks=across_disks):
            shelf.answer(1)
        shelf.answer(1)
        assert set(shelf.contents) == {"a.jpg", "copy/a.jpg", "b.jpg"}
        with dying_at(moment, across_disks=across_disks):
            shelf.undo()
        shelf.undo_all()
        assert shelf.contents == _CONTENTS
