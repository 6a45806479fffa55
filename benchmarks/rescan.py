"""How long a rescan of a large unchanged library takes, beside a bare walk with a stat of each file.

python -m benchmarks.rescan [--files 100000]
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import threading
import time
from pathlib import Path

from albumen.store.records import DATABASE_FILE, FileSighting
from albumen.store.store import Store
from benchmarks.report import save_report
from benchmarks.timing import timed
from indexer.networks import Networks
from indexer.pipeline import Indexer, IndexOptions, Scope
from indexer.reading import ReadOptions
from indexer.scanner import scan_root
from models.encoder import ImageTextEncoder
from tests.fakes import FakeEncoder, InlineReaders

_FILES_PER_FOLDER = 500
_RUNS = 5


def make_library(folder: Path, file_count: int, encoder: ImageTextEncoder) -> tuple[Path, Store]:
    """Make a folder of many files and a store that knows them all, as copies of 100 photos that are analysed."""
    photos = folder / "photos"
    for number in range(file_count):
        path = photos / f"{number // _FILES_PER_FOLDER:04d}" / f"IMG_{number:06d}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (1_600_000_000 + number,) * 2)
    store = Store(folder / DATABASE_FILE)
    found = sorted(scan_root(photos).files.items())
    with store.write() as tx:
        root = tx.roots.add(photos)
        for number in range(100):
            tx.photos.save(f"{number:064x}", 0, facts=None, metadata=None)
        for start in range(0, len(found), 1_000):
            tx.files.save(
                FileSighting(root.id, path, stat, time.time_ns(), f"{number % 100:064x}")
                for number, (path, stat) in enumerate(found[start : start + 1_000])
            )
        model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim)
        tx.jobs.finish(range(1, 101), model.id)
    store.analyze()
    return photos, store


def walk_and_stat(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            os.stat(os.path.join(root, name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    file_count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as name:
        photos, store = make_library(Path(name), file_count, FakeEncoder())
        read = ReadOptions(Path(name) / "previews", 768, 10**8)
        indexer = Indexer(store, Networks(FakeEncoder()), InlineReaders(), IndexOptions(read, 16, 3))
        with store.read() as tx:
            scopes = [Scope(root) for root in tx.roots.all()]
        rows = []
        for _ in range(_RUNS):
            walk_s = timed(lambda: walk_and_stat(photos))
            rescan_s = timed(lambda: _assert_unchanged(indexer, scopes, file_count))
            rows.append((walk_s, rescan_s))
        store.close()
    walk_s, rescan_s = (sorted(column)[_RUNS // 2] for column in zip(*rows, strict=True))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    row = {
        "files": file_count,
        "walk + stat s": walk_s,
        "rescan s": rescan_s,
        "ratio": rescan_s / walk_s,
        "peak MB": peak_mb,
    }
    print(save_report("rescan", "Rescan of an unchanged library", [row], {"runs": _RUNS, "figure": "median"}))


def _assert_unchanged(indexer: Indexer, scopes: list[Scope], file_count: int) -> None:
    summary = indexer.run(scopes, listener=lambda progress: None, stop=threading.Event())
    assert summary.unchanged == file_count, summary


if __name__ == "__main__":
    main()
