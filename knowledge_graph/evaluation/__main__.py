"""`python -m knowledge_graph.evaluation MADE --library DIR [--train MADE] [--stories DIR] [--json F] [--markdown F]`."""

from __future__ import annotations

import argparse
import logging
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from albumen.errors import AlbumenError
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store, Transaction
from knowledge_graph.evaluation.made import TRUTH_FILE, Made, open_made
from knowledge_graph.evaluation.report import (
    iter_baselines,
    iter_duplicates,
    iter_shown,
    iter_stories,
    iter_timeline,
    iter_titles,
)
from knowledge_graph.evaluation.stories import measure_story
from knowledge_graph.evaluation.truth import load_truth
from models.evaluation.running import minutes_since, save_figures
from models.evaluation.table import Line, format_text

_ABOUT = """# Curation, measured

What the curation jobs make of a made library of three years whose truth is known. How it is made and what counts as right:
[curation-evaluation.md](curation-evaluation.md)."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(message)s")
    started = time.perf_counter()
    try:
        with Store(options.library / DATABASE_FILE) as store, store.read() as tx:
            made = open_made(options.made, tx)
            train = Made(options.train, load_truth(options.train / TRUTH_FILE), {}, {}) if options.train else None
            lines = [*_iter_lines(made, tx, train), *_iter_story_lines(options.stories)]
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    facts = {
        "made library": f"{made.truth.split} split, seed {made.truth.seed}, {len(made.truth.photos)} files",
        "stories": f"seeds {_tell_seeds(options.stories)}" if options.stories else "",
        "commit": _find_commit(),
        "machine": f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}",
        "minutes": minutes_since(started),
    }
    save_figures(_ABOUT, facts, lines, json_path=options.json, markdown_path=options.markdown)
    sys.stdout.write(format_text(lines))
    return 0


def _iter_lines(made: Made, tx: Transaction, train: Made | None) -> Iterator[Line]:
    timeline, groups, memories = tx.timeline, tx.duplicates.find(), tx.memories.all()
    trips = timeline.trips()
    yield from iter_timeline(made, timeline.moments(), timeline.homes(), trips)
    yield from iter_duplicates(made, groups)
    if train is not None:
        yield from iter_baselines(made, train)
    yield from iter_shown(made, memories, tx.featured.all())
    yield from iter_titles(made, trips, memories)


def _iter_story_lines(folder: Path | None) -> Iterator[Line]:
    if folder is not None:
        truths = [load_truth(path) for path in sorted(folder.glob("*.json"))]
        yield from iter_stories([measure_story(truth) for truth in truths], truths)


def _tell_seeds(folder: Path) -> str:
    seeds = sorted(int(path.stem) for path in folder.glob("*.json"))
    return f"{seeds[0]} to {seeds[-1]}" if seeds else "none"


def _find_commit() -> str:
    """Return the commit that is checked out; empty outside of a checkout."""
    command = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m knowledge_graph.evaluation", description="Measure curation.")
    parser.add_argument("made", type=Path, help="folder of a made library: photos/ and truth.json")
    parser.add_argument(
        "--library", type=Path, required=True, help="library in which its photos were indexed and curated"
    )
    parser.add_argument(
        "--train", type=Path, help="another made library, by which the baselines' thresholds are chosen"
    )
    parser.add_argument("--stories", type=Path, help="folder of truths without pictures")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file, as Markdown")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
