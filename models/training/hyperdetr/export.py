"""A trained network to the shipped folder: two graphs, int8, and the manifest."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from models.ansa.export import trace_to_onnx, write_manifest
from models.compression.int8 import compress_weights
from models.hyperdetr.network import HyperDetr, SceneGraph, SubjectGraph
from models.hyperdetr.segmenter import SCENE_FILE, SUBJECTS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from onnx import ModelProto

    from models.hyperdetr.decode import Thresholds

PREPROCESSING = "whole-384x512-v1"
PIXELS = 384 * 512  # of the input, in the photo's own shape
SHIPPED_DECODER_LAYERS = 2  # of six: the article drops the last four
_EXAMPLE_SIZE = (64, 96)


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What the manifest says beside the files."""

    name: str
    tag: str
    licence: str
    thresholds: Thresholds


def export_scene(network: HyperDetr) -> ModelProto:
    """Trace the convolutional path: `image` uint8 (1, H, W, 3) to `features`, `scene` logits and the `deep` map."""
    image = torch.zeros(1, *_EXAMPLE_SIZE, 3, dtype=torch.uint8)
    return trace_to_onnx(SceneGraph(network), (image,), {"image": {1: "H", 2: "W"}}, ["features", "scene", "deep"])


def export_subjects(network: HyperDetr, *, layers: int) -> ModelProto:
    """Trace the transformer path: `deep` and `features` to `logits`, `boxes` and `masks`."""
    scene = network.eval().scene(torch.zeros(1, *_EXAMPLE_SIZE, 3, dtype=torch.uint8))
    graph = SubjectGraph(copy.deepcopy(network), layers)
    axes = {"deep": {2: "h", 3: "w"}, "features": {2: "H", 3: "W"}}
    return trace_to_onnx(graph, (scene.deep.detach(), scene.features.detach()), axes, ["logits", "boxes", "masks"])


def write_segmenter(
    folder: Path, facts: ExportFacts, network: HyperDetr, *, layers: int = SHIPPED_DECODER_LAYERS, is_int8: bool = True
) -> None:
    """Write the folder that `HyperDetrSegmenter.open` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, graph in ((SCENE_FILE, export_scene(network)), (SUBJECTS_FILE, export_subjects(network, layers=layers))):
        (folder / name).write_bytes((compress_weights(graph) if is_int8 else graph).SerializeToString())
    manifest = {
        "name": facts.name,
        "tag": facts.tag,
        "preprocessing": PREPROCESSING,
        "dim": 0,
        "licence": facts.licence,
        "pixels": PIXELS,
        "thresholds": facts.thresholds.to_manifest(),
        "files": dict.fromkeys((SCENE_FILE, SUBJECTS_FILE)),
    }
    write_manifest(folder, manifest)
