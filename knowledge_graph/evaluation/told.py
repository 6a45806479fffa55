"""The titles that a library was given, held against the truth of its photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from albumen.store.curation_records import Memory, Trip
from knowledge_graph.evaluation.made import Made
from knowledge_graph.evaluation.titles import (
    Said,
    find_faults,
    find_unknown_names,
    find_untruths,
    find_wrong_counts,
    names_of,
)
from knowledge_graph.evaluation.trips import find_true_trip
from knowledge_graph.evaluation.truth import TruePhoto, Truth


@dataclass(frozen=True, slots=True)
class Told:
    """How many titles were read, and what is wrong with which."""

    titles: int
    faults: tuple[str, ...]
    untruths: tuple[str, ...]


def check_trip_titles(truth: Truth, trips: Sequence[Trip]) -> Told:
    """Read trips' titles. A trip that never was is wrong by its bounds, so its title is read for grammar alone."""
    known = _known_names(truth)
    faults, untruths = [], []
    for trip in trips:
        faults += [f"“{trip.title}”: {fault}" for fault in find_faults(trip.title)]
        true = find_true_trip(trip, truth.trips)
        if true is not None:
            said = Said((true.starts_on, true.ends_on), frozenset(true.places))
            wrong = [
                *find_untruths(trip.title, said, known),
                *find_unknown_names(trip.title, said),
                *find_wrong_counts(trip.title, said),
            ]
            untruths += [f"“{trip.title}”: {reason}" for reason in wrong]
    return Told(len(trips), tuple(faults), tuple(untruths))


def check_memory_titles(made: Made, memories: Sequence[Memory]) -> Told:
    """Read memories' titles and subtitles: the years and places that they name must be those of their photos."""
    known = _known_names(made.truth)
    faults, untruths = [], []
    for memory in memories:
        photos = made.photos_of({photo.photo_id for photo in memory.photos})
        said = _say(photos)
        for text in filter(None, (memory.title, memory.subtitle)):
            faults += [f"“{text}”: {fault}" for fault in find_faults(text)]
            wrong = find_untruths(text, said, known) if said is not None else []
            untruths += [f"“{text}” ({memory.key}): {reason}" for reason in wrong]
    return Told(2 * len(memories), tuple(faults), tuple(untruths))


def _say(photos: Sequence[TruePhoto]) -> Said | None:
    days = sorted(photo.taken.local.date() for photo in photos if photo.taken is not None)
    places = frozenset(photo.town for photo in photos if photo.town is not None)
    return Said((days[0], days[-1]), places) if days else None


def _known_names(truth: Truth) -> set[str]:
    return names_of({photo.town for photo in truth.photos if photo.town is not None})
