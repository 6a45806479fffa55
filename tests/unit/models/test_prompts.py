from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from models.prompts import CONCEPT_PROMPTS, encode_concepts


class _Lengths:
    """Encodes a text by its length, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode_texts(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        angles = np.array([len(text) for text in texts], dtype=np.float32) / 40.0
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_each_name_is_put_into_each_prompt() -> None:
    encoder = _Lengths()
    encode_concepts(encoder, ["dog", "hot air balloon"])
    assert sorted(encoder.asked) == sorted(p.format(n) for p in CONCEPT_PROMPTS for n in ("dog", "hot air balloon"))


def test_a_concept_is_the_direction_between_its_prompts() -> None:
    encoder = _Lengths()
    rows = encode_concepts(encoder, ["dog", "balloon"], prompts=("{}", "a {}"))
    halfway = np.array([(3 + 5) / 2, (7 + 9) / 2]) / 40.0
    np.testing.assert_allclose(rows, np.stack([np.cos(halfway), np.sin(halfway)], axis=1), atol=1e-6)


@pytest.mark.parametrize("prompts", [("{}",), CONCEPT_PROMPTS])
def test_concepts_are_unit_rows(prompts: tuple[str, ...]) -> None:
    rows = encode_concepts(_Lengths(), ["dog", "fish", "yak"], prompts=prompts)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-6)


def test_one_prompt_is_the_names_own_vector() -> None:
    encoder = _Lengths()
    np.testing.assert_allclose(encode_concepts(encoder, ["dog"], prompts=("{}",)), encoder.encode_texts(["dog"]))
