"""`python -m models.evaluation --data DIR [--encoder NAME] [--weights DIR] [--json F] [--markdown F]`: one table."""

from __future__ import annotations

import argparse
import json
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
from models.evaluation.table import Line, format_markdown, format_text, to_json


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
            _save(options, _describe(network, options) | {"minutes": _minutes_since(started)}, lines)
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


def _minutes_since(started: float) -> float:
    return round((time.perf_counter() - started) / 60.0, 1)


def _save(options: argparse.Namespace, facts: dict[str, Any], lines: list[Line]) -> None:
    """Write what has been measured so far."""
    if options.json is not None:
        options.json.write_text(json.dumps(facts | {"lines": to_json(lines)}, indent=1) + "\n", encoding="utf-8")
    if options.markdown is not None:
        settings = "; ".join(f"{name}: {value}" for name, value in facts.items() if value)
        text = f"# {facts['encoder']}, measured\n\n{format_markdown(lines)}\n{settings}.\n"
        options.markdown.write_text(text, encoding="utf-8")


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
