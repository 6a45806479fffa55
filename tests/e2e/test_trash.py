"""The trash: whatever is answered, undone or cut short, every original stays whole somewhere, and comes back as it was."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path
from typing import Any

import pytest

from albumen.curation import file_moves
from albumen.curation.review import Review
from albumen.errors import UsageError
from albumen.store.curation_records import DuplicateKind
from albumen.store.records import DATABASE_FILE, FileSighting, PhotoFilter
from albumen.store.store import Store
from albumen.types import CaptureTime, GeoPoint, PhotoMetadata, TimeSource
from indexer.changes import find_changes
from indexer.scanner import scan_paths, scan_root
from tests.duplicates import NOON, add_group, add_photo

DATED = PhotoMetadata(CaptureTime(NOON, 0, TimeSource.EXIF), position=GeoPoint(52.0, 5.0), keywords=("sea",))
MTIME_NS = 1_600_000_000_000_000_000


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


def _two_copies(store: Store, photos: Path) -> tuple[int, int, int]:
    best = add_photo(store, photos / "big.jpg", b"big" * 100)
    copy = add_photo(store, photos / "phone/small.jpg", b"small", DATED)
    return add_group(store, DuplicateKind.SAME_PICTURE, [best, copy]), best, copy


def _answer(review: Review, *group_ids: int) -> Any:
    return review.carry_out(review.choose(group_ids))


def _hashes(*folders: Path) -> set[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _is_unchanged(store: Store, photos: Path) -> bool:
    with store.read() as tx:
        (root,) = tx.roots.all()
        return find_changes(tx.files.of_root(root.id), scan_root(photos)).is_empty


def test_planning_moves_nothing(store: Store, photos: Path, review: Review) -> None:
    group_id, *_ = _two_copies(store, photos)
    (plan,) = review.plan(review.choose([group_id]))
    assert plan.removal is not None
    assert [one.path for one in plan.removal.leaving] == [photos / "phone/small.jpg"]
    assert (photos / "phone/small.jpg").exists()
    assert not review.trash.folder.exists()


def test_the_copy_goes_and_the_best_gets_what_it_knew(store: Store, photos: Path, review: Review) -> None:
    group_id, best, copy = _two_copies(store, photos)
    result = _answer(review, group_id)
    assert (result.groups, result.files, result.problems) == (1, 1, ())
    assert not (photos / "phone/small.jpg").exists()
    assert (photos / "big.jpg").exists()
    with store.read() as tx:
        (entry,) = tx.trash.present()
        assert review.trash.path_of(entry).read_bytes() == b"small"
        facts = {one.id: one for one in tx.facts.load()}
        for asked in ({"folder": photos / "phone"}, {"since": NOON, "until": NOON.replace(hour=13)}):
            assert tx.photos.filtered_ids(PhotoFilter(**asked)).tolist() == [best]
        assert not len(tx.photos.filtered_ids(PhotoFilter(folder=photos / "pho")))
        record = tx.photos.get([best])[best].metadata
    assert list(facts) == [best]
    assert (record.taken, record.position, record.keywords) == (DATED.taken, DATED.position, ("sea",))
    assert facts[best].folders == (str(photos), str(photos / "phone"))
    assert _is_unchanged(store, photos)
    assert copy not in facts


def test_undoing_brings_the_file_its_time_and_its_sidecar_back(store: Store, photos: Path, review: Review) -> None:
    (photos / "phone").mkdir()
    (photos / "phone/small.jpg.xmp").write_text("<x/>")
    group_id, best, copy = _two_copies(store, photos)
    _answer(review, group_id)
    assert not (photos / "phone/small.jpg.xmp").exists()
    restored = review.trash.restore()
    assert set(restored.paths) == {photos / "phone/small.jpg", photos / "phone/small.jpg.xmp"}
    assert (photos / "phone/small.jpg").read_bytes() == b"small"
    assert (photos / "phone/small.jpg").stat().st_mtime_ns == MTIME_NS
    with store.read() as tx:
        assert tx.photos.get([best])[best].metadata == PhotoMetadata()
        assert {one.id for one in tx.facts.load()} == {best, copy}
        assert tx.trash.present() == []
    assert _is_unchanged(store, photos)
    assert [group.id for group in review.find()] == [group_id]
    assert not list(review.trash.folder.iterdir())


def test_what_was_merged_outlasts_a_new_reading_of_the_file(store: Store, photos: Path, review: Review) -> None:
    group_id, best, _ = _two_copies(store, photos)
    _answer(review, group_id)
    own = PhotoMetadata(title="Pier", keywords=("pier",))
    add_photo(store, photos / "big.jpg", b"big" * 100, own)
    with store.read() as tx:
        record = tx.photos.get([best])[best].metadata
    assert (record.title, record.keywords, record.taken) == ("Pier", ("pier", "sea"), DATED.taken)
    review.trash.restore()
    with store.read() as tx:
        assert tx.photos.get([best])[best].metadata == own


def test_a_sidecar_that_the_best_shares_stays(store: Store, photos: Path, review: Review) -> None:
    best = add_photo(store, photos / "IMG_1.CR2", b"raw")
    copy = add_photo(store, photos / "IMG_1.JPG", b"jpeg")
    (photos / "IMG_1.xmp").write_text("<x/>")
    _answer(review, add_group(store, DuplicateKind.PAIR, [best, copy]))
    assert (photos / "IMG_1.xmp").exists()
    assert not (photos / "IMG_1.JPG").exists()


@pytest.mark.parametrize("lost", ["gone", "changed"])
def test_nothing_moves_where_the_best_is_not_what_it_was(store: Store, photos: Path, review: Review, lost: str) -> None:
    group_id, *_ = _two_copies(store, photos)
    if lost == "gone":
        (photos / "big.jpg").unlink()
    else:
        (photos / "big.jpg").write_bytes(b"another")
    result = _answer(review, group_id)
    assert result.batch is None
    assert len(result.problems) == 1
    assert (photos / "phone/small.jpg").exists()
    with store.read() as tx:
        assert tx.trash.present() == tx.trash.unfinished() == []


def test_the_best_under_another_name_is_no_duplicate(store: Store, photos: Path, review: Review) -> None:
    photo_id = add_photo(store, photos / "a.jpg", b"same")
    os.link(photos / "a.jpg", photos / "b.jpg")
    os.symlink(photos / "a.jpg", photos / "c.jpg")
    for name in ("b.jpg", "c.jpg"):
        with store.write() as tx:
            (root,) = tx.roots.all()
            known = tx.files.of_root(root.id)["a.jpg"]
            digest = hashlib.sha256(b"same").hexdigest()
            tx.files.save([FileSighting(root.id, name, known.stat, known.checked_ns, digest)])
    result = _answer(review, add_group(store, DuplicateKind.IDENTICAL, [photo_id, photo_id]))
    assert result.files == 0
    assert len(result.problems) == 1
    assert all((photos / name).exists() for name in ("a.jpg", "b.jpg", "c.jpg"))


def test_a_group_goes_wholly_or_not_at_all(
    store: Store, photos: Path, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [add_photo(store, photos / f"{name}.jpg", name.encode()) for name in ("best", "one", "two")]
    group_id = add_group(store, DuplicateKind.SAME_PICTURE, ids)

    def refuse(source: Path, target: Path, **_: Any) -> None:
        if Path(source).name == "two.jpg":
            raise OSError(errno.EROFS, "Read-only file system")
        os_link(source, target)

    os_link = os.link
    monkeypatch.setattr(file_moves.os, "link", refuse)
    result = _answer(review, group_id)
    assert "read-only file system" in result.problems[0]
    assert {path.name for path in photos.iterdir()} == {"best.jpg", "one.jpg", "two.jpg"}
    assert _is_unchanged(store, photos)
    with store.read() as tx:
        assert tx.trash.present() == tx.trash.unfinished() == []


def test_across_disks_files_are_copied_checked_and_only_then_removed(
    store: Store, photos: Path, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cross(*_: Any, **__: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(file_moves.os, "link", cross)
    group_id, *_ = _two_copies(store, photos)
    assert _answer(review, group_id).files == 1
    review.trash.restore()
    assert (photos / "phone/small.jpg").read_bytes() == b"small"
    assert (photos / "phone/small.jpg").stat().st_mtime_ns == MTIME_NS


def test_a_bad_copy_to_another_disk_changes_nothing(
    store: Store, photos: Path, review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cross(*_: Any, **__: Any) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    def copy_badly(source: Path, target: Path, **_: Any) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:-1])

    group_id, *_ = _two_copies(store, photos)
    monkeypatch.setattr(file_moves.os, "link", cross)
    monkeypatch.setattr(file_moves.shutil, "copyfile", copy_badly)
    assert len(_answer(review, group_id).problems) == 1
    assert (photos / "phone/small.jpg").read_bytes() == b"small"
    assert _is_unchanged(store, photos)


def test_a_file_whose_place_is_taken_comes_back_beside_it(store: Store, photos: Path, review: Review) -> None:
    group_id, *_ = _two_copies(store, photos)
    _answer(review, group_id)
    (photos / "phone/small.jpg").write_bytes(b"new")
    restored = review.trash.restore()
    assert restored.paths == (photos / "phone/small (restored).jpg",)
    assert (photos / "phone/small.jpg").read_bytes() == b"new"
    assert restored.paths[0].read_bytes() == b"small"


def test_a_file_of_a_disk_that_is_not_there_stays_in_the_trash(store: Store, photos: Path, review: Review) -> None:
    group_id, *_ = _two_copies(store, photos)
    _answer(review, group_id)
    photos.rename(photos.with_name("away"))
    restored = review.trash.restore()
    assert restored.paths == ()
    assert "disk" in restored.problems[0]
    assert not photos.exists()
    photos.with_name("away").rename(photos)
    assert review.trash.restore().paths == (photos / "phone/small.jpg",)


def test_only_emptying_deletes(store: Store, photos: Path, review: Review) -> None:
    group_id, *_ = _two_copies(store, photos)
    _answer(review, group_id)
    review.trash.empty(3_600)
    assert _hashes(review.trash.folder) == {hashlib.sha256(b"small").hexdigest()}
    review.trash.empty(0)
    assert not _hashes(review.trash.folder)
    with pytest.raises(UsageError):
        review.trash.restore()


def test_a_library_inside_its_photos_does_not_index_its_trash(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "library").mkdir()
    with Store(photos / "library" / DATABASE_FILE) as store:
        with store.write() as tx:
            tx.roots.add(photos)
        review = Review(store)
        group_id, *_ = _two_copies(store, photos)
        _answer(review, group_id)
        assert list(scan_root(photos).files) == ["big.jpg"]
        with store.read() as tx:
            inside = [review.trash.path_of(entry).relative_to(photos).as_posix() for entry in tx.trash.present()]
        assert not scan_paths(photos, inside).files
