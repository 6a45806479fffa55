"""All sections in their order, those without their head or data left out by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from models.evaluation.readings import OBJECTS, PRINT, QUALITY, SALIENCY, TAGS, UTILITY
from models.evaluation.running import iter_measured
from models.evaluation.sections.objects import measure_objects
from models.evaluation.sections.prints import measure_prints
from models.evaluation.sections.probe import measure_probe
from models.evaluation.sections.quality import measure_quality
from models.evaluation.sections.retrieval import measure_retrieval
from models.evaluation.sections.saliency import measure_saliency
from models.evaluation.sections.slices import measure_made_slices, measure_natural_slices
from models.evaluation.sections.speed import measure_speed
from models.evaluation.sections.tags import measure_tags
from models.evaluation.sections.utility import measure_utility, measure_utility_by_name
from models.evaluation.sections.zero_shot import measure_zero_shot
from models.evaluation.table import Line

if TYPE_CHECKING:
    from models.evaluation.bench import Bench


@dataclass(frozen=True, slots=True)
class Section:
    """What measures, and the head that it needs."""

    measure: Callable[[Bench], list[Line]]
    head: str | None = None


SECTIONS: dict[str, Section] = {
    "retrieval": Section(measure_retrieval),
    "zero-shot": Section(measure_zero_shot),
    "probe": Section(measure_probe),
    "utility-by-name": Section(measure_utility_by_name),
    "utility": Section(measure_utility, UTILITY),
    "tags": Section(measure_tags, TAGS),
    "objects": Section(measure_objects, OBJECTS),
    "saliency": Section(measure_saliency, SALIENCY),
    "print": Section(measure_prints, PRINT),
    "quality": Section(measure_quality, QUALITY),
    "natural-slices": Section(measure_natural_slices),
    "made-slices": Section(measure_made_slices),
    "speed": Section(measure_speed),
}


def evaluate(bench: Bench, names: Sequence[str] = tuple(SECTIONS)) -> list[Line]:
    """Measure sections by name, in this order; see `iter_sections`."""
    return [line for lines in iter_sections(bench, names) for line in lines]


def iter_sections(bench: Bench, names: Sequence[str] = tuple(SECTIONS)) -> Iterator[list[Line]]:
    """Yield each section's lines when it is measured: a whole report takes minutes.

    Raises:
        UsageError: There is no such section.
    """
    return iter_measured({name: partial(_measure, bench, name, section) for name, section in SECTIONS.items()}, names)


def _measure(bench: Bench, name: str, section: Section) -> list[Line]:
    if section.head is not None and not bench.has_head(section.head):
        return [Line(name, "left out", 0, (), f"this encoder has no head {section.head}")]
    return section.measure(bench)
