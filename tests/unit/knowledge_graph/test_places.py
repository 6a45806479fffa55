from __future__ import annotations

import pytest

from albumen.gazetteer.table import load_bundled_table
from albumen.types import Place
from knowledge_graph.places import name_country, name_places, name_region
from tests.unit.knowledge_graph.outings import GHENT, LISBON, PORTO, SINTRA, UTRECHT, VIENNA

ROME = Place("Rome", "Lazio", "Italy", "IT", 41.8919, 12.5113)
VATICAN = Place("Vatican City", "Vatican City", "Holy See (Vatican City State)", "VA", 41.9024, 12.4533)
FLORENCE = Place("Florence", "Tuscany", "Italy", "IT", 43.7792, 11.2463)
SIENA = Place("Siena", "Tuscany", "Italy", "IT", 43.3183, 11.3314)
LUCCA = Place("Lucca", "Tuscany", "Italy", "IT", 43.8430, 10.5079)
VENICE = Place("Venice", "Veneto", "Italy", "IT", 45.4371, 12.3327)
PARIS = Place("Paris", "Île-de-France", "France", "FR", 48.8534, 2.3488)
MADRID = Place("Madrid", "Madrid", "Spain", "ES", 40.4165, -3.7026)
SPRINGFIELDS = [
    Place("Springfield", "Illinois", "United States", "US", 39.8017, -89.6437),
    Place("Springfield", "Missouri", "United States", "US", 37.2153, -93.2982),
]


@pytest.mark.parametrize(
    ("places", "name"),
    [
        ([], None),
        ([LISBON], "Lisbon"),
        ([LISBON, PORTO], "Lisbon and Porto"),
        ([FLORENCE, SIENA, LUCCA], "Tuscany"),
        ([FLORENCE, VENICE, ROME], "Italy"),
        ([VIENNA, LISBON, GHENT], "Vienna, Lisbon and Ghent"),
        ([FLORENCE, VENICE, ROME, VIENNA], "Italy"),
        ([FLORENCE, VENICE, VIENNA, PARIS], "Italy, Austria and France"),
        ([VIENNA, LISBON, GHENT, PARIS, MADRID, UTRECHT], "six countries"),
        ([VATICAN, ROME], "Rome"),
        ([VATICAN], "Vatican City"),
        (SPRINGFIELDS, "the United States"),
    ],
)
def test_places_are_named_as_one_says_them(places: list[Place], name: str | None) -> None:
    assert name_places(places) == name


def test_a_place_with_most_of_the_stay_names_all_of_it() -> None:
    assert name_places([LISBON, PORTO], [0.8, 0.2]) == "Lisbon"


def test_a_short_stop_is_not_named() -> None:
    assert name_places([LISBON, PORTO, VIENNA], [0.45, 0.45, 0.1]) == "Lisbon and Porto"


def test_one_stop_of_many_does_not_name_a_journey() -> None:
    stops = [Place(f"Stop {number}", "", "New Zealand", "NZ", -40.0 - number, 170.0) for number in range(10)]
    assert name_places(stops, [0.2, *[0.08] * 9]) == "New Zealand"
    abroad = [Place(f"Town {code}", "", code, code, 10.0, 2.0 * row) for row, code in enumerate("ABCDEFGHIJ")]
    assert name_places(abroad, [0.2, *[0.08] * 9]) == "ten countries"


THAILAND, VIETNAM, CAMBODIA, MALAYSIA, SINGAPORE = (
    Place(f"{name} town", f"{name} region", name, code, 10.0, 2.0 * number)
    for number, (name, code) in enumerate(
        [("Thailand", "TH"), ("Vietnam", "VN"), ("Cambodia", "KH"), ("Malaysia", "MY"), ("Singapore", "SG")]
    )
)
TOUR = [THAILAND, VIETNAM, CAMBODIA, MALAYSIA, SINGAPORE]


def test_countries_that_are_no_mere_stop_together_are_counted() -> None:
    assert name_places(TOUR, [0.45, 0.31, 0.1, 0.07, 0.07]) == "Thailand, Vietnam and three more countries"
    assert name_places(TOUR, [0.3, 0.27, 0.17, 0.14, 0.12]) == "Thailand, Vietnam and three more countries"
    assert name_places(TOUR[:4], [0.5, 0.3, 0.1, 0.1]) == "Thailand, Vietnam and two more countries"


def test_countries_that_are_a_stop_together_are_not_counted() -> None:
    assert name_places(TOUR[:4], [0.5, 0.4, 0.05, 0.05]) == "Thailand town and Vietnam town"
    assert name_places(TOUR, [0.8, 0.05, 0.05, 0.05, 0.05]) == "Thailand town"


def test_towns_of_one_country_are_named_whatever_lies_around_them() -> None:
    assert name_places([LISBON, PORTO, *TOUR[:3]], [0.37, 0.35, 0.1, 0.1, 0.08]) == "Lisbon and Porto"


def test_countries_are_not_counted_by_a_glimpse_across_a_border() -> None:
    assert name_places(TOUR, [0.45, 0.31, 0.14, 0.09, 0.01]) == "Thailand, Vietnam and other countries"
    assert name_places(TOUR, [0.33, 0.33, 0.16, 0.17, 0.01]) == "several countries"
    assert name_places(TOUR, [0.33, 0.31, 0.16, 0.17, 0.03]) == "five countries"


def test_villages_around_a_town_count_as_it() -> None:
    village = Place("Cacilhas", "Setúbal", "Portugal", "PT", 38.6865, -9.1474)
    assert name_places([LISBON, village, SINTRA], [0.5, 0.3, 0.2]) == "Lisbon"


@pytest.mark.parametrize(
    ("code", "country", "name"),
    [
        ("NL", "Netherlands", "the Netherlands"),
        ("US", "United States", "the United States"),
        ("PH", "Philippines", "the Philippines"),
        ("GB", "United Kingdom", "the United Kingdom"),
        ("KR", "Korea, Republic of", "South Korea"),
        ("PT", "Portugal", "Portugal"),
    ],
)
def test_countries_have_their_article_and_their_common_name(code: str, country: str, name: str) -> None:
    assert name_country(Place("x", "", country, code, 0.0, 0.0)) == name


def test_no_country_of_the_gazetteer_has_a_name_out_of_a_register() -> None:
    table = load_bundled_table()
    for code, _, country in (text.split("\t") for text in table.regions):
        name = name_country(Place("x", "", country, code, 0.0, 0.0))
        assert not set(name) & set(",()"), name
        assert name.startswith("the ") or "Islands" not in name or code == "GS", name


@pytest.mark.parametrize(
    "region", ["", "Zlín Region", "South", "Opština Bar", "Federation of B&H", "Leningradskaya Oblast'"]
)
def test_offices_and_directions_name_no_region(region: str) -> None:
    assert name_region(Place("x", region, "Somewhere", "XX", 0.0, 0.0)) is None
