"""`python -m models.evaluation --data DIR [--encoder NAME] [--weights DIR] [--json F] [--markdown F]`: one table."""

from __future__ import annotations

import argparse
import logging
import platform
import sys
import time
from pathlib import Path
from typing import Any

from albumen.errors import AlbumenError
from models.catalog import DEFAULT_ENCODER
from models.evaluation.bench import Bench
from models.evaluation.outputs import Network, open_network
from models.evaluation.report import SECTIONS, iter_sections
from models.evaluation.running import minutes_since, save_figures
from models.evaluation.table import Line, format_text


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    started = time.perf_counter()
    lines: list[Line] = []
    try:
        network = open_network(options.encoder, threads=options.threads, weights_dir=options.weights)
        for section in iter_sections(Bench(network, options.data), options.only or tuple(SECTIONS)):
            lines += section
            facts = _describe(network, options) | {"minutes": minutes_since(started)}
            head = f"# {facts['encoder']}, measured"
            save_figures(head, facts, lines, json_path=options.json, markdown_path=options.markdown)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(f"{network.encoder.identity}\n\n{format_text(lines)}")
    return 0


def _describe(network: Network, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "encoder": str(network.encoder.identity),
        "heads": ", ".join(f"{name} {facts.get('version', '')}".strip() for name, facts in network.heads.items()),
        "files_sha256": network.files_sha256,
        "threads": options.threads,
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
    }


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.evaluation", description="Measure an encoder.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/ and segmentation/")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="a name of `albumen model list`, or ARCH/TAG")
    parser.add_argument("--weights", type=Path, help="folder of bundled weights to measure instead of the shipped ones")
    parser.add_argument("--threads", type=int, default=2, help="threads of one forward pass")
    parser.add_argument("--only", action="append", metavar="SECTION", help=f"one of {', '.join(SECTIONS)}; repeatable")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file, as Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
