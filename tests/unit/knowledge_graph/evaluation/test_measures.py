"""The measures of the evaluation, held against scikit-learn and against cases that are plain by eye."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, Home, Moment, Trip
from albumen.types import GeoPoint, PhotoKind, Place, UtilityKind
from knowledge_graph.evaluation.clusters import adjusted_rand
from knowledge_graph.evaluation.duplicates import compare_duplicates, compare_live_photos, compare_pairs
from knowledge_graph.evaluation.matches import Matches, compare
from knowledge_graph.evaluation.titles import Said, find_faults, find_unknown_names, find_untruths, find_wrong_counts
from knowledge_graph.evaluation.trips import compare_homes, compare_moments, compare_trips, find_true_trip
from knowledge_graph.evaluation.truth import TrueHome, TruePhoto, TrueTrip, Truth, build_facts, load_truth, save_truth
from tests.made_library.library import describe, plan_library
from tests.made_library.story import SMALL

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7167, -9.1333)
PORTO = Place("Porto", "Porto", "Portugal", "PT", 41.15, -8.61)
MAY = (date(2023, 5, 5), date(2023, 5, 8))
SAID = Said(MAY, frozenset({LISBON}))


def photo(path: str, *, content: str = "", moment: str | None = None, utility: UtilityKind | None = None) -> TruePhoto:
    return TruePhoto(
        path, content or path, path, "any", "jpeg", PhotoKind.STILL, None, None, None, None, moment, utility=utility
    )


def truth(*photos: TruePhoto, **duplicates: tuple[tuple[str, str], ...]) -> Truth:
    return Truth(1, "test", photos, (), (), {}, duplicates)


def trip(first: date, last: date) -> Trip:
    return Trip(1, (1,), first, last, (LISBON,), "Lisbon", "")


def group(kind: DuplicateKind, *photo_ids: int) -> DuplicateGroup:
    return DuplicateGroup("k", kind, tuple(DuplicateMember(number, None, 1.0, "") for number in photo_ids), 1.0, "")


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_adjusted_rand_is_scikit_learns(labels: list[tuple[int, int]]) -> None:
    from sklearn.metrics import adjusted_rand_score

    truths, found = [pair[0] for pair in labels], [pair[1] for pair in labels]
    assert adjusted_rand(truths, found) == pytest.approx(adjusted_rand_score(truths, found))


def test_nothing_to_find_and_nothing_found_is_perfect() -> None:
    assert compare([], []) == Matches(0, 0, 0)
    assert (compare([], []).f1, compare([], []).precision, compare([1], []).f1) == (1.0, 1.0, 0.0)


def test_a_trip_one_day_too_long_is_not_found() -> None:
    true = TrueTrip("lisbon", *MAY, (LISBON,))
    assert compare_trips([true], [trip(*MAY)]).f1 == 1.0
    assert compare_trips([true], [trip(MAY[0], date(2023, 5, 9))]).f1 == 0.0
    assert find_true_trip(trip(MAY[0], date(2023, 5, 9)), [true]) is true
    assert find_true_trip(trip(date(2023, 6, 1), date(2023, 6, 2)), [true]) is None


def test_photos_without_a_true_moment_do_not_count_and_those_in_none_are_by_themselves() -> None:
    photos = {1: photo("a", moment="x"), 2: photo("b", moment="x"), 3: photo("c", moment="y"), 4: photo("scan")}
    start = {"starts_at": None, "ends_at": None}
    assert compare_moments(photos, [Moment(1, (1, 2, 4), **start), Moment(3, (3,), **start)]) == 1.0  # type: ignore[arg-type]
    assert compare_moments(photos, [Moment(3, (3,), **start)]) == 0.0  # type: ignore[arg-type]


def test_a_home_is_right_where_it_is_and_while_it_lasts() -> None:
    true = TrueHome(LISBON, GeoPoint(38.7167, -9.1333), date(2021, 1, 1), date(2022, 6, 1))

    def found(since: date, until: date | None, lat: float = 38.72) -> Home:
        return Home(GeoPoint(lat, -9.13), 2.0, LISBON, since, until, 90)

    assert compare_homes([true], [found(date(2021, 1, 9), date(2022, 6, 9))]).f1 == 1.0
    assert compare_homes([true], [found(date(2021, 1, 9), None)]).f1 == 0.0
    assert compare_homes([true], [found(date(2021, 1, 9), date(2022, 6, 9), lat=39.0)]).f1 == 0.0


def test_duplicates_are_compared_by_class_and_two_scraps_do_not_count() -> None:
    scrap = UtilityKind.SCREENSHOT
    photos = (
        photo("a"),
        photo("a copy", content="a"),
        photo("b"),
        photo("s", utility=scrap),
        photo("t", utility=scrap),
    )
    true = truth(*photos, identical=(("a", "a copy"),), same_picture=(("a copy", "b"),))
    paths = {1: ["a", "a copy"], 2: ["b"], 3: ["s"], 4: ["t"]}
    groups = [
        group(DuplicateKind.IDENTICAL, 1, 1),
        group(DuplicateKind.SAME_PICTURE, 1, 2),
        group(DuplicateKind.SIMILAR, 3, 4),
    ]
    figures = compare_duplicates(true, groups, paths, {})
    assert figures[DuplicateKind.IDENTICAL] == figures[DuplicateKind.SAME_PICTURE] == Matches(1, 1, 1)
    assert figures[DuplicateKind.SIMILAR] == Matches(0, 0, 0)
    wrong = compare_duplicates(true, [group(DuplicateKind.BURST, 1, 2)], paths, {})
    assert (wrong[DuplicateKind.BURST].precision, wrong[DuplicateKind.SAME_PICTURE].recall) == (0.0, 0.0)


def test_live_photos_are_pairs_with_their_movies_and_others_are_not_asked_for_them() -> None:
    true = truth(photo("a"), photo("a copy", content="a"), photo("b"), pair=(("a", "a.mov"), ("b", "b.mov")))
    paths = {1: ["a", "a copy"], 2: ["b"]}
    members = tuple(DuplicateMember(1, file_id, 1.0, "") for file_id in (7, 8))
    groups = [DuplicateGroup("key", DuplicateKind.PAIR, members, 1.0, "")]
    movies = {7: "a.mov", 8: "a copy.mov"}
    assert compare_duplicates(true, groups, paths, movies)[DuplicateKind.PAIR] == Matches(1, 2, 2)
    assert compare_live_photos(true, groups, paths, movies) == Matches(1, 2, 2)
    assert compare_pairs(true, [DuplicateKind.PAIR], {frozenset(("a", "a.mov"))}) == Matches(0, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Long weekend in Lisbon, May 2023",
        "A day in Porto, 1 May 2023",
        "An evening with people around a table",
        "28 June – 3 July 2022",
        "12 days in five countries, January–February 2023",
        "The best of 2022",
    ],
)
def test_plain_english_has_no_faults(text: str) -> None:
    assert find_faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "long weekend",
        "A week in ",
        "A week in , May",
        "A week in in Rome",
        "None, May 2023",
        "An week",
        "A evening",
    ],
)
def test_faults_of_grammar_are_found(text: str) -> None:
    assert find_faults(text)


@pytest.mark.parametrize(
    "text", ["One days in Rome", "Two day in Rome", "Trip to", "Rome,", "Rome  in May", "Trip_to", "a in  Rome"]
)
def test_more_faults_of_grammar_are_found(text: str) -> None:
    assert find_faults(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Long weekend in Lisbon, May 2023", 0),
        ("Long weekend in Porto, May 2023", 1),
        ("Long weekend in Lisbon, June 2023", 1),
        ("Long weekend in Lisbon, May 2022", 1),
        ("Four days in Portugal, May 2023", 0),
        ("Five days in Portugal, May 2023", 1),
        ("A week in Lisbon", 1),
        ("Two weeks in Lisbon", 1),
        ("Day trip to Lisbon", 1),
    ],
)
def test_what_a_title_says_must_be_true(text: str, wrong: int) -> None:
    known = {"Lisbon", "Portugal", "Porto"}
    assert len(find_untruths(text, SAID, known)) == wrong


def test_names_that_nobody_knows_are_found() -> None:
    assert find_unknown_names("Christmas in Lisbon, May 2023", SAID) == []
    assert find_unknown_names("Christmas in Atlantis, May 2023", SAID) == ["Atlantis"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Nine days in Austria, Czechia and two more countries, May 2023", []),
        ("Nine days in Austria, Czechia and three more countries, May 2023", ["countries visited: 2, not three"]),
        ("Nine days in Austria, Czechia and other countries, May 2023", []),
        ("Nine days in four countries, May 2023", []),
        ("Nine days in 12 countries, May 2023", ["countries visited: 4, not 12"]),
        ("Nine days in several countries, May 2023", []),
    ],
)
def test_countries_that_a_title_counts_are_counted_again(text: str, wrong: list[str]) -> None:
    names = ("Austria", "Czech Republic", "Hungary", "Slovakia", "Hungary")
    places = (Place(f"Town {number}", "", name, "XX", 48.0, 16.0) for number, name in enumerate(names))
    assert find_wrong_counts(text, Said(MAY, frozenset(places))) == wrong


def test_the_truth_is_read_as_it_was_written(tmp_path: Path) -> None:
    told = describe(plan_library(3, SMALL), "test")
    path = tmp_path / "truth.json"
    save_truth(told, path)
    assert load_truth(path) == told
    assert len(build_facts(told.photos)) == len({photo.content for photo in told.photos})
