"""Which memories are offered on a day, and that the same memory keeps its name."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from albumen.store.curation_records import Memory, MemoryKind
from knowledge_graph.memories.listing import drop_retold, pick_for_day, rank_for_day
from knowledge_graph.memories.naming import keep_keys
from knowledge_graph.memories.variety import MOST_SHARED, shared
from tests.memories import TODAY, make_memory


def _ids(memory: Memory) -> set[int]:
    return {photo.photo_id for photo in memory.photos}


@st.composite
def _memories(draw: st.DrawFn) -> list[Memory]:
    firsts = draw(st.lists(st.integers(0, 100), max_size=20))
    kinds = st.sampled_from([kind for kind in MemoryKind if kind is not MemoryKind.ON_THIS_DAY])
    return [
        make_memory(f"m:{at}", range(first, first + 10), kind=draw(kinds), score=draw(st.floats(0, 1)))
        for at, first in enumerate(firsts)
    ]


@given(_memories(), st.integers(1, 12), st.integers(0, 3_000))
def test_no_two_memories_of_a_day_share_most_of_their_photos_and_no_kind_fills_the_list(
    memories: list[Memory], limit: int, away: int
) -> None:
    day = TODAY + timedelta(days=away)
    picked = pick_for_day(memories, day, limit)
    assert picked == pick_for_day(list(reversed(memories)), day, limit)
    assert len(picked) <= limit
    assert bool(picked) == bool(memories)
    for at, one in enumerate(picked):
        assert all(shared(_ids(one), _ids(other)) <= MOST_SHARED for other in picked[:at])
    for kind in MemoryKind:
        assert sum(memory.kind is kind for memory in picked) <= max(2, -(-limit // 3))


def test_the_day_s_own_memory_comes_first() -> None:
    own = make_memory("on_this_day:2026-11-20", range(8), kind=MemoryKind.ON_THIS_DAY, score=0.1)
    best = make_memory("year:2020", range(20, 40), kind=MemoryKind.YEAR, score=1.0)
    assert rank_for_day([best, own], TODAY) == [own, best]


def test_a_memory_that_is_told_better_by_another_is_left_out() -> None:
    whole, part = make_memory("year:2020", range(20), score=0.9), make_memory("trip:1", range(10), score=0.5)
    assert drop_retold([whole, part]) == [whole]
    assert drop_retold([part, whole]) == [part]


def test_a_trip_of_this_time_of_the_year_comes_up() -> None:
    def trip(key: str, first: date, score: float) -> Memory:
        days = {"starts_on": first, "ends_on": first + timedelta(days=6)}
        return make_memory(
            key, range(first.toordinal(), first.toordinal() + 8), kind=MemoryKind.TRIP, score=score, **days
        )

    july, november = trip("trip:1", date(2022, 7, 1), 0.6), trip("trip:2", date(2021, 11, 18), 0.6)
    above = sum(rank_for_day([july, november], date(2026, 11, day))[0] is november for day in range(14, 28))
    assert above >= 12  # chance moves scores by up to 0.4, the time of the year by 0.3


def test_what_had_not_happened_on_a_day_is_not_offered_on_it() -> None:
    later = make_memory("trip:1", range(8), kind=MemoryKind.TRIP, starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 3))
    assert pick_for_day([later], date(2023, 6, 1), 5) == []
    assert pick_for_day([later], date(2024, 6, 1), 5) == [later]


def test_a_trip_whose_first_photo_changed_is_the_same_trip() -> None:
    before = make_memory("trip:12", range(10), kind=MemoryKind.TRIP)
    again = make_memory("trip:3", range(2, 12), kind=MemoryKind.TRIP)
    other = make_memory("trip:40", range(50, 60), kind=MemoryKind.TRIP)
    assert [memory.key for memory in keep_keys([again, other], [before])] == ["trip:12", "trip:40"]


def test_a_key_that_is_still_made_is_given_to_nobody_else() -> None:
    before = make_memory("trip:12", range(10), kind=MemoryKind.TRIP)
    same = make_memory("trip:12", range(10), kind=MemoryKind.TRIP)
    alike = make_memory("trip:13", range(10), kind=MemoryKind.TRIP)
    assert [memory.key for memory in keep_keys([alike, same], [before])] == ["trip:13", "trip:12"]
