from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import UsageError
from models.evaluation import class_vectors, recall_at_k, top_k_accuracy
from models.evaluation.photos import load_photos
from models.evaluation.zero_shot import load_class_names
from tests.unit.models.evaluation.shards import write_shard


class OneHotEncoder:
    """Text 'a photo of a 3.' becomes the unit vector of axis 3."""

    dim = 10

    def encode_texts(self, texts: list[str]) -> np.ndarray:
        digits = [int("".join(c for c in text if c.isdigit())) for text in texts]
        return np.eye(self.dim, dtype=np.float32)[digits]


def test_recall_counts_a_query_with_any_relevant_row_in_its_best_k() -> None:
    queries = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    gallery = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]], dtype=np.float32)
    relevant = np.array([[False, True, False], [False, True, True]])
    assert recall_at_k(queries, gallery, relevant, ks=(1, 2)) == {1: 50.0, 2: 100.0}


def test_ties_never_help() -> None:
    same = np.ones((4, 1), dtype=np.float32)
    assert recall_at_k(same, same, np.eye(4, dtype=bool), ks=(1, 3, 4)) == {1: 0.0, 3: 0.0, 4: 100.0}


def test_recall_equals_a_plain_sort() -> None:
    rng = np.random.default_rng(5)
    queries, gallery = rng.normal(size=(30, 8)), rng.normal(size=(12, 8))
    owner = rng.integers(0, 12, 30)
    order = np.argsort(-(queries @ gallery.T), axis=1)
    expected = {
        k: round(100 * float(np.mean([o in row[:k] for o, row in zip(owner, order, strict=True)])), 1) for k in (1, 5)
    }
    assert recall_at_k(queries, gallery, owner[:, None] == np.arange(12), ks=(1, 5)) == expected


def test_class_vectors_are_unit_rows_of_the_prompts_mean() -> None:
    vectors = class_vectors(OneHotEncoder(), ["3", "7"])  # type: ignore[arg-type]
    np.testing.assert_allclose(vectors, np.eye(10)[[3, 7]], atol=1e-6)


def test_accuracy_looks_at_the_right_class() -> None:
    classes = np.eye(3, dtype=np.float32)
    images = np.array([[0.9, 0.5, 0.1], [0.1, 0.5, 0.9]], dtype=np.float32)
    assert top_k_accuracy(images, classes, np.array([0, 1]), ks=(1, 2)) == {1: 50.0, 2: 100.0}


def test_there_are_a_thousand_class_names_counted_from_zero() -> None:
    names = load_class_names()
    assert len(names) == 1000
    assert (names[0], names[404], names[999]) == ("tench", "airliner", "toilet paper")


def test_photos_come_from_their_own_split_in_key_order(tmp_path: Path) -> None:
    red, facts = Image.new("RGB", (8, 6), "red"), {"captions": ["red"]}
    write_shard(tmp_path, "test", [(red, facts), (red, {})])
    write_shard(tmp_path, "train", [(red, facts)])
    photos = load_photos(tmp_path, "test")
    assert [photo.key for photo in photos] == ["test-0000", "test-0001"]
    assert photos[0].captions == ("red",)
    assert photos[0].decode_image().size == (8, 6)


def test_a_folder_without_shards_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--data"):
        load_photos(tmp_path, "test")
