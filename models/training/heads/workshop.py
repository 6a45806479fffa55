"""What every head's training starts from: photos, their split, and the frozen backbone's maps of them."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from models.ansa.assembly import detach_heads
from models.ansa.export import SIDE_PX
from models.ansa.image_graph import IMAGE_FILE
from models.ansa.maps import MAP_SHAPES, expose_maps, name_maps
from models.image_input import whole_square
from models.runtime.bundle import load_bundle
from models.runtime.onnx_session import open_session
from models.training.train_photos import TrainPhotos

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnx import ModelProto
    from onnxruntime import InferenceSession
    from PIL.Image import Image

_BATCH = 4
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head to attach: its fp32 graph, and what the manifest says of it (`version` at least)."""

    graph: ModelProto
    facts: dict[str, Any]


@dataclass(frozen=True)
class Workshop(TrainPhotos):
    """Folders, the frozen backbone, and what is read from them once."""

    work_dir: Path
    backbone_dir: Path
    threads: int

    def open_backbone(self, names: Sequence[str]) -> InferenceSession:
        """Open the shipped backbone with these maps as its outputs, in this order."""
        backbone = name_maps(detach_heads(self.load_backbone()))
        return open_session(expose_maps(backbone, names).SerializeToString(), threads=self.threads)

    def load_backbone(self) -> ModelProto:
        """Read the image graph of the backbone's bundle, heads and all."""
        import onnx

        return onnx.load_from_string(load_bundle(self.backbone_dir).read(IMAGE_FILE))

    def load_maps(self, name: str) -> NDArray[Any]:
        """Return one map of all train photos, memory-mapped, in the order of `photos`: float16 maps, float32 vectors."""
        path = self.work_dir / "maps" / f"{name}.npy"
        if not path.exists():
            self._cache_maps(path.parent)
        return np.load(path, mmap_mode="r")

    def save_head(self, name: str, head: TrainedHead) -> None:
        """Write `heads/NAME.onnx` and `heads/NAME.json` under `work_dir`."""
        folder = self.work_dir / "heads"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.onnx").write_bytes(head.graph.SerializeToString())
        (folder / f"{name}.json").write_text(json.dumps(head.facts, indent=1), encoding="utf-8")

    def load_head(self, name: str) -> TrainedHead:
        """Read what `save_head` wrote."""
        import onnx

        folder = self.work_dir / "heads"
        return TrainedHead(onnx.load(str(folder / f"{name}.onnx")), json.loads((folder / f"{name}.json").read_text()))

    def _cache_maps(self, folder: Path) -> None:
        """Run the backbone over every train photo, seen whole: 0.7 MB a photo, 60 to 80 photos/s on two cores."""
        folder.mkdir(parents=True, exist_ok=True)
        session = self.open_backbone(list(MAP_SHAPES))
        files = {name: folder / f"{name}.partial.npy" for name in MAP_SHAPES}
        maps = {
            name: np.lib.format.open_memmap(files[name], "w+", _dtype(shape), (len(self.photos), *shape))
            for name, shape in MAP_SHAPES.items()
        }
        for start in range(0, len(self.photos), _BATCH):
            images = [photo.decode_image() for photo in self.photos[start : start + _BATCH]]
            for array, rows in zip(maps.values(), session.run(None, {"pixels": stack_pixels(images)}), strict=True):
                array[start : start + _BATCH] = rows
            if start % 1600 == 0:
                _LOG.info("maps of %d of %d photos", start, len(self.photos))
        for name, array in maps.items():
            array.flush()
            files[name].replace(folder / f"{name}.npy")


def stack_pixels(images: Sequence[Image]) -> NDArray[np.uint8]:
    """Return the backbone's input for images seen whole, (N, 224, 224, 3)."""
    return np.stack([whole_square(image, SIDE_PX) for image in images])


def _dtype(shape: tuple[int, ...]) -> type[np.floating[Any]]:
    return np.float16 if len(shape) == 3 else np.float32
