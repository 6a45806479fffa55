"""`python -m models.training.subject_lifting {teach,train,export} --data DIR --work DIR`: from photos to a weights folder.

`teach` asks the teacher about photos without masks, `train` descends by a recipe, and `export` chooses the gate's
threshold on the pictures that were set apart and writes `WORK/lift-s`.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from albumen.errors import AlbumenError


def main(arguments: list[str] | None = None) -> int:
    """Run one step; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    try:
        _STEPS[options.step](options)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training.subject_lifting", description="Train lift-s.")
    parser.add_argument("step", choices=list(_STEPS))
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/ and segmentation/")
    parser.add_argument("--work", type=Path, required=True, help="folder for maps, checkpoint and weights")
    parser.add_argument("--recipe", default="two-cores", help="name of a shipped recipe, or a TOML file")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch and ONNX Runtime")
    return parser.parse_args(arguments)


def _teach(options: argparse.Namespace) -> None:
    from models.training.subject_lifting.teach import write_maps

    write_maps(options.data, options.work, threads=options.threads)


def _train(options: argparse.Namespace) -> None:
    from models.training.subject_lifting.run import train

    train(options.data, options.work, options.recipe, threads=options.threads)


def _export(options: argparse.Namespace) -> None:
    from models.training.subject_lifting.run import export

    export(options.data, options.work, threads=options.threads)


_STEPS = {"teach": _teach, "train": _train, "export": _export}

if __name__ == "__main__":
    raise SystemExit(main())
