"""Trips, homes and moments of libraries without pictures: many stories, so that one lucky seed decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from albumen.store.curation_records import Trip
from knowledge_graph.evaluation.matches import Matches
from knowledge_graph.evaluation.trips import compare_homes, compare_moments, compare_trips
from knowledge_graph.evaluation.truth import Truth, build_facts
from knowledge_graph.homes import find_homes
from knowledge_graph.moments import split_moments
from knowledge_graph.stays import collect_stays
from knowledge_graph.trips import find_trips


@dataclass(frozen=True, slots=True)
class StoryFigures:
    """What curation made of one story."""

    seed: int
    photos: int
    moments: float
    trips: Matches
    homes: Matches
    found: tuple[Trip, ...]


def measure_story(truth: Truth) -> StoryFigures:
    """Find moments, homes and trips from the metadata of a story's files, and compare."""
    facts = build_facts(truth.photos)
    firsts = {photo.content: photo for photo in reversed(truth.photos)}
    moments = split_moments(facts)
    homes = find_homes(collect_stays(moments))
    trips = find_trips(moments, homes)
    by_id = {photo.id: firsts[photo.content_hash] for photo in facts}
    return StoryFigures(
        truth.seed,
        len(facts),
        compare_moments(by_id, moments),
        compare_trips(truth.trips, trips),
        compare_homes(truth.homes, homes),
        tuple(trips),
    )


def join(matches: Sequence[Matches]) -> Matches:
    """Add up."""
    return Matches(*(sum(getattr(one, name) for one in matches) for name in ("right", "found", "true")))
