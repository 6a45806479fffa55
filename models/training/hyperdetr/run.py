"""The two commands: train from the starting weights, and export what was trained."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from albumen.errors import WeightsError
from models.hyperdetr.config import SCENE_KINDS, SMALL
from models.hyperdetr.decode import Thresholds
from models.hyperdetr.network import HyperDetr
from models.hyperdetr.transformer import apply_weights
from models.runtime.bundle import load_bundle
from models.training.hyperdetr.calibration import (
    Seen,
    choose_mask_thresholds,
    choose_person_threshold,
    choose_presence,
)
from models.training.hyperdetr.export import PIXELS
from models.training.hyperdetr.lesson import Lesson
from models.training.hyperdetr.lessons import ARCHIVES, load_curriculum
from models.training.hyperdetr.mixture import Mixture
from models.training.hyperdetr.recipe import Recipe
from models.training.hyperdetr.starting_encoder import load_starting_encoder
from models.training.hyperdetr.steps import Step, open_network, write_step
from models.training.hyperdetr.trainer import CHECKPOINT_NAME, Trainer
from models.training.hyperdetr.validation import Network, Outputs, hold_out, iter_views, validate

_LOOK_EVERY_S = 900.0
_LOOKED_AT = 24  # photos of each archive, while the training waits
EVEN = Thresholds(dict.fromkeys(SCENE_KINDS, 0.5), person=0.5, min_share=0.0005)

log = logging.getLogger(__name__)


def train(recipe: Recipe, data_dir: Path, work_dir: Path) -> None:
    """Train `hyperdetr-s`, or go on with it, and look at the held-out photos now and then.

    Raises:
        WeightsError: The starting weights cannot be fetched.
        UsageError: There are no photos under `data_dir`.
    """
    torch.manual_seed(0)
    network = HyperDetr(SMALL)
    load_starting_encoder(network.encoder, work_dir / "start")
    trainer = Trainer(network, recipe, work_dir)
    curriculum = load_curriculum(data_dir)
    held_out = hold_out(curriculum.validation, _LOOKED_AT)

    def look(share: float) -> None:
        pixels = recipe.stage_at(share).side_px ** 2 * 4 // 3
        report = validate(as_network(trainer.average.network), held_out, EVEN, pixels=pixels)
        log.info("%s", json.dumps({"validation": report}))

    trainer.run(
        lambda stage: Mixture(
            curriculum.train, side_px=stage.side_px, batch_size=stage.batch_size, queries=SMALL.queries
        ),
        every_s=_LOOK_EVERY_S,
        look=look,
    )
    look(1.0)


def as_network(network: nn.Module, layer: int = -1) -> Network:
    """Return a torch network as a function of one image, by what one of its decoder layers says."""

    @torch.inference_mode()
    def run(image: np.ndarray) -> Outputs:
        device = next(network.parameters()).device
        scene, found = network.eval()(torch.from_numpy(image[None].copy()).to(device))
        masks = apply_weights(scene.features, found[layer].weights)
        return Outputs(*(each[0].float().cpu().numpy() for each in (scene.logits, found[layer].logits, masks)))

    return run


def export(data_dir: Path, work_dir: Path, *, layers: int, tag: str) -> dict[str, Any]:
    """Write the bundle `hyperdetr-s` into the work folder, and `steps.json`: size and quality at each step to it.

    Thresholds are chosen on the held-out photos, by the network that ships.

    Returns:
        For each step its decoder layers, bytes, and figures on the held-out photos.
    """
    network = load_average(work_dir)
    held_out = hold_out(load_curriculum(data_dir).validation)
    shipped = Step(f"int8, {layers} decoder layers", layers, is_int8=True)
    first = write_step(shipped, network, work_dir / "uncalibrated", tag=tag, thresholds=EVEN)
    labelled = {name: held_out[name] for name in ARCHIVES}  # in the other photos rows stand in for labels of the sky
    thresholds = choose_presence(choose_mask_thresholds(_see(first, labelled)), _see(first, held_out))
    thresholds = choose_person_threshold(thresholds, _see(first, held_out))
    full = SMALL.decoder_layers
    steps = [
        Step(f"fp32, {full} decoder layers", full, is_int8=False),
        Step(f"int8, {full} decoder layers", full, is_int8=True),
        shipped,
    ]
    report: dict[str, Any] = {"thresholds": thresholds.to_manifest(), "steps": []}
    for step in steps:
        folder = work_dir / (SMALL.name if step is shipped else step.folder_name)
        write_step(step, network, folder, tag=tag, thresholds=thresholds)
        figures = validate(open_network(folder), held_out, thresholds, pixels=PIXELS)
        entry = {"step": step.name, "decoder_layers": step.layers, "bytes": load_bundle(folder).size_bytes}
        report["steps"].append(entry | {"validation": figures})
    (work_dir / "steps.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def _see(folder: Path, held_out: Mapping[str, Sequence[Lesson]]) -> Seen:
    run = open_network(folder)
    return ((archive, view, run(view.pixels)) for archive, view in iter_views(held_out, PIXELS))


def load_average(work_dir: Path) -> HyperDetr:
    """Return the averaged network of a checkpoint.

    Raises:
        WeightsError: There is no checkpoint.
    """
    path = work_dir / CHECKPOINT_NAME
    if not path.exists():
        raise WeightsError(f"No checkpoint at {path}. Run `python -m models.training.hyperdetr train` first.")
    network = HyperDetr(SMALL)
    network.load_state_dict(torch.load(path, weights_only=True, map_location="cpu")["average"])
    return network.eval()
