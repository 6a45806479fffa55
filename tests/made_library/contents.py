"""Tell what the pictures of a made library show: the captions and labels that came with them, and words written onto them.

python -m tests.made_library.contents [--data DIR] MADE

Writes `contents.json` beside `truth.json`; without DIR for a library of sample photos.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import Any

from albumen.types import UtilityKind
from knowledge_graph.evaluation.truth import Truth, load_truth
from models.evaluation.photos import load_photos
from tests.made_library.memes import choose_lines
from tests.made_library.writer import TRUTH_FILE

CONTENTS_FILE = "contents.json"
# What the sample photos show, in the order in which they are taken in turn.
_SAMPLES = (
    "A woman in an orange space suit in front of a flag .",
    "A cat with green eyes looks up .",
    "A cup of coffee on a table .",
    "A rocket on a launch pad at night .",
    "A motorcycle in a garage .",
    "Stars and galaxies in the night sky .",
    "A temple with a roof and trees .",
    "A flower with yellow petals .",
)
_SAMPLE = "sample "
# As many as Flickr8k has: then what none of them names is not shown.
_CAPTIONS = 5


def main(arguments: list[str] | None = None) -> None:
    """Write a made library's contents."""
    parser = argparse.ArgumentParser(prog="python -m tests.made_library.contents", description=__doc__)
    parser.add_argument("made", type=Path)
    parser.add_argument("--data", type=Path, help="folder that holds images/, as the library was made with")
    options = parser.parse_args(arguments)
    write_contents(options.made, options.data)


def write_contents(folder: Path, data: Path | None) -> None:
    """Write `contents.json` into a made library's folder."""
    truth = load_truth(folder / TRUTH_FILE)
    keys = {photo.scene.partition(" ")[2] for photo in truth.photos}
    pictures = _describe_samples(keys) if data is None else _describe_shards(keys, data, truth.split)
    document = {"pictures": pictures, "written": _find_written(truth)}
    (folder / CONTENTS_FILE).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _describe_shards(keys: set[str], data: Path, split: str) -> dict[str, dict[str, Any]]:
    return {
        photo.key: {
            "source": photo.source,
            "captions": photo.captions,
            "label": photo.label,
            "imagenet_index": photo.imagenet_index,
        }
        for photo in load_photos(data, split)
        if photo.key in keys
    }


def _describe_samples(keys: set[str]) -> dict[str, dict[str, Any]]:
    numbers = {key: int(key.removeprefix(_SAMPLE)) for key in keys}
    return {key: {"captions": [_SAMPLES[number % len(_SAMPLES)]] * _CAPTIONS} for key, number in numbers.items()}


def _find_written(truth: Truth) -> dict[str, str]:
    memes = (photo for photo in truth.photos if photo.utility is UtilityKind.MEME)
    return {photo.path: "\n".join(choose_lines(Random(photo.path))) for photo in memes}


if __name__ == "__main__":
    main()
