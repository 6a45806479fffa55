from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")
pytest.importorskip("timm")

from models.ansa.export import export_text_tower  # noqa: E402 - after the skips
from models.ansa.minilm import MiniLM  # noqa: E402
from models.ansa.towers import TextTower  # noqa: E402
from models.compression import compress_weights  # noqa: E402
from models.training.restored_tower import restore_text_tower  # noqa: E402
from models.training.text_tower import load_text_tower  # noqa: E402


def _tower() -> TextTower:
    """Return a tower of which no two tensors are equal: the exporter keeps equal ones once."""
    torch.manual_seed(0)
    tower = TextTower(MiniLM(vocabulary=50, layers=1, context=16)).eval()
    with torch.no_grad():
        for parameter in tower.parameters():
            parameter.add_(0.01 * torch.randn_like(parameter))
    return tower


def test_a_traced_tower_comes_back_weight_for_weight() -> None:
    tower = _tower()
    restored = restore_text_tower(export_text_tower(tower)).state_dict()
    for name, weight in tower.state_dict().items():
        torch.testing.assert_close(restored[name], weight, msg=name)


def test_a_compressed_tower_comes_back_within_its_rounding() -> None:
    tower = _tower()
    restored = restore_text_tower(compress_weights(export_text_tower(tower)))
    ids = torch.randint(0, 50, (4, 9))
    mask = torch.ones_like(ids)
    with torch.inference_mode():
        cosine = (tower(ids, mask) * restored(ids, mask)).sum(1)
    assert cosine.min() > 0.999


def test_a_saved_tower_is_loaded_at_its_own_size(tmp_path: Path) -> None:
    tower = _tower()
    torch.save(tower.state_dict(), tmp_path / "text.pt")
    loaded = load_text_tower(tmp_path / "text.pt", dropout=0.1)
    assert (loaded.encoder.words.num_embeddings, loaded.encoder.positions.num_embeddings) == (50, 16)
    assert len(loaded.encoder.layers) == 1
    assert torch.equal(loaded.head.down.weight, tower.head.down.weight)
