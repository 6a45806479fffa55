"""`python -m tests.made_library [--data DIR --split train] [--seed N] [--small] OUT`: write a made library."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.made_library.library import plan_library
from tests.made_library.pictures import SamplePictures, ShardPictures
from tests.made_library.story import SMALL, Scale
from tests.made_library.writer import write_library

# About 1,100 photos of the story and 450 files beside them: what the test split has pictures for.
WITH_PICTURES = Scale(per_week=1.7, photos=2.2, trip_photos=2.6)


def main(arguments: list[str] | None = None) -> None:
    """Plan, draw, write."""
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
    options = parser.parse_args(arguments)
    library = plan_library(options.seed, SMALL if options.small else WITH_PICTURES)
    pictures = (
        ShardPictures(options.data, options.split, options.seed) if options.data else SamplePictures(options.seed)
    )
    truth = write_library(library, pictures, options.out, options.split if options.data else "samples")
    pairs = ", ".join(f"{len(found)} {kind}" for kind, found in truth.duplicates.items())
    sys.stdout.write(f"{len(truth.photos)} files, {len(truth.trips)} trips, pairs: {pairs}\n")


if __name__ == "__main__":
    main()
