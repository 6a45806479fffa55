"""What is written, refused, replaced and cleaned up; no network is converted here."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from albumen.cli.main import cli
from albumen.errors import MissingExtraError, ModelError, UnknownEncoderError, UsageError, WeightsError
from models.export import ExportFormat, ExportPlan, WeightKind, export_bundle
from models.export import write as writing
from models.export.plan import find_parts, open_exportable
from models.registry import WEIGHTS_DIR
from models.runtime.bundle import WeightBundle, load_bundle

COPY = ExportPlan(ExportFormat.ONNX, WeightKind.LINEAR, ("image",))


@pytest.fixture
def bundle() -> WeightBundle:
    return open_exportable("ansa-s")


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["model", "export", *map(str, arguments)], standalone_mode=False)


def test_a_copy_holds_graphs_tokenizer_manifest_and_facts(bundle: WeightBundle, tmp_path: Path) -> None:
    plan = ExportPlan(ExportFormat.ONNX, WeightKind.LINEAR, find_parts(bundle))
    written = export_bundle(bundle, plan, tmp_path / "deep" / "out")
    out = tmp_path / "deep" / "out"
    assert _names(out) == {"image.onnx", "text.onnx", "tokenizer.json", "manifest.json", "export.json"}
    assert [(part.path, part.size_bytes) for part in written] == [
        (out / name, bundle.manifest["files"][name]["size_bytes"]) for name in ("image.onnx", "text.onnx")
    ]
    assert (out / "image.onnx").read_bytes() == bundle.read("image.onnx")
    assert load_bundle(out).weights_sha256 == bundle.weights_sha256
    assert load_bundle(out).read("text.onnx") == bundle.read("text.onnx")
    assert json.loads((out / "export.json").read_text())["format"] == "onnx"


def test_one_part_brings_no_tokenizer_that_it_does_not_read(bundle: WeightBundle, tmp_path: Path) -> None:
    export_bundle(bundle, COPY, tmp_path / "out")
    assert _names(tmp_path / "out") == {"image.onnx", "manifest.json", "export.json"}
    assert _names(tmp_path) == {"out"}


def test_an_export_that_is_there_is_kept_unless_told(bundle: WeightBundle, tmp_path: Path) -> None:
    export_bundle(bundle, COPY, tmp_path / "out")
    (tmp_path / "out" / "image.onnx").write_bytes(b"older")
    with pytest.raises(UsageError, match=r"there already.*--force"):
        export_bundle(bundle, COPY, tmp_path / "out")
    export_bundle(bundle, COPY, tmp_path / "out", replaces=True)
    assert (tmp_path / "out" / "image.onnx").stat().st_size > 1e6
    assert _names(tmp_path) == {"out"}


@pytest.mark.parametrize("replaces", [False, True])
def test_a_folder_or_file_that_is_no_export_is_never_replaced(
    bundle: WeightBundle, tmp_path: Path, replaces: bool
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(b"dear")
    (tmp_path / "file").write_bytes(b"dear")
    for name in ("photos", "file"):
        with pytest.raises(UsageError, match="is no export, so it stays"):
            export_bundle(bundle, COPY, tmp_path / name, replaces=replaces)
    assert (tmp_path / "photos" / "one.jpg").read_bytes() == (tmp_path / "file").read_bytes() == b"dear"


@pytest.mark.parametrize("failure", [ModelError("cannot"), OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failed_export_leaves_what_was_there_and_nothing_else(
    bundle: WeightBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    export_bundle(bundle, COPY, tmp_path / "out")

    def write_half(_bundle: Any, part: str, _weights: Any, folder: Path) -> Any:
        (folder / f"{part}.onnx").write_bytes(b"half")
        raise failure

    monkeypatch.setitem(writing._WRITERS, ExportFormat.ONNX, write_half)
    with pytest.raises(KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else ModelError):
        export_bundle(bundle, COPY, tmp_path / "out", replaces=True)
    assert _names(tmp_path) == {"out"}
    assert (tmp_path / "out" / "image.onnx").stat().st_size > 1e6


def test_a_damaged_bundle_is_not_exported(bundle: WeightBundle, tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_bytes((bundle.folder / "manifest.json").read_bytes())
    load_bundle(tmp_path / "damaged").path_of("image.onnx").write_bytes(b"not it")
    with pytest.raises(WeightsError, match="is damaged"):
        export_bundle(load_bundle(tmp_path / "damaged"), COPY, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("target", "weights", "package"),
    [("coreml", "linear", "coremltools"), ("torch", "float", "torch"), ("onnx", "float", "onnx")],
)
def test_a_format_without_its_package_names_the_extra(
    bundle: WeightBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, weights: str, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    plan = ExportPlan(ExportFormat(target), WeightKind(weights), ("image",))
    with pytest.raises(MissingExtraError, match=r"pip install 'albumen\[torch\]'"):
        export_bundle(bundle, plan, tmp_path / "out")
    assert _names(tmp_path) == set()


def test_a_copy_needs_no_package_beyond_the_plain_install(
    bundle: WeightBundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("onnx", "torch", "coremltools"):
        monkeypatch.setitem(sys.modules, package, None)
    assert len(export_bundle(bundle, COPY, tmp_path / "out")) == 1


@pytest.mark.parametrize("target", ["onnx", "torch"])
def test_only_core_ml_has_palettes(tmp_path: Path, target: str) -> None:
    with pytest.raises(UsageError, match=f"{target} has no palettised weights"):
        ExportPlan(ExportFormat(target), WeightKind.PALETTISED, ("image",)).check()


@pytest.mark.parametrize("size", [(0, 512), (384, 500), (-32, 32)])
def test_a_photos_sides_are_multiples_of_the_networks_stride(size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="multiples of 32"):
        ExportPlan(ExportFormat.COREML, WeightKind.LINEAR, ("scene",), size).check()


@pytest.mark.parametrize("text", ["big", "384", "384x", "3x8x4"])
def test_a_size_that_is_none_is_a_usage_error(text: str, tmp_path: Path) -> None:
    result = _run("--format", "onnx", "--size", text, "--output", tmp_path / "out")
    assert "write it as 384x512" in str(result.exception)


@pytest.mark.parametrize("name", ["hyperdetr-s", "lift-s"])
def test_the_segmenters_can_be_exported_too(name: str, tmp_path: Path) -> None:
    content = b"a graph"
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    files = {f"{part}.onnx": entry for part in ("one", "two")}
    (tmp_path / name).mkdir()
    for file in files:
        (tmp_path / name / file).write_bytes(content)
    manifest = {"name": name, "tag": "1", "preprocessing": "p", "dim": 0, "files": files}
    (tmp_path / name / "manifest.json").write_text(json.dumps(manifest))
    segmenter = open_exportable(name, weights_dir=tmp_path)
    plan = ExportPlan(ExportFormat.ONNX, WeightKind.LINEAR, find_parts(segmenter))
    assert [part.name for part in export_bundle(segmenter, plan, tmp_path / "out")] == ["one", "two"]
    assert _names(tmp_path / "out") == {"one.onnx", "two.onnx", "manifest.json", "export.json"}


def test_an_unknown_part_names_those_there_are(bundle: WeightBundle) -> None:
    with pytest.raises(UsageError, match="no part 'audio': choose image, text or all"):
        find_parts(bundle, "audio")


def test_models_that_are_not_bundled_are_refused() -> None:
    with pytest.raises(UsageError, match="not bundled"):
        open_exportable("ViT-B-32/openai")
    with pytest.raises(UnknownEncoderError, match="ansa-s"):
        open_exportable("ansa")


def test_the_command_writes_and_says_where(tmp_path: Path) -> None:
    result = _run("--format", "onnx", "--part", "image", "--output", tmp_path / "out")
    assert result.exception is None
    assert result.output == f"{tmp_path / 'out' / 'image.onnx'}  {_megabytes('image.onnx')} MB\n"


def test_an_unknown_format_is_a_usage_error() -> None:
    result = _run("--format", "tflite", "--output", "out")
    assert "'tflite' is not one of 'onnx', 'torch', 'coreml'" in str(result.exception)


def _megabytes(name: str) -> str:
    return f"{load_bundle(WEIGHTS_DIR / 'ansa-s').manifest['files'][name]['size_bytes'] / 1e6:.1f}"
