from __future__ import annotations

from pathlib import Path

from albumen.store.records import Root
from indexer.volumes import check_volume
from tests.photos import write


def _root(path: Path, device: int | None) -> Root:
    return Root(1, path, device, True, None)


def test_absent_folder_is_offline(tmp_path: Path) -> None:
    assert not check_volume(_root(tmp_path / "gone", None), has_files=False).is_online


def test_empty_folder_on_another_device_is_a_bare_mount_point(tmp_path: Path) -> None:
    other_device = tmp_path.stat().st_dev + 1
    assert not check_volume(_root(tmp_path, other_device), has_files=True).is_online
    assert check_volume(_root(tmp_path, other_device), has_files=False).is_online


def test_emptied_folder_on_its_own_device_is_online(tmp_path: Path) -> None:
    assert check_volume(_root(tmp_path, tmp_path.stat().st_dev), has_files=True).is_online


def test_folder_with_content_is_online_whatever_its_device_number_is_today(tmp_path: Path) -> None:
    write(tmp_path / "a.jpg", b"x")
    state = check_volume(_root(tmp_path, tmp_path.stat().st_dev + 1), has_files=True)
    assert state.is_online
    assert state.device == tmp_path.stat().st_dev
