"""What could become a memory, kind by kind: what is found, what it is called, and what is not found."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from albumen.store.curation_records import Home, Memory, MemoryKind, PhotoFacts, Trip
from albumen.types import GeoPoint, Tag, TimeSource
from knowledge_graph.memories.composing import compose, pick_cover
from knowledge_graph.memories.idea import MemoryMaker
from knowledge_graph.memories.kinds.on_this_day import OnThisDayMaker, days_around, days_from_anniversary
from knowledge_graph.memories.kinds.seasons import SeasonMaker
from knowledge_graph.memories.kinds.situations import load_situations, shows_what_it_must
from knowledge_graph.memories.kinds.themes import ThemeMaker, concepts_of, load_themes
from knowledge_graph.memories.kinds.then_and_now import ThenAndNowMaker
from knowledge_graph.memories.kinds.trips import TripMaker
from knowledge_graph.memories.kinds.years import YearMaker
from knowledge_graph.memories.material import Material
from knowledge_graph.memories.subjects import is_of_food
from models.taxonomy import load_taxonomy
from tests.curation_photos import GHENT, GRAZ, LISBON, SINTRA, SUVA
from tests.memories import good_photo, make_material, vectors_of

NOON = datetime(2026, 11, 20, 12)


def _make(maker: MemoryMaker, material: Material) -> list[Memory]:
    made = [compose(material, maker, idea) for idea in maker.find(material)]
    return [memory for memory in made if memory is not None]


def _weekly(first_id: int, start: datetime, count: int, place: object = None, **facts: object) -> list[PhotoFacts]:
    return [good_photo(first_id + at, start + timedelta(days=7 * at), place, **facts) for at in range(count)]  # type: ignore[arg-type]


def _make_first(material: Material) -> list[Memory]:
    return _make(OnThisDayMaker(), material)[:1]


class TestOnThisDay:
    def test_photos_of_this_day_in_earlier_years_are_shown_newest_year_first(self) -> None:
        photos = [
            good_photo(10 * year + hour, NOON.replace(year=2020 + year, hour=8 + hour))
            for year in (1, 3)
            for hour in range(4)
        ]
        (memory,) = _make_first(make_material(photos))
        assert memory.title == "On this day, 20 November"
        assert memory.subtitle == "2023 and 2021 · 8 photos"
        assert [photo.photo_id for photo in memory.photos] == [30, 31, 32, 33, 10, 11, 12, 13]
        assert memory.reason == "8 photos of yours were taken on 20 November in earlier years."

    def test_where_the_day_is_thin_days_around_it_are_asked_and_said(self) -> None:
        photos = [good_photo(at, NOON.replace(year=2022) + timedelta(days=at % 3 - 1, hours=at % 5)) for at in range(9)]
        (memory,) = _make_first(make_material(photos))
        assert memory.title == "Around this day, 20 November"
        assert "within 1 day of 20 November" in memory.reason

    def test_this_year_and_the_future_are_not_looked_back_on(self) -> None:
        photos = [good_photo(at, NOON + timedelta(hours=at)) for at in range(9)]
        photos += [good_photo(100 + at, NOON.replace(year=2027, hour=at)) for at in range(9)]
        assert _make_first(make_material(photos)) == []

    def test_few_photos_are_no_memory(self) -> None:
        photos = [good_photo(at, NOON.replace(year=2020, hour=at)) for at in range(7)]
        assert _make_first(make_material(photos)) == []

    def test_one_burst_on_the_day_is_no_memory_but_the_days_around_it_may_help(self) -> None:
        photos = [good_photo(at, NOON.replace(year=2020, second=at % 3)) for at in range(9)]
        assert _make_first(make_material(photos)) == []
        photos += [good_photo(20 + at, NOON.replace(year=2021, day=19, hour=at)) for at in range(8)]
        (memory,) = _make_first(make_material(photos))
        assert len(memory.photos) == 9

    @pytest.mark.parametrize(
        ("day", "today", "away"),
        [
            (date(2024, 12, 31), date(2026, 1, 1), -1),
            (date(2025, 12, 31), date(2026, 1, 1), None),  # yesterday
            (date(2024, 2, 29), date(2026, 2, 28), 1),
            (date(2024, 2, 29), date(2028, 2, 29), 0),
            (date(2023, 2, 28), date(2028, 2, 29), 0),
            (date(2023, 11, 24), date(2026, 11, 20), None),
        ],
    )
    def test_days_are_counted_over_new_year_and_leap_days(self, day: date, today: date, away: int | None) -> None:
        assert days_from_anniversary(day, today) == away
        if away is not None:
            assert (day.month, day.day) in days_around(today)


class TestThemes:
    def test_a_theme_is_told_over_the_years_with_its_places(self) -> None:
        photos = [
            good_photo(at, datetime(2019 + at // 6, 7, 1 + at % 6, 12), (GHENT, LISBON)[at % 2], tags=["beach"])
            for at in range(18)
        ]
        memory = next(memory for memory in _make(ThemeMaker(), make_material(photos)) if memory.key == "theme:beaches")
        assert memory.title == "Beaches over the years"
        assert memory.subtitle == f"2019 – 2021 · {len(memory.photos)} photos from 2 places"
        assert memory.concepts == ("beach",)
        assert memory.reason.startswith("18 photos of yours show a beach")
        assert all("shows a beach" in photo.reason for photo in memory.photos)

    def test_kinds_of_a_concept_count_and_undated_photos_do(self) -> None:
        photos = [good_photo(at, tags=["golden_retriever"], folders=(f"/photos/{at}",)) for at in range(9)]
        memory = next(memory for memory in _make(ThemeMaker(), make_material(photos)) if memory.key == "theme:dogs")
        assert (memory.title, memory.subtitle) == ("Dogs", "9 photos")
        assert memory.starts_on is None
        assert memory.photos[0].reason == "shows a dog; chosen among 9 without a date"

    def test_a_file_s_time_is_no_date(self) -> None:
        photos = [
            good_photo(at, datetime(2015 + at, 1, 1), tags=["beach"], source=TimeSource.FILE_TIME) for at in range(9)
        ]
        memory = next(memory for memory in _make(ThemeMaker(), make_material(photos)) if memory.key == "theme:beaches")
        assert (memory.title, memory.subtitle) == ("Beaches", "9 photos")

    def test_of_many_photos_those_that_are_surely_of_the_theme_are_shown(self) -> None:
        sure = (Tag("dessert", 0.99), Tag("cake", 0.95), Tag("meal", 0.6))
        unsure = (Tag("meat", 0.95), Tag("dessert", 0.8))
        photos = [
            good_photo(at, datetime(2018 + at // 12, 1 + at % 12, 3), concepts=unsure if at % 3 == 0 else sure)
            for at in range(60)
        ]
        memory = next(memory for memory in _make(ThemeMaker(), make_material(photos)) if memory.key == "theme:cakes")
        assert memory.reason.startswith("60 photos of yours show a dessert")
        assert all(photo.photo_id % 3 for photo in memory.photos)

    def test_few_photos_of_a_theme_are_all_shown(self) -> None:
        concepts = (Tag("meat", 0.95), Tag("dessert", 0.8))
        photos = [good_photo(at, datetime(2018, 1 + at, 3), concepts=concepts) for at in range(10)]
        memory = next(memory for memory in _make(ThemeMaker(), make_material(photos)) if memory.key == "theme:cakes")
        assert len(memory.photos) == 10

    def test_unsure_tags_make_no_theme(self) -> None:
        photos = [good_photo(at, NOON - timedelta(days=at), concepts=(Tag("beach", 0.6),)) for at in range(30)]
        assert _make(ThemeMaker(), make_material(photos)) == []

    def test_every_theme_is_of_concepts_that_there_are(self) -> None:
        taxonomy = load_taxonomy()
        assert len({theme.id for theme in load_themes()}) == len(load_themes()) >= 25
        for theme in load_themes():
            assert all(taxonomy.get_concept(concept) for concept in theme.concepts)
            assert concepts_of(theme)

    def test_every_situation_is_of_concepts_that_there_are_and_asks_for_a_cosine_that_there_can_be(self) -> None:
        assert len(load_situations()) >= 20
        for situation in load_situations():
            assert 0.2 < situation.least < 0.7
            assert all(load_taxonomy().get_concept(concept) for concept in situation.concepts)


class TestSituations:
    def test_every_situation_whose_words_name_somebody_asks_for_people(self) -> None:
        named = re.compile(
            r"\b(people|person|somebody|someone|friends|child|children|man|family|bride|band|crowd|hikers|surfer|skateboarder)\b"
        )
        for situation in load_situations():
            assert situation.has_people == bool(named.search(situation.sentences[0])), situation.id

    def test_snow_with_nobody_in_it_is_not_played_in(self) -> None:
        snow = next(situation for situation in load_situations() if situation.id == "playing_in_snow")
        assert not shows_what_it_must(good_photo(1, tags=["snow", "mountain"], people=0), snow)
        assert not shows_what_it_must(good_photo(1, concepts=(Tag("snow", 0.9), Tag("person", 0.6))), snow)
        assert shows_what_it_must(good_photo(1, tags=["snow"], people=2), snow)
        assert shows_what_it_must(good_photo(1, tags=["snow", "child"], people=0), snow)

    def test_dogs_play_without_people_but_not_without_dogs(self) -> None:
        dogs = next(situation for situation in load_situations() if situation.id == "dogs_at_play")
        assert shows_what_it_must(good_photo(1, tags=["golden_retriever"]), dogs)
        assert not shows_what_it_must(good_photo(1, tags=["person"]), dogs)


class TestTrips:
    def test_a_trip_keeps_its_title_and_reason_and_counts_what_it_shows(self) -> None:
        photos = [
            good_photo(at, datetime(2023, 5, 5 + at // 4, 9 + 3 * (at % 4)), (LISBON, SINTRA)[at // 8])
            for at in range(16)
        ]
        material = make_material(photos)
        trip = Trip(
            id=0,
            moment_ids=tuple(moment.id for moment in material.moments),
            starts_on=date(2023, 5, 5),
            ends_on=date(2023, 5, 8),
            places=(LISBON, SINTRA),
            title="Long weekend in Lisbon, May 2023",
            reason="Four days away from home.",
        )
        (memory,) = _make(TripMaker(), make_material(photos, trips=[trip]))
        assert (memory.title, memory.reason) == (trip.title, trip.reason)
        assert memory.subtitle == "5–8 May 2023 · 16 photos from 2 places"
        assert memory.places[0] == "Lisbon, Lisbon, PT"
        assert not any(place.startswith("Sintra") for place in memory.places)

    def test_a_trip_of_few_photos_is_no_memory(self) -> None:
        photos = [good_photo(at, datetime(2023, 5, 5, 9 + at)) for at in range(7)]
        trip = Trip(0, (0,), date(2023, 5, 5), date(2023, 5, 5), (), "Day trip, 5 May 2023", "")
        assert _make(TripMaker(), make_material(photos, trips=[trip])) == []


class TestSeasons:
    def test_a_season_is_named_by_hemisphere(self) -> None:
        north = _weekly(0, datetime(2022, 6, 1, 12), 13, GHENT)
        assert [memory.title for memory in _make(SeasonMaker(), make_material(north))] == ["Summer 2022"]

    def test_between_the_tropics_and_without_any_position_months_are_named(self) -> None:
        for place in (SUVA, None):
            photos = _weekly(0, datetime(2021, 12, 1, 12), 12, place)
            titles = [memory.title for memory in _make(SeasonMaker(), make_material(photos))]
            assert titles == ["December 2021 – February 2022"]

    def test_only_months_with_photos_are_named_and_two_of_them_make_a_season(self) -> None:
        september = _weekly(0, datetime(2014, 9, 1), 4, SUVA) + _weekly(10, datetime(2014, 9, 3), 4, SUVA)
        october = [good_photo(30, datetime(2014, 10, 31), SUVA)]
        november = _weekly(20, datetime(2014, 11, 1), 5, SUVA)
        (memory,) = _make(SeasonMaker(), make_material([*september, *october, *november]))
        assert memory.title == "September and November 2014"
        assert memory.reason == "13 photos of yours are of September and November 2014."
        assert memory.subtitle.startswith("1 September – 29 November 2014 · 13 photos")
        more = _weekly(40, datetime(2014, 11, 2), 4, SUVA) + _weekly(50, datetime(2014, 11, 3), 4, SUVA)
        assert _make(SeasonMaker(), make_material([*october, *november, *more])) == []

    def test_when_all_photos_of_a_month_are_hidden_it_is_named_no_more(self) -> None:
        photos = _weekly(0, datetime(2014, 9, 1), 13, SUVA)
        (memory,) = _make(SeasonMaker(), make_material(photos))
        assert memory.title == "September–November 2014"
        words = SeasonMaker().describe(memory.key, memory.title, photos[:9])
        assert words is not None
        assert words.title == "September–October 2014"
        assert SeasonMaker().describe(memory.key, memory.title, photos[:4]) is None

    def test_photos_without_a_position_are_of_the_home_s_hemisphere(self) -> None:
        home = Home(GeoPoint(-36.8, 174.7), 5.0, None, date(2020, 1, 1), None, 400)
        photos = _weekly(0, datetime(2021, 12, 1, 12), 12)
        (memory,) = _make(SeasonMaker(), make_material(photos, homes=[home]))
        assert memory.title == "Summer 2021–22"
        assert memory.reason == "12 photos of yours are of summer 2021–22."

    def test_a_week_is_no_season(self) -> None:
        photos = [good_photo(at, datetime(2022, 7, 1 + at % 7, 8 + at), GHENT) for at in range(14)]
        assert _make(SeasonMaker(), make_material(photos)) == []

    def test_a_season_that_is_not_over_is_no_memory(self) -> None:
        photos = _weekly(0, datetime(2026, 9, 1, 12), 12, GHENT)
        assert _make(SeasonMaker(), make_material(photos)) == []


class TestThenAndNow:
    def test_two_visits_years_apart_are_shown_side_by_side(self) -> None:
        photos = [good_photo(at, datetime(2015, 5, 1, 8 + at), LISBON) for at in range(6)]
        photos += [good_photo(10 + at, datetime(2023, 10, 1, 8 + at), LISBON) for at in range(6)]
        (memory,) = _make(ThenAndNowMaker(), make_material(photos))
        assert memory.title == "Then and now in Lisbon"
        assert memory.subtitle == "May 2015 and October 2023 · 12 photos from Lisbon"
        assert memory.reason == "You were in Lisbon in May 2015 and again in October 2023, 8 years later."
        years = [photo.photo_id // 10 for photo in memory.photos]
        assert years == [0, 1] * 6

    def test_the_likest_photos_of_both_times_stand_together(self) -> None:
        photos = [good_photo(at, datetime(2015, 5, 1, 8 + at), LISBON) for at in range(4)]
        photos += [good_photo(10 + at, datetime(2023, 10, 1, 8 + at), LISBON) for at in range(4)]
        axes = np.eye(4)
        rows = {at: axes[at] for at in range(4)} | {10 + at: axes[3 - at] + 0.3 * axes[at] for at in range(4)}
        (memory,) = _make(ThenAndNowMaker(), make_material(photos, vectors=vectors_of(rows)))
        ids = [photo.photo_id for photo in memory.photos]
        assert {frozenset(ids[at : at + 2]) for at in (0, 2, 4, 6)} == {frozenset((at, 13 - at)) for at in range(4)}

    def test_a_place_that_is_home_or_was_seen_twice_in_a_year_has_no_then(self) -> None:
        photos = [good_photo(at, datetime(2015, 5, 1, 8 + at), GRAZ) for at in range(6)]
        again = [good_photo(10 + at, datetime(2023, 10, 1, 8 + at), GRAZ) for at in range(6)]
        soon = [good_photo(10 + at, datetime(2016, 10, 1, 8 + at), GRAZ) for at in range(6)]
        home = Home(GeoPoint(GRAZ.lat, GRAZ.lon), 5.0, GRAZ, date(2010, 1, 1), None, 400)
        assert _make(ThenAndNowMaker(), make_material([*photos, *again], homes=[home])) == []
        assert _make(ThenAndNowMaker(), make_material([*photos, *soon])) == []


class TestYears:
    def test_a_year_that_is_over_is_reviewed_month_by_month(self) -> None:
        busy = [good_photo(at, datetime(2023, 7, 1 + at % 28, 8 + at // 28)) for at in range(300)]
        quiet = [good_photo(1_000 + month, datetime(2023, month, 3, 12)) for month in range(1, 13)]
        (memory,) = _make(YearMaker(), make_material([*busy, *quiet]))
        assert memory.title == "2023 in review"
        assert memory.subtitle == "12 months · 40 photos"
        assert memory.reason == "2023 has 312 photos to show, of 12 months."
        shown = {photo.photo_id for photo in memory.photos}
        assert shown >= {1_000 + month for month in range(1, 13) if month != 7}

    def test_this_year_is_not_over(self) -> None:
        photos = _weekly(0, datetime(2026, 1, 1), 40)
        assert _make(YearMaker(), make_material(photos)) == []
        assert len(_make(YearMaker(), make_material(photos, today=date(2027, 1, 1)))) == 1


class TestCovers:
    def test_a_cover_is_typical_and_stands_for_one_memory(self) -> None:
        photos = [good_photo(at, datetime(2023, 1 + at, 3), tags=["beach"]) for at in range(10)]
        axes = np.eye(12)
        rows = {at: axes[at] + 0.4 * axes[11] for at in range(9)} | {9: axes[10]}
        material = make_material(photos, vectors=vectors_of(rows))
        idea = next(idea for idea in ThemeMaker().find(material) if idea.key == "theme:beaches")
        first = compose(material, ThemeMaker(), idea)
        assert first is not None
        assert first.cover_id != 9
        second = compose(material, ThemeMaker(), idea, used_covers={first.cover_id})
        assert second is not None
        assert second.cover_id != first.cover_id
        assert compose(material, ThemeMaker(), idea, used_covers=set(range(10))) == first

    def test_food_stands_for_a_time_only_where_the_rest_is_far_worse(self) -> None:
        photos = [good_photo(at, datetime(2023, 1 + at, 3), tags=["beach"]) for at in range(10)]
        burger = good_photo(10, datetime(2023, 11, 3), tags=["food", "plate"], aesthetics=0.9)
        (memory,) = _make(YearMaker(), make_material([*photos, *(_copies(photos, 20)), burger]))
        assert 10 in [photo.photo_id for photo in memory.photos]
        assert memory.cover_id != 10
        dull = [
            good_photo(at, datetime(2023, 1 + at // 2, 3 + at % 2), tags=["sky"], aesthetics=0.0, technical=0.3)
            for at in range(20)
        ]
        (memory,) = _make(YearMaker(), make_material([*dull, burger]))
        assert memory.cover_id == 10

    def test_food_stands_for_its_own_theme_and_friends_at_a_table_are_no_food(self) -> None:
        assert is_of_food(good_photo(1, tags=["meal", "plate", "person"]))
        assert not is_of_food(good_photo(1, tags=["person", "meal", "plate"]))
        assert not is_of_food(good_photo(1, concepts=(Tag("food", 0.6),)))
        photos = [good_photo(at, datetime(2023, 1 + at, 3), tags=["meal"], aesthetics=at / 20) for at in range(10)]
        cover = pick_cover(MemoryKind.THEME, photos, {facts.id: facts.aesthetics or 0.0 for facts in photos})
        assert cover == 9


def _copies(photos: list[PhotoFacts], first_id: int) -> list[PhotoFacts]:
    """Take the same photos two weeks later."""
    return [
        good_photo(first_id + at, facts.taken.local + timedelta(days=14), tags=["beach"])
        for at, facts in enumerate(photos)
        if facts.taken is not None
    ]
