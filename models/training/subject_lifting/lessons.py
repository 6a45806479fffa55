"""What one step is taught: pictures drawn from all kinds, each a view with its matte and whether it shows a subject."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from models.training.subject_lifting import cut_outs, pictures
from models.training.subject_lifting.compose import compose
from models.training.subject_lifting.export import normalise
from models.training.subject_lifting.shapes import draw_shape
from models.training.subject_lifting.views import random_view, re_exposed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.random import Generator

    from models.training.subject_lifting.pictures import Picture

SHARES = {"salient": 0.34, "taught": 0.24, "dressed": 0.07, "portraits": 0.05, "composed": 0.18, "empty": 0.12}
_SYNTHETIC = 0.35  # of the foregrounds
_PAPERS = 0.35  # of what is empty
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LessonBatch:
    """Pixels (N, 3, S, S) normalised, mattes (N, S, S) in [0, 1], and whether each shows a subject, (N,) 0 or 1."""

    pixels: Tensor
    mattes: Tensor
    has_subject: Tensor


@dataclass(frozen=True, slots=True)
class Lessons:
    """The pictures to train on, by kind; `cut_outs` are RGBA, encoded nowhere."""

    kinds: dict[str, list[Picture]]
    scenes: list[Picture]
    papers: list[Picture]
    cut_outs: list[Image.Image]

    def draw_batch(self, size: int, side_px: int, rng: Generator) -> LessonBatch:
        """Return the views of one step."""
        names = rng.choice(list(SHARES), size, p=list(SHARES.values()))
        return to_batch([self._draw(str(name), side_px, rng) for name in names])

    def _draw(self, kind: str, side_px: int, rng: Generator) -> Image.Image:
        if kind == "composed":
            view = self._composed(side_px, rng)
        elif kind == "empty":
            view = random_view(_pick(self.papers if rng.random() < _PAPERS else self.scenes, rng), side_px, rng)
        else:
            view = random_view(_pick(self.kinds[kind], rng), side_px, rng)
        matte = view.getchannel("A")
        changed = re_exposed(view.convert("RGB"), rng)
        changed.putalpha(matte)
        return changed

    def _composed(self, side_px: int, rng: Generator) -> Image.Image:
        count = 1 if rng.random() < 0.75 else 2
        return compose(_pick(self.scenes, rng), [self._foreground(rng) for _ in range(count)], side_px, rng)

    def _foreground(self, rng: Generator) -> Image.Image:
        if rng.random() < _SYNTHETIC:
            return draw_shape(_pick(self.scenes, rng).convert("RGB"), rng)
        return self.cut_outs[rng.integers(len(self.cut_outs))]


def load_lessons(data_dir: Path, work_dir: Path) -> Lessons:
    """Read every archive and the teacher's maps; what is set apart for validation is left out.

    Raises:
        UsageError: There are no photos under `data_dir`.
    """
    kinds = {
        "salient": pictures.to_train(pictures.load_salient(data_dir)),
        "taught": pictures.to_train(pictures.load_taught(data_dir, work_dir)),
        "dressed": pictures.to_train(pictures.load_dressed(data_dir)),
        "portraits": pictures.to_train(pictures.load_portraits(data_dir)),
    }
    found = list(cut_outs.iter_things(data_dir))
    for name in ("salient", "dressed"):
        whole = [picture for picture in kinds[name] if not cut_outs.touches_frame(picture)]
        found += [cut for picture in whole if (cut := cut_outs.cut_out(picture.decode())) is not None]
    scenes = pictures.to_train(pictures.load_scenes(data_dir))
    papers = pictures.to_train(pictures.load_papers(data_dir))
    counts = {name: len(kind) for name, kind in kinds.items()}
    _log.info("lessons: %s, %d scenes, %d papers, %d cut-outs", counts, len(scenes), len(papers), len(found))
    return Lessons(kinds, scenes, papers, found)


def to_batch(views: list[Image.Image]) -> LessonBatch:
    """Stack RGBA squares of one side."""
    values = torch.from_numpy(np.stack([np.asarray(view) for view in views]).transpose(0, 3, 1, 2).copy())
    mattes = values[:, 3].float() / 255.0
    pixels = normalise(values[:, :3]).contiguous(memory_format=torch.channels_last)
    return LessonBatch(pixels, mattes, (mattes.amax((1, 2)) > 0.5).float())


def _pick(choices: list[Picture], rng: Generator) -> Image.Image:
    return choices[rng.integers(len(choices))].decode()
