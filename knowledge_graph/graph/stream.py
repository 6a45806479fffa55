"""Photos in the order of elapsed time, and how far around one of them moments may change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable

from knowledge_graph.moments import COPIED_WITHIN_S, LONGEST_PAUSE_S, LONGEST_WAY_S, NEIGHBOURS

# A photo has a say in the gaps of so many photos on either side: the pace of a gap is that of NEIGHBOURS gaps around it.
_MARGIN = NEIGHBOURS + 2

IsKept = Callable[[int], bool]


class PhotoStream:
    """Instants and ids, ascending: the photos that are cut into moments together."""

    def __init__(self, entries: Iterable[tuple[float, int]] = ()) -> None:
        self._entries = sorted(entries)

    def insert(self, instant: float, photo_id: int) -> None:
        """Put a photo in."""
        insort(self._entries, (instant, photo_id))

    def remove(self, instant: float, photo_id: int) -> None:
        """Take a photo out that is in."""
        row = bisect_left(self._entries, (instant, photo_id))
        assert self._entries[row] == (instant, photo_id)
        del self._entries[row]

    def ids(self, start: int, stop: int) -> list[int]:
        """List the photos of some rows, in order."""
        return [photo_id for _, photo_id in self._entries[start:stop]]

    def find_copies(self, instant: float) -> list[int]:
        """List the photos so near in time that they may be copied together with one of that instant."""
        start = bisect_left(self._entries, (instant - COPIED_WITHIN_S, 0))
        stop = bisect_left(self._entries, (instant + COPIED_WITHIN_S, 2**63))
        return self.ids(start, stop)

    def find_stretches(self, instants: Iterable[float], is_kept: IsKept) -> list[tuple[int, int]]:
        """Return the rows, first and past the last, in which moments may change with photos of these instants.

        Each stretch ends with pauses that always cut, so no moment reaches out of it; stretches do not overlap.

        Args:
            instants: Where photos came, went or changed.
            is_kept: Tells of a photo whether it surely counts towards the pace.
        """
        merged: list[tuple[int, int]] = []
        for start, stop in sorted(self._find_stretch(instant, is_kept) for instant in set(instants)):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
            else:
                merged.append((start, stop))
        return merged

    def widen(self, start: int, stop: int, is_kept: IsKept) -> tuple[int, int]:
        """Add to a stretch what its moments depend on."""
        first, last = self._entries[start][0], self._entries[stop - 1][0]
        before = self._walk(start, -1, first, COPIED_WITHIN_S, is_kept)
        return before, self._walk(stop, 1, last, COPIED_WITHIN_S, is_kept)

    def _find_stretch(self, instant: float, is_kept: IsKept) -> tuple[int, int]:
        row = bisect_left(self._entries, (instant, 0))
        start = self._walk(row, -1, instant, LONGEST_PAUSE_S, is_kept)
        return start, self._walk(row, 1, instant, LONGEST_PAUSE_S, is_kept)

    def _walk(self, boundary: int, step: int, origin: float, pause_s: float, is_kept: IsKept) -> int:
        """Go from a boundary between rows past all that `origin` has a say in, up to a longer pause or the end."""
        end, kept = (0 if step < 0 else len(self._entries)), 0
        while boundary != end:
            instant, photo_id = self._entries[boundary - (step < 0)]
            is_beyond = kept >= _MARGIN and abs(instant - origin) > LONGEST_WAY_S
            if is_beyond and self._pause(boundary) > pause_s:
                break
            kept += is_kept(photo_id)
            boundary += step
        return boundary

    def _pause(self, boundary: int) -> float:
        if not 0 < boundary < len(self._entries):
            return float("inf")
        return self._entries[boundary][0] - self._entries[boundary - 1][0]
