"""Torch towers to a shipped weights folder: ONNX, int8, tokenizer and manifest."""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from models.ansa.encoder import TEXT_FILE, TOKENIZER_FILE
from models.ansa.image_graph import IMAGE_FILE
from models.compression.int8 import compress_weights
from models.runtime.bundle import MANIFEST_NAME, dump_manifest

if TYPE_CHECKING:
    from onnx import ModelProto
    from torch import Tensor, nn

OPSET = 17
SIDE_PX = 224
PREPROCESSING = "whole224-v1"
SPACE = "openai-clip-vit-b-16/centred"  # vectors of one space may be compared, whichever version made them
MAX_TOKENS = 64


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """What the manifest says beside the files: identity, space and licence."""

    name: str
    tag: str
    dim: int
    licence: str
    teacher: str
    image_mean: list[float] = field(default_factory=list)
    text_mean: list[float] = field(default_factory=list)


def export_image_tower(tower: nn.Module) -> ModelProto:
    """Trace an image tower: `pixels` uint8 (N, 224, 224, 3) to `embeddings` (N, D)."""
    import torch

    example = torch.zeros(2, SIDE_PX, SIDE_PX, 3, dtype=torch.uint8)
    return trace_to_onnx(tower, (example,), {"pixels": {0: "N"}}, ["embeddings"])


def export_text_tower(tower: nn.Module) -> ModelProto:
    """Trace a text tower: `input_ids`, `attention_mask` int64 (N, L) to `embeddings` (N, D)."""
    import torch

    ids = torch.ones(2, 7, dtype=torch.int64)
    axes = {0: "N", 1: "L"}
    return trace_to_onnx(
        tower, (ids, torch.ones_like(ids)), {"input_ids": axes, "attention_mask": axes}, ["embeddings"]
    )


def trace_to_onnx(
    network: nn.Module, example: tuple[Tensor, ...], axes: dict[str, dict[int, str]], outputs: Sequence[str]
) -> ModelProto:
    """Trace a network by an example; `axes` names the inputs and the axes of each that vary, as N does everywhere."""
    import onnx
    import torch

    buffer = io.BytesIO()
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of size checks, which are constant here, and of its age
        torch.onnx.export(
            network.eval(),
            example,
            cast(Any, buffer),  # torch accepts a file object; its annotation names paths only
            input_names=list(axes),
            output_names=list(outputs),
            dynamic_axes={**axes, **{name: {0: "N"} for name in outputs}},
            opset_version=OPSET,
            dynamo=False,  # the traced graph keeps MatMul weights as initialisers that int8.py recognises
        )
    return onnx.load_from_string(buffer.getvalue())


def write_bundle(folder: Path, facts: BundleFacts, *, image: ModelProto, text: ModelProto, tokenizer: Path) -> None:
    """Compress both towers to int8 and write the folder that `AnsaEncoder.open` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / IMAGE_FILE).write_bytes(compress_weights(image).SerializeToString())
    (folder / TEXT_FILE).write_bytes(compress_weights(text).SerializeToString())
    (folder / TOKENIZER_FILE).write_text(_slim_tokenizer(tokenizer), encoding="utf-8")
    manifest = {
        "name": facts.name,
        "tag": facts.tag,
        "preprocessing": PREPROCESSING,
        "space": SPACE,
        "dim": facts.dim,
        "licence": facts.licence,
        "teacher": facts.teacher,
        "image_side_px": SIDE_PX,
        "max_tokens": MAX_TOKENS,
        "files": dict.fromkeys((IMAGE_FILE, TEXT_FILE, TOKENIZER_FILE)),
        "teacher_image_mean": [round(value, 6) for value in facts.image_mean],
        "teacher_text_mean": [round(value, 6) for value in facts.text_mean],
    }
    write_manifest(folder, manifest)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write a manifest beside its files, none of them packed, with the size and digest that each has now."""
    entries = {name: _file_entry(folder / name) for name in manifest["files"]}
    (folder / MANIFEST_NAME).write_text(dump_manifest(manifest | {"files": entries}), encoding="utf-8")


def _slim_tokenizer(path: Path) -> str:
    """Return a tokenizer.json without its own truncation and padding, which the encoder sets."""
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return json.dumps(content | {"truncation": None, "padding": None}, ensure_ascii=False, separators=(",", ":"))


def _file_entry(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
