from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from albumen.run_lengths import pack_mask, unpack_mask


@given(arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_a_mask_comes_back_as_it_was(mask: np.ndarray) -> None:
    assert np.array_equal(unpack_mask(pack_mask(mask), mask.shape), mask)


@given(st.booleans())
def test_a_mask_of_one_value_takes_a_few_bytes(value: bool) -> None:
    assert len(pack_mask(np.full((384, 512), value))) < 30


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (1, 1)])
def test_runs_of_another_shape_are_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="is not one of"):
        unpack_mask(pack_mask(np.ones((2, 2), dtype=bool)), shape)


def test_damaged_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack_mask(b"no runs", (2, 2))
