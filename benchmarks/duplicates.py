"""How long duplicates take to find, in how much memory, and what is missed against comparing all pairs.

    python -m benchmarks.duplicates

Photos are made up: prints whose bits hang together as those of real photos do (half of what sets a bit are forty common
causes), each hundredth photo copied with some bits changed, a camera's times. Each size runs in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from albumen.store.curation_records import PhotoFacts
from albumen.store.duplicates import PhotoFile
from albumen.store.prints import Prints
from albumen.types import CaptureTime, PhotoKind, TimeSource
from benchmarks.report import save_report
from knowledge_graph.duplicates.candidates import PrintIndex
from knowledge_graph.duplicates.codes import count_differing, pack_codes
from knowledge_graph.duplicates.find import Material, find_groups

_SIZES = (1_000, 10_000, 100_000)
_BLACK_FRAMES = 5_000
_ALL_PAIRS = 20_000  # photos that are compared all with all
_RADIUS, _TABLES = 46, 24  # those of knowledge_graph.duplicates.pairing
_CAUSES = 40
_DIM = 512
_BATCH = 5_000  # prints that are made at once


def main() -> None:
    rows = [_run(size, 0) for size in _SIZES] + [_run(20_000, _BLACK_FRAMES)]
    settings = {"threads": 1, "radius_bits": _RADIUS, "tables": _TABLES, "vector_dim": _DIM} | _measure_recall()
    sys.stdout.write(save_report("duplicates", "Finding duplicates", rows, settings))


def _run(size: int, black_frames: int) -> dict[str, Any]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (size, black_frames))


def _measure(size: int, black_frames: int) -> dict[str, Any]:
    random = np.random.default_rng(size)
    prints = Prints(np.arange(1, size + 1), _make_prints(size, random), _make_prints(size, random))
    if black_frames:
        _blacken(prints, black_frames, random)
    material = Material(_make_facts(size), prints, _make_files(size), _Vectors(size))
    before_mb = _peak_mb()
    started, busy = time.perf_counter(), time.process_time()
    groups = find_groups(material)
    return {
        "photos": size,
        "of them black": black_frames,
        "CPU seconds": time.process_time() - busy,
        "seconds": time.perf_counter() - started,
        "groups": len(groups),
        "peak MB": _peak_mb(),
        "of them data MB": before_mb,
    }


class _Vectors:
    """Gives every photo that is compared a vector, as the store does."""

    def __init__(self, size: int) -> None:
        self._vectors = np.random.default_rng(1).standard_normal((min(size, 1_000), _DIM)).astype(np.float16)
        self._vectors /= np.linalg.norm(self._vectors.astype(np.float32), axis=1, keepdims=True).astype(np.float16)

    def __call__(self, photo_ids: set[int]) -> dict[int, NDArray[np.float16]]:
        return {photo_id: self._vectors[photo_id % len(self._vectors)].copy() for photo_id in photo_ids}


def _make_prints(size: int, random: np.random.Generator) -> NDArray[np.uint8]:
    """Make prints; each hundredth is one of the others with up to 46 bits changed. (N, 32)."""
    weights = random.standard_normal((_CAUSES, 256))
    bits = np.concatenate([_draw_bits(min(_BATCH, size - at), weights, random) for at in range(0, size, _BATCH)])
    for copy in range(99, size, 100):
        bits[copy] = bits[copy - 50]
        bits[copy, random.choice(256, random.integers(0, _RADIUS + 1), replace=False)] ^= True
    return np.packbits(bits, axis=1)


def _draw_bits(size: int, weights: NDArray[np.float64], random: np.random.Generator) -> NDArray[np.bool_]:
    noise = random.standard_normal((size, 256)) * np.sqrt(_CAUSES)
    return random.standard_normal((size, _CAUSES)) @ weights + noise > 0


def _blacken(prints: Prints, count: int, random: np.random.Generator) -> None:
    """Give many photos nearly one print, as lens caps do."""
    for rows in (prints.learned, prints.pdq):
        noise = np.packbits(random.random((count, 256)) < 0.02, axis=1)
        rows[-count:] = rows[0] ^ noise


def _make_facts(size: int) -> list[PhotoFacts]:
    random = np.random.default_rng(size)
    moment, facts = datetime(2015, 1, 1), []
    for at in range(size):
        moment += timedelta(seconds=int(random.exponential(900)) + 1)
        taken = CaptureTime(moment, 0, TimeSource.EXIF) if at % 3 else None
        size_bytes, camera = int(random.integers(1_000_000, 4_000_000)), "Pixel 6" if at % 3 else None
        facts.append(
            PhotoFacts(
                at + 1,
                f"{at:064x}",
                size_bytes,
                "jpeg",
                PhotoKind.STILL,
                4000,
                3000,
                taken,
                camera=camera,
            )
        )
    return facts


def _make_files(size: int) -> list[PhotoFile]:
    return [PhotoFile(at + 1, at + 1, Path(f"/photos/{at // 500}/IMG_{at:06d}.jpg")) for at in range(size)]


def _measure_recall() -> dict[str, Any]:
    """Compare the tables with all pairs, one print with all later ones at a time."""
    prints = _make_prints(_ALL_PAIRS, np.random.default_rng(7))
    started = time.process_time()
    pairs = PrintIndex(prints, _TABLES).find_near(_RADIUS)
    table_s = time.process_time() - started
    found = set(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
    started = time.process_time()
    true = _find_all(pack_codes(prints))
    all_s = time.process_time() - started
    return {
        "all_pairs_of": _ALL_PAIRS,
        "true_pairs": len(true),
        "recall": round(len(found & true) / len(true), 4),
        "all_pairs_cpu_s": round(all_s, 2),
        "tables_cpu_s": round(table_s, 2),
    }


def _find_all(codes: NDArray[np.uint64]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for row in range(len(codes) - 1):
        near = count_differing(codes[row : row + 1], codes[row + 1 :]) <= _RADIUS
        found |= {(row, row + 1 + int(other)) for other in np.flatnonzero(near)}
    return found


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
