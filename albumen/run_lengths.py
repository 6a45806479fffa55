"""Binary masks as run lengths: small in the database, quick to unpack.

Rows follow one another; the lengths alternate between outside and inside, outside first (0 where the mask begins
inside), each a little-endian uint32, and the whole is deflated.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LENGTH = np.dtype("<u4")


def pack_mask(mask: NDArray[np.bool_]) -> bytes:
    """Pack a mask, (H, W) bool.

    Example:
        >>> unpack_mask(pack_mask(np.eye(2, dtype=bool)), (2, 2)).tolist()
        [[True, False], [False, True]]
    """
    flat = mask.ravel()
    edges = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    lengths = np.diff(edges, prepend=0, append=flat.size)
    if flat.size and flat[0]:
        lengths = np.concatenate(([0], lengths))
    return zlib.compress(lengths.astype(_LENGTH).tobytes())


def unpack_mask(runs: bytes, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the mask, (H, W) bool.

    Raises:
        ValueError: The runs are damaged, or do not fill a mask of this shape.
    """
    try:
        lengths = np.frombuffer(zlib.decompress(runs), dtype=_LENGTH)
    except zlib.error as error:
        raise ValueError(f"the mask is damaged ({error})") from error
    if int(lengths.sum(dtype=np.int64)) != shape[0] * shape[1]:
        raise ValueError(f"the mask is not one of {shape[0]} x {shape[1]} pixels")
    inside = np.arange(lengths.size) % 2 == 1
    return np.repeat(inside, lengths).reshape(shape)
