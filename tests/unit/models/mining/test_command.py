"""The command on a folder of coloured pictures, with an encoder that sees and reads colours."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.types import UtilityKind
from models.evaluation.outputs import Network, Outputs
from models.mining import __main__ as command
from models.mining.pictures import find_pictures
from tests.fakes import FakeEncoder

KINDS = [kind.value for kind in UtilityKind]


def _network(name: str, **settings: object) -> Network:
    encoder = FakeEncoder()

    def run(images: Sequence[Image.Image]) -> Outputs:
        red = np.array([np.asarray(image)[..., 0].mean() / 255.0 for image in images])
        utility = np.zeros((len(images), len(KINDS)))
        utility[:, KINDS.index("meme")] = red / 2
        utility[:, KINDS.index("none")] = 1.0 - red / 2
        classes, scores = np.tile([2, 0, 2], (len(images), 1)), np.stack([1.0 - red, red / 4, red / 2], axis=1)
        return {
            "embeddings": encoder.encode_images(images),
            "utility": utility,
            "tags": np.stack([np.full(len(images), 0.1), 0.3 + 0.5 * red], axis=1),
            "objects_classes": classes,
            "objects_scores": scores,
        }

    tags = {"concepts": ["cat", "dog"], "thresholds": [0.5, 0.35]}
    objects = {"labels": ["cat", "no concept of ours", "dog"], "thresholds": [0.5, 0.5, 0.6]}
    return Network(encoder, run, {"utility": {}, "tags": tags, "objects": objects})


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "open_network", _network)
    folder = tmp_path / "pictures"
    (folder / "más").mkdir(parents=True)
    for name, colour in (("red.png", "#ff0000"), ("copy of red.png", "#fe0000"), ("más/blau.jpg", "#0000ff")):
        Image.new("RGB", (20, 10), colour).save(folder / name)
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 no picture")
    return folder


def _rows(stem: Path) -> list[dict[str, str]]:
    with stem.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_text_finds_pictures_with_a_list_to_label_and_a_sheet(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stem = tmp_path / "found" / "blue"
    assert command.main([str(pictures), "--out", str(stem), "--text", "all blue"]) == 0
    rows = _rows(stem)
    assert [Path(row["path"]).name for row in rows] == ["blau.jpg", "copy of red.png"]
    assert rows[0]["reason"] == "all blue"
    assert {row["label"] for row in rows} == {""}
    assert json.loads(stem.with_suffix(".json").read_text())["pictures"][0]["rank"] == 1
    assert Image.open(stem.with_suffix(".jpg")).getpixel((100, 100))[2] > 200  # type: ignore[index]
    captured = capsys.readouterr()
    assert "2 of 3 pictures (1 could not be read)" in captured.out
    assert "broken.jpg" in captured.err


def test_examples_find_what_is_near_them_but_no_copies_of_them(pictures: Path, tmp_path: Path) -> None:
    stem = tmp_path / "red"
    assert command.main([str(pictures), "--out", str(stem), "--count", "1", "--like", str(pictures / "red.png")]) == 0
    (row,) = _rows(stem)
    assert (Path(row["path"]).name, row["reason"]) == ("blau.jpg", "like red.png")


def test_undecided_utility_kinds_come_first_with_the_two_likeliest(pictures: Path, tmp_path: Path) -> None:
    stem = tmp_path / "undecided"
    assert command.main([str(pictures), "--out", str(stem), "--utility"]) == 0
    first, last = _rows(stem)
    assert first["reason"] in ("meme or none", "none or meme")
    assert Path(last["path"]).name == "blau.jpg"


def test_photos_near_a_concept_s_threshold_come_first(pictures: Path, tmp_path: Path) -> None:
    stem = tmp_path / "dog"
    assert command.main([str(pictures), "--out", str(stem), "--tag", "Dog"]) == 0
    first, _ = _rows(stem)
    assert (Path(first["path"]).name, first["reason"]) == ("blau.jpg", "dog 0.30, a tag from 0.35")


def test_photos_where_tags_and_objects_disagree_come_first(pictures: Path, tmp_path: Path) -> None:
    stem = tmp_path / "disagree"
    assert command.main([str(pictures), "--out", str(stem), "--disagreement"]) == 0
    first, second = _rows(stem)
    assert first["reason"] == "dog: tag 0.80, box 0.50"
    assert second["reason"] == "dog: tag 0.30, box 1.00"
    assert json.loads(stem.with_suffix(".json").read_text())["asked"] == {"disagreement": True}


def test_an_unknown_concept_is_one_line_and_exit_2(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([str(pictures), "--out", str(tmp_path / "x"), "--tag", "flibbertigibbet"]) == 2
    assert "taxonomy" in capsys.readouterr().err


def test_a_question_to_a_head_that_is_not_there_names_those_that_are(
    pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = _network("ansa-s")
    bare = Network(whole.encoder, whole.run, {"tags": whole.heads["tags"]})
    monkeypatch.setattr(command, "open_network", lambda name, **settings: bare)
    assert command.main([str(pictures), "--out", str(tmp_path / "x"), "--disagreement"]) == 2
    assert "no head objects; its heads: tags" in capsys.readouterr().err


def test_an_example_that_is_no_picture_is_one_line_and_exit_2(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = str(pictures / "broken.jpg")
    assert command.main([str(pictures), "--out", str(tmp_path / "x"), "--like", broken]) == 2
    assert "broken.jpg" in capsys.readouterr().err


def test_a_folder_without_pictures_is_one_line_and_exit_2(
    pictures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert command.main([str(tmp_path / "empty"), "--out", str(tmp_path / "x"), "--text", "red"]) == 2
    assert "No pictures" in capsys.readouterr().err


def test_a_library_s_folder_means_its_previews(tmp_path: Path) -> None:
    (tmp_path / "previews" / "ab").mkdir(parents=True)
    (tmp_path / "albumen.sqlite3").touch()
    for path in (tmp_path / "previews" / "ab" / "ab12.jpg", tmp_path / "aside.jpg"):
        Image.new("RGB", (4, 4)).save(path)
    assert [path.name for path in find_pictures(tmp_path)] == ["ab12.jpg"]
