"""A column of few different values: small numbers for photos, and the values once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Self, TypeVar

import numpy as np
import numpy.typing as npt

V_ = TypeVar("V_", bound=Hashable)

NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Named(Generic[V_]):
    """Values of photos: `codes` (N,) int32 counts into `values`, and is `NONE` where nothing is known."""

    codes: npt.NDArray[np.int32]
    values: tuple[V_, ...]

    @classmethod
    def build(cls, row_count: int, rows: npt.NDArray[np.int64], values: Iterable[V_]) -> Self:
        """Number the values.

        Args:
            row_count: N.
            rows: (M,) the photo of each value; `NONE` for one that is left out.
            values: M of them.
        """
        numbers: dict[V_, int] = {}
        codes_of = np.fromiter((numbers.setdefault(value, len(numbers)) for value in values), np.int32, len(rows))
        codes = np.full(row_count, NONE, np.int32)
        known = rows != NONE
        codes[rows[known]] = codes_of[known]
        return cls(codes, tuple(numbers))

    def match(self, is_wanted: Callable[[V_], bool]) -> npt.NDArray[np.bool_]:
        """Say which photos have a value that is wanted, (N,). Each value is asked once."""
        wanted = np.array([*map(is_wanted, self.values), False])  # the last one is that of `NONE`
        return wanted[self.codes]

    def value_of(self, row: int) -> V_ | None:
        """Return a photo's value."""
        code = int(self.codes[row])
        return None if code == NONE else self.values[code]

    def counts(self) -> dict[V_, int]:
        """Count the photos of each value that some photo has, most first."""
        numbers = np.bincount(self.codes[self.codes != NONE], minlength=len(self.values))
        order: Sequence[int] = np.argsort(-numbers, kind="stable").tolist()
        return {self.values[at]: int(numbers[at]) for at in order if numbers[at]}
