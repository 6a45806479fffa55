"""Count how often concepts, themes and situations are seen in photos of many people, by the shipped analyser.

`python -m knowledge_graph.memories.count_background --data DIR` writes background.json anew; DIR holds `images/train-*.tar.gz`, shards of
KEY.webp and KEY.json. Only sources of general photos are counted: those of one subject (a class of flowers, receipts) say
nothing of what people photograph.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
from PIL import Image

from albumen.store.curation_records import PhotoFacts
from albumen.types import Tag, UtilityKind
from knowledge_graph.memories.background import BACKGROUND_FILE
from knowledge_graph.memories.kinds.situations import load_situations, shows_what_it_must
from knowledge_graph.memories.kinds.themes import LEAST_SCORE, find_themes
from knowledge_graph.memories.mood import moods_of
from knowledge_graph.memories.sentences import SentenceScores
from models import create_analyser, create_encoder

SOURCES = frozenset(
    {
        "flickr8k",
        "vi_travel_captions",
        "jairaj882",
        "autoeic480",
        "coco256_lightly",
        "coco_mini239",
        "coco_sccs455",
        "markmyjourney",
        "mllm_bench_misc619",
    }
)
# One source of outdoor action would drown the others: so many of each at most, drawn with this seed.
_MOST_OF_A_SOURCE, _SEED = 1_500, 5
_MODEL, _BATCH = "ansa-s", 8


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, and write the table."""
    parser = argparse.ArgumentParser(prog="python -m knowledge_graph.memories.count_background", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=BACKGROUND_FILE)
    options = parser.parse_args(arguments)
    keys = choose_keys(options.data)
    counts = count(iter_images(options.data, keys))
    options.out.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{counts['photos']} photos -> {options.out}\n")


def choose_keys(data: Path) -> set[str]:
    """Choose which photos to count, the same ones each time."""
    keys: dict[str, list[str]] = {}
    for key, _, content in _iter_members(data, "json"):
        source = json.loads(content)["source"]
        if source in SOURCES:
            keys.setdefault(source, []).append(key)
    draw = random.Random(_SEED)
    return {
        key
        for source in sorted(keys)
        for key in draw.sample(sorted(keys[source]), min(len(keys[source]), _MOST_OF_A_SOURCE))
    }


def iter_images(data: Path, keys: set[str]) -> Iterator[Image.Image]:
    """Yield the photos of these keys."""
    for key, _, content in _iter_members(data, "webp"):
        if key in keys:
            with Image.open(BytesIO(content)) as image:
                yield image.convert("RGB")


def count(images: Iterable[Image.Image]) -> dict[str, object]:
    """Count in how many photos each concept, theme, situation and mood is seen; utility content is left out."""
    analyser = create_analyser(_MODEL, threads=1)
    assert analyser is not None  # it comes with this project
    sentences = SentenceScores(create_encoder(_MODEL, threads=1))
    wordings = [situation.sentences for situation in load_situations()]
    tally = Tally()
    waiting = iter(images)
    while batch := list(islice(waiting, _BATCH)):
        analyses = analyser.analyse_images(batch)
        scores = sentences.score_all(analyses.embeddings.astype(np.float16), wordings)
        for signals, row in zip(analyses.signals, scores, strict=True):
            if signals.utility_kind is UtilityKind.NONE:
                tally.add(signals.tags, row.tolist())
    return {"least_score": LEAST_SCORE, **vars(tally)}


@dataclass
class Tally:
    """Photos counted by what they show."""

    photos: int = 0
    themes: Counter[str] = field(default_factory=Counter)
    situations: Counter[str] = field(default_factory=Counter)
    moods: Counter[str] = field(default_factory=Counter)
    concepts: Counter[str] = field(default_factory=Counter)

    def add(self, tags: tuple[Tag, ...], scores: Sequence[float]) -> None:
        """Count a photo by its tags and by its cosine with each situation."""
        facts = PhotoFacts(0, "", 0, concepts=tags)
        self.photos += 1
        self.concepts.update(tag.concept for tag in tags)
        self.themes.update(find_themes(facts))
        self.moods.update(mood.value for mood in moods_of(facts))
        self.situations.update(
            situation.id
            for situation, score in zip(load_situations(), scores, strict=True)
            if score >= situation.least and shows_what_it_must(facts, situation)
        )


def _iter_members(data: Path, suffix: str) -> Iterator[tuple[str, str, bytes]]:
    for shard in sorted((data / "images").glob("train-*.tar.gz")):
        with tarfile.open(shard) as archive:
            for member in archive:
                key, _, kind = member.name.rpartition(".")
                if kind == suffix and (file := archive.extractfile(member)) is not None:
                    yield key, kind, file.read()


if __name__ == "__main__":
    main()
