"""`python -m models.compression.segmentation_steps STEPS.json PAGE.md`: HyperDETR's steps of compression as a page.

Reads what `python -m models.training.hyperdetr export` measured at each step (its `steps.json`: bytes, and figures on
held-out photos), and adds the sizes of a network of the article's proportions, untrained, beside the article's own.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from albumen.errors import UsageError
from models.hyperdetr.config import ARTICLE, SCENE_KINDS

if TYPE_CHECKING:
    from models.hyperdetr.config import HyperDetrConfig

ARTICLE_MB = (84.0, 21.0, 17.0)  # as it reports them: fp32, 8-bit weights, four of six decoder layers dropped
_LAYERS = 2  # kept at the last step
_PEOPLE = {
    "panoptic": "panoptic quality",
    "recall": "recall",
    "precision": "precision",
    "best_iou": "IoU of best masks",
}
_MB = 1e6


def main(arguments: list[str] | None = None) -> int:
    """Write the page; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m models.compression.segmentation_steps", description="Write HyperDETR's steps of compression."
    )
    parser.add_argument("steps", type=Path, help="steps.json of python -m models.training.hyperdetr export")
    parser.add_argument("page", type=Path, help="Markdown file to write")
    options = parser.parse_args(arguments)
    try:
        steps = read_steps(options.steps)
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    options.page.write_text(render_page(steps, measure_sizes(ARTICLE)), encoding="utf-8")
    return 0


def read_steps(path: Path) -> list[dict[str, Any]]:
    """Return the steps of a report, first to last.

    Raises:
        UsageError: The file is absent or no such report.
    """
    try:
        steps = json.loads(path.read_text(encoding="utf-8"))["steps"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no report of steps ({type(error).__name__}).") from error
    if not isinstance(steps, list) or len(steps) != len(ARTICLE_MB):
        raise UsageError(f"{path} is no report of {len(ARTICLE_MB)} steps.")
    return steps


def measure_sizes(config: HyperDetrConfig) -> list[float]:
    """Return the megabytes of an untrained network's graphs at each step."""
    from models.compression.int8 import compress_weights
    from models.hyperdetr.network import HyperDetr
    from models.training.hyperdetr.export import export_scene, export_subjects

    network = HyperDetr(config).eval()
    scene = export_scene(network)
    whole = (scene, export_subjects(network, layers=config.decoder_layers))
    short = (scene, export_subjects(network, layers=_LAYERS))
    compressed = [sum(compress_weights(graph).ByteSize() for graph in graphs) for graphs in (whole, short)]
    return [size / _MB for size in (sum(graph.ByteSize() for graph in whole), *compressed)]


def render_page(steps: Sequence[Mapping[str, Any]], article_sizes: Sequence[float]) -> str:
    """Return the page as Markdown."""
    sizes = [step["bytes"] / _MB for step in steps]
    lines = [
        "# HyperDETR: size and quality at each step of compression",
        "",
        "The article (Apple Machine Learning Research, 2021) made its weights 8 bits and dropped the last four of six decoder",
        "layers, which supervision of every layer allows. The same steps here: `python -m models.training.hyperdetr export`",
        "measures them on photos held out of the train splits, in ONNX Runtime, and",
        "`python -m models.compression.segmentation_steps` writes this page.",
        "",
        "| step | hyperdetr-s, MB | of fp32 | the article's proportions (untrained), MB | of fp32 | the article, MB | of fp32 |",
        "|---|---|---|---|---|---|---|",
    ]
    for row, step in enumerate(steps):
        figures = [
            f"{column[row]:.1f} | {column[row] / column[0]:.2f}" for column in (sizes, article_sizes, ARTICLE_MB)
        ]
        lines.append(f"| {step['step']} | {' | '.join(figures)} |")
    lines += ["", *_quality_table(steps), "", *_archive_table(steps), ""]
    return "\n".join(lines)


def _quality_table(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one line a step: the mean over the archives that label a thing."""
    kinds = [kind.value for kind in SCENE_KINDS]
    columns = [*kinds, *(f"people/{name}" for name in _PEOPLE)]
    heads = [f"{kind} IoU" for kind in kinds] + [f"people: {name}" for name in _PEOPLE.values()]
    lines = [
        "Mean over the archives that show each (below), in percent; people are told apart.",
        "",
        f"| step | {' | '.join(heads)} |",
        "|---" * (len(heads) + 1) + "|",
    ]
    shown = _shown(steps)
    for step in steps:
        means = [_mean(step["validation"], shown, column) for column in columns]
        lines.append(f"| {step['step']} | {' | '.join(means)} |")
    return lines


def _archive_table(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return one line for each archive and figure, a column for each step."""
    names = [step["step"] for step in steps]
    lines = [f"| archive / figure | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for key in _shown(steps):
        values = [f"{100 * step['validation'][key]:.1f}" for step in steps]
        lines.append(f"| {key} | {' | '.join(values)} |")
    return lines


def _shown(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the figures of what an archive shows at all: where there is none, overlap is 0 whatever a network does."""
    return [key for key in steps[0]["validation"] if any(step["validation"][key] for step in steps)]


def _mean(figures: Mapping[str, float], shown: Sequence[str], column: str) -> str:
    values = [figures[key] for key in shown if key.partition("/")[2] == column]
    return f"{100 * fmean(values):.1f}" if values else "-"


if __name__ == "__main__":
    raise SystemExit(main())
