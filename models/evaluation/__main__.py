"""`python -m models.evaluation --data DIR [--encoder NAME] [--json FILE]`: one table on stdout."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path

from albumen.errors import AlbumenError
from models.catalog import DEFAULT_ENCODER
from models.evaluation.photos import load_photos
from models.evaluation.report import Report, evaluate
from models.registry import create_encoder


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    try:
        encoder = create_encoder(options.encoder, threads=options.threads, weights_dir=options.weights)
        report = evaluate(encoder, load_photos(options.data, "test"))
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write(format_table(report))
    if options.json is not None:
        facts = report.to_json() | {
            "weights_sha256": encoder.weights_sha256,
            "threads": options.threads,
            "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        }
        options.json.write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return 0


def format_table(report: Report) -> str:
    """Return the report as aligned text, a line for each figure."""
    flickr, imagenet = report.photos.values()
    lines = [
        ("encoder", report.encoder),
        (f"text to image, Flickr8k test ({flickr})", _at_k("R", report.text_to_image)),
        (f"image to text, Flickr8k test ({flickr})", _at_k("R", report.image_to_text)),
        (f"zero-shot, 1,000 classes ({imagenet})", _at_k("top-", report.zero_shot)),
        ("  the same with one prompt", _at_k("top-", report.zero_shot_one_prompt)),
        ("utility kinds, top-1 of 5 names", "  ".join(f"{k} {v:.1f}" for k, v in report.utility_top_1.items())),
        ("image tower, one photo at a time", f"{report.photos_per_s:.1f} photos/s"),
        ("text tower, one caption at a time", f"{report.text_ms:.2f} ms"),
    ]
    width = max(len(name) for name, _ in lines)
    return "".join(f"{name:<{width}}  {value}\n" for name, value in lines)


def _at_k(prefix: str, figures: dict[int, float]) -> str:
    separator = "@" if prefix == "R" else ""
    return "  ".join(f"{prefix}{separator}{k} {value:.1f}" for k, value in figures.items())


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.evaluation", description="Measure an encoder.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/test-*.tar.gz")
    parser.add_argument("--encoder", default=DEFAULT_ENCODER, help="a name of `albumen model list`, or ARCH/TAG")
    parser.add_argument("--weights", type=Path, help="folder of bundled weights to measure instead of the shipped ones")
    parser.add_argument("--threads", type=int, default=2, help="threads of one forward pass")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
