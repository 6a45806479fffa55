from __future__ import annotations

import time
from pathlib import Path

from watchdog.events import DirMovedEvent, FileClosedNoWriteEvent, FileModifiedEvent, FileMovedEvent

from indexer.watcher import DirtyPaths, _Handler
from tests.photos import write


def _touched(root: Path, *events: object) -> list[str]:
    dirty = DirtyPaths(quiet_s=0.0)
    handler = _Handler(1, root, dirty)
    for event in events:
        handler.on_any_event(event)  # type: ignore[arg-type]
    return dirty.take_due().get(1, [])


def test_path_is_due_only_after_it_has_been_quiet() -> None:
    dirty = DirtyPaths(quiet_s=0.05)
    dirty.touch(1, "a.jpg")
    assert dirty.take_due() == {}
    assert dirty.changed.is_set()
    time.sleep(0.06)
    dirty.touch(1, "b.jpg")
    assert dirty.take_due() == {1: ["a.jpg"]}
    time.sleep(0.06)
    assert dirty.take_due() == {1: ["b.jpg"]}
    assert not dirty.changed.is_set()


def test_only_photos_and_folders_are_noted(tmp_path: Path) -> None:
    events = [FileModifiedEvent(str(tmp_path / name)) for name in ("a.jpg", "notes.txt", ".b.jpg", ".trash/c.jpg")]
    assert _touched(tmp_path, *events) == ["a.jpg"]


def test_reading_a_photo_is_no_change(tmp_path: Path) -> None:
    assert _touched(tmp_path, FileClosedNoWriteEvent(str(tmp_path / "a.jpg"))) == []


def test_move_touches_both_ends(tmp_path: Path) -> None:
    event = FileMovedEvent(str(tmp_path / "a.jpg"), str(tmp_path / "d" / "b.jpg"))
    assert _touched(tmp_path, event) == ["a.jpg", "d/b.jpg"]
    event = DirMovedEvent(str(tmp_path / "d"), str(tmp_path / "e"))
    assert _touched(tmp_path, event) == ["d", "e"]


def test_move_out_of_the_root_touches_only_what_was_inside(tmp_path: Path) -> None:
    event = FileMovedEvent(str(tmp_path / "a.jpg"), str(tmp_path.parent / "elsewhere" / "a.jpg"))
    assert _touched(tmp_path, event) == ["a.jpg"]


def test_sidecar_touches_its_photos(tmp_path: Path) -> None:
    write(tmp_path / "a.jpg", b"x")
    assert _touched(tmp_path, FileModifiedEvent(str(tmp_path / "a.xmp"))) == ["a.jpg"]


def test_movie_touches_the_photos_of_its_name_also_when_it_goes(tmp_path: Path) -> None:
    for name in ("IMG_1.HEIC", "IMG_2.jpg"):
        write(tmp_path / name, b"x")
    assert _touched(tmp_path, FileModifiedEvent(str(tmp_path / "img_1.mov"))) == ["IMG_1.HEIC"]
    event = FileMovedEvent(str(tmp_path / "IMG_1.MOV"), str(tmp_path / "IMG_2.MOV"))
    assert _touched(tmp_path, event) == ["IMG_1.HEIC", "IMG_2.jpg"]
    assert _touched(tmp_path, FileModifiedEvent(str(tmp_path / "alone.mov"))) == []
