"""Holidays that are also things to see: whoever asks for Halloween means its pumpkins, and the photos of its days."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from albumen.types import UtilityKind
from search.chips import ChipKind, ConceptValue, ParsedQuery
from search.columns.columns import Columns
from search.parse.index import index_of
from search.parse.periods import every_year, periods


def find_holiday(columns: Columns, parsed: ParsedQuery) -> npt.NDArray[np.bool_] | None:
    """Find the photos of a holiday's days, (N,); None where anything but one such holiday is named.

    With other words ("Halloween costumes") it is only a thing to see. Receipts and screenshots of the day show nothing of it.
    """
    evidence = [chip for chip in parsed.chips if not chip.is_filter and not chip.is_negated]
    if len(evidence) != 1 or evidence[0].kind is not ChipKind.CONCEPT:
        return None
    value = evidence[0].value
    period = periods().get(value.name.lower()) if isinstance(value, ConceptValue) else None
    if period is None or not period.is_holiday:
        return None
    found = np.zeros(len(columns), np.bool_)
    for first, last in every_year(period, index_of(columns.lexicon).calendar):
        found |= (columns.taken >= np.datetime64(first, "us")) & (columns.taken < np.datetime64(last, "us"))
    return found & ~columns.utility.match(lambda kind: kind is not UtilityKind.NONE)
