"""All sections in their order."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from albumen.errors import UsageError
from models.evaluation.segmentation.sections.gating import measure_gating
from models.evaluation.segmentation.sections.lifting import measure_lifting
from models.evaluation.segmentation.sections.parts import measure_parts
from models.evaluation.segmentation.sections.people import measure_panoptic, measure_people
from models.evaluation.segmentation.sections.slices import measure_garments, measure_presentations, measure_tones
from models.evaluation.segmentation.sections.speed import measure_size, measure_speed
from models.evaluation.table import Line

if TYPE_CHECKING:
    from models.evaluation.segmentation.bench import SegmentationBench

_LOG = logging.getLogger(__name__)
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
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        raise UsageError(f"No section called {', '.join(unknown)}. There are {', '.join(SECTIONS)}.")
    for name in names:
        started = time.perf_counter()
        yield SECTIONS[name](bench)
        _LOG.info("%s: %.0f s", name, time.perf_counter() - started)
