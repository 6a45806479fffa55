"""What is shown unasked is looked through for scraps, near-duplicates, sizes and reasons; others' hashes for their best case."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.store.curation_records import DuplicateKind, FeaturedPhoto, Memory, MemoryKind, MemoryPhoto
from albumen.types import PhotoKind, UtilityKind
from knowledge_graph.evaluation.baselines import choose_distance, compare_at, load_imagehash, measure_distances
from knowledge_graph.evaluation.made import Made
from knowledge_graph.evaluation.showings import Showing, check_featured, check_memories
from knowledge_graph.evaluation.truth import TruePhoto, Truth

SAME = frozenset({DuplicateKind.SAME_PICTURE})


def made(folder: Path = Path()) -> Made:
    """Ten photos: 1 and 2 are of one picture, 10 is a receipt."""
    names = [f"{number}.png" for number in range(1, 11)]
    photos = [
        TruePhoto(name, name, name, "any", "png", PhotoKind.STILL, None, None, None, None,
                  utility=UtilityKind.RECEIPT if name == "10.png" else None)
        for name in names
    ]  # fmt: skip
    truth = Truth(1, "test", tuple(photos), (), (), {}, {"same_picture": (("1.png", "2.png"),)})
    ids = range(1, 11)
    return Made(folder, truth, dict(zip(ids, photos, strict=True)), {number: [f"{number}.png"] for number in ids})


def memory(*ids: int, reason: str = "because", cover_id: int | None = None) -> Memory:
    photos = tuple(MemoryPhoto(photo_id, reason) for photo_id in ids)
    day = date(2023, 5, 1)
    return Memory("k", MemoryKind.YEAR, "2023", "", cover_id or ids[0], photos, "calm", 70, reason, 1.0, day, day)


def test_a_good_memory_has_nothing_wrong() -> None:
    shown = check_memories(made(), [memory(1, *range(3, 10))])
    assert (shown.photos, shown.scraps, shown.twice, shown.wrong_size, shown.without_reason) == (8, (), 0, (), 0)
    assert shown.kinds == {"year": 1}


def test_scraps_near_duplicates_sizes_and_silence_are_counted() -> None:
    shown = check_memories(made(), [memory(1, 2, 10, reason=""), memory(*range(2, 10), cover_id=10)])
    assert (shown.scraps, shown.twice, shown.wrong_size, shown.without_reason) == (("10.png",), 1, ("k",), 1)


def test_near_duplicates_may_be_featured_on_different_days() -> None:
    first, second = date(2023, 5, 1), date(2023, 5, 2)
    apart = [FeaturedPhoto(first, 1, "why"), FeaturedPhoto(second, 2, "why")]
    assert check_featured(made(), apart).twice == 0
    together = [FeaturedPhoto(first, 1, "why"), FeaturedPhoto(first, 2, ""), FeaturedPhoto(first, 10, "why")]
    shown = check_featured(made(), together)
    assert (shown.twice, shown.scraps, shown.without_reason) == (1, ("10.png",), 1)


def test_nothing_shown_has_nothing_wrong() -> None:
    assert check_memories(made(), []) == check_featured(made(), []) == Showing(0, (), 0)


def test_a_hash_is_measured_at_its_best_distance(tmp_path: Path) -> None:
    pytest.importorskip("imagehash")
    random = np.random.default_rng(0)
    (tmp_path / "photos").mkdir()
    for number in range(1, 11):
        if number != 2:
            pixels = random.integers(0, 255, (12, 16, 3), np.uint8)
            image = Image.fromarray(pixels).resize((160, 120), Image.Resampling.BICUBIC)
        image.save(tmp_path / "photos" / f"{number}.png")
    library = made(tmp_path)
    distances = measure_distances(library.truth, tmp_path, load_imagehash()["imagehash phash"])
    best = choose_distance(library.truth, distances, SAME)
    assert compare_at(library.truth, distances, best, SAME).f1 == 1.0
    assert distances[frozenset({"1.png", "2.png"})] == 0
