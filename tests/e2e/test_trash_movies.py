"""Movies of Live photos and the trash: they go with their still and come back with it, unless another one needs them."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from albumen.curation.review import Review
from albumen.errors import UsageError
from albumen.store.curation_records import DuplicateGroup, DuplicateKind
from albumen.store.store import Store
from indexer.changes import find_changes
from indexer.scanner import scan_root
from knowledge_graph.duplicates.job import DuplicatesJob
from tests.duplicates import add_group, add_photo
from tests.live_photos import quicktime

SAME = DuplicateKind.SAME_PICTURE


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def review(store: Store, photos: Path) -> Review:
    with store.write() as tx:
        tx.roots.add(photos)
    return Review(store)


def _add_live(store: Store, still: Path, content: bytes, movie: bytes = quicktime()) -> int:
    still.parent.mkdir(exist_ok=True)
    still.with_suffix(".mov").write_bytes(movie)
    return add_photo(store, still, content)


def _answer(review: Review, group_id: int) -> tuple[str, ...]:
    return review.carry_out(review.choose([group_id])).problems


def _contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _find_live(store: Store) -> set[str]:
    with store.read() as tx:
        return {file.path.name for file in tx.duplicates.files() if file.movie is not None}


def _is_unchanged(store: Store, photos: Path) -> bool:
    with store.read() as tx:
        (root,) = tx.roots.all()
        return find_changes(tx.files.of_root(root.id), scan_root(photos)).is_empty


def _best_and_live(store: Store, photos: Path) -> int:
    best = add_photo(store, photos / "best.jpg", b"best")
    return add_group(store, SAME, [best, _add_live(store, photos / "live.jpg", b"live")])


def test_the_movie_goes_with_its_still_and_comes_back_with_it(store: Store, photos: Path, review: Review) -> None:
    group_id = _best_and_live(store, photos)
    before = _contents(photos)
    (plan,) = review.plan(review.choose([group_id]))
    assert plan.members[1].movie == photos / "live.mov"
    assert plan.merge.conflicts == (f"the movie {photos / 'live.mov'} goes with its still; the best has none",)
    assert _answer(review, group_id) == ()
    assert set(_contents(photos)) == {"best.jpg"}
    with store.read() as tx:
        assert {entry.path.name: entry.is_sidecar for entry in tx.trash.present()} == {
            "live.mov": True,
            "live.jpg": False,
        }
    assert set(review.trash.restore().paths) == {photos / "live.jpg", photos / "live.mov"}
    assert _contents(photos) == before
    assert _find_live(store) == {"live.jpg"}
    assert _is_unchanged(store, photos)


def test_emptying_the_trash_deletes_both_halves(store: Store, photos: Path, review: Review) -> None:
    _answer(review, _best_and_live(store, photos))
    assert len(_contents(review.trash.folder)) == 2
    review.trash.empty(0)
    assert _contents(review.trash.folder) == {}


@pytest.mark.parametrize("kept", ["live.HEIC", "Live.png", "live.DNG"])
def test_a_movie_stays_with_a_photo_of_its_name_that_stays(
    store: Store, photos: Path, review: Review, kept: str
) -> None:
    best = add_photo(store, photos / kept, b"best")
    group_id = add_group(store, SAME, [best, _add_live(store, photos / "live.jpg", b"live")])
    assert _answer(review, group_id) == ()
    assert set(_contents(photos)) == {kept, "live.mov"}


def test_a_movie_of_two_stills_goes_once_both_go(store: Store, photos: Path, review: Review) -> None:
    best = add_photo(store, photos / "best.jpg", b"best")
    live = _add_live(store, photos / "live.jpg", b"live")
    group_id = add_group(store, SAME, [best, live, add_photo(store, photos / "live.HEIC", b"other half")])
    before = _contents(photos)
    assert _answer(review, group_id) == ()
    assert set(_contents(photos)) == {"best.jpg"}
    review.trash.restore()
    assert _contents(photos) == before
    assert _find_live(store) == {"live.jpg", "live.HEIC"}
    assert _is_unchanged(store, photos)


def test_a_video_of_the_same_name_stays(store: Store, photos: Path, review: Review) -> None:
    best = add_photo(store, photos / "best.jpg", b"best")
    group_id = add_group(store, SAME, [best, _add_live(store, photos / "IMG_1.jpg", b"still", quicktime(600.0))])
    assert _answer(review, group_id) == ()
    assert set(_contents(photos)) == {"best.jpg", "IMG_1.mov"}


def test_nothing_moves_where_the_movie_is_not_what_it_was(store: Store, photos: Path, review: Review) -> None:
    group_id = _best_and_live(store, photos)
    (photos / "live.mov").write_bytes(quicktime(600.0, "another"))
    (problem,) = _answer(review, group_id)
    assert "live.mov is not what was indexed" in problem
    assert set(_contents(photos)) == {"best.jpg", "live.jpg", "live.mov"}


@pytest.mark.parametrize("is_link", [False, True])
def test_a_still_goes_alone_where_its_movie_is_gone_or_a_link(
    store: Store, photos: Path, review: Review, is_link: bool
) -> None:
    group_id = _best_and_live(store, photos)
    (photos / "live.mov").rename(photos / "elsewhere.mov")
    if is_link:
        os.symlink(photos / "elsewhere.mov", photos / "live.mov")
    assert _answer(review, group_id) == ()
    assert not (photos / "live.jpg").exists()
    assert (photos / "elsewhere.mov").exists()


def test_a_movie_whose_place_is_taken_comes_back_beside_it(store: Store, photos: Path, review: Review) -> None:
    _answer(review, _best_and_live(store, photos))
    (photos / "live.mov").write_bytes(b"new")
    review.trash.restore()
    assert (photos / "live.mov").read_bytes() == b"new"
    assert (photos / "live (restored).mov").read_bytes() == quicktime()
    assert _find_live(store) == set()
    assert _is_unchanged(store, photos)


def test_copies_of_a_live_photo_leave_one_still_with_its_movie(store: Store, photos: Path, review: Review) -> None:
    still = add_photo(store, photos / "a/IMG_1.jpg", b"same")
    _add_live(store, photos / "Backup/IMG_1.jpg", b"same")
    assert _answer(review, add_group(store, DuplicateKind.IDENTICAL, [still, still])) == ()
    assert set(_contents(photos)) == {"Backup/IMG_1.jpg", "Backup/IMG_1.mov"}


def test_of_a_live_photo_nothing_goes_whatever_is_asked(store: Store, photos: Path, review: Review) -> None:
    _add_live(store, photos / "live.jpg", b"live")
    DuplicatesJob(store).run(threading.Event(), lambda _: None)
    (group,) = review.find("pair")
    assert isinstance(group, DuplicateGroup)
    assert group.is_live_photo
    assert review.choose(kind="pair", of_all=True) == []
    (plan,) = review.plan([group])
    assert (plan.removal, plan.members[0].movie) == (None, photos / "live.mov")
    (problem,) = review.carry_out([group]).problems
    assert "belong together" in problem
    assert set(_contents(photos)) == {"live.jpg", "live.mov"}
    review.keep(group.id or 0)
    with pytest.raises(UsageError):
        review.choose([group.id or 0])
