"""Utility content has a place of its own, by kind, the newest first, with what was read in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from albumen.app import open_library
from albumen.config import load_settings
from albumen.store.records import ModelKind
from albumen.types import CaptureTime, EncoderIdentity, PhotoMetadata, TimeSource, UtilityKind
from tests.command import Command
from tests.shelf import ROOT, Shelf
from tests.signals import signals
from tests.text_lines import text_line

Put = Callable[..., int]


@pytest.fixture
def albumen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """An empty library."""
    with open_library(load_settings(tmp_path / "library"), create=True):
        return Command(tmp_path / "library", tmp_path, capsys)


@pytest.fixture
def put(albumen: Command) -> Put:
    """File a picture of a kind, taken in a year, in which these lines were read."""

    def put(name: str, kind: UtilityKind, year: int | None = None, *lines: str, is_read: bool = True) -> int:
        taken = CaptureTime(datetime(year, 6, 1), None, TimeSource.EXIF) if year else None
        with open_library(load_settings(albumen.library)) as library:
            photo_id = Shelf(library.store).put(name, metadata=PhotoMetadata(taken=taken))
            with library.store.write() as tx:
                heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
                tx.signals.save({photo_id: signals(kind=kind)}, heads.id)
                reader = tx.models.add(EncoderIdentity("reader", "1", "1"), sha256="d" * 64, kind=ModelKind.READER)
                if is_read:
                    tx.texts.save(photo_id, reader.id, [text_line(line) for line in lines])
        return photo_id

    return put


def test_each_kind_lists_its_pictures_newest_first_with_their_first_lines(albumen: Command, put: Put) -> None:
    put("old.jpg", UtilityKind.RECEIPT, 2021, "REWE", "Berlin", "Total 2,99")
    put("new.jpg", UtilityKind.RECEIPT, 2023)
    put("undated.jpg", UtilityKind.RECEIPT, None, is_read=False)
    put("shot.png", UtilityKind.SCREENSHOT, 2022, "Settings")
    put("view.jpg", UtilityKind.NONE, 2022)
    rows = [line.split("\t") for line in albumen("utility").splitlines()]
    assert rows == [
        ["receipt", "2023-06-01 00:00", "", f"{ROOT / 'new.jpg'}"],
        ["receipt", "2021-06-01 00:00", "REWE / Berlin", f"{ROOT / 'old.jpg'}"],
        ["receipt", "", "", f"{ROOT / 'undated.jpg'}"],
        ["screenshot", "2022-06-01 00:00", "Settings", f"{ROOT / 'shot.png'}"],
    ]


def test_json_tells_what_was_read_and_what_was_not(albumen: Command, put: Put) -> None:
    read, unread = put("a.jpg", UtilityKind.SIGN, 2023), put("b.jpg", UtilityKind.SIGN, 2022, is_read=False)
    (group,) = albumen.json("utility")["groups"]
    assert (group["kind"], group["total"]) == ("sign", 2)
    assert [(photo["photo_id"], photo["lines"]) for photo in group["photos"]] == [(read, []), (unread, None)]


def test_one_kind_can_be_asked_for_and_any(albumen: Command, put: Put) -> None:
    put("a.jpg", UtilityKind.RECEIPT)
    put("b.jpg", UtilityKind.MEME)
    assert [group["kind"] for group in albumen.json("utility", "--kind", "meme")["groups"]] == ["meme"]
    assert len(albumen.json("utility", "--kind", "any")["groups"]) == 2
    assert "the kinds are" in albumen("utility", "--kind", "bill", code=2)
    assert "no utility content" in albumen("utility", "--kind", "photo", code=2)


def test_the_limit_is_of_each_kind_and_the_total_is_told(albumen: Command, put: Put) -> None:
    for year in (2021, 2022, 2023):
        put(f"{year}.jpg", UtilityKind.RECEIPT, year)
    put("b.jpg", UtilityKind.MEME)
    receipts, memes = albumen.json("utility", "--limit", "2")["groups"]
    assert (receipts["total"], len(receipts["photos"]), memes["total"]) == (3, 2, 1)
    assert albumen("utility", "--limit", "0", code=2)


def test_an_empty_library_has_none(albumen: Command) -> None:
    assert albumen("utility") == ""
    assert albumen.json("utility") == {"groups": []}


def test_a_line_from_a_picture_cannot_command_the_terminal(albumen: Command, put: Put) -> None:
    put("a.jpg", UtilityKind.MEME, 2023, "\x1b[2Jhi\tthere")
    assert albumen("utility").split("\t")[2] == " [2Jhi there"
