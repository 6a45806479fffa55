from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("timm")
pytest.importorskip("sklearn")

from models.ansa.export import export_text_tower  # noqa: E402 - after the skips
from models.ansa.minilm import MiniLM  # noqa: E402
from models.ansa.towers import TextTower  # noqa: E402
from models.compression import compress_weights  # noqa: E402
from models.evaluation.photos import LabelledPhoto  # noqa: E402
from models.training.exported_text import ExportedText  # noqa: E402
from models.training.prompt_validation import PromptValidation, mean_vectors  # noqa: E402
from models.training.text_validation import TextValidation, collect_captions  # noqa: E402

TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "dog", "cat", "photo", "of", "."]


@pytest.fixture(scope="module")
def tower(tmp_path_factory: pytest.TempPathFactory) -> ExportedText:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("text")
    model = export_text_tower(TextTower(MiniLM(vocabulary=len(TOKENS), layers=1, context=64)))
    (folder / "text.onnx").write_bytes(compress_weights(model).SerializeToString())
    document = {
        "added_tokens": [{"id": row, "content": token} for row, token in enumerate(TOKENS[:5])],
        "model": {"vocab": {token: row for row, token in enumerate(TOKENS)}, "max_input_chars_per_word": 100},
    }
    (folder / "tokenizer.json").write_text(json.dumps(document), encoding="utf-8")
    return ExportedText.open(folder)


def _photo(key: str, captions: Sequence[str]) -> LabelledPhoto:
    return LabelledPhoto(key=key, split="train", source="flickr8k", licence="", content=b"", captions=tuple(captions))


def test_captions_keep_the_row_of_their_photo() -> None:
    texts, owners = collect_captions([_photo("1", ["a dog", "dog"]), _photo("2", []), _photo("3", ["a cat"])])
    assert texts == ["a dog", "dog", "a cat"]
    assert owners.tolist() == [0, 0, 2]


def test_a_tower_that_agrees_with_photos_words_and_reference_has_full_marks(tower: ExportedText) -> None:
    names = ["a dog", "a cat"]
    vectors = tower.encode_texts(names)
    measure = TextValidation(vectors, names, np.arange(2), names, vectors, np.arange(2))
    figures = measure.describe(tower, tower)
    assert figures["text to image, R@1 / 5 / 10"] == "100.0 / 100.0 / 100.0"
    assert figures["image to text, R@1 / 5 / 10"] == "100.0 / 100.0 / 100.0"
    assert figures["held-out words, top-1 / 5"] == "100.0 / 100.0"
    assert figures["cosine to the reference, mean / worst"] == "1.0000 / 1.0000"


def test_prompts_are_judged_by_the_photos_that_the_names_find(tower: ExportedText) -> None:
    names = ["dog", "cat"]
    photos = tower.encode_texts(["cat", "dog", "dog"])
    right = PromptValidation(photos, names, np.array([1, 0, 0]), names, np.arange(2), tower.encode_texts(names))
    assert right.describe(tower, ["{}"]) == {
        "photos to names, top-1 / 5": "100.0 / 100.0",
        "names to photos, mAP": "100.0",
        "held-out words, top-1 / 5": "100.0 / 100.0",
    }
    wrong = PromptValidation(photos, names, np.array([0, 1, 1]), names, np.arange(2), tower.encode_texts(names))
    assert wrong.describe(tower, ["{}"])["photos to names, top-1 / 5"] == "0.0 / 100.0"


def test_several_prompts_give_the_direction_between_their_vectors(tower: ExportedText) -> None:
    one, other = tower.encode_texts(["dog"])[0], tower.encode_texts(["a dog"])[0]
    (mean,) = mean_vectors(tower, ["dog"], ["{}", "a {}"])
    np.testing.assert_allclose(mean, (one + other) / np.linalg.norm(one + other), atol=1e-6)


def test_sizes_are_of_both_files(tower: ExportedText, tmp_path: Path) -> None:
    (tmp_path / "text.onnx").write_bytes(b"0" * 10_000)
    (tmp_path / "tokenizer.json").write_bytes(b"1" * 1_000)
    sizes = ExportedText.open(tmp_path).sizes_bytes()
    assert sizes["plain"] == 11_000
    assert max(sizes["deflate"], sizes["lzma"]) < 500
