"""The steps of a training, put together: start, descend, choose the gate's threshold, write the weights folder."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

import numpy as np
import torch

from models.runtime.onnx_session import open_session
from models.subject_lifting.lifter import EfficientLifter
from models.subject_lifting.network import SubjectLiftingNetwork
from models.training.heads.saliency_teacher import U2NETP, salient_map
from models.training.starting_weights import fetch_starting_file
from models.training.subject_lifting import pictures
from models.training.subject_lifting.encoder_start import align, load_lite0, start_from
from models.training.subject_lifting.export import NAME, LifterFacts, normalise, write_facts, write_graphs
from models.training.subject_lifting.lessons import load_lessons
from models.training.subject_lifting.recipe import load_recipe
from models.training.subject_lifting.trainer import CHECKPOINT, FINAL, Trainer
from models.training.subject_lifting.validation import Lift, choose_threshold, rate_all, score_mattes
from models.training.subject_lifting.views import random_view

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor, nn

    from models.training.subject_lifting.pictures import Picture
    from models.training.subject_lifting.recipe import Recipe

ENCODER_START = "encoder-start.pt"
_ALIGNED_PX, _ALIGNED_BATCH = 160, 12
_log = logging.getLogger(__name__)


def train(data_dir: Path, work_dir: Path, recipe_name: str, *, threads: int) -> None:
    """Train by a recipe, from the start or from where it stopped; leaves `WORK/final.pt`."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    recipe = load_recipe(recipe_name)
    lessons = load_lessons(data_dir, work_dir)
    network = SubjectLiftingNetwork()
    if not (work_dir / CHECKPOINT).exists():
        network.encoder.load_state_dict(_aligned_start(network.encoder, lessons.kinds["taught"], recipe, work_dir))
    Trainer(network, lessons, recipe, work_dir).run()


def export(data_dir: Path, work_dir: Path, *, threads: int) -> None:
    """Write `WORK/lift-s`, and measure it beside the teacher on what was set apart, which also chooses its threshold."""
    torch.set_num_threads(threads)
    folder = work_dir / NAME
    tag = f"v1-{hashlib.sha256((work_dir / FINAL).read_bytes()).hexdigest()[:8]}"
    write_graphs(folder, load_final(work_dir))
    write_facts(folder, LifterFacts(tag, 0.5))
    lifter = EfficientLifter.open(folder, threads=threads)
    salient = pictures.held_out(pictures.load_salient(data_dir))
    _log.info("teacher: %s", score_mattes(_teacher(work_dir, threads), salient))
    _log.info("lifter: %s", score_mattes(lambda image: lifter.lift_image(image).alpha, salient))
    people = pictures.held_out([*pictures.load_dressed(data_dir), *pictures.load_portraits(data_dir)])
    empty = pictures.held_out([*pictures.load_scenes(data_dir), *pictures.load_papers(data_dir)])
    rated = [rate_all(lifter.rate_image, group) for group in ([*salient, *people], empty)]
    gate = choose_threshold(*rated)
    _log.info("gate: %s", gate)
    write_facts(folder, LifterFacts(tag, gate.threshold))


def load_final(work_dir: Path) -> SubjectLiftingNetwork:
    """Return the trained network, ready to be run."""
    network = SubjectLiftingNetwork()
    network.load_state_dict(torch.load(work_dir / FINAL, map_location="cpu", weights_only=True))
    return network.eval()


def _teacher(work_dir: Path, threads: int) -> Lift:
    teacher = open_session(fetch_starting_file(U2NETP, work_dir).read_bytes(), threads=threads, name=U2NETP.name)
    return lambda image: salient_map(teacher, image)


def _aligned_start(encoder: nn.Module, photos: list[Picture], recipe: Recipe, work_dir: Path) -> dict[str, Tensor]:
    path = work_dir / ENCODER_START
    if not path.exists():
        lite0 = load_lite0(work_dir).to(recipe.device)
        start_from(encoder.to(recipe.device), lite0)
        loss = align(encoder, lite0, _iter_squares(photos, recipe), seconds=60.0 * recipe.align_minutes)
        _log.info("aligned, loss %.3f", loss)
        torch.save(encoder.state_dict(), path)
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def _iter_squares(photos: list[Picture], recipe: Recipe) -> Iterator[Tensor]:
    rng = np.random.default_rng(recipe.seed)
    while True:
        chosen = [photos[index].decode() for index in rng.integers(0, len(photos), _ALIGNED_BATCH)]
        views = [np.asarray(random_view(image, _ALIGNED_PX, rng).convert("RGB")) for image in chosen]
        pixels = torch.from_numpy(np.stack(views).transpose(0, 3, 1, 2).copy())
        yield normalise(pixels).to(recipe.device, memory_format=torch.channels_last)
