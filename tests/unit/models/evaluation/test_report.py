"""The whole report on a small data set, with a network that sees and reads colours."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import UsageError
from albumen.types import UtilityKind
from models.evaluation import __main__ as command
from models.evaluation.bench import Bench
from models.evaluation.outputs import Network, Outputs
from models.evaluation.report import SECTIONS, evaluate
from models.evaluation.table import Line
from tests.fakes import FakeEncoder
from tests.unit.models.evaluation.shards import write_shard

pytest.importorskip("sklearn")

HUES = {"red": "#ff0000", "green": "#00ff00", "blue": "#0000ff"}
KINDS = [kind.value for kind in UtilityKind]


def _photos() -> Iterator[tuple[Image.Image, dict[str, object]]]:
    for hue, code in HUES.items():
        yield Image.new("RGB", (24, 24), code), {"source": "flickr8k", "captions": [f"all {hue}"]}
    for number, code in enumerate(HUES.values()):
        yield Image.new("RGB", (24, 24), code), {"source": "nips2017_imagenet1000", "imagenet_index": number}
    for kind in ("receipt", "screenshot", "code"):
        yield Image.new("RGB", (20, 30), "white"), {"source": "sroie626", "utility": kind, "label": kind}


def _labelled() -> Iterator[tuple[Image.Image, dict[str, object]]]:
    for number in range(60):
        hue = list(HUES)[number % 3]
        yield Image.new("RGB", (24, 24), HUES[hue]), {"source": "swatches", "label": hue}


def _network(*, heads: bool) -> Network:
    encoder = FakeEncoder()

    def run(images: Sequence[Image.Image]) -> Outputs:
        outputs = {"embeddings": encoder.encode_images(images)}
        if heads:
            whiteness = [np.asarray(image).min() / 255.0 for image in images]
            rest = (1.0 - np.array(whiteness)) / (len(KINDS) - 1)
            outputs["utility"] = np.array(
                [[w if kind == "receipt" else r for kind in KINDS] for w, r in zip(whiteness, rest, strict=True)]
            )
            outputs["objects"] = np.zeros((len(images), 80, 28, 28), np.float32)
        return outputs

    return Network(encoder, run, {"utility": {}} if heads else {})


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_shard(tmp_path, "test", _photos())
    write_shard(tmp_path, "train", _labelled())
    return tmp_path


def _figures(lines: Sequence[Line], what: str) -> dict[str, float]:
    return next({f.name: f.value for f in line.figures} for line in lines if line.what.startswith(what))


def test_captions_find_photos_of_their_colour(data_dir: Path) -> None:
    lines = evaluate(Bench(_network(heads=False), data_dir), ["retrieval"])
    assert _figures(lines, "text to image")["R@1"] == _figures(lines, "image to text")["R@1"] == 100.0


def test_a_section_without_its_head_says_that_it_is_left_out(data_dir: Path) -> None:
    (line,) = evaluate(Bench(_network(heads=False), data_dir), ["utility"])
    assert (line.what, line.figures) == ("left out", ())
    assert "no head utility" in line.note


def test_the_utility_section_tells_kinds_confusions_and_false_alarms(data_dir: Path) -> None:
    lines = evaluate(Bench(_network(heads=True), data_dir), ["utility"])
    assert _figures(lines, "receipt")["AP against photos"] == 1.0
    assert next(line.note for line in lines if line.what == "screenshot") == "said: receipt 1"
    assert _figures(lines, "calibration")["top-1"] == pytest.approx(100 / 9)


def test_a_slice_shows_its_drop(data_dir: Path) -> None:
    lines = evaluate(Bench(_network(heads=True), data_dir), ["made-slices"])
    grey = next(line for line in lines if line.what == "greyscale")
    assert [figure.name for figure in grey.figures] == ["R@5", "drop", "top-5", "drop", "utility AP", "drop"]
    assert _figures(lines, "as they are").keys() == {"R@5", "top-5", "utility AP"}


def test_the_probe_holds_photos_out_that_no_training_saw(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.teacher.VALIDATION_PHOTOS", 10)
    lines = evaluate(Bench(_network(heads=False), data_dir), ["probe"])
    assert [line.section for line in lines] == ["probe"] * 4
    assert lines[0].figures[0].value == 100.0
    assert lines[2].photos == 10 < lines[0].photos


def test_a_photo_is_looked_at_once_for_each_transformation(data_dir: Path) -> None:
    network = _network(heads=True)
    bench = Bench(network, data_dir)
    for _ in range(2):
        bench.embed(bench.test_photos)
    assert network.encoder.encoded == len(bench.test_photos)  # type: ignore[attr-defined]


def test_large_outputs_are_not_kept(data_dir: Path) -> None:
    bench = Bench(_network(heads=True), data_dir)
    assert bench.look(bench.captioned).keys() == {"embeddings", "utility"}
    assert bench.run([photo.decode_image() for photo in bench.captioned])["objects"].shape == (3, 80, 28, 28)


def test_an_unknown_section_names_the_known_ones(data_dir: Path) -> None:
    with pytest.raises(UsageError, match="retrieval"):
        evaluate(Bench(_network(heads=False), data_dir), ["retrieving"])


@pytest.fixture
def fake_command(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], int]:
    monkeypatch.setattr(command, "open_network", lambda name, **settings: _network(heads=False))
    return command.main


def test_the_command_prints_saves_json_and_saves_markdown(
    data_dir: Path, fake_command: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    files = ["--json", str(data_dir / "report.json"), "--markdown", str(data_dir / "report.md")]
    assert fake_command(["--data", str(data_dir), "--only", "retrieval", *files]) == 0
    assert "text to image, Flickr8k test (3)" in capsys.readouterr().out
    assert json.loads((data_dir / "report.json").read_text())["lines"][0]["section"] == "retrieval"
    assert (data_dir / "report.md").read_text().startswith("# fake/1@1, measured\n\n| section |")


def test_a_folder_without_data_is_one_line_and_exit_2(
    tmp_path: Path, fake_command: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert fake_command(["--data", str(tmp_path)]) == 2
    assert "--data" in capsys.readouterr().err


def test_every_section_has_a_name_of_its_own() -> None:
    assert len(SECTIONS) == len({name.lower() for name in SECTIONS})


def test_natural_slices_have_intervals_and_drops(data_dir: Path) -> None:
    lines = evaluate(Bench(_network(heads=False), data_dir), ["natural-slices"])
    darkest = next(line for line in lines if line.what == "text to image, darkest tenth")
    recall, drop = darkest.figures
    assert (recall.low, recall.value, recall.high, drop.value) == (100.0, 100.0, 100.0, 0.0)
