"""Sizes that the shipped graphs leave open, by their names in the graphs, and what an export makes of them.

torch's programs keep them open. Core ML's are fixed, as the Neural Engine wants them: one photo or text, texts of the
longest length, and photos of one size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.hyperdetr.config import STRIDE

if TYPE_CHECKING:
    from onnx import ValueInfoProto

TOKENS = "L"
LANDSCAPE = (384, 512)  # height and width, the article's
STEPS = {"H": STRIDE, "W": STRIDE}  # sizes that are multiples of something


def longest_sizes(manifest: dict[str, Any]) -> dict[str, int]:
    """Return the largest value of each open size that has one."""
    return {TOKENS: int(manifest["max_tokens"])} if "max_tokens" in manifest else {}


def fixed_sizes(manifest: dict[str, Any], image_size: tuple[int, int] = LANDSCAPE) -> dict[str, int]:
    """Return one value for every open size; `image_size` is the height and width of a photo whose size is open."""
    height, width = image_size
    photo = {"H": height, "W": width, "h": height // STRIDE, "w": width // STRIDE}
    return {"N": 1} | photo | longest_sizes(manifest)


def fix_shape(tensor: ValueInfoProto, sizes: dict[str, int]) -> tuple[int, ...]:
    """Return the shape of a graph's input with its open sizes fixed."""
    return tuple(sizes[dim.dim_param] if dim.dim_param else dim.dim_value for dim in tensor.type.tensor_type.shape.dim)
