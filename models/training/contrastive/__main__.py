"""`python -m models.training.contrastive RECIPE --data DIR --work DIR`: one recipe, from photos to exported towers.

Over several processes: `torchrun --nproc-per-node 8 -m models.training.contrastive ...`. Called again after it was
stopped or killed, it goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

import torch

from albumen.errors import AlbumenError
from models.training.contrastive.ranks import join_ranks
from models.training.contrastive.recipe import load_recipe
from models.training.contrastive.run import Folders, Run


def main(arguments: list[str] | None = None) -> int:
    """Train by a recipe; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    if options.threads:
        torch.set_num_threads(options.threads)
    try:
        recipe = load_recipe(options.recipe)
        with join_ranks(options.device) as ranks:
            if not ranks.is_first:
                logging.getLogger().setLevel(logging.WARNING)  # one voice is enough
            Run(recipe, Folders(options.data, options.work, options.tokenizer), ranks).train()
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m models.training.contrastive", description="Train an image tower and a text tower together."
    )
    parser.add_argument("recipe", type=Path, help="a TOML file, or the name of a recipe that is shipped: smoke")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with shards.json, or with images/ and teacher/"
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for checkpoint, metrics.jsonl and export/")
    parser.add_argument("--tokenizer", type=Path, help="tokenizer.json (default: the one of the text tower's start)")
    parser.add_argument("--device", choices=["auto", "cpu", "cuda"], default="auto")
    parser.add_argument("--threads", type=int, default=0, help="threads of torch on a CPU (default: torch's choice)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
