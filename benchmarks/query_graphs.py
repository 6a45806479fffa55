"""The networks that `query_scaling` compares, as one ONNX graph each: the same weights but for the mask heads."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.detr_mask_head import DetrGraph
from models.hyperdetr.config import HyperDetrConfig
from models.hyperdetr.network import HyperDetr
from models.hyperdetr.transformer import apply_weights

IMAGE = "image"
DECODER_LAYERS = 2  # those that ship
MOST_QUERIES = 100
SUREST = 4
_OPSET = 17


class HyperDetrGraph(nn.Module):
    """The whole of HyperDETR: image to logits, boxes and the masks of all queries, or of the surest few."""

    def __init__(self, network: HyperDetr, *, surest: int | None = None) -> None:
        super().__init__()
        self.network, self._surest = network, surest

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return logits (1, N), boxes (1, N, 4) and mask logits (1, N or the surest, H, W)."""
        scene = self.network.scene(image)
        last = self.network.transformer(scene.deep)[-1]
        weights = last.weights
        if self._surest is not None:
            best = last.logits.topk(min(self._surest, last.logits.shape[1])).indices
            weights = weights[:, best[0]]
        return last.logits, last.boxes, apply_weights(scene.features, weights)


class SceneOnly(nn.Module):
    """The convolutional path, when nobody asks for single people."""

    def __init__(self, network: HyperDetr) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> Tensor:
        """Return the scene's logits (1, 6, H, W)."""
        return self.network.scene(image).logits


@dataclass(frozen=True, slots=True)
class Kind:
    """A network to measure; `outputs` are the names of its graph's."""

    name: str
    build: Callable[[HyperDetr, HyperDetrConfig], nn.Module]
    outputs: tuple[str, ...] = ("logits", "boxes", "masks")


KINDS = (
    Kind("HyperDETR", lambda network, _: HyperDetrGraph(network)),
    Kind("HyperDETR, masks of the 4 surest", lambda network, _: HyperDetrGraph(network, surest=SUREST)),
    Kind(
        "DETR's head, stride 4 enlarged",
        lambda network, config: DetrGraph(network, layers=DECODER_LAYERS, heads=config.heads, is_full_size=False),
    ),
    Kind(
        "DETR's head, every pixel",
        lambda network, config: DetrGraph(network, layers=DECODER_LAYERS, heads=config.heads, is_full_size=True),
    ),
)
SCENE = Kind("HyperDETR, scene alone", lambda network, _: SceneOnly(network), ("scene",))


def write_graph(kind: Kind, config: HyperDetrConfig, queries: int, size: tuple[int, int], path: Path) -> None:
    """Trace a network of random weights; those that kinds and numbers of queries share are the same.

    Args:
        kind: What to trace.
        config: Sizes of the network.
        queries: N.
        size: Height and width of the image, and of the masks.
        path: The ONNX file to write.
    """
    torch.manual_seed(0)
    network = HyperDetr(replace(config, queries=MOST_QUERIES)).eval()
    network.transformer.queries = nn.Parameter(network.transformer.queries[:, :queries])
    network.transformer.decoder = network.transformer.decoder[:DECODER_LAYERS]
    example = torch.zeros(1, *size, 3, dtype=torch.uint8)
    buffer = io.BytesIO()
    with torch.inference_mode(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of size checks, which are constant here, and of its age
        torch.onnx.export(
            kind.build(network, config).eval(),
            (example,),
            buffer,  # torch accepts a file object; its annotation names paths only
            input_names=[IMAGE],
            output_names=list(kind.outputs),
            opset_version=_OPSET,
            dynamo=False,
        )
    path.write_bytes(buffer.getvalue())
