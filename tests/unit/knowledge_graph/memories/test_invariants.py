"""Whatever a library holds: sizes, no utility content, no near-duplicates, plain grammar, and counts that are true."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.curation_records import Memory, PhotoFacts, Trip
from albumen.types import Place, TimeSource, UtilityKind
from knowledge_graph.memories.choosing import likeness_of
from knowledge_graph.memories.composing import compose
from knowledge_graph.memories.dating import taken_on
from knowledge_graph.memories.kinds.on_this_day import OnThisDayMaker
from knowledge_graph.memories.makers import maker_of, stored_makers
from knowledge_graph.memories.material import Material
from tests.curation_photos import GHENT, LISBON, SUVA
from tests.memories import good_photo, make_material, random_vectors

_TAGS = ("beach", "golden_retriever", "pizza", "mountain", "birthday_cake", "no_such_concept")


@st.composite
def _libraries(draw: st.DrawFn) -> Material:
    """Draw some stretches of photos: bursts, weeks, years; some undated, some utility content, some without a place."""
    photos: list[PhotoFacts] = []
    sets: dict[int, int] = {}
    for _ in range(draw(st.integers(0, 5))):
        photos += _stretch(draw, first_id=1 + len(photos), sets=sets)
    trips = _trips(make_material(photos)) if draw(st.booleans()) else []
    ids = [facts.id for facts in photos]
    has_vectors = bool(ids) and draw(st.booleans())
    dim = draw(st.sampled_from((2, 6, 32)))  # in few dimensions photos are alike
    vectors = {"vectors": random_vectors(ids, dim=dim)} if has_vectors else {}
    return make_material(photos, trips=trips, duplicate_sets=sets, **vectors)


def _stretch(draw: st.DrawFn, *, first_id: int, sets: dict[int, int]) -> list[PhotoFacts]:
    start = datetime(draw(st.integers(2015, 2025)), draw(st.integers(1, 12)), 20, 9)
    step = draw(st.sampled_from((timedelta(seconds=1), timedelta(minutes=20), timedelta(days=3), timedelta(days=365))))
    count = draw(st.integers(1, 60))
    place: Place | None = draw(st.sampled_from((None, GHENT, LISBON, SUVA)))
    source = draw(st.sampled_from((TimeSource.EXIF, TimeSource.EXIF, TimeSource.FILE_TIME, None)))
    utility_every, tag = draw(st.sampled_from((0, 2, 5))), draw(st.sampled_from(_TAGS))
    photos = []
    for at in range(count):
        taken = min(start + at * step, datetime(2030, 1, 1)) if source is not None else None
        is_utility = utility_every and at % utility_every == 0
        kind = {"utility": UtilityKind.RECEIPT, "utility_score": 0.9} if is_utility else {}
        named = {"source": source} if source is not None else {}
        photos.append(good_photo(first_id + at, taken, place, tags=[tag], **kind, **named))
        if at % 7 in (1, 2):
            sets[first_id + at] = first_id + at - at % 7
    return photos


def _trips(material: Material) -> list[Trip]:
    """Take every other moment for a trip."""
    trips = []
    for moment in material.moments[::2]:
        title = f"Day trip, {moment.starts_at.year}"
        span = moment.starts_at.date(), moment.ends_at.date()
        trips.append(Trip(moment.id, (moment.id,), *span, (), title, "Away from home."))
    return trips


@settings(max_examples=60)
@given(_libraries())
def test_every_memory_keeps_the_rules(material: Material) -> None:
    for maker in (OnThisDayMaker(), *stored_makers()):
        for idea in maker.find(material):
            memory = compose(material, maker, idea)
            if memory is not None:
                _check_photos(material, memory)
                _check_words(material, memory)
                assert compose(material, maker, idea) == memory


def _check_photos(material: Material, memory: Memory) -> None:
    ids = [photo.photo_id for photo in memory.photos]
    assert 8 <= len(ids) == len(set(ids)) <= 40
    photos = material.facts_of(ids)
    assert all(facts.utility is UtilityKind.NONE for facts in photos)
    assert memory.cover_id in ids
    if memory.kind.value != "then_and_now":  # which shows a place twice
        likeness = likeness_of(material, photos)
        assert all(likeness.same_picture(row, likeness.cosines(row)).sum() == 1 for row in range(len(ids)))
    days = [day for facts in photos if (day := taken_on(facts)) is not None]
    assert (memory.starts_on, memory.ends_on) == ((min(days), max(days)) if days else (None, None))
    if memory.kind.value not in ("then_and_now", "on_this_day"):
        assert days == sorted(days)


def _check_words(material: Material, memory: Memory) -> None:
    photos = material.facts_of(photo.photo_id for photo in memory.photos)
    for text in (memory.title, memory.subtitle, memory.reason):
        assert text == text.strip()
        assert text[0].isupper() or text[0].isdigit()
        assert not re.search(r"  |\bNone\b|\b1 (photos|months|years|days|places)\b|[{}]| ,|,,", text)
    assert memory.reason.endswith(".")
    assert not memory.title.endswith((".", ","))
    assert f"{len(photos)} photos" in memory.subtitle
    _check_truth(memory, photos)
    counted = re.match(r"(\d+) photos of yours (show|fit|are of|were taken)", memory.reason)
    if counted:
        assert int(counted[1]) >= len(photos)
    words = maker_of(memory.kind).describe(memory.key, memory.title, photos)
    assert words is not None
    assert (words.title, words.subtitle) == (memory.title, memory.subtitle)


def _check_truth(memory: Memory, photos: list[PhotoFacts]) -> None:
    names = {facts.place.name for facts in photos if facts.place}
    years = {str(day.year) for facts in photos if (day := taken_on(facts)) is not None}
    for place in (GHENT, LISBON, SUVA):
        assert place.name not in memory.subtitle or place.name in names
    places = re.search(r"from (\d+) places", memory.subtitle)
    assert places is None or int(places[1]) == len(names)
    assert set(re.findall(r"\b20\d\d\b", memory.subtitle)) <= years
    assert "over the years" not in memory.title or len(years) >= 3


def test_odd_libraries_make_what_they_can_and_no_more() -> None:
    assert _titles([]) == []
    assert _titles([good_photo(1, datetime(2020, 1, 1))]) == []
    undated = [good_photo(at, tags=["beach"], folders=(f"/{at}",)) for at in range(1, 30)]
    assert _titles(undated) == ["Beaches", "By the sea"]


def test_ten_thousand_photos_of_one_day_make_memories_of_forty() -> None:
    start = datetime(2023, 5, 20, 6)
    photos = [good_photo(at, start + timedelta(seconds=6 * at), LISBON, tags=["beach"]) for at in range(1, 10_001)]
    material = make_material(photos, vectors=random_vectors(range(1, 10_001)))
    memories = _memories(material)
    assert [memory.title for memory in memories] == ["Beaches", "By the sea"]
    assert all(len(memory.photos) == 40 for memory in memories)
    hours = {material.photos[photo.photo_id].taken.local.hour for photo in memories[0].photos}  # type: ignore[union-attr]
    assert len(hours) >= 15  # of the 17 hours


def test_a_library_without_positions_or_vectors_has_years_and_seasons() -> None:
    photos = [good_photo(at, datetime(2023, 1, 1) + timedelta(days=5 * at)) for at in range(73)]
    titles = _titles(photos)
    assert "2023 in review" in titles
    assert "June–August 2023" in titles


def _titles(photos: list[PhotoFacts]) -> list[str]:
    return [memory.title for memory in _memories(make_material(photos))]


def _memories(material: Material) -> list[Memory]:
    made = [compose(material, maker, idea) for maker in stored_makers() for idea in maker.find(material)]
    return [memory for memory in made if memory is not None]


def test_likeness_of_photos_without_a_date_is_by_vector_alone() -> None:
    material = make_material([good_photo(1), good_photo(2)], vectors=random_vectors([1, 2]))
    likeness = likeness_of(material, material.facts_of([1, 2]))
    assert np.isnan(likeness.seconds).all()
    assert likeness.same_picture(0, likeness.cosines(0)).tolist() == [True, False]
