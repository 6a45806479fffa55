"""`python -m models.training.hyperdetr {train,export} --data DIR --work DIR`: train HyperDETR, write its bundle.

`train` goes on from a checkpoint in the work folder; `export` writes the bundle, and prints what it costs in quality to
make the weights int8 and to drop decoder layers, on the photos held out of the train split.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from pathlib import Path

from albumen.errors import AlbumenError
from models.hyperdetr.config import SMALL
from models.training.hyperdetr.recipe import RECIPES


def main(arguments: list[str] | None = None) -> int:
    """Run the command; an expected failure is one line on stderr and exit code 1."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        return options.command(options)
    except AlbumenError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _train(options: argparse.Namespace) -> int:
    from models.training.hyperdetr.run import train

    train(RECIPES[options.recipe], options.data, options.work)
    return 0


def _export(options: argparse.Namespace) -> int:
    from models.training.hyperdetr.run import export

    report = export(options.data, options.work, layers=options.decoder_layers, tag=options.tag)
    print(json.dumps(report, indent=2))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m models.training.hyperdetr", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command, text in (
        ("train", _train, "train, or go on with a training"),
        ("export", _export, f"write {SMALL.name}/ into the work folder"),
    ):
        added = commands.add_parser(name, help=text)
        added.set_defaults(command=command)
        added.add_argument("--data", type=Path, required=True, help="folder with segmentation/ and images/")
        added.add_argument("--work", type=Path, required=True, help="folder for checkpoints and outcomes")
    commands.choices["train"].add_argument("--recipe", choices=sorted(RECIPES), default="two-cores")
    commands.choices["export"].add_argument("--decoder-layers", type=int, default=2, help="kept of six (default 2)")
    commands.choices["export"].add_argument("--tag", default="1", help="version of the weights (default 1)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
