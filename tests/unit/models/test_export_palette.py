from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.export.palette import COLOURS, find_palette


def _error(weight: np.ndarray) -> float:
    palette, indices = find_palette(weight)
    return float(np.square(palette[indices].astype(np.float64) - weight.reshape(-1)).mean())


@given(st.integers(1, 400), st.floats(1e-3, 1e3), st.integers(0, 2**32 - 1))
def test_each_element_gets_the_nearest_colour(count: int, size: float, seed: int) -> None:
    weight = (np.random.default_rng(seed).normal(size=count) * size).astype(np.float32)
    palette, indices = find_palette(weight)
    assert palette.shape == (COLOURS,)
    assert (np.diff(palette) >= 0).all()
    nearest = np.abs(palette[None] - weight[:, None]).min(1)
    np.testing.assert_allclose(np.abs(palette[indices] - weight), nearest, atol=1e-5 * size)


def test_a_weight_of_few_values_loses_nothing() -> None:
    weight = np.random.default_rng(0).integers(-100, 100, (30, 40)).astype(np.float16)
    palette, indices = find_palette(weight)
    np.testing.assert_array_equal(palette[indices].reshape(weight.shape), weight)


def test_a_constant_weight_keeps_its_value() -> None:
    palette, indices = find_palette(np.full((3, 3), 0.5, np.float16))
    assert set(palette[indices].tolist()) == {0.5}


def test_a_palette_beats_even_steps_on_normal_weights() -> None:
    weight = np.random.default_rng(1).normal(size=(300, 200)).astype(np.float16)
    step = float(np.abs(weight).max()) / 127
    even = np.square((np.rint(weight / step) * step - weight).astype(np.float64)).mean()
    assert _error(weight) < 0.5 * even
