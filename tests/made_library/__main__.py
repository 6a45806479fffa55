"""Write a made library, or the truths of many without pictures.

python -m tests.made_library [--data DIR --split train] [--seed N] [--small] OUT
python -m tests.made_library --stories 30 [--seed N] OUT
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledge_graph.evaluation.truth import save_truth
from tests.made_library.library import describe, plan_library
from tests.made_library.pictures import SamplePictures, ShardPictures
from tests.made_library.story import SMALL, Scale, draw_scale
from tests.made_library.writer import write_library

# About 1,100 photos of the story and 450 files beside them: what the test split has pictures for.
WITH_PICTURES = Scale(per_week=1.7, photos=2.2, trip_photos=2.6)


def main(arguments: list[str] | None = None) -> None:
    """Plan, draw, write."""
    options = _parse(arguments)
    if options.stories:
        _write_stories(options.out, range(options.seed, options.seed + options.stories))
        return
    library = plan_library(options.seed, SMALL if options.small else WITH_PICTURES)
    pictures = (
        ShardPictures(options.data, options.split, options.seed) if options.data else SamplePictures(options.seed)
    )
    truth = write_library(library, pictures, options.out, options.split if options.data else "samples")
    pairs = ", ".join(f"{len(found)} {kind}" for kind, found in truth.duplicates.items())
    movies = len(library.movies)
    sys.stdout.write(f"{len(truth.photos)} files, {movies} movies, {len(truth.trips)} trips, pairs: {pairs}\n")


def _write_stories(folder: Path, seeds: range) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        save_truth(describe(plan_library(seed, draw_scale(seed)), "no pictures"), folder / f"{seed:03d}.json")


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.made_library", description="Write a library with known truth."
    )
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--data", type=Path, help="folder that holds images/; without it, sample photos of scikit-image"
    )
    parser.add_argument("--split", default="train", help="`test` is for final figures only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true", help="a story of fewer photos")
    parser.add_argument(
        "--stories", type=int, default=0, metavar="N", help="write N truths without pictures, from seed on"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
