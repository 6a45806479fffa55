"""The head `quality`: rows of five numbers to `Quality`."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from albumen.types import Quality

if TYPE_CHECKING:
    from numpy.typing import NDArray

OUTPUTS = tuple(field.name for field in fields(Quality))


def decode_quality(rows: NDArray[np.float32]) -> list[Quality]:
    """Return one `Quality` a photo; the columns are its fields in their order, held to [0, 1]."""
    return [Quality(*row) for row in np.clip(rows, 0.0, 1.0).astype(float).tolist()]
