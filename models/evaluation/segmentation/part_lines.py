"""Lines of the table for parts of photos: how far each kind of mask covers what people drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.evaluation.segmentation.overlap import Overlap, score_overlaps
from models.evaluation.table import Line, percent

if TYPE_CHECKING:
    from collections.abc import Sequence


def part_line(
    section: str, what: str, overlaps: Sequence[Overlap], *, note: str = "", boundary: float | None = None
) -> Line:
    """Return the figures of one kind on one set; a set that shows none of it says so."""
    if not any(overlap.is_shown for overlap in overlaps):
        return Line(section, what, 0, (), "none of the photos shows it")
    scores = score_overlaps(overlaps)
    figures = [
        percent("IoU, mean of photos", scores.mean_iou, scores.interval),
        percent("pooled", scores.pooled.iou),
        percent("precision", scores.pooled.precision),
        percent("recall", scores.pooled.recall),
    ]
    if len(overlaps) > scores.photos:
        figures.append(percent("found where there is none", scores.false_alarms))
    if boundary is not None:
        figures.append(percent("boundary F", boundary))
    return Line(section, what, scores.photos, tuple(figures), note)
