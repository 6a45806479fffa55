"""How near copies and frames lie to their photo, how near different photos come, and what the ratings make of it.

    python -m benchmarks.duplicate_likeness --data DIR

DIR is the folder of `images/train-*.tar.gz`. Train photos alone are looked at: the ratings of
`knowledge_graph.duplicates.likeness` were fitted on such ones.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.duplicate_edits import COPIES, FRAMES, enlarge
from benchmarks.report import save_report
from knowledge_graph.duplicates.codes import count_differing, pack_codes, turn_pdq
from knowledge_graph.duplicates.likeness import Likeness
from models.registry import create_analyser

_PHOTOS, _EDITED = 2_000, 150  # photos that are told apart, and how many of them are edited
_BATCH = 16
_NEAR_BITS = 72  # of the learned print; photos further apart are rated as nothing whatever PDQ says


@dataclass(frozen=True, slots=True)
class Looks:
    """What the analyser says of N images: prints (N, 32) twice, and unit vectors (N, D)."""

    learned: NDArray[np.uint8]
    pdq: NDArray[np.uint8]
    vectors: NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.duplicate_likeness")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds images/")
    photos = [*_draw_photos(parser.parse_args().data)]
    originals = _look(photos)
    rows = [*_rate_edits(photos, originals)]
    settings = {"photos": len(photos), "edited": _EDITED} | _rate_others(originals)
    sys.stdout.write(save_report("duplicate_likeness", "How near copies and frames are to their photo", rows, settings))


def _draw_photos(data: Path) -> Iterator[Image.Image]:
    """Yield train photos that are no utility content, evenly from all shards; edits are made of the first ones."""
    found: list[bytes] = []
    for shard in sorted((data / "images").glob("train-*.tar.gz")):
        with tarfile.open(shard) as archive:
            found += _read_photos(archive)
    for count, at in enumerate(np.random.default_rng(5).permutation(len(found))[:_PHOTOS]):
        photo = Image.open(io.BytesIO(found[at])).convert("RGB")
        yield enlarge(photo) if count < _EDITED else photo


def _read_photos(archive: tarfile.TarFile) -> list[bytes]:
    pictures: dict[str, bytes] = {}
    photos: list[bytes] = []
    for member in archive:
        key, _, suffix = member.name.rpartition(".")
        file = archive.extractfile(member)
        if file is not None and suffix == "webp":
            pictures[key] = file.read()
        elif file is not None and not json.loads(file.read()).get("utility"):
            photos.append(pictures[key])
    return photos


def _look(images: Sequence[Image.Image]) -> Looks:
    analyser = create_analyser("ansa-s", threads=1)
    assert analyser is not None
    parts = [analyser.analyse_images(images[at : at + _BATCH]) for at in range(0, len(images), _BATCH)]
    signals = [one for part in parts for one in part.signals]
    learned = np.array([[*one.print_bits] for one in signals], np.uint8)
    pdq = np.array([[*one.pdq_bits] for one in signals], np.uint8)
    return Looks(learned, pdq, np.concatenate([part.embeddings for part in parts]))


def _compare(first: Looks, second: Looks) -> Likeness:
    """Compare images pair by pair."""
    pdq = [count_differing(pack_codes(form), pack_codes(second.pdq)) for form in turn_pdq(first.pdq)]
    learned = count_differing(pack_codes(first.learned), pack_codes(second.learned))
    return Likeness(learned, np.min(np.stack(pdq), axis=0), np.einsum("nd,nd->n", first.vectors, second.vectors))


def _rate_edits(photos: Sequence[Image.Image], originals: Looks) -> Iterator[dict[str, Any]]:
    edited = _take(originals, np.arange(_EDITED))
    for name, edit in (COPIES | FRAMES).items():
        random = np.random.default_rng(len(name))
        likeness = _compare(edited, _look([edit(photo, random) for photo in photos[:_EDITED]]))
        is_found = (likeness.rate_burst() if name in FRAMES else likeness.rate_same_picture()) > 0
        yield {
            "made of the photo": name,
            "print, median": float(np.median(likeness.print_bits)),
            "print, 99 %": float(np.percentile(likeness.print_bits, 99)),
            "PDQ, median": float(np.median(likeness.pdq_bits)),
            "PDQ, 99 %": float(np.percentile(likeness.pdq_bits, 99)),
            "found": round(float(is_found.mean()), 3),
        }


def _rate_others(looks: Looks) -> dict[str, Any]:
    """Count different photos that are rated as one picture; photos that a set holds twice count here as well."""
    codes, wrong, near, pairs = pack_codes(looks.learned), 0, 0, 0
    for row in range(len(codes) - 1):
        others = row + 1 + np.flatnonzero(count_differing(codes[row : row + 1], codes[row + 1 :]) <= _NEAR_BITS)
        likeness = _compare(_take(looks, np.full(len(others), row)), _take(looks, others))
        wrong += int((likeness.rate_same_picture() > 0).sum())
        near += len(others)
        pairs += len(codes) - row - 1
    return {"pairs_of_photos": pairs, "within_72_bits": near, "rated_as_one_picture": wrong}


def _take(looks: Looks, rows: NDArray[np.int64]) -> Looks:
    return Looks(looks.learned[rows], looks.pdq[rows], looks.vectors[rows])


if __name__ == "__main__":
    main()
