from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.ansa.heads.perceptual_print import decode_print, hamming  # noqa: E402 - after the skip
from models.ansa.maps import MAP_SHAPES  # noqa: E402
from models.evaluation.near_duplicates import KINDS  # noqa: E402
from models.runtime.onnx_session import open_session  # noqa: E402
from models.training.heads.export import export_head  # noqa: E402
from models.training.heads.perceptual_print import Lessons, pack_prints, teach, validate  # noqa: E402
from models.training.heads.pooled_statistics import WIDTHS, columns  # noqa: E402
from models.training.heads.print_network import (  # noqa: E402
    MAPS,
    PrintNetwork,
    bit_loss,
    copy_loss,
    similar_photos,
)
from models.training.heads.print_views import PrintQueries  # noqa: E402

WIDTH = sum(WIDTHS.values())


def _statistics(photos: int, copies: int, *, edit: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    """Return photos (N, WIDTH) that vary in 40 directions, and copies (N, copies, WIDTH) that vary elsewhere."""
    rng = np.random.default_rng(0)
    own, noise = rng.normal(size=(2, 40, WIDTH))
    rows = rng.normal(size=(photos, 40)) @ own
    moved = rows[:, None] + edit * rng.normal(size=(photos, copies, 40)) @ noise
    return rows.astype(np.float32), moved.astype(np.float32)


def _lessons() -> Lessons:
    photos, copies = _statistics(300, 4)
    own = columns(MAPS)
    return Lessons(
        photos=torch.from_numpy(photos[:, own]),
        similar=similar_photos(photos[:, own], 8),
        copies=torch.from_numpy(copies[:200][:, :, own]),
        owners=np.arange(200),
    )


def test_bits_are_signs_packed_from_the_highest() -> None:
    logits = np.full((2, 256), -0.5, np.float32)
    logits[1, [0, 8, 255]] = 0.1
    assert decode_print(logits) == [bytes(32), b"\x80\x80" + bytes(29) + b"\x01"]


def test_hamming_counts_bits_and_refuses_other_lengths() -> None:
    assert hamming(bytes(32), b"\xff" + bytes(30) + b"\x01") == 9
    with pytest.raises(ValueError, match="32 and 8 bytes"):
        hamming(bytes(32), bytes(8))


def test_copies_that_are_near_cost_less_than_copies_that_are_far() -> None:
    codes = torch.sign(torch.randn(6, 256, generator=torch.Generator().manual_seed(0)))
    owners = torch.tensor([0, 0, 1, 1, 2, 3])
    near = codes[[0, 0, 2, 2, 4, 5]]
    assert copy_loss(near, owners, temperature=0.1) < 0.1 < copy_loss(codes, owners, temperature=0.1)


def test_bits_that_are_constant_or_equal_cost_more_than_independent_ones() -> None:
    free = torch.sign(torch.randn(2000, 256, generator=torch.Generator().manual_seed(0)))
    equal = free.clone()
    equal[:, 128:] = equal[:, :128]
    constant = free.clone()
    constant[:, :128] = 1.0
    assert bit_loss(free) < 0.2
    assert bit_loss(equal) > 0.9
    assert bit_loss(constant) > bit_loss(free) + 0.2


def test_the_most_similar_photos_are_others() -> None:
    rows = np.random.default_rng(0).normal(size=(20, 8)).astype(np.float32)
    rows[7] = rows[3] + 0.01
    similar = similar_photos(rows, 3)
    assert 7 in similar[3]
    assert 3 in similar[7]
    assert all(row not in similar[row] for row in range(20))


def test_teaching_finds_copies_by_what_copies_keep() -> None:
    torch.manual_seed(0)
    network = teach(_lessons(), steps=12)
    photos, copies = _statistics(300, len(KINDS))
    queries = PrintQueries(np.arange(300), np.arange(200, 300), copies[200:].transpose(1, 0, 2))
    thresholds, figures = validate(network, photos, queries)
    assert figures["copy"]["precision"] >= 0.99
    assert figures["copy"]["mean_recall"] > 0.95
    assert thresholds["sure_copy"] <= thresholds["copy"]
    prints = np.unpackbits(pack_prints(network, photos), axis=1)
    assert np.abs(prints.mean(axis=0) - 0.5).mean() < 0.1


def test_the_exported_head_prints_as_the_network_does() -> None:
    torch.manual_seed(0)
    network = PrintNetwork()
    network.scale.eval()
    rng = np.random.default_rng(0)
    maps = {name: rng.normal(size=(2, *MAP_SHAPES[name])).astype(np.float32) for name in MAPS}
    expected = network(*(torch.from_numpy(values) for values in maps.values())).detach().numpy()
    session = open_session(export_head(network, maps=MAPS, outputs=["print"]).SerializeToString())
    np.testing.assert_allclose(session.run(None, maps)[0], expected, atol=1e-4)
