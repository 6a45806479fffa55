"""Feedback and curation jobs in the store."""

from __future__ import annotations

from albumen.store.curation_records import CurationState, Target, Verb
from albumen.store.store import Store


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
        assert tx.curation_jobs.all() == [state]
