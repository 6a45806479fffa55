"""The command tells how it understood a query, why each photo is a hit, and what to ask instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from tests.command import Command, read_inline, use_networks
from tests.fakes import COLOURS, FakeAnalyser, FakeEncoder, FakeSegmenter


@pytest.fixture
def albumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """A picture of each colour, dated by its name: the red one has two people, the blue one a sky."""
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=FakeSegmenter())
    read_inline(monkeypatch)
    photos = tmp_path / "photos"
    photos.mkdir()
    for year, colour in enumerate(COLOURS, 2023):
        Image.new("RGB", (200, 100), colour).save(photos / f"IMG_{year}0701_120000_{colour}.jpg")
    command = Command(tmp_path / "library", photos, capsys)
    command("index", str(photos))
    return command


def _err(albumen: Command, *arguments: str) -> str:
    """Run; return what was printed beside the hits."""
    albumen.capture.readouterr()
    from albumen.cli.main import main

    with pytest.raises(SystemExit):
        main(["--library", str(albumen.library), *arguments])
    return albumen.capture.readouterr().err


def test_how_a_query_was_understood_is_told_beside_the_hits(albumen: Command) -> None:
    assert "understood: forest | summer 2024" in _err(albumen, "search", "forest", "in summer 2024")
    assert "understood" not in _err(albumen, "search", "red"), "there is nothing to tell of plain words"
    assert "understood" not in _err(albumen, "search", "--plain", "summer 2024")


def test_each_hit_says_why_it_is_one(albumen: Command) -> None:
    why = albumen("search", "2 people", "puppy", "2023", "--why")
    assert "2 people" in why
    assert "tag puppy 0.90" in why
    assert "1 July 2023" in why
    (hit,) = albumen.json("search", "2 people", "puppy", "2023")["hits"]
    assert {"kind": "tag", "text": "puppy", "score": 0.9, "box_xyxy": None} in hit["reasons"]
    assert {"kind": "people", "text": "2 people", "score": None, "box_xyxy": None} in hit["reasons"]


def test_programs_get_the_chips_with_their_places_in_the_words(albumen: Command) -> None:
    result = albumen.json("search", "red", "2023")
    (chip,) = [chip for chip in result["chips"] if chip["kind"] == "date"]
    assert (chip["label"], chip["start"], chip["end"], chip["is_filter"]) == ("2023", 4, 8, True)
    assert result["words"] == "red"
    assert result["total"] == 1


def test_words_are_added_and_taken_away(albumen: Command) -> None:
    def first(*arguments: str) -> str:
        hits = albumen.json("search", *arguments)["hits"]
        return Path(hits[0]["paths"][0]).stem.rpartition("_")[2]

    assert first("words:red") == "red"
    assert first("--plus", "blue") == "blue"
    assert first("--like", str(albumen.photos / "IMG_20230701_120000_red.jpg"), "--plus", "green") == "green"


def test_an_empty_answer_names_the_filter_and_what_to_ask_without_it(albumen: Command) -> None:
    err = _err(albumen, "search", "people:2", "2024")
    assert 'without "2024" 1 does' in err
    assert "without 2024: albumen search 'people:2' (1 photo)" in err
