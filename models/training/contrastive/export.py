"""The trained towers as ONNX: graphs with int8 weights and, at the product's image size, a folder that it opens."""

from __future__ import annotations

import copy
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.ansa.encoder import TEXT_FILE, AnsaEncoder
from models.ansa.export import SIDE_PX, BundleFacts, export_text_tower, trace_to_onnx, write_bundle
from models.ansa.image_graph import IMAGE_FILE
from models.compression.int8 import compress_weights
from models.runtime.onnx_session import open_session
from models.training.contrastive.towers import TowerPair, set_gradient_checkpointing

if TYPE_CHECKING:
    from onnx import ModelProto

    from models.training.contrastive.recipe import Recipe

TAG = "1"
_LOG = logging.getLogger(__name__)
_CHECKED_IMAGES = 8


def export_pair(pair: TowerPair, recipe: Recipe, folder: Path, *, tokenizer: Path, teacher_mean: list[float]) -> float:
    """Write both towers, int8, into a folder.

    At 224 px it is a weights folder with a manifest, as `AnsaEncoder.open` and `python -m models.evaluation` read it. At
    another size it holds the two graphs alone: the product prepares no images of that size.

    Returns:
        The largest cosine distance between the torch tower and the written one in ONNX Runtime, over a few images.
    """
    towers = copy.deepcopy(pair).cpu().eval()
    if recipe.image.gradient_checkpointing:
        set_gradient_checkpointing(towers.image.backbone, enabled=False)  # its recomputation cannot be traced
    image, text = _trace_image(towers, recipe.image.side_px), export_text_tower(towers.text)
    if recipe.image.side_px == SIDE_PX:
        facts = BundleFacts(recipe.name, TAG, recipe.dim, recipe.licence, recipe.teacher, image_mean=teacher_mean)
        write_bundle(folder, facts, image=image, text=text, tokenizer=tokenizer)
        AnsaEncoder.open(folder).encode_texts(["a photo"])  # the manifest's digests and the text graph hold
    else:
        _LOG.info("no manifest: the product reads %d px, this tower %d", SIDE_PX, recipe.image.side_px)
        folder.mkdir(parents=True, exist_ok=True)
        for name, graph in ((IMAGE_FILE, image), (TEXT_FILE, text)):
            (folder / name).write_bytes(compress_weights(graph).SerializeToString())
    return _distance(towers, folder / IMAGE_FILE, recipe.image.side_px)


def _trace_image(towers: TowerPair, side_px: int) -> ModelProto:
    example = torch.zeros(2, side_px, side_px, 3, dtype=torch.uint8)
    return trace_to_onnx(towers.image, (example,), {"pixels": {0: "N"}}, ["embeddings"])


def _distance(towers: TowerPair, image_file: Path, side_px: int) -> float:
    """Compare on noise of random brightness and contrast, which spreads further than photos do."""
    rng = np.random.default_rng(0)
    shape = (_CHECKED_IMAGES, side_px, side_px, 3)
    pixels = np.clip(rng.normal(rng.uniform(60, 200, (_CHECKED_IMAGES, 1, 1, 3)), 40.0, shape), 0, 255).astype(np.uint8)
    session = open_session(image_file.read_bytes(), name=image_file.name)
    (written,) = session.run(["embeddings"], {"pixels": pixels})
    with torch.inference_mode():
        ours = towers.image(torch.from_numpy(pixels)).numpy()
    return float(1.0 - (ours * written).sum(axis=1).min())
