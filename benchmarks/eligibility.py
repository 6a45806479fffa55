"""How much utility content would be shown unasked, and how many photos of the world are refused.

python -m benchmarks.eligibility --data DIR [--split train]

Codes are read as `albumen curate codes` reads them; here of each picture, whatever the
analyser takes it for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.analysed import AnalysedPhoto, analyse
from benchmarks.report import save_report
from knowledge_graph.eligibility import LEAST_TECHNICAL, MOST_UTILITY, MOST_UTILITY_OF_CAMERA, why_not
from knowledge_graph.utility.codes import CodeReader, ZxingReader
from knowledge_graph.wishes import Wishes

_NEVER_SHOT = ("meme", "screenshot")  # by a camera


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", nargs="+", default=["train", "test"])
    arguments = parser.parse_args()
    reader = ZxingReader()
    rows = [
        row for split in arguments.split for row in _iter_rows(split, analyse(arguments.data, split, every=10), reader)
    ]
    settings = {
        "most utility": MOST_UTILITY,
        "of a camera": MOST_UTILITY_OF_CAMERA,
        "least technical": LEAST_TECHNICAL,
        "chosen on": "train",
    }
    print(save_report("eligibility", "What may be shown unasked", rows, settings))


def _iter_rows(split: str, photos: list[AnalysedPhoto], reader: CodeReader) -> Iterator[dict[str, Any]]:
    utility = [one for one in photos if one.photo.utility]
    yield _row(split, "all utility content, let through before codes are read", utility, is_shown=True)
    photos = [_look_for_code(one, reader) for one in photos]
    kinds = sorted({one.photo.utility for one in photos if one.photo.utility is not None})
    for kind in kinds:
        yield _row(split, f"{kind}, let through", [one for one in photos if one.photo.utility == kind], is_shown=True)
    yield _row(split, "all utility content, let through", [one for one in photos if one.photo.utility], is_shown=True)
    taken = [replace(one, facts=replace(one.facts, camera="a camera")) for one in photos]
    shot = [one for one in taken if one.photo.utility not in (None, *_NEVER_SHOT)]
    yield _row(
        split, "utility content but memes and screenshots, let through were it from a camera", shot, is_shown=True
    )
    yield _row(
        split,
        "photos, refused were they from a camera",
        [one for one in taken if not one.photo.utility],
        is_shown=False,
    )
    world = [one for one in photos if one.photo.utility is None]
    yield _row(split, "photos, refused", world, is_shown=False)
    with_code = [one for one in world if one.facts.code is not None]
    yield _row(split, "photos with a code, refused", with_code, is_shown=False)
    if split == "train":
        unseen = [one for one in world if one.is_unseen]
        yield _row(split, "photos that no training saw, refused", unseen, is_shown=False)


def _look_for_code(one: AnalysedPhoto, reader: CodeReader) -> AnalysedPhoto:
    code = reader.read_image(one.photo.decode_image())
    return replace(one, facts=replace(one.facts, code=code))


def _row(split: str, what: str, photos: list[AnalysedPhoto], *, is_shown: bool) -> dict[str, Any]:
    reasons = [why_not(one.facts, Wishes()) for one in photos]
    counted = [reason for reason in reasons if (reason is None) == is_shown]
    told = Counter(reason for reason in counted if reason is not None)
    return {
        "split": split,
        "what": what,
        "photos": len(photos),
        "of them": len(counted),
        "percent": 100 * len(counted) / max(len(photos), 1),
        "as": ", ".join(f"{reason} {count}" for reason, count in told.most_common(3)),
    }


if __name__ == "__main__":
    main()
