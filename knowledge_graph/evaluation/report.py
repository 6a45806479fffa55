"""The lines of the report: what curation made of a library, beside the truth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, FeaturedPhoto, Home, Memory, Moment, Trip
from knowledge_graph.evaluation.baselines import (
    DEFAULT_DISTANCE,
    choose_distance,
    compare_at,
    load_hashes,
    measure_distances,
)
from knowledge_graph.evaluation.duplicates import (
    compare_duplicates,
    compare_live_photos,
    compare_pairs,
    found_pairs,
)
from knowledge_graph.evaluation.made import Made
from knowledge_graph.evaluation.matches import Matches
from knowledge_graph.evaluation.showings import Showing, check_featured, check_memories
from knowledge_graph.evaluation.stories import StoryFigures, join
from knowledge_graph.evaluation.told import check_memory_titles, check_trip_titles
from knowledge_graph.evaluation.trips import compare_homes, compare_moments, compare_trips
from knowledge_graph.evaluation.truth import Truth
from models.evaluation.table import Figure, Line, fraction

_SAME_PICTURE = frozenset({DuplicateKind.SAME_PICTURE})
_NEAR = frozenset({DuplicateKind.SAME_PICTURE, DuplicateKind.PAIR, DuplicateKind.BURST})

_NEAR_NAME = "same picture, pair or burst"


def iter_timeline(
    made: Made, moments: Sequence[Moment], homes: Sequence[Home], trips: Sequence[Trip]
) -> Iterator[Line]:
    """Yield how right moments, homes and trips are."""
    section = "timeline"
    ari = compare_moments(made.photos, moments)
    yield Line(section, "moments", len(made.photos), (fraction("adjusted Rand", ari),), f"{len(moments)} found")
    yield Line(section, "trips, both bounds right", len(made.photos), _shares(compare_trips(made.truth.trips, trips)))
    yield Line(section, "homes", len(made.photos), _shares(compare_homes(made.truth.homes, homes)))


def iter_duplicates(made: Made, groups: Sequence[DuplicateGroup]) -> Iterator[Line]:
    """Yield precision and recall of each class's pairs."""
    for kind, matches in compare_duplicates(made.truth, groups, made.paths, made.movies).items():
        what = kind.value.replace("_", " ")
        yield Line("duplicates", what, len(made.photos), _shares(matches), f"{matches.true} true pairs")
    live = compare_live_photos(made.truth, groups, made.paths, made.movies)
    yield Line("duplicates", "pair: Live photos alone", len(made.photos), _shares(live), f"{live.true} true pairs")
    found = found_pairs(groups, made.paths, made.movies)
    together = compare_pairs(made.truth, _NEAR, set().union(*(found[kind] for kind in _NEAR)))
    yield Line("duplicates", _NEAR_NAME, len(made.photos), _shares(together), "whatever the class")


def iter_baselines(made: Made, train: Made) -> Iterator[Line]:
    """Yield what others' hashes find, at their default distance and at the one that is best on another made library."""
    for name, make_hash in load_hashes().items():
        chosen_by = measure_distances(train.truth, train.folder, make_hash)
        distances = measure_distances(made.truth, made.folder, make_hash)
        for what, kinds in (("same picture", _SAME_PICTURE), (_NEAR_NAME, _NEAR)):
            best = choose_distance(train.truth, chosen_by, kinds)
            at_best = compare_at(made.truth, distances, best, kinds)
            at_default = compare_at(made.truth, distances, DEFAULT_DISTANCE, kinds)
            note = f"within {best} of 64 bits, best on train; F1 {at_default.f1:.3f} within {DEFAULT_DISTANCE}"
            yield Line("baselines", f"{name}: {what}", len(made.photos), _shares(at_best), note)


def iter_shown(made: Made, memories: Sequence[Memory], featured: Sequence[FeaturedPhoto]) -> Iterator[Line]:
    """Yield what is wrong with what is shown unasked."""
    of_memories = check_memories(made, memories)
    kinds = ", ".join(f"{count} {kind}" for kind, count in of_memories.kinds.items())
    yield _showing("memories and their covers", of_memories, (_count("memories", len(memories)),), kinds)
    days = len({photo.day for photo in featured})
    yield _showing("featured photos", check_featured(made, featured), (_count("days", days),))


def iter_titles(made: Made, trips: Sequence[Trip], memories: Sequence[Memory]) -> Iterator[Line]:
    """Yield how many titles have a fault of grammar or say what is not true."""
    for what, told in (
        ("trips", check_trip_titles(made.truth, trips)),
        ("memories, titles and subtitles", check_memory_titles(made, memories)),
    ):
        figures = (
            _count("titles", told.titles),
            _count("faults", len(told.faults)),
            _count("untrue", len(told.untruths)),
        )
        details = {"faults": [*told.faults], "untruths": [*told.untruths]}
        yield Line("titles", what, 0, figures, "; ".join((*told.faults, *told.untruths)[:3]), details)


def iter_stories(stories: Sequence[StoryFigures], truths: Sequence[Truth]) -> Iterator[Line]:
    """Yield the figures of many stories without pictures: the mean, and the worst of them."""
    photos = sum(story.photos for story in stories)
    moments = [story.moments for story in stories]
    section = f"{len(stories)} stories without pictures"
    yield Line(
        section, "moments", photos, (fraction("mean adjusted Rand", mean(moments)), fraction("worst", min(moments)))
    )
    for what, matches in (
        ("trips, both bounds right", [story.trips for story in stories]),
        ("homes", [story.homes for story in stories]),
    ):
        worst = fraction("worst F1 of a story", min(one.f1 for one in matches))
        yield Line(section, what, photos, (*_shares(join(matches)), worst), f"{join(matches).true} true")
    told = [check_trip_titles(truth, story.found) for truth, story in zip(truths, stories, strict=True)]
    wrong = [text for one in told for text in (*one.faults, *one.untruths)]
    figures = (
        _count("titles", sum(one.titles for one in told)),
        _count("faults", sum(len(one.faults) for one in told)),
        _count("untrue", sum(len(one.untruths) for one in told)),
    )
    yield Line(section, "titles of trips", photos, figures, "; ".join(wrong[:3]), {"wrong": wrong})


def _showing(what: str, showing: Showing, figures: tuple[Figure, ...], note: str = "") -> Line:
    wrong = (
        _count("scraps", len(showing.scraps)),
        _count("near-duplicates side by side", showing.twice),
        _count("of a wrong size", len(showing.wrong_size)),
        _count("without a reason", showing.without_reason),
    )
    details = {"scraps": [*showing.scraps], "wrong_size": [*showing.wrong_size]}
    return Line("shown unasked", what, showing.photos, (*figures, *wrong), note, details)


def _shares(matches: Matches) -> tuple[Figure, ...]:
    return (
        fraction("F1", matches.f1),
        fraction("precision", matches.precision),
        fraction("recall", matches.recall),
    )


def _count(name: str, value: int) -> Figure:
    return Figure(name, value, digits=0)
