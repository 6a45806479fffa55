"""The head `print`: rows of 256 logits to 32 bytes, and how far apart two prints are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

BITS = 256


def decode_print(rows: NDArray[np.float32]) -> list[bytes]:
    """Return 32 bytes a photo: a bit is set where its logit is above 0, the first logit in the highest bit.

    Example:
        >>> decode_print(np.where(np.arange(256) == 0, 1.0, -1.0)[None].astype(np.float32))[0][:2]
        b'\\x80\\x00'
    """
    return [row.tobytes() for row in np.packbits(rows > 0.0, axis=1)]


def hamming(left: bytes, right: bytes) -> int:
    """Return how many bits two prints differ in; lower is more alike.

    Raises:
        ValueError: They have not the same length.
    """
    if len(left) != len(right):
        raise ValueError(f"prints of {len(left)} and {len(right)} bytes cannot be compared")
    return (int.from_bytes(left) ^ int.from_bytes(right)).bit_count()
