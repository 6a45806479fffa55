"""Feedback and curation jobs in the store."""

from __future__ import annotations

from datetime import date

from albumen.store.curation_records import Appeal, CurationState, FeaturedPhoto, Target, Verb
from albumen.store.records import PhotoFilter
from albumen.store.store import Store
from albumen.types import PhotoMetadata, Place
from tests.shelf import Shelf


def test_a_wish_holds_until_it_is_taken_back_and_is_remembered_after(store: Store) -> None:
    with store.write() as tx:
        hidden = tx.feedback.add(Verb.HIDE, Target.PLACE, "Lisbon")
        liked = tx.feedback.add(Verb.LIKE, Target.CONCEPT, "dog")
        assert hidden.id is not None
        assert tx.feedback.undo(hidden.id)
        assert not tx.feedback.undo(hidden.id)
        assert not tx.feedback.undo(999)
    with store.read() as tx:
        assert tx.feedback.in_force() == [liked]
        assert [wish.value for wish in tx.feedback.all()] == ["Lisbon", "dog"]


def test_the_same_wish_again_is_one_wish(store: Store) -> None:
    with store.write() as tx:
        assert tx.feedback.add(Verb.LESS, Target.CONCEPT, "cat") == tx.feedback.add(Verb.LESS, Target.CONCEPT, "cat")
        assert len(tx.feedback.all()) == 1


def test_a_wish_that_was_taken_back_can_be_made_again(store: Store) -> None:
    with store.write() as tx:
        first = tx.feedback.add(Verb.HIDE, Target.DATES, "2023-05-01/2023-05-14")
        assert first.id is not None
        tx.feedback.undo(first.id)
        assert tx.feedback.add(first.verb, first.target, first.value).id != first.id


def test_a_job_that_never_ran_has_done_nothing_and_one_that_ran_is_remembered(store: Store) -> None:
    state = CurationState("memories", stamp="7", cursor="{}", done=3, total=9, finished_at=1, error=None)
    with store.write() as tx:
        assert tx.curation_jobs.get("memories") == CurationState("memories")
        tx.curation_jobs.save(state)
        tx.curation_jobs.save(state)
    with store.read() as tx:
        assert tx.curation_jobs.get("memories") == state


def test_only_photos_hidden_themselves_are_listed_as_hidden(store: Store, shelf: Shelf) -> None:
    hidden, other = shelf.put("a.jpg"), shelf.put("b.jpg")
    with store.write() as tx:
        tx.feedback.add(Verb.HIDE, Target.PHOTO, "0" * 64)
        tx.feedback.add(Verb.LIKE, Target.PHOTO, shelf.hash_of("b.jpg"))
        wish = tx.feedback.add(Verb.HIDE, Target.PHOTO, shelf.hash_of("a.jpg"))
        assert wish.id is not None
        assert tx.feedback.find(wish.id) == wish
        assert tx.feedback.find(999) is None
        assert tx.feedback.hidden_ids().tolist() == [hidden]
        assert tx.photos.newest_ids(PhotoFilter(), 9).tolist() == [other]
        tx.feedback.undo(wish.id)
        assert tx.feedback.hidden_ids().tolist() == []


def test_places_are_counted_by_the_photos_that_are_there(store: Store, shelf: Shelf) -> None:
    sintra = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4)
    rome = Place("Rome", "Lazio", "Italy", "IT", 41.9, 12.5)
    shelf.put("nowhere.jpg")
    for number, place in enumerate([rome, sintra, sintra]):
        shelf.put(f"{number}.jpg", metadata=PhotoMetadata(place=place))
    with store.read() as tx:
        assert [*tx.places.counts().items()] == [(sintra, 2), (rome, 1)]


def test_appeals_are_kept_until_the_next_ranking(store: Store, shelf: Shelf) -> None:
    first, second = shelf.put("a.jpg"), shelf.put("b.jpg")
    with store.write() as tx:
        tx.appeals.replace([Appeal(second, 0.25, {"rarity": 0.25}), Appeal(first, 0.5), Appeal(999, 1.0)])
        assert tx.appeals.scores() == {first: 0.5, second: 0.25}
        assert tx.appeals.find([second, first, 999]) == [Appeal(first, 0.5), Appeal(second, 0.25, {"rarity": 0.25})]
        tx.appeals.replace([])
        assert tx.appeals.scores() == {}


def test_featured_sets_keep_their_order(store: Store, shelf: Shelf) -> None:
    first, second = shelf.put("a.jpg"), shelf.put("b.jpg")
    today, tomorrow = date(2026, 11, 20), date(2026, 11, 21)
    photos = [
        FeaturedPhoto(today, second, "sharp", "0.9"),
        FeaturedPhoto(today, 999, "gone"),
        FeaturedPhoto(today, first, ""),
    ]
    with store.write() as tx:
        tx.featured.replace({today: photos, tomorrow: []})
        assert tx.featured.of(today) == [photos[0], photos[2]]
        assert tx.featured.of(tomorrow) == []
        assert tx.featured.all() == [photos[0], photos[2]]
        tx.featured.replace({})
        assert tx.featured.of(today) == []
