"""How filters go together: all must hold, but of several towns, cameras or lenses one is enough, for a photo has only one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from search.chips import Chip, ChipKind
from search.columns.columns import Columns
from search.filters import match

Mask = npt.NDArray[np.bool_]

# A photo has one of each. Names are not among them: a path holds several ("Italy/Rome").
_ONE_IS_ENOUGH = (ChipKind.PLACE, ChipKind.CAMERA, ChipKind.LENS)


def match_all(columns: Columns, chips: Sequence[Chip]) -> Mask:
    """Say which photos pass some filters together, (N,)."""
    return join_masks(((chip, match(columns, chip)) for chip in chips), len(columns))


def join_masks(matched: Iterable[tuple[Chip, Mask]], row_count: int) -> Mask:
    """Say which photos pass filters together, (N,), by what each of them lets through, (N,).

    "Lisbon or Porto" is either; of "Lisbon" and "Portugal" the narrower one is meant. Negated ones all hold.
    """
    passing = np.ones(row_count, np.bool_)
    choices: dict[ChipKind, list[Mask]] = {}
    for chip, mask in matched:
        if chip.kind in _ONE_IS_ENOUGH and not chip.is_negated:
            choices.setdefault(chip.kind, []).append(mask)
        else:
            passing &= mask
    for masks in choices.values():
        passing &= np.logical_or.reduce(_narrowest(masks))
    return passing


def _narrowest(masks: list[Mask]) -> list[Mask]:
    return [mask for mask in masks if not any(_is_narrower(other, mask) for other in masks)]


def _is_narrower(mask: Mask, other: Mask) -> bool:
    """Say whether a mask lets some photos through, all of which another does too, with more."""
    return bool(mask.any() and not (mask & ~other).any() and (other & ~mask).any())
