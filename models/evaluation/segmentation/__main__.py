"""`python -m models.evaluation.segmentation --data DIR [--weights DIR] [--baselines DIR] [--json F] [--markdown F]`."""

from __future__ import annotations

import argparse
import logging
import platform
import sys
import time
from pathlib import Path
from typing import Any

from albumen.errors import AlbumenError
from models.evaluation.running import minutes_since, save_figures
from models.evaluation.segmentation.bench import SegmentationBench
from models.evaluation.segmentation.report import SECTIONS, iter_sections
from models.evaluation.segmentation.truth import DrawnSets
from models.evaluation.table import Line, format_text
from models.registry import WEIGHTS_DIR, create_lifter, create_segmenter

_TEST = "test"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    started = time.perf_counter()
    lines: list[Line] = []
    try:
        bench = _open_bench(options)
        for section in iter_sections(bench, options.only or tuple(SECTIONS)):
            lines += section
            facts = _describe(bench) | {"minutes": minutes_since(started)}
            head = f"# {facts['networks']}, measured\n\n{_ABOUT}"
            save_figures(head, facts, lines, json_path=options.json, markdown_path=options.markdown)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(format_text(lines))
    return 0


def _open_bench(options: argparse.Namespace) -> SegmentationBench:
    return SegmentationBench(
        create_segmenter(threads=options.threads, weights_dir=options.weights),
        create_lifter(threads=options.threads, weights_dir=options.weights),
        DrawnSets(options.data, options.split, options.most),
        options.weights,
        options.baselines,
        options.threads,
    )


def _describe(bench: SegmentationBench) -> dict[str, Any]:
    return {
        "networks": f"{bench.segmenter.identity} and {bench.lifter.identity}",
        "photos": f"{bench.sets.split} split" + (f", at most {bench.sets.most} of a set" if bench.sets.most else ""),
        "segmenter_sha256": bench.segmenter.weights_sha256,
        "lifter_sha256": bench.lifter.weights_sha256,
        "threads": bench.threads,
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
    }


_ABOUT = (
    "The whole table of `python -m models.evaluation.segmentation --data DIR --baselines DIR`, from the shipped int8 files;\n"
    "how each line is measured, and on what: [segmentation-evaluation.md](segmentation-evaluation.md). In percent unless a figure is\n"
    "written as 0.x; 95 % intervals by bootstrap over photos."
)


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m models.evaluation.segmentation", description="Measure masks and mattes."
    )
    parser.add_argument("--data", type=Path, required=True, help="folder that holds segmentation/ and images/")
    parser.add_argument("--weights", type=Path, default=WEIGHTS_DIR, help="folder of weights folders to measure")
    parser.add_argument("--baselines", type=Path, help="keep downloaded baselines here; left out without it")
    parser.add_argument("--threads", type=int, default=1, help="threads of one forward pass")
    parser.add_argument("--split", default=_TEST, help="`train` to try the command: its figures mean nothing")
    parser.add_argument("--most", type=int, help="photos of each set, to try the command")
    parser.add_argument("--only", action="append", metavar="SECTION", help=f"one of {', '.join(SECTIONS)}; repeatable")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file, as Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
