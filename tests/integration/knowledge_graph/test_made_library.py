"""A made library of three years: its files tell what the truth says, and curation finds what happened."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from albumen.types import PhotoKind, TimeSource
from indexer.live_movies import pair_movie
from indexer.metadata.read import load_tags, read_metadata
from indexer.movie_names import photos_of_movie
from knowledge_graph.evaluation.matches import Matches
from knowledge_graph.evaluation.stories import StoryFigures, join, measure_story
from knowledge_graph.evaluation.told import check_trip_titles
from knowledge_graph.evaluation.truth import Truth, load_truth
from tests.made_library.library import MadeLibrary, describe, plan_library
from tests.made_library.movies import MovieMake
from tests.made_library.pictures import SamplePictures
from tests.made_library.story import SMALL, Scale, draw_scale
from tests.made_library.writer import TRUTH_FILE, write_library

# Drawn households that differ much: few photos and many, hardly any trips and twice as many, visits every other week.
SEEDS = (4, 9, 18)


@pytest.fixture(scope="module")
def plan() -> MadeLibrary:
    return plan_library(1, SMALL)


@pytest.fixture(scope="module")
def truths() -> list[Truth]:
    return [describe(plan_library(seed, draw_scale(seed)), "test") for seed in SEEDS]


@pytest.fixture(scope="module")
def measured(truths: list[Truth]) -> list[StoryFigures]:
    return [measure_story(truth) for truth in truths]


def test_the_same_seed_tells_the_same_story(plan: MadeLibrary) -> None:
    assert describe(plan_library(1, SMALL), "test") == describe(plan, "test")
    assert describe(plan_library(2, SMALL), "test") != describe(plan, "test")


def test_the_story_holds_what_is_hard() -> None:
    library = plan_library(1, Scale(per_week=1.0, photos=1.0, trip_photos=2.0))
    truth = describe(library, "test")
    trips = {trip.name: trip for trip in truth.trips}
    assert len(trips) == 15
    assert trips["new-year"].starts_on.year < trips["new-year"].ends_on.year
    assert 2 < (trips["second-of-two"].starts_on - trips["first-of-two"].ends_on).days <= 4
    assert len({place.country_code for place in trips["clocks-back"].places}) >= 3
    first, second = (date(2021, 3, 28), date(2021, 10, 31))
    assert trips["clocks-forward"].starts_on < first < trips["clocks-forward"].ends_on
    assert trips["clocks-back"].starts_on < second < trips["clocks-back"].ends_on
    assert all(len(days) == 3 for days in truth.birthdays.values())
    assert len({home.place.name for home in truth.homes}) == 2
    with_gps = Counter(photo.position is not None for photo in truth.photos if photo.trip == "no-gps")
    assert with_gps[False] > with_gps[True] > 0
    assert all(truth.duplicates[kind] for kind in ("identical", "same_picture", "pair", "burst", "similar"))


def test_over_the_date_line_one_day_has_two_dates_of_one_name() -> None:
    truth = describe(plan_library(1, Scale(per_week=1.0, photos=1.0, trip_photos=2.0)), "test")
    zones = Counter(
        (photo.taken.local.date(), photo.taken.utc_offset_s)
        for photo in truth.photos
        if photo.trip == "date-line" and photo.taken is not None and photo.taken.source is TimeSource.EXIF
    )
    days = Counter(day for day, offset in zones if offset is not None)
    assert max(days.values()) == 2


def test_files_tell_what_the_truth_says(plan: MadeLibrary, tmp_path: Path) -> None:
    part = MadeLibrary(plan.story, plan.files[:12] + plan.files[-110:])
    truth = write_library(part, SamplePictures(1), tmp_path, "samples")
    assert load_truth(tmp_path / TRUTH_FILE) == truth
    for photo in truth.photos:
        read = read_metadata(tmp_path / "photos" / photo.path)
        assert photo.taken is not None
        assert read.taken is not None
        assert (read.taken.source, read.exposure.camera) == (photo.taken.source, photo.camera)
        if photo.taken.source is not TimeSource.FILE_TIME:  # told in the zone of the machine
            assert read.taken == photo.taken
        assert (read.position is None) == (photo.position is None)
        assert read.place == photo.place
    assert {photo.kind for photo in truth.photos} == {PhotoKind.STILL, PhotoKind.RAW}


def test_moments_are_the_occasions(measured: list[StoryFigures]) -> None:
    assert min(figures.moments for figures in measured) >= 0.9


def test_trips_are_found_and_bounded(measured: list[StoryFigures]) -> None:
    together: Matches = join([figures.trips for figures in measured])
    assert together.f1 >= 0.95


def test_homes_are_found_before_and_after_the_move(measured: list[StoryFigures]) -> None:
    assert join([figures.homes for figures in measured]).recall >= 0.8


def test_titles_of_trips_are_english_and_true(measured: list[StoryFigures], truths: list[Truth]) -> None:
    for figures, truth in zip(measured, truths, strict=True):
        told = check_trip_titles(truth, figures.found)
        assert (told.faults, told.untruths) == ((), ())


def test_movies_lie_beside_the_stills_whose_halves_they_are_and_beside_others(
    plan: MadeLibrary, tmp_path: Path
) -> None:
    assert {movie.make for movie in plan.movies} == {*MovieMake}
    stills = {movie.still.path for movie in plan.movies}
    part = MadeLibrary(plan.story, tuple(file for file in plan.files if file.true.path in stills), plan.movies)
    truth = write_library(part, SamplePictures(1), tmp_path, "samples")
    found = set()
    for movie in part.movies:
        still, path = tmp_path / "photos" / movie.still.path, tmp_path / "photos" / movie.path
        assert load_tags(still).content_identifier == movie.still_identifier
        assert photos_of_movie(path.parent, path.name) == [still.name]
        if pair_movie(still, path.name).basis is not None:
            found.add((movie.still.path, movie.path))
    assert found == set(truth.duplicates["pair"])
    assert len(found) < len(part.movies)
