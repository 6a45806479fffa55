"""`python -m models.training.heads STEP --data DIR --work DIR`: the heads of ANSA, from photos to a weights folder.

A step is a head's name, which trains it; `assemble`, which writes `WORK/assembled`; or `all`: every head, then assemble.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from albumen.errors import AlbumenError
from models.registry import WEIGHTS_DIR
from models.training.heads import objects, perceptual_print, quality, saliency, tags, utility
from models.training.heads.assemble import assemble
from models.training.heads.workshop import TrainedHead, Workshop

HEADS: dict[str, Callable[[Workshop], TrainedHead]] = {
    "objects": objects.train,
    "print": perceptual_print.train,
    "quality": quality.train,
    "saliency": saliency.train,
    "tags": tags.train,
    "utility": utility.train,
}
ASSEMBLE = "assemble"


def main(arguments: list[str] | None = None) -> int:
    """Train heads; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    workshop = Workshop(options.data, options.work, options.backbone, options.threads)
    try:
        for name in [*HEADS, ASSEMBLE] if options.step == "all" else [options.step]:
            if name == ASSEMBLE:
                assemble(workshop, HEADS, options.work / "assembled")
            else:
                workshop.save_head(name, HEADS[name](workshop))
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training.heads", description="Train ansa-s's heads.")
    parser.add_argument("step", choices=[*HEADS, ASSEMBLE, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/, teacher/, segmentation/")
    parser.add_argument("--work", type=Path, required=True, help="folder for caches and heads")
    parser.add_argument(
        "--backbone", type=Path, default=WEIGHTS_DIR / "ansa-s", help="weights folder of the image tower"
    )
    parser.add_argument("--threads", type=int, default=2, help="threads of torch and ONNX Runtime")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
