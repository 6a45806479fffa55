"""Places are found by the names that people use, and asked for where a name may mean several."""

from __future__ import annotations

import pytest

from albumen.curation.place_names import find_place
from albumen.errors import UsageError
from albumen.types import Place

COUNTS = {
    Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1): 12,
    Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4): 2,
    Place("Paris", "Île-de-France", "France", "FR", 48.9, 2.4): 3,
    Place("Paris", "Texas", "United States", "US", 33.7, -95.6): 1,
    Place("Monaco", "", "Monaco", "MC", 43.7, 7.4): 1,
}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sintra", "Sintra, Lisbon, PT"),
        ("Lisbon region", "Lisbon, PT"),
        ("Lisbon, PT", "Lisbon, PT"),
        ("Lisbon, Lisbon, Portugal", "Lisbon, Lisbon, PT"),
        ("portugal", "PT"),
        ("pt", "PT"),
        ("  paris ,FRANCE", "Paris, Île-de-France, FR"),
        ("Ile-de-France", "Île-de-France, FR"),
        ("Paris, Texas", "Paris, Texas, US"),
        ("Monaco", "Monaco, , MC"),
    ],
)
def test_places_go_by_the_names_that_people_use(name: str, key: str) -> None:
    assert find_place(COUNTS, name).key == key


def test_a_place_knows_its_photos_and_those_of_the_towns_in_it() -> None:
    assert [find_place(COUNTS, name).photos for name in ("Sintra", "Portugal", "Texas")] == [2, 14, 1]


def test_a_town_and_its_region_of_one_name_are_one_while_no_other_town_is_in_it() -> None:
    alone = {place: count for place, count in COUNTS.items() if place.name != "Sintra"}
    assert find_place(alone, "Lisbon").key == "Lisbon, Lisbon, PT"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        (
            "Paris",
            "'Paris, Île-de-France, FR' (Paris, France, 3 photos); 'Paris, Texas, US' (Paris, United States, 1 ph",
        ),
        (
            "Lisbon",
            "'Lisbon, PT' (Lisbon region, Portugal, 14 photos); 'Lisbon, Lisbon, PT' (Lisbon, Portugal, 12 photos)",
        ),
        ("Lisbno", "nearest: lisbon"),
        ("Ulaanbaatar", "no photo of this library is from 'Ulaanbaatar'; name a town, a region or a country"),
        ("", "no photo of this library is from ''"),
    ],
)
def test_what_is_not_there_or_not_clear_is_asked_for(name: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        find_place(COUNTS, name)
    assert says in str(refused.value)


def test_each_name_that_is_listed_means_that_place() -> None:
    for key in ("Paris, Texas, US", "Lisbon, PT", "Lisbon, Lisbon, PT"):
        assert find_place(COUNTS, key).key == key


def test_without_places_it_says_so() -> None:
    with pytest.raises(UsageError, match="no photo of this library has one"):
        find_place({}, "Lisbon")
