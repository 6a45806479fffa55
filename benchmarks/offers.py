"""How often a slip is mended, how often a right word is doubted, and whether the nearest concepts are near.

python -m benchmarks.offers --data DIR

Train photos only. Words are counted on one half of the photos' captions and tried on the other. Slips are drawn: one or two letters left
out, put in, changed or swapped, not the first. Concepts that a library has are drawn too; every other one is asked for.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.report import save_report
from benchmarks.timing import timed
from models.evaluation.photos import load_photos
from models.registry import create_encoder
from models.taxonomy import load_taxonomy
from search.offers.count_words import count_words, read_right_words
from search.offers.mending import mend_word
from search.offers.nearest import load_concept_vectors, offer_nearest
from search.offers.vocabulary import Vocabulary, words_of
from search.parse.concepts import concept_names
from search.scoring.training.queries import half_of

_SEED, _LETTERS = 7, "abcdefghijklmnopqrstuvwxyz"
_CAPTIONS, _WORDS = 8_000, 1_500
_PRESENT, _ROUNDS = 250, 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    halves: tuple[list[str], list[str]] = ([], [])
    for photo in load_photos(data, "train"):
        halves[half_of(photo.key)].extend(photo.captions)
    vocabulary = Vocabulary(count_words(halves[0], read_right_words(data)), {})
    draw = random.Random(_SEED)
    words = [word for caption in halves[1] for word in words_of(caption)]
    of_concepts = sorted({word for name in concept_names() for word in words_of(name)})
    rows = [
        _doubt(halves[1][:_CAPTIONS], vocabulary),
        _mend("one slip, caption words of 5 letters", [word for word in words if len(word) >= 5], 1, vocabulary, draw),
        _mend("two slips, caption words of 8 letters", [word for word in words if len(word) >= 8], 2, vocabulary, draw),
        _mend("one slip, words of concepts", [word for word in of_concepts if len(word) >= 4], 1, vocabulary, draw),
        _approach(),
    ]
    print(save_report("offers", "Offers", rows, {"words known": len(vocabulary.common)}))


def _doubt(captions: Sequence[str], vocabulary: Vocabulary) -> dict[str, Any]:
    """Count the captions, taken to be right, for which another spelling is offered."""
    doubted = sum(any(mend_word(word, vocabulary) for word in words_of(caption)) for caption in captions)
    return _row("captions as they are", len(captions), offered=doubted / len(captions))


def _mend(what: str, words: Sequence[str], slips: int, vocabulary: Vocabulary, draw: random.Random) -> dict[str, Any]:
    pairs: list[tuple[str, str]] = []
    for word in draw.sample(list(words), min(_WORDS, len(words))):
        slip = word
        for _ in range(slips):
            slip = _slip(slip, draw)
        if slip != word:
            pairs.append((word, slip))
    mended = [mend_word(slip, vocabulary) for _, slip in pairs]
    times_ms = [1e3 * timed(partial(mend_word, slip, vocabulary)) for _, slip in pairs]
    right = sum(one == word for one, (word, _) in zip(mended, pairs, strict=True))
    offered = sum(one is not None for one in mended)
    count = len(pairs)
    return _row(what, count, offered=offered / count, right=right / count, median_ms=statistics.median(times_ms))


def _approach() -> dict[str, Any]:
    """Ask for each concept that is not there; right is an offer of its own group of the taxonomy."""
    encoder = create_encoder("ansa-s", threads=1)
    vectors = load_concept_vectors(encoder)
    group_of = {concept.name: concept.group for concept in load_taxonomy().concepts}
    concepts = load_taxonomy().concepts
    queries = encoder.encode_texts([concept.name for concept in concepts])
    draw = np.random.default_rng(_SEED)
    asked = offered = right = 0
    times_ms = []
    for _ in range(_ROUNDS):
        present = {concepts[row].id: 1 for row in draw.permutation(len(concepts))[:_PRESENT]}
        for concept, query in zip(concepts, queries, strict=True):
            if concept.id not in present:
                offers = offer_nearest(query, present, vectors)
                times_ms.append(1e3 * timed(partial(offer_nearest, query, present, vectors)))
                asked += 1
                offered += bool(offers)
                right += any(group_of[offer.label] == concept.group for offer in offers)
    what = f"absent concepts, {_PRESENT} present"
    return _row(what, asked, offered=offered / asked, right=right / asked, median_ms=statistics.median(times_ms))


def _slip(word: str, draw: random.Random) -> str:
    at, letter = draw.randrange(1, len(word)), draw.choice(_LETTERS)
    return draw.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    )


def _row(
    what: str, count: int, *, offered: float, right: float | str = "", median_ms: float | str = ""
) -> dict[str, Any]:
    return {"what": what, "asked": count, "offered": offered, "right": right, "median ms": median_ms}


if __name__ == "__main__":
    main()
