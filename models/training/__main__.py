"""`python -m models.training STEP --data DIR --work DIR`: the bundled towers, from photos to a weights folder.

Steps, in order: `prepare` (starting weights, frozen features), `text`, `prune` (of the text tower), `image`, `export`;
`all` runs them. Each writes what the next one reads under `--work`, so that a step can be repeated alone. `restore`
stands in for `text`: it takes the text tower out of the shipped weights. `export-text` writes the text tower alone;
`validate-text` and `validate-prompts` measure that one on validation photos.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from albumen.errors import AlbumenError
from models.training import steps, text_steps

STEPS = {
    "prepare": steps.prepare,
    "text": text_steps.train_text,
    "prune": text_steps.prune_text,
    "image": steps.train_image,
    "export": steps.export,
}
ASKED_BY_NAME = {
    "restore": text_steps.restore_text,
    "export-text": text_steps.export_text,
    "validate-text": text_steps.validate_text,
    "validate-prompts": text_steps.validate_prompts,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one step, or all of them; returns the exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    workshop = steps.Workshop(data_dir=options.data, work_dir=options.work, threads=options.threads)
    try:
        for step in STEPS if options.step == "all" else [options.step]:
            (STEPS | ASKED_BY_NAME)[step](workshop)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training", description="Train and export ansa-s.")
    parser.add_argument("step", choices=[*STEPS, *ASKED_BY_NAME, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/ and teacher/")
    parser.add_argument("--work", type=Path, required=True, help="folder for caches, checkpoints and the result")
    parser.add_argument("--threads", type=int, default=2, help="threads of torch and ONNX Runtime")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
