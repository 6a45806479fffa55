"""Keys by their beginnings: the entries of most photos under any prefix, without looking at each key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

_AFTER_ALL = chr(0x10FFFF)


class PrefixIndex:
    """Finds entries by the beginning of a key. Several may have the same key, and an entry several."""

    def __init__(self, keys: Iterable[tuple[str, int]], worth: Sequence[int]) -> None:
        """Take pairs of a key and the number of its entry, and what each entry is worth."""
        pairs = sorted(keys)
        self._keys = [key for key, _ in pairs]
        self._entries = np.array([entry for _, entry in pairs], np.int64)
        self._worth = np.asarray(worth, np.int64)[self._entries] if pairs else np.empty(0, np.int64)

    def find(self, prefix: str, count: int) -> list[int]:
        """Return the `count` entries of the most worth with a key that begins so, each once; ties: alphabetically by key.

        An entry that is found by several keys may leave fewer.
        """
        begin = bisect_left(self._keys, prefix)
        end = bisect_left(self._keys, prefix + _AFTER_ALL, begin)
        entries = self._entries[begin:end]
        best = _best(self._worth[begin:end], count)
        return list(dict.fromkeys(entries[best].tolist()))


def _best(worth: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.intp]:
    """Give the positions of the most worth, the most first; ties: lower position first."""
    if len(worth) > count:
        least = np.partition(worth, len(worth) - count)[len(worth) - count]
        above = np.flatnonzero(worth > least)
        chosen = np.concatenate([above, np.flatnonzero(worth == least)[: count - len(above)]])
    else:
        chosen = np.arange(len(worth))
    return chosen[np.argsort(-worth[chosen], kind="stable")]
