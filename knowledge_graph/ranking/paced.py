"""A list that asks on its way whether to go on, so that whoever walks over a large library can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, overload

# Of the slowest loops over photos, so many take about 0.05 s.
_STEP = 1_000

T_ = TypeVar("T_")
Pause = Callable[[], None]


class Paced(Sequence[T_]):
    """A list that calls `pause` before every thousand items that are gone through; `pause` raises to end it."""

    def __init__(self, items: Sequence[T_], pause: Pause) -> None:
        self._items, self._pause = items, pause

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T_: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T_]: ...
    def __getitem__(self, at: int | slice) -> T_ | Sequence[T_]:
        return self._items[at]

    def __iter__(self) -> Iterator[T_]:
        for start in range(0, len(self._items), _STEP):
            self._pause()
            yield from self._items[start : start + _STEP]
