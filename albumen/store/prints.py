"""Perceptual prints of all photos at once, for finding what is alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from albumen.arrays import Rows
from albumen.store.signal_tables import PrintRow
from albumen.store.tables import PhotoRow
from albumen.types import PRINT_BYTES

_BATCH = 8192


@dataclass(frozen=True, slots=True)
class Prints:
    """The prints of N photos: `photo_ids` (N,), ascending; `learned` and `pdq` (N, PRINT_BYTES) uint8."""

    photo_ids: Rows
    learned: NDArray[np.uint8]
    pdq: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.photo_ids)


class PrintTable:
    """The prints table, read whole."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self) -> Prints:
        """Load the prints of the photos that have a file; one of the wrong length is left out.

        Prints of two models cannot be compared, so they are those of the model that made the most, the later one of equals.
        """
        count = func.count().desc()
        most = select(PrintRow.model_id).group_by(PrintRow.model_id).order_by(count, PrintRow.model_id.desc()).limit(1)
        query = select(PrintRow.photo_id, PrintRow.print_bits, PrintRow.pdq_bits).join(PhotoRow)
        query = query.where(PhotoRow.orphaned_at.is_(None), PrintRow.model_id == most.scalar_subquery())
        ids: list[int] = []
        learned, pdq = bytearray(), bytearray()  # half the memory of as many bytes objects
        for row in self._session.execute(query.order_by(PrintRow.photo_id).execution_options(yield_per=_BATCH)):
            photo_id, print_bits, pdq_bits = row
            if len(print_bits) == len(pdq_bits) == PRINT_BYTES:
                ids.append(photo_id)
                learned += print_bits
                pdq += pdq_bits
        return Prints(np.array(ids, np.int64), _rows(learned), _rows(pdq))


def _rows(blob: bytearray) -> NDArray[np.uint8]:
    return np.frombuffer(bytes(blob), np.uint8).reshape(-1, PRINT_BYTES)
