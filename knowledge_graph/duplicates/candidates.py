"""Pairs of photos whose prints are near, without comparing all with all: several tables of 16 bits of the print each.

Two prints that differ in few bits agree, up to one bit, in some table's 16. With 16 tables of disjoint bits no pair within
31 bits is missed (each table would hold two or more of at most 31 differing bits); further ones are found with a chance that
falls slowly, and that more tables raise. Source: Norouzi, Punjani and Fleet, "Fast Search in Hamming Space with Multi-Index
Hashing", CVPR 2012. benchmarks/duplicates.py measures what is found against all pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.duplicates.codes import Codes, Picks, count_differing, pack_codes

_KEY_BITS = 16
_KEYS = 1 << _KEY_BITS
_WORDS = 256 // _KEY_BITS
# One black frame is near every other. Where prints crowd together, those near the first one are paired with it alone and
# take no further part, so that pairs grow as their number and not as its square; photos come best first, and the best is
# what a group gathers around. Chance puts 1.5 of 100,000 photos under a key, and 30 alike photos are still compared in full.
_CROWD = 32
# Pairs that are looked at together: about 100 MB of words.
_CHUNK = 1_000_000

Pause = Callable[[], None]


@dataclass(frozen=True, slots=True)
class NearPairs:
    """Pairs of rows, `left` < `right`, each once."""

    left: Picks
    right: Picks

    def __len__(self) -> int:
        return len(self.left)


def _go_on() -> None:
    """Pause for nobody."""


class PrintIndex:
    """Tables over the prints of N photos, best photos first.

    Args:
        prints: (N, 32) uint8.
        tables: how many; those beyond 16 use the same bits in another mix.
        seed: of the mix, so that the same prints give the same pairs.
    """

    def __init__(self, prints: NDArray[np.uint8], tables: int = _WORDS, seed: int = 1) -> None:
        self._prints = prints
        self._codes = pack_codes(prints)
        self._mixes = [*_mix_bits(tables, seed)]

    def find_near(self, most_bits: int, pause: Pause = _go_on) -> NearPairs:
        """Find pairs that differ in at most so many bits, as far as they agree up to one bit in some table.

        `pause` is called between pieces of work; what it raises ends the search.
        """
        active, found = self._thin_crowds(most_bits)
        for mix in self._mixes:
            pause()
            table = _Table(_keys(self._prints[active], mix), active)
            for flip in (0, *(1 << bit for bit in range(_KEY_BITS))):
                found += [self._pick_near(self._codes, *chunk, most_bits) for chunk in table.iter_within(flip)]
        return _join(found)

    def find_near_others(self, prints: NDArray[np.uint8], most_bits: int, pause: Pause = _go_on) -> NearPairs:
        """Find pairs of a row here and one of other prints of the same photos, where a table's bits agree wholly."""
        codes, found = pack_codes(prints), []
        for mix in self._mixes:
            pause()
            table = _Table(_keys(self._prints, mix), np.arange(len(codes)))
            found += [self._pick_near(codes, *chunk, most_bits) for chunk in table.iter_across(_keys(prints, mix))]
        return _join(found)

    def _thin_crowds(self, most_bits: int) -> tuple[Picks, list[NDArray[np.int64]]]:
        """Pair the rows of crowds with the first of theirs; return the rows that go on, and the pairs."""
        active, found = np.arange(len(self._codes)), []
        for mix in self._mixes:
            table = _Table(_keys(self._prints[active], mix), active)
            row, first = table.find_crowded()
            is_near = count_differing(self._codes[first], self._codes[row]) <= most_bits
            found.append((first[is_near] << 32) | row[is_near])
            active = np.setdiff1d(active, row[is_near], assume_unique=True)
        return active, found

    def _pick_near(self, codes: Codes, left: Picks, right: Picks, most_bits: int) -> NDArray[np.int64]:
        """Return the near ones, as `left` * 2^32 + `right`; `left` are rows of `codes`."""
        near = count_differing(codes[left], self._codes[right]) <= most_bits
        left, right = left[near], right[near]
        is_pair = left != right
        low, high = np.minimum(left, right)[is_pair], np.maximum(left, right)[is_pair]
        return np.unique((low << 32) | high)


class _Table:
    """Rows by key: those of key k are `sorted_rows[starts[k] : starts[k] + counts[k]]`, in ascending order."""

    def __init__(self, keys: NDArray[np.uint16], rows: Picks) -> None:
        self._keys = keys
        self._rows = rows
        self._sorted_rows = rows[np.argsort(keys, kind="stable")]
        self._counts = np.bincount(keys, minlength=_KEYS)
        self._starts = np.cumsum(self._counts) - self._counts

    def find_crowded(self) -> tuple[Picks, Picks]:
        """Find the rows of crowds but for the first of each, and that first one beside each of them."""
        is_crowded = self._counts[self._keys] > _CROWD
        rows, first = self._rows[is_crowded], self._sorted_rows[self._starts[self._keys[is_crowded]]]
        return rows[rows != first], first[rows != first]

    def iter_within(self, flip: int) -> Iterator[tuple[Picks, Picks]]:
        """Yield pairs of rows whose keys differ in exactly the bits of `flip`; each once, but for equal keys."""
        picked = (self._keys & flip) == 0
        yield from self._iter_met(self._rows[picked], self._keys[picked] ^ np.uint16(flip))

    def iter_across(self, keys: NDArray[np.uint16]) -> Iterator[tuple[Picks, Picks]]:
        """Yield pairs of a row of other keys, one for each row here, and one here that has the same key."""
        yield from self._iter_met(self._rows, keys)

    def _iter_met(self, left: Picks, keys: NDArray[np.uint16]) -> Iterator[tuple[Picks, Picks]]:
        """Yield pairs of each of `left` and the first rows under its key, some at a time."""
        counts = np.minimum(self._counts[keys], _CROWD)
        ends = np.cumsum(counts)
        begin = 0
        while begin < len(left):
            done = ends[begin - 1] if begin else 0
            end = max(int(np.searchsorted(ends, done + _CHUNK, side="right")), begin + 1)
            yield self._expand(left[begin:end], keys[begin:end], counts[begin:end])
            begin = end

    def _expand(self, left: Picks, keys: NDArray[np.uint16], counts: Picks) -> tuple[Picks, Picks]:
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(left, counts), self._sorted_rows[np.repeat(self._starts[keys], counts) + offsets]


def _mix_bits(tables: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield the bits of each table: the 256 in a random order, sixteen at a time, as often as it takes."""
    random = np.random.default_rng(seed)
    for at in range(tables):
        if at % _WORDS == 0:
            order = random.permutation(256)
        yield order[at % _WORDS * _KEY_BITS :][:_KEY_BITS]


def _keys(prints: NDArray[np.uint8], mix: NDArray[np.int64]) -> NDArray[np.uint16]:
    keys = np.zeros(len(prints), np.uint16)
    for bit in mix:
        keys = (keys << np.uint16(1)) | ((prints[:, bit // 8] >> np.uint8(7 - bit % 8)) & 1).astype(np.uint16)
    return keys


def _join(found: list[NDArray[np.int64]]) -> NearPairs:
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)
    return NearPairs(pairs >> 32, pairs & 0xFFFFFFFF)
