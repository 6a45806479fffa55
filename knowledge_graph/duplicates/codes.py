"""Prints as rows of 256 bits: how many differ, and a PDQ hash as the turned and mirrored picture would have it."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Codes: TypeAlias = NDArray[np.uint64]
"""(N, 4): prints of 256 bits; words only serve counting, so their byte order is the machine's."""

Counts: TypeAlias = NDArray[np.uint8]
"""(P,): bits that differ, by pair; 255 stands for 256."""

Picks: TypeAlias = NDArray[np.int64]
"""(P,): rows of photos, one for each pair."""

_SIDE = 16


def pack_codes(rows: NDArray[np.uint8]) -> Codes:
    """Read prints of 32 bytes, (N, 32), as four words each."""
    return np.ascontiguousarray(rows).view(np.uint64)


def count_differing(left: Codes, right: Codes) -> Counts:
    """Count the bits in which rows differ, pair by pair.

    Example:
        >>> zero, ones = np.zeros((1, 4), np.uint64), np.full((1, 4), 7, np.uint64)
        >>> int(count_differing(zero, ones)[0])
        12
    """
    counts = np.bitwise_count(left ^ right).sum(1, dtype=np.uint16)  # (P,)
    return np.minimum(counts, 255).astype(np.uint8)


def turn_pdq(rows: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return PDQ hashes, (N, 32), in their eight forms: as they are, mirrored and turned by quarters.

    A cosine transform of a mirrored picture has the signs of its odd frequencies changed, that of a transposed one is
    transposed. A bit says whether a frequency lies above the median, which is near zero; so a changed sign is a changed bit,
    but for the few frequencies between the medians: 10 bits of 256 in the middle, 18 at most for 99 % of turned copies.
    Source of the idea: PDQ's own dihedral hashes (hashing.pdf of ThreatExchange, 2019), which start from the picture.
    """
    grids = np.unpackbits(rows, axis=1)[:, ::-1].reshape(-1, _SIDE, _SIDE)  # (N, u, v), frequency 1 first
    odd = (np.arange(1, _SIDE + 1) % 2).astype(np.uint8)
    forms = []
    for turned in (grids, grids.transpose(0, 2, 1)):
        for flips in (np.zeros((_SIDE, _SIDE), np.uint8), odd[:, None], odd[None, :], odd[:, None] ^ odd[None, :]):
            bits = (turned ^ flips).reshape(-1, _SIDE * _SIDE)
            forms.append(np.packbits(bits[:, ::-1], axis=1))
    return forms
