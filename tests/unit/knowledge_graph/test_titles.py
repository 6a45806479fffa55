from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.english import MONTHS
from albumen.gazetteer.table import load_bundled_table
from albumen.types import Place
from knowledge_graph.titles import title_trip
from tests.unit.knowledge_graph.grammar import find_faults
from tests.unit.knowledge_graph.outings import GHENT, LISBON, PORTO, SINTRA, TOKYO, UTRECHT, VIENNA

NEW_YORK = Place("New York City", "New York", "United States", "US", 40.7143, -74.006)


@pytest.mark.parametrize(
    ("first", "last", "places", "title"),
    [
        ("2023-05-06", "2023-05-07", [LISBON], "Weekend in Lisbon, May 2023"),
        ("2023-05-05", "2023-05-08", [LISBON], "Long weekend in Lisbon, May 2023"),
        ("2023-05-07", "2023-05-08", [LISBON], "Two days in Lisbon, May 2023"),
        ("2022-06-03", "2022-06-10", [LISBON, PORTO], "A week in Lisbon and Porto, June 2022"),
        ("2022-06-28", "2022-07-03", [UTRECHT], "Six days in Utrecht, June–July 2022"),
        ("2023-05-05", "2023-05-05", [SINTRA], "Day trip to Sintra, 5 May 2023"),
        ("2022-12-23", "2022-12-27", [VIENNA], "Christmas in Vienna, 2022"),
        ("2022-12-29", "2023-01-02", [VIENNA], "New Year in Vienna, 2023"),
        ("2022-12-24", "2023-01-01", [VIENNA], "Christmas and New Year in Vienna, 2022–23"),
        ("1999-12-24", "2000-01-01", [VIENNA], "Christmas and New Year in Vienna, 1999–2000"),
        ("2022-12-20", "2023-01-05", [VIENNA], "17 days in Vienna, December 2022 – January 2023"),
        ("2022-12-23", "2022-12-27", [TOKYO], "Five days in Tokyo, December 2022"),
        ("2023-04-07", "2023-04-10", [LISBON], "Easter in Lisbon, 2023"),
        ("2023-11-22", "2023-11-26", [NEW_YORK], "Thanksgiving in New York City, 2023"),
        ("2023-11-22", "2023-11-26", [LISBON], "Five days in Lisbon, November 2023"),
        ("2023-05-05", "2023-05-08", [], "Long weekend away, May 2023"),
        ("2023-05-05", "2023-05-05", [], "Day trip, 5 May 2023"),
        ("2022-12-23", "2022-12-27", [], "Five days away, December 2022"),
    ],
)
def test_a_trip_is_named_after_its_length_its_places_and_its_months(
    first: str, last: str, places: list[Place], title: str
) -> None:
    assert title_trip(date.fromisoformat(first), date.fromisoformat(last), places) == title
    assert find_faults(title) == []


def test_a_journey_says_how_many_countries_it_does_not_name() -> None:
    places = [TOKYO, NEW_YORK, LISBON, VIENNA, UTRECHT]
    title = title_trip(date(2014, 10, 17), date(2014, 12, 1), places, [0.45, 0.31, 0.1, 0.07, 0.07])
    assert title == "46 days in Japan, the United States and three more countries, October–December 2014"
    assert find_faults(title) == []


def test_one_day_of_which_no_return_is_known_is_a_day_there() -> None:
    day = date(2023, 5, 5)
    assert title_trip(day, day, [TOKYO], is_out_and_back=False) == "A day in Tokyo, 5 May 2023"
    assert title_trip(day, day, is_out_and_back=False) == "A day away, 5 May 2023"


def test_a_trip_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        title_trip(date(2023, 5, 5), date(2023, 5, 4))


_TABLE = load_bundled_table()
_PLACES = st.integers(0, len(_TABLE) - 1).map(_TABLE.get_place) | st.sampled_from(
    [LISBON, PORTO, SINTRA, VIENNA, GHENT]
)


@settings(max_examples=1_000, deadline=None)
@given(
    starts_on=st.dates(date(1950, 1, 1), date(2050, 12, 31)),
    days=st.integers(1, 60),
    stays=st.lists(st.tuples(_PLACES, st.floats(0.01, 1.0)), max_size=9),
    is_back=st.booleans(),
)
def test_titles_are_plain_english_and_true(
    starts_on: date, days: int, stays: list[tuple[Place, float]], is_back: bool
) -> None:
    stays.sort(key=lambda stay: -stay[1])
    places, weights = [place for place, _ in stays], [weight for _, weight in stays]
    ends_on = starts_on + timedelta(days=days - 1)
    title = title_trip(starts_on, ends_on, places, weights, is_out_and_back=is_back)
    assert find_faults(title, {place.name for place in places}) == [], title
    when = title.rpartition(", ")[2]
    assert {int(year) for year in re.findall(r"\b\d{4}\b", when)} <= {starts_on.year, ends_on.year}
    assert {month for month in MONTHS if month in when} <= {MONTHS[starts_on.month - 1], MONTHS[ends_on.month - 1]}
    spanned = [starts_on + timedelta(days=number) for number in range(days)]
    if "eekend" in title.split(" in ")[0]:
        assert {5, 6} <= {day.weekday() for day in spanned}
        assert days == 2 or (days <= 4 and title.startswith("Long weekend"))
    if re.match(r"Christmas\b", title):
        assert {(12, 24), (12, 25)} <= {(day.month, day.day) for day in spanned}
    if not places:
        assert " in " not in title
