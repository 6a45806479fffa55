"""What is to be exported, checked before any work starts."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from albumen.errors import MissingExtraError, UsageError
from models.catalog import get_encoder_info
from models.export.open_sizes import LANDSCAPE
from models.export.quiet import quiet_core_ml
from models.hyperdetr.config import STRIDE
from models.registry import LIFTER, SEGMENTER, WEIGHTS_DIR
from models.runtime.bundle import WeightBundle, load_bundle


class ExportFormat(StrEnum):
    """The runtimes that an export can be for."""

    ONNX = "onnx"
    TORCH = "torch"
    COREML = "coreml"


class WeightKind(StrEnum):
    """How weights are stored: int8 with a scale for each channel, 8-bit indices into a palette, or floats."""

    LINEAR = "linear"
    PALETTISED = "palettised"
    FLOAT = "float"


_PACKAGES: dict[tuple[ExportFormat, WeightKind], tuple[str, ...]] = {
    (ExportFormat.ONNX, WeightKind.LINEAR): (),
    (ExportFormat.ONNX, WeightKind.FLOAT): ("onnx",),
    (ExportFormat.TORCH, WeightKind.LINEAR): ("onnx", "torch"),
    (ExportFormat.TORCH, WeightKind.FLOAT): ("onnx", "torch"),
    (ExportFormat.COREML, WeightKind.LINEAR): ("onnx", "torch", "coremltools"),
    (ExportFormat.COREML, WeightKind.PALETTISED): ("onnx", "torch", "coremltools"),
    (ExportFormat.COREML, WeightKind.FLOAT): ("onnx", "torch", "coremltools"),
}


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """A format, a kind of weights, and the parts (graphs of the bundle, without `.onnx`) to write.

    `image_size` is the height and width that Core ML fixes where a graph takes photos of any size.
    """

    format: ExportFormat
    weights: WeightKind
    parts: tuple[str, ...]
    image_size: tuple[int, int] = LANDSCAPE

    def check(self) -> None:
        """Refuse what cannot be done here, before hours or seconds of it.

        Raises:
            UsageError: The format has no such weights, or no network can have photos of that size.
            MissingExtraError: A package that the format needs is not installed.
        """
        if (self.format, self.weights) not in _PACKAGES:
            raise UsageError(f"{self.format} has no {self.weights} weights; choose linear or float.")
        if any(side <= 0 or side % STRIDE for side in self.image_size):
            raise UsageError(f"The sides of a photo must be multiples of {STRIDE}, and {self.image_size} are not.")
        for package in _PACKAGES[self.format, self.weights]:
            try:
                with quiet_core_ml():
                    importlib.import_module(package)
            except ImportError as error:
                raise MissingExtraError(
                    f"Exporting to {self.format} needs a package that is not installed ({error}). "
                    "Run pip install 'albumen[torch]'."
                ) from error


def open_exportable(name: str, *, weights_dir: Path = WEIGHTS_DIR) -> WeightBundle:
    """Open a bundled model by name.

    Raises:
        UnknownEncoderError: No such name.
        UsageError: The model is not bundled: OpenCLIP's networks are torch's already, and export by its own means.
        WeightsError: The manifest is absent or damaged.
    """
    if name not in (SEGMENTER, LIFTER) and ("/" in name or not get_encoder_info(name).is_bundled):
        raise UsageError(f"{name} is not bundled with Albumen, so it cannot be exported; see `albumen model list`.")
    return load_bundle(weights_dir / name)


def find_parts(bundle: WeightBundle, part: str = "all") -> tuple[str, ...]:
    """Return the names of a bundle's graphs: all of them, or the one that is asked for.

    Raises:
        UsageError: The bundle has no such part.
    """
    parts = tuple(Path(name).stem for name in bundle.manifest["files"] if name.endswith(".onnx"))
    if part == "all":
        return parts
    if part not in parts:
        raise UsageError(f"{bundle.manifest['name']} has no part {part!r}: choose {', '.join(parts)} or all.")
    return (part,)


def iter_plans(parts: tuple[str, ...]) -> Iterator[ExportPlan]:
    """Yield every format with every kind of weights that it has."""
    for target, weights in _PACKAGES:
        yield ExportPlan(target, weights, parts)
