"""One question to the columns: which photos may be an answer, with all filters or with one of them left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from albumen.store.records import PhotoFilter
from albumen.store.store import Transaction
from albumen.types import UtilityKind
from search.chips import Chip
from search.columns.columns import Columns
from search.filters import match
from search.joining import join_masks
from search.understanding import Asked

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Inquiry:
    """`base` (N,) is what nobody can argue with: hidden photos, those asked by, and what options left out. `masks` are the chips'."""

    columns: Columns
    asked: Asked
    base: Mask
    masks: tuple[Mask, ...]

    @classmethod
    def open(
        cls, tx: Transaction, columns: Columns, asked: Asked, photo_filter: PhotoFilter, *, excluded: Collection[int]
    ) -> Self:
        """Ask the store who is hidden now and what the options let through, and the columns for the rest."""
        base = np.ones(len(columns), np.bool_)
        unhidden = replace(photo_filter, include_hidden=True)
        if not unhidden.is_empty:
            rows = columns.rows_of(tx.photos.filtered_ids(unhidden))
            base[:] = False
            base[rows[rows >= 0]] = True
        hidden = [] if photo_filter.include_hidden else tx.feedback.hidden_ids().tolist()
        base[[*columns.find_rows([*hidden, *excluded]).values()]] = False
        return cls(columns, asked, base, tuple(match(columns, chip) for chip in asked.filters))

    def allowed(self, without: Chip | None = None) -> Mask:
        """Say which photos may be an answer, (N,)."""
        pairs = zip(self.asked.filters, self.masks, strict=True)
        return self.base & join_masks((pair for pair in pairs if pair[0] is not without), len(self.columns))

    @property
    def is_utility(self) -> Mask:
        """Say which photos are no photos of the world, (N,)."""
        return self.columns.utility.match(lambda kind: kind is not UtilityKind.NONE)
