"""Names of places are told from ordinary words by what stands before them, by their capital and by their country."""

from __future__ import annotations

from datetime import date

import pytest

from albumen.types import Place
from search.chips import ChipKind, PlaceLevel, PlaceValue
from search.lexicon import Lexicon
from search.parse.query import parse_query

_HOME = (
    Place("Sunset", "Florida", "United States", "US", 25.7, -80.4),
    Place("Beach", "North Dakota", "United States", "US", 46.9, -104.0),
    Place("Aljezur", "Faro", "Portugal", "PT", 37.3, -8.8),
    Place("Zürich", "Zurich", "Switzerland", "CH", 47.4, 8.5),
)
LEXICON = Lexicon(places=dict.fromkeys(_HOME, 1))


def _place(text: str, lexicon: Lexicon = LEXICON) -> PlaceValue | None:
    values = [
        chip.value for chip in parse_query(text, lexicon, date(2026, 11, 20)).chips if chip.kind is ChipKind.PLACE
    ]
    assert len(values) < 2
    return values[0] if values and isinstance(values[0], PlaceValue) else None


@pytest.mark.parametrize(
    "text", ["sunset", "Sunset", "Sunset at the beach", "a beach", "Beach", "a day at Beach", "beach in sunset"]
)
def test_a_town_named_like_a_thing_is_that_thing(text: str) -> None:
    assert _place(text) is None


@pytest.mark.parametrize(
    ("text", "name"), [("in Sunset", "Sunset"), ("sunset near Beach", "Beach"), ("Beach, North Dakota", "Beach")]
)
def test_a_preposition_and_a_capital_or_a_region_make_it_a_town(text: str, name: str) -> None:
    place = _place(text)
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize("text", ["aljezur", "dogs aljezur 2020", "ALJEZUR", "in aljezur"])
def test_the_library_s_own_towns_need_nothing(text: str) -> None:
    assert _place(text) == PlaceValue("Aljezur", frozenset({PlaceLevel.TOWN}))


@pytest.mark.parametrize("text", ["zurich", "in Zuerich", "Zürich", "ZURICH"])
def test_accents_and_case_do_not_matter(text: str) -> None:
    assert _place(text) == PlaceValue("Zürich", frozenset({PlaceLevel.TOWN, PlaceLevel.REGION}))


@pytest.mark.parametrize(
    ("text", "name"), [("in Cologne", "Köln"), ("ghent 2020", None), ("wroclaw 2020", None), ("a fez", None)]
)
def test_towns_are_known_by_their_english_names(text: str, name: str | None) -> None:
    place = _place(text)
    assert (place and place.name) == name
    own = Lexicon(
        places={
            Place("Gent", "Flanders", "Belgium", "BE", 51.0, 3.7): 1,
            Place("Wrocław", "", "Poland", "PL", 51.1, 17.0): 1,
        }
    )
    if text.endswith("2020"):
        assert _place(text, own) is not None


def test_a_place_without_photos_is_a_place_nevertheless() -> None:
    assert _place("dogs in Portugal", Lexicon()) == PlaceValue("Portugal", frozenset({PlaceLevel.COUNTRY}))
    assert _place("in Bergen", Lexicon()) is not None


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("USA", "United States"),
        ("in the UK", "United Kingdom"),
        ("holland", "Netherlands"),
        ("south korea", "Korea, Republic of"),
    ],
)
def test_countries_have_other_names(text: str, country: str) -> None:
    place = _place(text)
    assert place is not None
    assert place.name == country


@pytest.mark.parametrize(
    "text", ["take us home", "it is in us all", "guinea pig", "turkey sandwich", "a jersey", "man in jersey"]
)
def test_ordinary_words_are_no_countries(text: str) -> None:
    assert _place(text) is None


def test_a_country_behind_a_town_says_which_is_meant() -> None:
    place = _place("Lisbon, Portugal")
    assert place is not None
    assert place.country_codes == {"PT"}


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("Reading, England", "Reading", "GB"),
        ("Sunset, Florida", None, None),
        ("sunset, Florida", None, None),
        ("in Paris, Texas", "Paris", "US"),
        ("Portland, Oregon", "Portland", "US"),
        ("San Francisco CA", "San Francisco", "US"),
        ('place:"Nowhere, Portugal"', "Nowhere", "PT"),
        ('place:"Iran, Islamic Republic of"', "Iran, Islamic Republic of", None),
    ],
)
def test_a_qualified_name_is_a_town_unless_the_thing_is_likelier(text: str, name: str | None, code: str | None) -> None:
    place = _place(text, Lexicon())
    assert place is not None
    if name is not None:
        assert (place.name, place.country_codes) == (name, code and {code})
    else:
        assert place.name == "Florida"


@pytest.mark.parametrize("text", ["PORTLAND OR LISBON", "DELHI IN SUMMER", "A NICE BEACH", "READING A BOOK"])
def test_capitals_say_nothing_where_all_is_in_capitals(parse, text: str) -> None:
    places = [chip.value for chip in parse(text).chips if isinstance(chip.value, PlaceValue)]
    assert all(place.name in ("Lisbon", "Delhi") and place.country_codes is None for place in places)


def test_two_towns_side_by_side_are_two_towns(parse) -> None:
    assert [chip.label for chip in parse("from Lisbon to Porto").chips] == ["Lisbon", "Porto"]
