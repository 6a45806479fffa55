"""A vocabulary, shards and a recipe small enough to train on in a second, of the same make as the real ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.photos import jpeg

if TYPE_CHECKING:
    from models.training.contrastive.recipe import Recipe
    from models.training.contrastive.shards import ShardSet

DIM = 16
COLOURS = ("red", "green", "blue", "grey", "pink", "teal")
_SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")


def write_tokenizer(folder: Path) -> Path:
    """Write a `tokenizer.json` that knows six colours and little else."""
    words = [*_SPECIALS, "a", "photo", "of", *COLOURS]
    content = {
        "added_tokens": [{"content": word, "id": words.index(word)} for word in _SPECIALS],
        "model": {"vocab": {word: index for index, word in enumerate(words)}, "max_input_chars_per_word": 100},
    }
    path = folder / "tokenizer.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def write_shards(folder: Path, *, photos: int = 24, shards: int = 4, gallery: int = 6) -> ShardSet:
    """Write train shards of equal size and a gallery; photo i is `train-0000i`, and its caption names a colour."""
    import webdataset

    from models.training.contrastive.shards import ShardSet

    folder.mkdir(parents=True, exist_ok=True)
    size = photos // shards
    splits: dict[str, dict[str, int]] = {"train": {}, "flickr": {}}
    plan = [("train", f"train-{i:05}.tar", range(i * size, (i + 1) * size)) for i in range(shards)]
    for split, name, numbers in [*plan, ("flickr", "flickr-00000.tar", range(photos, photos + gallery))]:
        with webdataset.TarWriter(str(folder / name), encoder=False, mtime=0) as writer:
            for number in numbers:
                writer.write(sample(number))
        splits[split][name] = len(numbers)
    written = ShardSet(folder, splits, teacher_mean=[0.0] * DIM)
    written.save()
    return written


def sample(number: int) -> dict[str, Any]:
    """Return one photo with its facts, as a shard holds it."""
    from models.training.contrastive.shards import pack_vector

    vector = np.random.default_rng(number).normal(size=DIM).astype(np.float32)
    colour = COLOURS[number % len(COLOURS)]
    facts = {
        "captions": [f"a photo of {colour}"],
        "sentences": [colour],
        "label": colour,
        "teacher_vector": pack_vector(vector / np.linalg.norm(vector)),
    }
    return {"__key__": f"train-{number:05}", "jpg": jpeg(number), "json": json.dumps(facts).encode()}


def make_recipe(*, steps: int = 4, **sections: dict[str, Any]) -> Recipe:
    """Return a recipe of tiny towers without batch norm; sections add to its own."""
    from models.training.contrastive.recipe import parse_recipe

    content: dict[str, Any] = {
        "name": "tiny",
        "dim": DIM,
        "precision": "fp32",
        "image": {"backbone": "test_efficientnet_ln", "side_px": 32},
        "text": {"start": "scratch", "layers": 1},
        "losses": {"direction": 1.0, "neighbourhood": 1.0},
        "batch": {"photos": 4, "micro_photos": 4, "shuffle_photos": 4},
        "descent": {"steps": steps, "warmup_steps": 1},
        "report": {"log_steps": 1, "validate_steps": 100, "checkpoint_steps": 1},
    }
    for name, values in sections.items():
        content[name] = {**content.get(name, {}), **values}
    return parse_recipe(content)
