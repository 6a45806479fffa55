"""What matters here: more often than elsewhere, and surely so."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge_graph.memories.background import load_background
from knowledge_graph.memories.kinds.situations import load_situations
from knowledge_graph.memories.kinds.themes import load_themes
from knowledge_graph.memories.personal import compare
from models.taxonomy import load_taxonomy
from tests.memories import good_photo, make_material


def test_what_is_as_common_as_elsewhere_is_in_the_middle() -> None:
    assert abs(compare(10, 100, 400, 4_000).strength - 0.5) < 0.02


def test_little_evidence_says_less_than_much_of_the_same_rate() -> None:
    thin, thick = compare(2, 4, 400, 4_000), compare(500, 1_000, 400, 4_000)
    assert thin.rate == thick.rate
    assert 0.5 < thin.strength < thick.strength


def test_what_is_rarer_than_elsewhere_comes_last() -> None:
    assert compare(1, 1_000, 400, 4_000).strength < 0.1
    assert compare(1, 1_000, 400, 4_000).say() == ""


def test_a_thing_that_nobody_photographs_elsewhere_and_an_empty_library_are_no_errors() -> None:
    assert compare(10, 100, 0, 4_000).strength > 0.5
    assert compare(0, 0, 10, 4_000).rate == 0.0


def test_ten_shots_of_one_moment_count_once() -> None:
    noon = datetime(2024, 5, 4, 12)
    burst = [good_photo(at, noon + timedelta(seconds=5 * at)) for at in range(1, 11)]
    later = [good_photo(11, noon + timedelta(days=3))]
    assert abs(make_material([*burst, *later]).count_moments(range(1, 12)) - 2.0) < 1e-9


def test_the_background_knows_every_theme_and_only_concepts_that_there_are() -> None:
    background = load_background()
    assert background.photos >= 1_000
    assert background.themes.keys() <= {theme.id for theme in load_themes()}
    assert background.situations.keys() <= {situation.id for situation in load_situations()}
    for concept in background.concepts:
        load_taxonomy().get_concept(concept)
    assert all(0 < count <= background.photos for count in background.concepts.values())


def test_photos_of_what_matters_here_matter_more() -> None:
    start = datetime(2024, 5, 4, 12)
    days = [start + timedelta(days=at) for at in range(60)]
    photos = [good_photo(at, day, tags=["lighthouse"] if at else ["child"]) for at, day in enumerate(days)]
    material = make_material(photos)
    assert material.matters(1) > 0.9
    assert material.matters(0) < 0.5
    assert make_material([good_photo(1)]).matters(1) == 0.5
