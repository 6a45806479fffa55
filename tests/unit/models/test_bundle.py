from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from albumen.errors import WeightsError
from albumen.types import EncoderIdentity
from models.runtime import load_bundle, open_session

CONTENT = b"weights"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.onnx").write_bytes(CONTENT)
    entry = {"sha256": hashlib.sha256(CONTENT).hexdigest(), "size_bytes": len(CONTENT)}
    manifest = {"name": "n", "tag": "1", "preprocessing": "p", "dim": 4, "files": {"a.onnx": entry}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


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
