"""What stands in a picture is searched, shown, and told where it is not read yet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from albumen.app import open_library
from albumen.config import load_settings
from albumen.store.records import ModelKind
from albumen.types import EncoderIdentity, TextLine, UtilityKind
from tests.command import Command, use_networks
from tests.fakes import COLOURS, FakeAnalyser, FakeEncoder
from tests.text_lines import FakeReader, text_line

INVOICE = [text_line("Invoice 2023-117"), text_line("Crème brûlée 4,50"), text_line("Total 12.50")]


@pytest.fixture
def albumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Three pictures: red and green are receipts, blue is a photo."""
    analyser = FakeAnalyser(FakeEncoder())
    look = analyser._look
    monkeypatch.setattr(analyser, "_look", lambda image: _as_receipt(look(image)))
    use_networks(monkeypatch, analyser=analyser)
    monkeypatch.setattr("albumen.models_in_use.create_text_reader", lambda threads: None)
    photos = tmp_path / "photos"
    photos.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (200, 100), colour).save(photos / f"{colour}.jpg")
    command = Command(tmp_path / "library", photos, capsys)
    command("index", str(photos), "--workers", "1")
    return command


def _as_receipt(found: Any) -> Any:
    is_photo = found.tags[0].concept == "sea"
    kind = UtilityKind.NONE if is_photo else UtilityKind.RECEIPT
    found.utility.update(dict.fromkeys(UtilityKind, 0.0125) | {kind: 0.9})
    return found


def _write(albumen: Command, name: str, lines: list[TextLine]) -> None:
    """Have a reader read this in a photo."""
    with open_library(load_settings(albumen.library)) as library, library.store.write() as tx:
        reader = tx.models.add(EncoderIdentity("fake-reader", "1", "1"), sha256="d" * 64, kind=ModelKind.READER)
        photo_id = tx.files.find_photo_id(albumen.photos / name)
        assert photo_id is not None
        tx.texts.save(photo_id, reader.id, lines)
        tx.jobs.finish([photo_id], reader.id)


def _found(result: Any) -> dict[str, str | None]:
    return {Path(hit["paths"][0]).stem: hit["line"] for hit in result["hits"]}


def test_text_is_found_with_the_line_that_holds_it(albumen: Command) -> None:
    _write(albumen, "red.jpg", INVOICE)
    _write(albumen, "green.jpg", [text_line("Menu")])
    for written, line in (
        ("invoice 2023", 0),
        ('"2023 117"', 0),
        ("CREME", 1),
        ("tot*", 2),
        ("12.50 invoice", 0),
    ):
        assert _found(albumen.json("search", "--text", written)) == {"red": INVOICE[line].text}, written
    assert _found(albumen.json("search", "--text", '"117 2023"')) == {}


def test_text_goes_with_words_and_with_other_filters(albumen: Command) -> None:
    _write(albumen, "red.jpg", INVOICE)
    _write(albumen, "green.jpg", [text_line("Invoice")])
    assert list(_found(albumen.json("search", "something green", "--text", "invoice"))) == ["green", "red"]
    assert _found(albumen.json("search", "--text", "invoice", "--tag", "dog")) == {"red": "Invoice 2023-117"}
    assert _found(albumen.json("search", "something green")) == {"green": None, "red": None, "blue": None}


def test_the_table_shows_the_line(albumen: Command) -> None:
    _write(albumen, "red.jpg", INVOICE)
    _, _, _, line, path, _ = albumen("search", "--text", "brulee").rstrip("\n").split("\t")
    assert (line, Path(path).name) == ("Crème brûlée 4,50", "red.jpg")


@pytest.mark.parametrize(
    "written", ['"', 'a" OR b*', "NEAR(a b)", "a*b", "col:x", "^a", "{x}", "a;DROP TABLE texts", "-a"]
)
def test_nothing_that_is_written_breaks_the_search(albumen: Command, written: str) -> None:
    _write(albumen, "red.jpg", INVOICE)
    if written == '"':
        assert "give words" in albumen("search", "--text", written, code=2)
    else:
        assert albumen.json("search", "--text", written)["hits"] == []


def test_where_nothing_was_read_the_note_says_what_to_do(albumen: Command) -> None:
    note = albumen.json("search", "--text", "invoice")["note"]
    assert "albumen curate text" in note
    assert "albumen[ocr]" in note


def test_pictures_that_wait_to_be_read_are_counted(albumen: Command) -> None:
    _write(albumen, "red.jpg", INVOICE)
    assert albumen.json("search", "--text", "invoice")["note"] == "1 picture is still to be read: albumen curate text"
    _write(albumen, "green.jpg", [])
    assert albumen.json("search", "--text", "invoice")["note"] is None
    assert albumen.json("search", "--text", "bill")["note"] == "no photo passes --text: loosen it"


def test_show_prints_what_was_read(albumen: Command) -> None:
    path = str(albumen.photos / "red.jpg")
    assert "Text" not in albumen("show", path)
    assert albumen.json("show", path)["text"] is None
    _write(albumen, "red.jpg", INVOICE)
    lines = albumen("show", path).splitlines()
    assert [line.split(maxsplit=1)[1] for line in lines if line.startswith("Text ")] == [line.text for line in INVOICE]
    assert "Read by   fake-reader/1@1" in lines
    card = albumen.json("show", path)
    assert card["text"][0]["box"] == {"left": 0.0, "top": 0.0, "right": 100.0, "bottom": 10.0}


def test_without_the_extra_curation_says_what_to_install_and_fails_nothing(albumen: Command) -> None:
    assert "not installed: pip install 'albumen[ocr]'" in albumen("curate", "text")
    assert "text: fresh, not installed" in albumen("status")


def test_with_the_extra_receipts_are_read_and_found(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = FakeReader()
    monkeypatch.setattr(reader, "read_image", lambda image: tuple(INVOICE) if image.getpixel((9, 9))[0] > 99 else ())
    monkeypatch.setattr("albumen.models_in_use.create_text_reader", lambda threads: reader)
    assert "2 photos read" in albumen("curate", "text")
    assert list(_found(albumen.json("search", "--text", "total"))) == ["red"]
    assert "nothing new; 2 photos read" in albumen("curate", "text")


def test_a_picture_that_cannot_be_read_is_named_among_the_failures(
    albumen: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(image: object) -> None:
        raise RuntimeError("too dark")

    reader = FakeReader()
    monkeypatch.setattr(reader, "read_image", fail)
    monkeypatch.setattr("albumen.models_in_use.create_text_reader", lambda threads: reader)
    for _ in range(3):
        albumen("curate", "text", "--force")
    assert "text: fresh, 0 photos read, 2 could not be" in albumen("status")
    failures = albumen.json("status")["failures"]
    assert [(Path(failure["path"]).stem, failure["error"]) for failure in failures] == [
        ("green", "too dark"),
        ("red", "too dark"),
    ]
