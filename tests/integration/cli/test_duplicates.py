"""`albumen duplicates` and `albumen trash`, as a person uses them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from albumen.store.curation_records import DuplicateKind
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.command import Command
from tests.duplicates import add_group, add_photo
from tests.live_photos import quicktime


@dataclass(frozen=True, slots=True)
class Shelf:
    """A library with a group of identical files, one of one picture, and a burst."""

    command: Command
    photos: Path
    ids: dict[str, int]


@pytest.fixture
def command(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    (tmp_path / "photos").mkdir()
    return Command(library, tmp_path / "photos", capsys)


@pytest.fixture
def shelf(command: Command) -> Shelf:
    photos = command.photos
    with Store(command.library / DATABASE_FILE) as store:
        with store.write() as tx:
            tx.roots.add(photos)
        names = {"a.jpg": b"a", "Backup/a.jpg": b"a", "b.jpg": b"bb", "small.jpg": b"b", "f1.jpg": b"f", "f2.jpg": b"g"}
        found = {name: add_photo(store, photos / name, content) for name, content in names.items()}
        ids = {
            "identical": add_group(store, DuplicateKind.IDENTICAL, [found["a.jpg"]] * 2),
            "same": add_group(store, DuplicateKind.SAME_PICTURE, [found["b.jpg"], found["small.jpg"]]),
            "burst": add_group(store, DuplicateKind.BURST, [found["f1.jpg"], found["f2.jpg"]]),
        }
    return Shelf(command, photos, ids)


def _names(shelf: Shelf) -> set[str]:
    return {path.relative_to(shelf.photos).as_posix() for path in shelf.photos.rglob("*.jpg")}


def test_an_empty_library_says_what_to_do(command: Command) -> None:
    Store(command.library / DATABASE_FILE).close()
    command("duplicates")
    assert "the trash is empty" in command("trash")
    assert "there is no duplicate group 7" in command("duplicates", "show", "7", code=2)
    assert "nothing" in command("duplicates", "review", "--all")
    assert "the trash is empty" in command("duplicates", "undo", code=2)


def test_groups_are_listed_with_the_best_first(shelf: Shelf) -> None:
    listed = shelf.command("duplicates").splitlines()
    assert "identical bytes, 1.00" in listed[0] or "identical bytes" in listed[0]
    assert listed[1] == f"  best  {shelf.photos / 'a.jpg'}"
    groups = [json.loads(line) for line in shelf.command("duplicates", "--json").splitlines()]
    assert [group["kind"] for group in groups] == ["identical", "same_picture", "burst"]
    assert shelf.command.json("duplicates", "--kind", "burst")["id"] == shelf.ids["burst"]


def test_live_photos_are_counted_and_listed_when_asked_for(shelf: Shelf) -> None:
    movie = shelf.photos / "live.mov"
    movie.write_bytes(quicktime(2.8))
    with Store(shelf.command.library / DATABASE_FILE) as store:
        add_photo(store, shelf.photos / "live.jpg", b"live")
    shelf.command("curate", "duplicates")
    assert shelf.command("duplicates").splitlines()[-1].startswith("1 Live photo, still and movie together")
    listed = shelf.command("duplicates", "--kind", "pair", "--explain")
    assert f"  best  {shelf.photos / 'live.jpg'}\n  with  {movie}\n" in listed
    assert "a Live photo: a still and its movie of 2.8 s, by name and length" in listed
    group = shelf.command.json("duplicates", "--kind", "pair")
    assert (group["members"][0]["movie"], group["leaving"]) == (str(movie), [])
    assert "belong together" in shelf.command("duplicates", "review", str(group["id"]), "--yes", code=1)
    assert f"{movie}, 2.8 s" in shelf.command("show", str(shelf.photos / "live.jpg"))
    assert shelf.command.json("show", str(shelf.photos / "live.jpg"))["movies"][0]["path"] == str(movie)
    assert movie.exists()


def test_show_says_what_a_review_would_do(shelf: Shelf) -> None:
    text = shelf.command("duplicates", "show", str(shelf.ids["identical"]))
    assert "lies in no folder of copies" in text
    assert f"gets  albums {shelf.photos / 'Backup'}" in text


def test_nothing_moves_without_yes(shelf: Shelf) -> None:
    before = _names(shelf)
    assert "nothing was moved" in shelf.command("duplicates", "review", "--all")
    assert "--all" in shelf.command("duplicates", "review", code=2)
    assert _names(shelf) == before


def test_all_means_identical_files_and_one_picture_only(shelf: Shelf) -> None:
    result = shelf.command.json("duplicates", "review", "--all", "--yes")
    assert (result["groups"], result["files"], result["problems"]) == (2, 2, [])
    assert _names(shelf) == {"a.jpg", "b.jpg", "f1.jpg", "f2.jpg"}
    assert shelf.command("duplicates", "review", "--all", "--kind", "burst", "--yes")
    assert _names(shelf) == {"a.jpg", "b.jpg", "f1.jpg"}


def test_the_last_review_is_undone_first(shelf: Shelf) -> None:
    before = _names(shelf)
    shelf.command("duplicates", "review", str(shelf.ids["identical"]), "--yes")
    shelf.command("duplicates", "review", str(shelf.ids["same"]), "--yes")
    assert "went to the trash already" in shelf.command("duplicates", "review", str(shelf.ids["same"]), "--yes", code=2)
    assert len(shelf.command("trash", "--json").splitlines()) == 2
    assert shelf.command.json("duplicates", "undo")["restored"] == [str(shelf.photos / "small.jpg")]
    assert "1 file back" in shelf.command("duplicates", "undo", "1")
    assert _names(shelf) == before
    assert "identical bytes" in shelf.command("duplicates")


def test_a_kept_group_is_not_listed_again(shelf: Shelf) -> None:
    shelf.command("duplicates", "keep", str(shelf.ids["burst"]))
    assert "burst" not in shelf.command("duplicates")
    assert "kept as it is already" in shelf.command("duplicates", "keep", str(shelf.ids["burst"]), code=2)


def test_a_group_whose_best_is_gone_is_left_and_said(shelf: Shelf) -> None:
    (shelf.photos / "b.jpg").unlink()
    message = shelf.command("duplicates", "review", str(shelf.ids["same"]), "--yes", code=1)
    assert "is to be kept and is not there" in message
    assert (shelf.photos / "small.jpg").exists()


def test_emptying_needs_an_age_and_a_yes(shelf: Shelf) -> None:
    shelf.command("duplicates", "review", "--all", "--yes")
    assert "30d" in shelf.command("trash", "empty", "--older-than", "soon", "--yes", code=2)
    assert "nothing in the trash is so old" in shelf.command("trash", "empty", "--older-than", "30d", "--yes")
    assert "to delete for good: 2 files" in shelf.command("trash", "empty", "--older-than", "0d")
    assert len(shelf.command("trash", "--json").splitlines()) == 2
    assert "deleted 2 files" in shelf.command("trash", "empty", "--older-than", "0d", "--yes")
    assert "the trash is empty" in shelf.command("trash")


def test_another_process_at_work_is_said(shelf: Shelf) -> None:
    from albumen.lock import hold_library

    with hold_library(shelf.command.library):
        message = shelf.command("duplicates", "review", "--all", "--yes", code=1)
    assert "another Albumen process" in message
    assert (shelf.photos / "Backup/a.jpg").exists()
