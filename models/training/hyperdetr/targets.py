"""Lessons as tensors: a batch of photos, their scene labels, and the people in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from models.hyperdetr.config import SCENE_KINDS
from models.training.hyperdetr.lesson import UNCOUNTED, Lesson

_MIN_SHARE = 0.003  # of the frame: smaller people are neither asked for nor wrong


@dataclass(frozen=True, slots=True)
class People:
    """The people of one photo: `masks` (T, H, W) bool, `boxes` (T, 4) as centre, width and height in [0, 1].

    `is_complete`: whoever else is found is wrong.
    """

    masks: Tensor
    boxes: Tensor
    is_complete: bool

    def to(self, device: str) -> People:
        """Return the same on a device."""
        return People(self.masks.to(device), self.boxes.to(device), self.is_complete)


@dataclass(frozen=True, slots=True)
class Batch:
    """`images` (B, H, W, 3) uint8; `present` and `known` (B, 6, H, W) bool by scene kind; the people of each photo."""

    images: Tensor
    present: Tensor
    known: Tensor
    people: list[People]

    def to(self, device: str) -> Batch:
        """Return the same on a device."""
        people = [one.to(device) for one in self.people]
        return Batch(self.images.to(device), self.present.to(device), self.known.to(device), people)


def stack_lessons(lessons: Sequence[Lesson], queries: int) -> Batch:
    """Return lessons of one size as a batch, with at most as many people each as there are queries."""
    labels = torch.from_numpy(np.stack([lesson.labels for lesson in lessons]))
    bits = torch.tensor([1 << index for index in range(len(SCENE_KINDS))], dtype=torch.uint8).reshape(1, -1, 1, 1)
    return Batch(
        images=torch.from_numpy(np.stack([lesson.pixels for lesson in lessons])),
        present=(labels[:, None, :, :, 0] & bits) > 0,
        known=(labels[:, None, :, :, 1] & bits) == 0,
        people=[_people(lesson, queries) for lesson in lessons],
    )


def _people(lesson: Lesson, queries: int) -> People:
    areas = np.bincount(lesson.instances.ravel(), minlength=2)
    counted = [index for index in range(1, min(len(areas), UNCOUNTED)) if areas[index]]
    large = [index for index in counted if areas[index] >= _MIN_SHARE * lesson.instances.size]
    largest = sorted(large, key=lambda index: -areas[index])[:queries]
    masks = np.stack([lesson.instances == index for index in largest]) if largest else _no_masks(lesson)
    has_uncounted = len(areas) > UNCOUNTED and areas[UNCOUNTED] > 0
    return People(
        masks=torch.from_numpy(masks),
        boxes=torch.from_numpy(np.array([_box(mask) for mask in masks], np.float32).reshape(-1, 4)),
        is_complete=lesson.is_complete and len(large) == len(counted) and not has_uncounted,
    )


def _no_masks(lesson: Lesson) -> np.ndarray:
    return np.zeros((0, *lesson.instances.shape), bool)


def _box(mask: np.ndarray) -> tuple[float, float, float, float]:
    """Return centre x and y, width and height of a mask, in parts of the frame."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    top, bottom = rows[0] / mask.shape[0], (rows[-1] + 1) / mask.shape[0]
    left, right = columns[0] / mask.shape[1], (columns[-1] + 1) / mask.shape[1]
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
