from __future__ import annotations

import copy

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("timm")

from models.ansa.minilm import MiniLM  # noqa: E402 - after the skips
from models.ansa.towers import TextTower  # noqa: E402
from models.training.pruned_text_tower import GuidedLessons, PruningRecipe, prune_and_distil  # noqa: E402
from models.training.pruning import sparsity_of  # noqa: E402
from models.training.text_tower import TextLessons, TextRecipe, encode_all  # noqa: E402

TOKENS, PHOTOS, WORDS = 300, 12, 30
RECIPE = PruningRecipe(
    lessons=TextRecipe(
        epochs=2,
        batch=6,
        warmup_steps=2,
        photo_negatives=8,
        word_references=8,
        words_a_step=(4, 2, 2),
        average_decay=0.5,
    ),
    vocabulary_words=4,
)


def _texts(count: int, seed: int) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, TOKENS, rng.integers(3, 7)).tolist() for _ in range(count)]


def _lessons() -> TextLessons:
    unit = torch.nn.functional.normalize(torch.randn(PHOTOS + WORDS, 512), dim=-1)
    words = np.arange(WORDS)
    return TextLessons(
        captions=_texts(3 * PHOTOS, 1),
        owners=np.arange(3 * PHOTOS) // 3,
        fit_captions=np.arange(3 * PHOTOS),
        photos=unit[:PHOTOS],
        fit_photos=np.arange(PHOTOS),
        word_prompts=[_texts(WORDS, 2), _texts(WORDS, 3)],
        words=unit[PHOTOS:],
        word_groups=(words, words[:10], words[10:]),
    )


@pytest.fixture(scope="module")
def towers() -> tuple[TextTower, TextTower]:
    torch.manual_seed(0)
    tower = TextTower(MiniLM(vocabulary=TOKENS, layers=1, context=16), dropout=0.1)
    before = copy.deepcopy(tower)
    lessons = GuidedLessons(tower, _lessons(), _texts(40, 4), RECIPE)
    return before, prune_and_distil(tower, lessons, RECIPE)


def test_the_pruned_tower_has_its_zeros_in_all_large_matrices(towers: tuple[TextTower, TextTower]) -> None:
    pruned = towers[1]
    assert 0.40 < sparsity_of(pruned) < 0.41
    for weight in (pruned.encoder.words.weight, pruned.encoder.layers[0].up.weight, pruned.head.down.weight):
        assert float((weight == 0).float().mean()) == pytest.approx(RECIPE.sparsity, abs=0.002)


def test_the_pruned_tower_learns_and_its_positions_stay(towers: tuple[TextTower, TextTower]) -> None:
    before, pruned = towers
    assert not torch.equal(before.head.linear.bias, pruned.head.linear.bias)
    assert torch.equal(before.encoder.positions.weight, pruned.encoder.positions.weight)


def test_the_pruned_tower_puts_texts_where_its_guide_did(towers: tuple[TextTower, TextTower]) -> None:
    texts = _texts(20, 5)
    before, after = (encode_all(tower, texts) for tower in towers)
    assert float((before * after).sum(1).mean()) > 0.5
