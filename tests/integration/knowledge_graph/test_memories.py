"""Memories in a library: made by the job, kept under their ids, and true at the moment of reading."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, MemoryKind, Target, Verb
from albumen.store.store import Store
from albumen.types import (
    EncoderIdentity,
    UtilityKind,
)
from knowledge_graph.jobs import JobReport
from knowledge_graph.memories.job import MemoriesJob
from knowledge_graph.memories.reading import find_memory, list_memories
from tests.curation_photos import LISBON
from tests.memories import TODAY
from tests.shown_library import Shot, ShownLibrary


@pytest.fixture
def shown(store: Store) -> ShownLibrary:
    """An empty library."""
    return ShownLibrary(store)


def test_an_empty_library_and_one_photo_have_no_memories(shown: ShownLibrary) -> None:
    assert shown.curate() == JobReport(True, "no memories yet")
    shown.put(Shot(datetime(2023, 5, 1)))
    assert shown.curate().is_finished
    assert shown.memories() == {}


def test_memories_are_made_and_listed_best_first(shown: ShownLibrary) -> None:
    shown.put_beaches()
    report = shown.curate()
    assert report.is_finished
    found = shown.memories()
    assert {"theme:beaches", "year:2021", "year:2022", "year:2023"} <= found.keys()
    assert found["theme:beaches"].subtitle.startswith("2021 – 2023 · ")
    assert report.summary.startswith(f"{len(found)} memories: ")


def test_ids_stay_when_memories_are_made_anew_and_lost_ones_go(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    before = shown.memories()
    shown.put(*(Shot(datetime(2023, 6, 1 + at, 9)) for at in range(5)))
    shown.wish(Target.DATES, "2021-01-01/2021-12-31")
    shown.curate()
    after = shown.memories()
    assert {key: memory.id for key, memory in after.items()}.items() <= {k: m.id for k, m in before.items()}.items()
    assert "year:2021" in before
    with shown.store.read() as tx:
        assert tx.memories.find_by_key("year:2021") is None


def test_what_is_hidden_is_out_at_once_and_the_words_follow(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    before = shown.memories()["theme:beaches"]
    hidden = before.cover_id
    with shown.store.read() as tx:
        value = tx.facts.load([hidden])[0].content_hash
    shown.wish(Target.PHOTO, value)
    after = shown.memories()["theme:beaches"]
    assert hidden not in [photo.photo_id for photo in after.photos]
    assert after.cover_id in [photo.photo_id for photo in after.photos]
    assert f"{len(before.photos) - 1} photos" in after.subtitle
    shown.wish(Target.PLACE, "Lisbon, Lisbon, PT")
    assert "from Ghent" in shown.memories()["theme:beaches"].subtitle
    shown.wish(Target.DATES, "2021-01-01/2021-12-31")
    assert shown.memories()["theme:beaches"].title == "Beaches"
    assert "year:2021" not in shown.memories()
    shown.wish(Target.MEMORY, "year:2022")
    assert "year:2022" not in shown.memories()
    shown.wish(Target.CONCEPT, "beach")
    assert shown.memories() == {}


def test_what_is_of_the_same_picture_as_a_hidden_photo_is_out_too(shown: ShownLibrary) -> None:
    ids = shown.put_beaches()
    shown.curate()
    left, right = [photo.photo_id for photo in shown.memories()["theme:beaches"].photos[:2]]
    with shown.store.write() as tx:
        members = tuple(DuplicateMember(photo_id, None, 0.9, "") for photo_id in (left, right))
        tx.duplicates.replace([DuplicateGroup("k", DuplicateKind.BURST, members, 0.9, "one burst")])
        value = tx.facts.load([left])[0].content_hash
    shown.wish(Target.PHOTO, value)
    assert _shown_ids(shown).isdisjoint({left, right})
    shown.curate()
    assert _shown_ids(shown).isdisjoint({left, right})
    assert _shown_ids(shown) <= set(ids)


def _shown_ids(shown: ShownLibrary) -> set[int]:
    return {photo.photo_id for memory in shown.memories().values() for photo in memory.photos}


def test_wishes_that_are_taken_back_bring_everything_back(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    before = shown.memories()
    shown.wish(Target.PLACE, "PT")
    assert shown.memories() != before
    with shown.store.write() as tx:
        for wish in tx.feedback.in_force():
            tx.feedback.undo(wish.id or 0)
    assert shown.memories() == before


def test_less_of_a_memory_brings_it_down_the_list(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    before = shown.memories()["theme:beaches"]
    shown.wish(Target.MEMORY, "theme:beaches", Verb.LESS)
    assert shown.memories()["theme:beaches"].score < before.score


def test_a_memory_that_lost_its_files_is_not_shown(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    with shown.store.write() as tx:
        root = tx.roots.all()[0]
        tx.roots.remove(root.id)
        tx.files.mark_all_orphans()
    assert shown.memories() == {}


def test_receipts_are_in_no_memory(shown: ShownLibrary) -> None:
    ids = shown.put_beaches()
    receipts = shown.put(
        *(Shot(datetime(2022, 1 + at % 12, 20, 13), LISBON, kind=UtilityKind.RECEIPT) for at in range(24))
    )
    unseen = shown.put(*(Shot(datetime(2022, 5, 1), kind=None) for _ in range(9)))
    shown.curate()
    in_memories = {photo.photo_id for memory in shown.memories().values() for photo in memory.photos}
    assert in_memories <= set(ids)
    assert not in_memories & {*receipts, *unseen}


def test_a_run_that_is_stopped_goes_on_with_the_next_kind(shown: ShownLibrary) -> None:
    shown.put_beaches()
    stop, job = threading.Event(), MemoriesJob(shown.store, today=lambda: TODAY)
    report = job.run(stop, lambda progress: stop.set() if progress.done == 2 else None)
    assert not report.is_finished
    with shown.store.read() as tx:
        assert tx.memories.find_by_key("theme:beaches") is not None
        assert tx.memories.find_by_key("year:2022") is None
    seen: list[int] = []
    assert job.run(threading.Event(), lambda progress: seen.append(progress.done)).is_finished
    assert "year:2022" in shown.memories()
    assert seen[-1] == 6
    assert job.run(threading.Event(), lambda progress: None).is_finished


def test_the_stamp_changes_with_photos_and_wishes_and_not_by_itself(shown: ShownLibrary) -> None:
    job = MemoriesJob(shown.store, today=lambda: TODAY)

    def stamp() -> str:
        with shown.store.read() as tx:
            return job.stamp(tx)

    first = stamp()
    assert stamp() == first
    shown.put(Shot())
    second = stamp()
    assert second != first
    shown.wish(Target.CONCEPT, "beach")
    assert stamp() not in (first, second)


def test_a_day_s_memory_is_made_when_it_is_asked_for(shown: ShownLibrary) -> None:
    ids = shown.put(*(Shot(datetime(2019 + at % 3, 11, 20, 8 + at)) for at in range(9)))
    with shown.store.read() as tx:
        (memory,) = list_memories(tx, TODAY)
        assert memory.key == "on_this_day:2026-11-20"
        assert {photo.photo_id for photo in memory.photos} == set(ids)
        assert find_memory(tx, memory.key) == memory
        assert list_memories(tx, date(2026, 7, 1)) == []
    shown.wish(Target.MEMORY, memory.key)
    assert shown.memories() == {}


def test_a_memory_is_found_by_id_and_by_key(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    memory = shown.memories()["theme:beaches"]
    with shown.store.read() as tx:
        assert find_memory(tx, str(memory.id)) == find_memory(tx, memory.key) == memory
        assert find_memory(tx, "999") is None
        assert find_memory(tx, "on_this_day:not-a-day") is None


def test_the_list_of_a_day_is_the_same_each_time_and_varies_with_the_day(shown: ShownLibrary) -> None:
    shown.put_beaches()
    tags = ("mountain", "dog", "pizza")
    shown.put(*(Shot(datetime(2020, 1, 1) + timedelta(days=30 * at), tags=(tags[at % 3],)) for at in range(60)))
    shown.curate()
    with shown.store.read() as tx:
        days = [TODAY + timedelta(days=at) for at in range(6)]
        lists = [[memory.key for memory in list_memories(tx, day, limit=4)] for day in days]
        assert lists == [[memory.key for memory in list_memories(tx, day, limit=4)] for day in days]
    assert len({tuple(keys) for keys in lists}) > 1


class _SentenceEncoder:
    """Puts each sentence on an axis of its own, drawn from its words."""

    dim = 64
    weights_sha256 = "e" * 64
    identity = EncoderIdentity("sentences", "1", "1")
    space = "openai-clip-vit-b-16/centred"

    def encode_texts(self, texts: tuple[str, ...]) -> np.ndarray:
        rows = [np.random.default_rng(len(text) * 1_000 + ord(text[-1])).normal(size=self.dim) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], np.float32)

    def encode_images(self, images: object) -> np.ndarray:
        raise NotImplementedError


def test_situations_are_found_by_sentences_and_only_with_an_encoder(shown: ShownLibrary) -> None:
    from knowledge_graph.memories.kinds.situations import load_situations

    encoder = _SentenceEncoder()
    table = load_situations()[0]
    direction = encoder.encode_texts(table.sentences).mean(axis=0)
    ids = shown.put(*(Shot(datetime(2022, 1 + at, 3), tags=("person",)) for at in range(12)))
    noise = np.random.default_rng(1).normal(size=(12, 64)).astype(np.float32)
    rows = noise / np.linalg.norm(noise, axis=1, keepdims=True) * 0.5
    rows[:9] += direction / np.linalg.norm(direction)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    with shown.store.write() as tx:
        model = tx.models.add(encoder.identity, sha256="e" * 64, dim=64, space=encoder.space)
        tx.embeddings.save(ids, rows, model.id)
    shown.curate()
    assert shown.memories(MemoryKind.SITUATION) == {}
    job = MemoriesJob(shown.store, encoder=encoder, today=lambda: TODAY)
    assert job.run(threading.Event(), lambda progress: None).is_finished
    memory = shown.memories()[table.key]
    assert memory.title == table.title
    assert {photo.photo_id for photo in memory.photos} <= set(ids[:9])
    assert all('fits "people sitting around a table" (0.' in photo.reason for photo in memory.photos)


def test_a_run_that_is_stopped_at_once_changes_nothing(shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    before = shown.memories()
    stop = threading.Event()
    stop.set()
    shown.put(Shot(datetime(2023, 6, 1)))
    assert not shown.curate(stop=stop).is_finished
    assert shown.memories() == before
