"""A run's state on disk: written whole or not at all, and refused by another recipe or another number of readers.

Random numbers need no state of their own: those of a step follow from the recipe's seed and the step, those of a photo
from the seed, the round and its key. So step, weights, optimizer, schedule and scaler are all there is.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import torch

from albumen.errors import ConfigError, WeightsError
from models.training.contrastive.recipe import Recipe, flatten

_FREE_KEYS = ("report.",)  # what may change between two parts of a run


def save_checkpoint(path: Path, state: dict[str, Any]) -> None:
    """Write a state in one move, so that whoever reads finds the old one or the new one."""
    partial = path.with_suffix(".partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def load_checkpoint(path: Path) -> dict[str, Any] | None:
    """Read a state, if there is one.

    Raises:
        WeightsError: The file is no checkpoint.
    """
    if not path.exists():
        return None
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises pickle's, zip's and its own
        raise WeightsError(f"{path} cannot be read ({error}). Remove it to start over.") from error
    return state


def describe_run(recipe: Recipe, *, world: int, photos: int, tokenizer: Path) -> dict[str, Any]:
    """Return what must be equal for a run to go on: settings, tokenizer, number of ranks, of photos to train on."""
    settings = {key: value for key, value in flatten(recipe).items() if not key.startswith(_FREE_KEYS)}
    digest = hashlib.sha256(tokenizer.read_bytes()).hexdigest()
    return settings | {"ranks": world, "photos": photos, "tokenizer": digest}


def check_same_run(path: Path, saved: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse to go on from another run's state.

    Raises:
        ConfigError: Settings differ; the message names them.
    """
    keys = [key for key in saved | wanted if saved.get(key) != wanted.get(key)]
    if keys:
        changes = "; ".join(f"{key} was {saved.get(key)!r} and is {wanted.get(key)!r}" for key in keys)
        raise ConfigError(f"{path} is of another run: {changes}. Change it back, or name another --work.")
