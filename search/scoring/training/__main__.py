"""`python -m search.scoring.training --data DIR --work DIR [--out DIR]`: the scorer's numbers, and how good they are."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from albumen.errors import AlbumenError
from models.evaluation.running import minutes_since, save_figures
from models.evaluation.table import Line, format_text
from search.scoring.background import BACKGROUND_FILE, measure_background, save_background
from search.scoring.features import OF_TAGS, OF_WORDS
from search.scoring.scorer import WEIGHTS_FILE
from search.scoring.training.fitting import Doubles, fit_weights
from search.scoring.training.galleries import draw_galleries
from search.scoring.training.held_out import choose_floor, hold_out
from search.scoring.training.material import Material, load_material
from search.scoring.training.queries import Family, make_queries
from search.scoring.training.report import report

FIGURES_FILE = "figures.md"
_HEAD = """# The scorer, measured

Held-out halves of the train split, by `python -m search.scoring.training --data DIR --work DIR`; [README.md](README.md) says what each
figure means. Counted are galleries, each with one query; in the lines "said and true", candidates."""

# Directions of the covariance that are kept: 64 separate queries as well as all 512 do, 16 do not.
_RANK = 64
# Of names, and of pairs of names, that a gallery has no photo of, at least so many are answered with nothing. Sentences do not count:
# most have a photo that fits in part, and nobody minds to see it.
_EMPTY, _ABSENT = 0.9, (Family.NAME, Family.PAIR)
_SEED = 7


def main(arguments: list[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    options = _parse(arguments)
    started = time.perf_counter()
    try:
        material = load_material(options.data, options.work)
    except AlbumenError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    lines = train(material, options.out)
    facts = {"encoder": str(material.encoder.identity), "photos": len(material.photos), "seed": _SEED}
    facts["minutes"] = minutes_since(started)
    save_figures(_HEAD, facts, lines, json_path=None, markdown_path=options.out / FIGURES_FILE)
    sys.stdout.write(format_text(lines))
    return 0


def train(material: Material, folder: Path) -> list[Line]:
    """Measure the background, fit the weights, write both, and return the held-out figures."""
    background = measure_background(material.vectors, _RANK)
    draw = np.random.default_rng(_SEED)
    galleries = draw_galleries(make_queries(material, draw), material, background, draw)
    of_names = [one for one in galleries if one.query.family in _ABSENT]
    sentences = [one for one in galleries if one.query.family is Family.CAPTION and one.query.columns]
    held = hold_out(of_names, with_tags=True)
    floor = max(choose_floor([one for one in held if one.gallery.query.family is family], _EMPTY) for family in _ABSENT)
    weights = {
        "words": _named(OF_WORDS, fit_weights(galleries, with_tags=False)),
        "concepts": _named(OF_WORDS + OF_TAGS, fit_weights(of_names, with_tags=True)),
        "sentences": _named(OF_WORDS + OF_TAGS, fit_weights(sentences, with_tags=True)),
    }
    facts = {"space": material.encoder.space, "floor": floor, **weights}
    save_background(background, folder / BACKGROUND_FILE.name)
    (folder / WEIGHTS_FILE.name).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    held_sentences, held_words = hold_out(sentences, with_tags=True), hold_out(galleries, with_tags=False)
    return report(galleries, floor, held + held_sentences, held_words)


def _named(names: tuple[str, ...], weights: Doubles) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m search.scoring.training", description="Calibrate the search.")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/ and teacher/")
    parser.add_argument(
        "--work", type=Path, required=True, help="folder for what the networks saw, kept for the next run"
    )
    parser.add_argument("--out", type=Path, default=WEIGHTS_FILE.parent, help="folder for the scorer's files")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
