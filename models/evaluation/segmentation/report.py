"""All sections in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from models.evaluation.running import iter_measured
from models.evaluation.segmentation.sections.gating import measure_gating
from models.evaluation.segmentation.sections.lifting import measure_lifting
from models.evaluation.segmentation.sections.parts import measure_parts
from models.evaluation.segmentation.sections.people import measure_panoptic, measure_people
from models.evaluation.segmentation.sections.slices import measure_garments, measure_presentations, measure_tones
from models.evaluation.segmentation.sections.speed import measure_size, measure_speed
from models.evaluation.table import Line

if TYPE_CHECKING:
    from models.evaluation.segmentation.bench import SegmentationBench

SECTIONS: dict[str, Callable[[SegmentationBench], list[Line]]] = {
    "parts": measure_parts,
    "people": measure_people,
    "panoptic": measure_panoptic,
    "lifting": measure_lifting,
    "gating": measure_gating,
    "tones": measure_tones,
    "presentations": measure_presentations,
    "garments": measure_garments,
    "speed": measure_speed,
    "size": measure_size,
}


def iter_sections(bench: SegmentationBench, names: Sequence[str] = tuple(SECTIONS)) -> Iterator[list[Line]]:
    """Yield each section's lines when it is measured: a whole report takes minutes.

    Raises:
        UsageError: There is no such section.
    """
    return iter_measured({name: partial(measure, bench) for name, measure in SECTIONS.items()}, names)
