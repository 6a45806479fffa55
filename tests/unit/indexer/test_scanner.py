from __future__ import annotations

import os
from pathlib import Path

import pytest

from albumen.store.records import MovieStat
from indexer.scanner import photos_of_sidecar, scan_paths, scan_root
from tests.photos import jpeg, write


def test_scan_finds_photos_by_extension_in_any_case(tmp_path: Path) -> None:
    for name in ("a.JPG", "deep/er/b.heic", "c.nef", "notes.txt", "noextension", "d.jpg.part"):
        write(tmp_path / name, b"x")
    assert set(scan_root(tmp_path).files) == {"a.JPG", "deep/er/b.heic", "c.nef"}


def test_file_without_an_extension_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    write(tmp_path / "f0012345", jpeg(1))
    write(tmp_path / "Makefile", b"all:\n")
    write(tmp_path / "empty", b"")
    os.mkfifo(tmp_path / "pipe")
    assert set(scan_root(tmp_path).files) == {"f0012345"}
    assert set(scan_paths(tmp_path, ["f0012345", "Makefile", "pipe"]).files) == {"f0012345"}


def test_pictures_that_are_not_read_are_found_so_that_they_are_recorded(tmp_path: Path) -> None:
    write(tmp_path / "a.jxl", b"\xff\x0a")
    write(tmp_path / "b.psd", b"8BPS")
    assert set(scan_root(tmp_path).files) == {"a.jxl", "b.psd"}


def test_scan_passes_by_hidden_thumbnail_and_cache_folders(tmp_path: Path) -> None:
    for folder in (".hidden", "@eaDir", "$RECYCLE.BIN", "previews", "kept"):
        write(tmp_path / folder / "a.jpg", b"x")
    write(tmp_path / "previews" / "CACHEDIR.TAG", b"Signature: 8a477f597d28d172789f06886806bc55")
    assert set(scan_root(tmp_path).files) == {"kept/a.jpg"}


def test_links_to_folders_are_not_followed_so_loops_end(tmp_path: Path) -> None:
    write(tmp_path / "a" / "x.jpg", b"x")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert set(scan_root(tmp_path).files) == {"a/x.jpg"}


def test_links_to_files_count_and_broken_ones_do_not(tmp_path: Path) -> None:
    target = write(tmp_path / "store" / "x.jpg", b"12345")
    (tmp_path / "good.jpg").symlink_to(target)
    (tmp_path / "broken.jpg").symlink_to(tmp_path / "absent.jpg")
    (tmp_path / "self.jpg").symlink_to(tmp_path / "self.jpg")
    found = scan_root(tmp_path).files
    assert set(found) == {"store/x.jpg", "good.jpg"}
    assert found["good.jpg"].size_bytes == 5


def test_pipes_and_folders_named_like_photos_are_not_photos(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    write(tmp_path / "folder.jpg" / "inner.jpg", b"x")
    assert set(scan_root(tmp_path).files) == {"folder.jpg/inner.jpg"}


def test_names_of_any_bytes_are_found(tmp_path: Path) -> None:
    names = ["née.jpg", "日本.jpg", "a" * 251 + ".jpg", "new\nline.jpg", os.fsdecode(b"caf\xe9.jpg")]
    for name in names:
        write(tmp_path / name, b"x")
    assert set(scan_root(tmp_path).files) == set(names)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_folder_that_cannot_be_listed_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "locked" / "a.jpg", b"x")
    (tmp_path / "locked").chmod(0)
    try:
        assert scan_root(tmp_path).unlisted == ["locked"]
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_sidecar_time_belongs_to_its_photo_under_either_name(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        write(tmp_path / name, b"x")
    first, second = write(tmp_path / "a.jpg.xmp", b"<x/>"), write(tmp_path / "b.xmp", b"<x/>")
    found = scan_root(tmp_path).files
    assert found["a.jpg"].sidecar_mtime_ns == first.stat().st_mtime_ns
    assert found["b.jpg"].sidecar_mtime_ns == second.stat().st_mtime_ns
    assert found["c.jpg"].sidecar_mtime_ns is None


def test_sidecar_names_the_photos_that_it_may_belong_to(tmp_path: Path) -> None:
    for name in ("d/a.jpg", "d/a.nef", "d/ab.jpg"):
        write(tmp_path / name, b"x")
    assert sorted(photos_of_sidecar(tmp_path, "d/a.xmp")) == ["d/a.jpg", "d/a.nef"]
    assert photos_of_sidecar(tmp_path, "d/a.jpg.xmp") == ["d/a.jpg"]
    assert photos_of_sidecar(tmp_path, "gone/a.xmp") == []


def test_partial_scan_sees_only_the_paths_asked_for(tmp_path: Path) -> None:
    for name in ("a.jpg", "b/c.jpg", "b/d/e.jpg", "f/g.jpg", ".h/i.jpg"):
        write(tmp_path / name, b"x")
    assert set(scan_paths(tmp_path, ["a.jpg", "b"]).files) == {"a.jpg", "b/c.jpg", "b/d/e.jpg"}
    assert scan_paths(tmp_path, ["absent.jpg", "notes.txt", ".h"]).files == {}


def test_movie_of_a_stills_name_is_seen_by_walk_and_by_path(tmp_path: Path) -> None:
    for name in ("d/IMG_1.HEIC", "d/img_1.MOV", "d/IMG_2.jpg", "d/IMG_1.DNG", "IMG_2.MOV"):
        write(tmp_path / name, b"x")
    (tmp_path / "d/IMG_2.mov").mkdir()
    paths = ["d/IMG_1.HEIC", "d/IMG_2.jpg", "d/IMG_1.DNG"]
    for found in (scan_root(tmp_path).files, scan_paths(tmp_path, paths).files):
        movie = found["d/IMG_1.HEIC"].movie
        assert movie == MovieStat("img_1.MOV", 1, (tmp_path / "d/img_1.MOV").stat().st_mtime_ns)
        assert found["d/IMG_2.jpg"].movie is found["d/IMG_1.DNG"].movie is None
