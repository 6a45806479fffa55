from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from albumen.errors import WeightsError
from albumen.types import EncoderIdentity
from models.compression.pack import main, pack_file
from models.runtime import load_bundle, open_session

CONTENT = b"weights"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _store(tmp_path, CONTENT)
    return tmp_path


def _store(folder: Path, content: bytes) -> bytes:
    """Write a bundle of one file."""
    (folder / "a.onnx").write_bytes(content)
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    manifest = {"name": "n", "tag": "1", "preprocessing": "p", "dim": 4, "files": {"a.onnx": entry}}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return content


def test_a_whole_bundle_is_read(folder: Path) -> None:
    bundle = load_bundle(folder)
    assert bundle.read("a.onnx") == CONTENT
    assert bundle.identity == EncoderIdentity("n", "1", "p")
    assert bundle.size_bytes == len(CONTENT)
    assert len(bundle.weights_sha256) == 64


def test_a_changed_file_is_refused_with_what_to_do(folder: Path) -> None:
    (folder / "a.onnx").write_bytes(b"version https://git-lfs.github.com/spec/v1")
    with pytest.raises(WeightsError, match=r"a\.onnx is damaged.*Reinstall"):
        load_bundle(folder).read("a.onnx")


def test_packing_changes_the_bytes_on_disk_and_nothing_else(folder: Path) -> None:
    content = _store(folder, b"\0" * 100_000)
    before = load_bundle(folder)
    assert main([str(folder)]) == 0
    packed = load_bundle(folder)
    assert packed.path_of("a.onnx") == folder / "a.onnx.gz"
    assert {path.name for path in folder.iterdir()} == {"a.onnx.gz", "manifest.json"}
    assert packed.path_of("a.onnx").stat().st_size < 1000
    assert packed.read("a.onnx") == content
    assert (packed.weights_sha256, packed.size_bytes) == (before.weights_sha256, before.size_bytes)
    assert packed.identity == before.identity


def test_packing_twice_or_elsewhere_gives_the_same_bytes(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = _store(folder, np.random.default_rng(0).integers(0, 4, 50_000, dtype=np.uint8).tobytes())
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(folder, other, dirs_exist_ok=True)
    for place in (folder, folder, other):
        pack_file(place, "a.onnx")
    assert (folder / "a.onnx.gz").read_bytes() == (other / "a.onnx.gz").read_bytes()
    assert load_bundle(folder).read("a.onnx") == content


def test_what_gains_nothing_stays_as_it_is(folder: Path) -> None:
    _store(folder, np.random.default_rng(0).bytes(10_000))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    pack_file(folder, "a.onnx")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("harm", [lambda data: data[:-20], lambda data: b"no gzip", lambda data: data[:40] + data[41:]])
def test_a_damaged_packed_file_is_refused_with_what_to_do(folder: Path, harm: Callable[[bytes], bytes]) -> None:
    _store(folder, np.random.default_rng(0).integers(0, 4, 50_000, dtype=np.uint8).tobytes())
    pack_file(folder, "a.onnx")
    path = folder / "a.onnx.gz"
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(WeightsError, match=r"a\.onnx\.gz is damaged.*Reinstall"):
        load_bundle(folder).read("a.onnx")


def test_a_folder_without_weights_cannot_be_packed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == WeightsError.exit_code
    assert "No weights at" in capsys.readouterr().err


def test_an_absent_file_is_named(folder: Path) -> None:
    (folder / "a.onnx").unlink()
    with pytest.raises(WeightsError, match=r"a\.onnx cannot be read"):
        load_bundle(folder).read("a.onnx")


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="No weights at"):
        load_bundle(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '"text"', '{"name": "n"}'])
def test_a_damaged_manifest_is_refused(folder: Path, text: str) -> None:
    (folder / "manifest.json").write_text(text)
    with pytest.raises(WeightsError, match=r"manifest\.json"):
        load_bundle(folder)


def test_the_digest_follows_every_file(folder: Path) -> None:
    before = load_bundle(folder).weights_sha256
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["a.onnx"]["sha256"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert load_bundle(folder).weights_sha256 != before


def test_bytes_that_are_no_model_are_one_clear_line() -> None:
    with pytest.raises(WeightsError, match=r"cannot open text\.onnx") as caught:
        open_session(b"no model", name="text.onnx")
    assert "\n" not in str(caught.value)
