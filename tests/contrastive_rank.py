"""One rank of a few steps on a known batch: `python -m tests.contrastive_rank FOLDER`, alone or under `torchrun`.

Rank r of R takes rows r * 8 / R to (r + 1) * 8 / R of each step's eight pairs; the first rank writes what came out.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Any

import torch

from models.training.contrastive.batches import Batch
from models.training.contrastive.ranks import Ranks, join_ranks
from models.training.contrastive.towers import build_pair
from models.training.contrastive.trainer import Trainer
from tests.contrastive import DIM, make_recipe, write_tokenizer

PAIRS = 8
STEPS = 3
CASES = [f"{loss} loss, {parts} parts" for loss, parts in itertools.product(("local", "global"), (1, 2))]


def joint_batch(step: int) -> Batch:
    """Return the pairs of all ranks."""
    generator = torch.Generator().manual_seed(step)
    pixels = torch.randint(0, 256, (PAIRS, 32, 32, 3), dtype=torch.uint8, generator=generator)
    ids = torch.randint(4, 13, (PAIRS, 5), generator=generator)
    teacher = torch.nn.functional.normalize(torch.randn(PAIRS, DIM, generator=generator), dim=-1)
    return Batch(pixels, ids, torch.ones_like(ids), teacher)


def train(case: str, ranks: Ranks, tokenizer: Path) -> dict[str, Any]:
    """Return losses of each step (the mean over ranks), gradients of the first, and weights before and after."""
    photos = PAIRS // ranks.world
    recipe = make_recipe(
        losses={"local_loss": case.startswith("local")},
        batch={"photos": photos, "micro_photos": photos // int(case.split()[2])},
        descent={"steps": 10, "clip_norm": 1e6},
    )
    trainer = Trainer(recipe, build_pair(recipe, tokenizer=tokenizer, minilm=None), ranks)
    trainer.pair.train()
    weights = [flatten(trainer.pair.parameters())]
    losses, gradients = [], []
    for step in range(STEPS):
        mine = joint_batch(step).split(photos)[ranks.rank]
        report = trainer.learn(mine)
        losses.append({name: float(ranks.average(loss)) for name, loss in report.losses.items()})
        gradients.append(flatten(weight.grad for weight in trainer.pair.parameters() if weight.grad is not None))
        weights.append(flatten(trainer.pair.parameters()))
    return {"losses": losses, "gradient": gradients[0], "before": weights[0], "after": weights[-1]}


def flatten(tensors: Any) -> torch.Tensor:
    """Return all values as one vector."""
    return torch.cat([tensor.detach().flatten() for tensor in tensors])


def main(folder: Path) -> None:
    """Train every case, and write what came out."""
    tokenizer = folder / "tokenizer.json"
    with join_ranks("cpu") as ranks:
        if ranks.is_first:
            write_tokenizer(folder)
        ranks.wait()
        results = {case: train(case, ranks, tokenizer) for case in CASES}
        if ranks.is_first:
            torch.save({"world": ranks.world, **results}, folder / "results.pt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
