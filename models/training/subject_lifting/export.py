"""A trained network to the weights folder that `EfficientLifter.open` reads: two ONNX graphs with int8 weights."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.ansa.export import trace_to_onnx, write_manifest
from models.compression.int8 import compress_weights
from models.subject_lifting.config import ENCODED_PX, SIDE_PX
from models.subject_lifting.lifter import ALPHA, CONFIDENCE, DECODER_FILE, ENCODER_FILE, FEATURES, PIXELS

if TYPE_CHECKING:
    from onnx import ModelProto

    from models.subject_lifting.network import SubjectLiftingNetwork

NAME = "lift-s"
PREPROCESSING = "whole512-v1"
PIXEL_MEAN, PIXEL_SCALE = 127.0, 128.0  # EfficientNet-Lite's own; every channel alike
MIN_INT8_SIZE = 20_000  # early and depthwise kernels stay float: as int8 they save 0.5 MB and cost 0.7 points of F
LICENCE = "Apache-2.0 (starting weights: EfficientNet-Lite0 of TensorFlow's TPU models)"


@dataclass(frozen=True, slots=True)
class LifterFacts:
    """What the manifest says beside the files: which weights these are, and from which confidence on they are shown."""

    tag: str
    min_confidence: float


class DeployedEncoder(nn.Module):
    """Pixels (1, S, S, 3) uint8 to the confidence (1,), in [0, 1], and the features."""

    def __init__(self, network: SubjectLiftingNetwork, encoded_px: int) -> None:
        super().__init__()
        self.network = network
        self._side = (encoded_px, encoded_px)

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Normalise, shrink, encode and rate."""
        whole = normalise(pixels.permute(0, 3, 1, 2))
        seen = functional.interpolate(whole, size=self._side, mode="bilinear", align_corners=False)
        features = self.network.encoder(seen)
        return torch.sigmoid(self.network.rate(features)), *features


class DeployedDecoder(nn.Module):
    """The same pixels and the features to the alpha matte (1, S, S), in [0, 1]."""

    def __init__(self, network: SubjectLiftingNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, pixels: Tensor, *features: Tensor) -> Tensor:
        """Normalise, decode and squash."""
        logits, _ = self.network.decode(normalise(pixels.permute(0, 3, 1, 2)), list(features))
        return torch.sigmoid(logits)


def normalise(pixels: Tensor) -> Tensor:
    """Return what the network reads, float32, of 8-bit RGB of any shape."""
    return (pixels.float() - PIXEL_MEAN) / PIXEL_SCALE


def export_graphs(
    network: SubjectLiftingNetwork, *, side_px: int = SIDE_PX, encoded_px: int = ENCODED_PX
) -> dict[str, ModelProto]:
    """Trace encoder and decoder at one size, with float weights, each by its file's name."""
    pixels = torch.zeros(1, side_px, side_px, 3, dtype=torch.uint8)
    encoder = DeployedEncoder(network, encoded_px).eval()
    with torch.inference_mode():
        _, *features = encoder(pixels)
    inputs: dict[str, dict[int, str]] = {name: {} for name in (PIXELS, *FEATURES)}
    return {
        ENCODER_FILE: trace_to_onnx(encoder, (pixels,), {PIXELS: {}}, [CONFIDENCE, *FEATURES]),
        DECODER_FILE: trace_to_onnx(DeployedDecoder(network), (pixels, *features), inputs, [ALPHA]),
    }


def write_graphs(
    folder: Path, network: SubjectLiftingNetwork, *, side_px: int = SIDE_PX, encoded_px: int = ENCODED_PX
) -> None:
    """Write encoder and decoder with int8 weights."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, graph in export_graphs(network, side_px=side_px, encoded_px=encoded_px).items():
        (folder / name).write_bytes(compress_weights(graph, min_size=MIN_INT8_SIZE).SerializeToString())


def write_facts(folder: Path, facts: LifterFacts, *, side_px: int = SIDE_PX) -> None:
    """Write the manifest beside the graphs."""
    manifest = {
        "name": NAME,
        "tag": facts.tag,
        "preprocessing": PREPROCESSING,
        "dim": 0,
        "licence": LICENCE,
        "image_side_px": side_px,
        "min_confidence": round(facts.min_confidence, 4),
        "files": dict.fromkeys((ENCODER_FILE, DECODER_FILE)),
    }
    write_manifest(folder, manifest)
