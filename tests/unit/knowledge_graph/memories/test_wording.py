"""Words that are true of the photos, and moods that stand out."""

from __future__ import annotations

from datetime import datetime

from albumen.types import Place
from knowledge_graph.memories.mood import Mood, feel
from knowledge_graph.memories.wording import count_photos, name_years, over_the_years
from tests.curation_photos import LISBON, SINTRA
from tests.memories import good_photo

_OTHER_LISBON = Place("Lisbon", "Ohio", "United States", "US", 40.77, -80.77)


def _from(*places: Place | None) -> str:
    return count_photos([good_photo(at, place=place) for at, place in enumerate(places)])


def test_places_are_counted_and_one_is_named() -> None:
    assert _from(LISBON, LISBON) == "2 photos from Lisbon"
    assert _from(LISBON, SINTRA, LISBON) == "3 photos from 2 places"
    assert _from(LISBON, _OTHER_LISBON) == "2 photos from 2 places"


def test_photos_without_a_place_are_not_said_to_be_from_one() -> None:
    assert _from(None) == "1 photo"
    assert _from(LISBON, None) == "2 photos, 1 from Lisbon"
    assert _from(LISBON, SINTRA, None) == "3 photos, 2 from 2 places"


def test_years_are_those_of_the_photos() -> None:
    def photos(*years: int) -> list:
        return [good_photo(at, datetime(year, 5, 1)) for at, year in enumerate(years)]

    assert name_years(photos()) == ""
    assert name_years(photos(2021)) == "2021"
    assert name_years(photos(2021, 2019)) == "2019 and 2021"
    assert name_years(photos(2021, 2019, 2024)) == "2019 – 2024"
    assert over_the_years("Dogs", photos(2019, 2021)) == "Dogs"
    assert over_the_years("Dogs", photos(2019, 2021, 2024)) == "Dogs over the years"


def test_the_mood_is_what_stands_out_and_not_what_is_always_there() -> None:
    children = [good_photo(at, tags=["child"]) for at in range(4)]
    mountains = [good_photo(10 + at, tags=["mountain", "child"]) for at in range(4)]
    assert feel([*children, *mountains]) is Mood.EPIC
    assert feel([good_photo(1, tags=["wedding"]), good_photo(2)]) is Mood.ROMANTIC
    assert feel([good_photo(1)], otherwise=Mood.NOSTALGIC) is Mood.NOSTALGIC


def test_every_mood_has_a_tempo_that_music_has() -> None:
    assert all(60 <= mood.tempo_bpm <= 180 for mood in Mood)
