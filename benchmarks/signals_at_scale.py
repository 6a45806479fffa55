"""What signals and masks cost a large library: bytes a photo, the time of filters, and of the swap to a new version.

python -m benchmarks.signals_at_scale [--photos 100000]
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from albumen.store.records import CountRange, ModelKind, ModelRecord, ObjectCount, PhotoFilter
from albumen.store.store import Store, Transaction
from albumen.types import EncoderIdentity, PhotoSignals, Segmentation, UtilityKind
from benchmarks.report import save_report
from benchmarks.segmentations import make_segmentation
from benchmarks.signals import make_signals
from benchmarks.vector_library import Vectors, fill_store
from search.signal_terms import parse_tag

_DIFFERENT = 500  # photos that differ from each other
_BATCH = 1_000
_ROUNDS = 7
_TABLES = ("signals", "tags", "ix_tags_concept_id", "objects", "ix_objects_label", "saliency", "prints")
_MASK_TABLES = ("segmentations", "masks", "sqlite_autoindex_masks_1")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=100_000)
    count = parser.parse_args().photos
    with tempfile.TemporaryDirectory() as name:
        store, _ = fill_store(Path(name), Vectors(count))
        seen = [make_signals(seed) for seed in range(_DIFFERENT)]
        write_s = _cpu_s(lambda: _look(store, _add_analyser(store, "1"), seen, count))
        masks = [make_segmentation(seed) for seed in range(_DIFFERENT)]
        masks_s = _cpu_s(lambda: _segment(store, masks, count))
        store.analyze()
        rows = [
            {"what": "signals written alone, photos/s", "figure": count / write_s},
            {"what": "masks written alone, photos/s", "figure": count / masks_s},
            *_measure_sizes(store.path, count),
            *_measure_filters(store),
            {"what": "count of photos still to be segmented, ms", "figure": _time(store, _count_unsegmented)},
        ]
        new = _add_analyser(store, "2")
        _look(store, new, seen, count)
        rows.append({"what": "filter by tag while two versions are there, ms", "figure": _time_filter(store, _DOGS)})
        rows.append({"what": "swap to the new version, s", "figure": _cpu_s(lambda: _swap(store, new))})
        store.close()
    settings = {"photos": count, "tags a photo": 10, "objects a photo": 3, "rounds (median)": _ROUNDS}
    print(save_report("signals_at_scale", "Signals and masks of a large library", rows, settings))


def _add_analyser(store: Store, tag: str) -> ModelRecord:
    with store.write() as tx:
        return tx.models.add(EncoderIdentity("heads", tag, "1"), sha256="0" * 64, kind=ModelKind.ANALYSER)


def _look(store: Store, model: ModelRecord, seen: list[PhotoSignals], count: int) -> None:
    for start in range(1, count + 1, _BATCH):
        ids = range(start, min(start + _BATCH, count + 1))
        with store.write() as tx:
            tx.signals.save({photo_id: seen[photo_id % len(seen)] for photo_id in ids}, model.id)
            tx.jobs.finish(ids, model.id)


def _segment(store: Store, seen: list[Segmentation], count: int) -> None:
    with store.write() as tx:
        model = tx.models.add(EncoderIdentity("masks", "1", "1"), sha256="0" * 64, kind=ModelKind.SEGMENTER)
    for start in range(1, count + 1, _BATCH):
        ids = range(start, min(start + _BATCH, count + 1))
        with store.write() as tx:
            tx.segmentations.save({photo_id: seen[photo_id % len(seen)] for photo_id in ids}, model.id)
            tx.jobs.finish(ids, model.id)


def _measure_sizes(path: Path, count: int) -> list[dict[str, Any]]:
    with sqlite3.connect(path) as connection:
        pages = dict(connection.execute("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name"))
    connection.close()
    rows = []
    for what, tables in (("all signals", _TABLES), ("all masks", _MASK_TABLES)):
        rows.append({"what": f"bytes a photo: {what}", "figure": sum(pages[table] for table in tables) / count})
        rows += [{"what": f"bytes a photo: {table}", "figure": pages[table] / count} for table in tables]
    return [*rows, {"what": "bytes a photo: its vector, beside", "figure": pages["embeddings"] / count}]


_DOGS = PhotoFilter(tags=(parse_tag("dog"),))
_FILTERS: dict[str, PhotoFilter] = {
    "one tag": _DOGS,
    "a tag with many kinds (animal)": PhotoFilter(tags=(parse_tag("animal"),)),
    "an object": PhotoFilter(objects=(ObjectCount("person"),)),
    "two of an object": PhotoFilter(objects=(ObjectCount("person", 2),)),
    "a kind": PhotoFilter(kind=UtilityKind.RECEIPT),
    "least quality": PhotoFilter(min_quality=0.8),
    "tag, object, kind and quality": replace(
        _DOGS, objects=(ObjectCount("person"),), kind=UtilityKind.NONE, min_quality=0.2
    ),
    "least sky": PhotoFilter(min_sky_share=0.3),
    "number of people": PhotoFilter(people=CountRange(2, 2)),
    "sky, people, tag and kind": replace(_DOGS, min_sky_share=0.01, people=CountRange(1, None), kind=UtilityKind.NONE),
}


def _measure_filters(store: Store) -> list[dict[str, Any]]:
    rows = []
    for what, photo_filter in _FILTERS.items():
        with store.read() as tx:
            passing = len(tx.photos.filtered_ids(photo_filter))
        rows.append({"what": f"filter by {what}, {passing} pass, ms", "figure": _time_filter(store, photo_filter)})
    return rows


def _time_filter(store: Store, photo_filter: PhotoFilter) -> float:
    return _time(store, lambda tx: tx.photos.filtered_ids(photo_filter))


def _count_unsegmented(tx: Transaction) -> None:
    if tx.jobs.count_unsegmented():
        raise RuntimeError("all have been")


def _time(store: Store, question: Callable[[Transaction], object]) -> float:
    """Ask again and again; return the median of the processor's milliseconds."""

    def ask() -> None:
        with store.read() as tx:
            question(tx)

    return statistics.median(_repeat(lambda: _cpu_s(ask) * 1000))


def _cpu_s(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def _repeat(measure: Callable[[], float]) -> list[float]:
    return [measure() for _ in range(_ROUNDS)]


def _swap(store: Store, model: ModelRecord) -> None:
    with store.write() as tx:
        if not tx.versions.retire_replaced(model):
            raise RuntimeError("nothing was replaced")


if __name__ == "__main__":
    main()
