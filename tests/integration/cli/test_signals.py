"""The command line shows what was seen in a photo, searches by it, and says how far the looking is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from search.notes import UNCALIBRATED
from tests.command import Command, use_networks
from tests.fakes import COLOURS, FakeAnalyser, FakeEncoder


@pytest.fixture
def albumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Three photos of one colour each, indexed with an analyser."""
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()))
    photos = tmp_path / "photos"
    photos.mkdir()
    for colour in COLOURS:
        Image.new("RGB", (200, 100), colour).save(photos / f"{colour}.jpg")
    command = Command(tmp_path / "library", photos, capsys)
    command("index", str(photos), "--workers", "1")
    return command


def _names(result: Any) -> set[str]:
    return {Path(hit["paths"][0]).stem for hit in result["hits"]}


def test_show_prints_what_is_known_of_a_photo(albumen: Command) -> None:
    lines = dict(line.split(maxsplit=1) for line in albumen("show", str(albumen.photos / "red.jpg")).splitlines())
    assert "jpeg still, 200 x 100" in lines["Photo"]
    assert lines["File"] == str(albumen.photos / "red.jpg")
    assert "(file_time)" in lines["Taken"]
    assert lines["Tags"] == "animals: puppy 0.90"
    assert lines["Object"] == "person 0.90 at 100,0 to 200,100"
    assert lines["Kind"].startswith("photo 0.90, ")
    assert lines["Quality"].startswith("0.33 (blur 0.10")
    assert lines["Salient"] == "100,0 to 200,100"
    assert len(bytes.fromhex(lines["Print"])) == 32
    assert Path(lines["Preview"]).is_file()


def test_show_gives_the_same_as_json_by_path_or_id(albumen: Command) -> None:
    card = albumen.json("show", str(albumen.photos / "blue.jpg"))
    assert card["signals"]["tags"] == [{"group": "places", "concept": "sea", "score": 0.9}]
    assert card["signals"]["kind"] == "none"
    assert card["signals"]["saliency"]["box"] == {"left": 100.0, "top": 0.0, "right": 200.0, "bottom": 100.0}
    assert card["seen_by"] == "fake-heads/1@1"
    assert albumen.json("show", str(card["photo_id"])) == card


@pytest.mark.parametrize("name", ["none.jpg", "4711", "9" * 40, "a\0b"])
def test_show_of_a_photo_that_is_not_there_says_so(albumen: Command, name: str) -> None:
    error = albumen("show", name, code=2)
    assert len(error.strip().splitlines()) == 1
    assert "no photo" in error or "cannot be the name" in error


def test_search_filters_by_what_was_seen(albumen: Command) -> None:
    assert _names(albumen.json("search", "--tag", "animal")) == {"red"}
    assert _names(albumen.json("search", "--tag", "woods", "something green")) == {"green"}
    assert _names(albumen.json("search", "--object", "person", "--kind", "photo")) == {"red", "green", "blue"}
    assert _names(albumen.json("search", "--object", "person:2")) == set()
    assert _names(albumen.json("search", "--min-quality", "0.3", "--tag", "sea")) == {"blue"}
    assert _names(albumen.json("search", "--min-aesthetics", "0.9")) == set()
    (hit,) = albumen.json("search", "--tag", "dog")["hits"]
    assert (hit["score"], hit["tags"]) == (None, [{"concept": "puppy", "score": 0.9}])


def test_any_kind_alone_lists_all_there_is(albumen: Command) -> None:
    assert _names(albumen.json("search", "--kind", "any")) == {"red", "green", "blue"}


def test_a_filter_alone_prints_a_table_without_scores(albumen: Command) -> None:
    score, taken, _, path, preview = albumen("search", "--tag", "sea").rstrip("\n").split("\t")
    assert score == ""
    assert taken.startswith("20")
    assert Path(path).stem == "blue"
    assert Path(preview).is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--tag", "pupy"], "nearest: puppy"),
        (["--object", "dgo"], "nearest: dog"),
        (["--object", "dog:0"], "at least 1"),
        (["--kind", "selfie"], "the kinds are photo"),
        (["--min-quality", "2"], "between 0 and 1"),
    ],
)
def test_unknown_values_are_refused_in_one_line(albumen: Command, arguments: list[str], says: str) -> None:
    error = albumen("search", *arguments, code=2)
    assert says in error
    assert len(error.strip().splitlines()) == 1


def test_status_tells_of_both_models(albumen: Command) -> None:
    lines = albumen("status").splitlines()
    assert "Vectors   3 done, 0 waiting, 0 failed; by fake/1@1" in lines
    assert "Signals   3 done, 0 waiting, 0 failed; by fake-heads/1@1" in lines


def test_status_says_how_long_a_new_analyser_will_take(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder(), tag="2"))
    assert "Signals   0 done, 3 waiting, 0 failed; by fake-heads/2@1" in albumen("status")
    assert _names(albumen.json("search", "--tag", "sea")) == {"blue"}, "the old one's tags serve meanwhile"
    (encoder, analyser) = albumen.json("status")["work"]
    assert (encoder["kind"], encoder["done"], encoder["waiting"]) == ("encoder", 3, 0)
    assert (analyser["kind"], analyser["done"], analyser["waiting"]) == ("analyser", 0, 3)
    albumen("index")
    assert "Signals   3 done, 0 waiting" in albumen("status")


def test_another_encoder_that_has_not_begun_leaves_the_search_to_the_one_before(albumen: Command) -> None:
    result = albumen.json("--encoder", "large", "search", "red")
    assert _names(result) == {"red", "green", "blue"}
    assert "searched with fake/1@1, which knows 3 photos; large/1@1 knows 0 so far" in result["note"]
    albumen("--encoder", "large", "index")
    assert albumen.json("--encoder", "large", "search", "red")["note"] == UNCALIBRATED
    assert albumen.json("search", "red")["note"] == UNCALIBRATED, (
        "an encoder of another name is no version: its rows stay"
    )


def test_without_heads_everything_else_works_and_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_networks(monkeypatch)
    Image.new("RGB", (20, 10), "red").save(tmp_path / "red.jpg")
    albumen = Command(tmp_path / "library", tmp_path, capsys)
    albumen("index", str(tmp_path), "--workers", "1")
    assert _names(albumen.json("search", "red")) == {"red"}
    assert "no photo has been looked at" in albumen.json("search", "--tag", "dog")["note"]
    assert "none yet" in albumen("show", str(tmp_path / "red.jpg"))
    assert "Signals" not in albumen("status")
