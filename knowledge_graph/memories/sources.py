"""Load what memories are made from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from albumen.store.curation_records import PhotoFacts
from albumen.store.store import Transaction
from knowledge_graph.memories.material import Material, may_be_shown, weigh_all
from knowledge_graph.memories.vectors import load_vectors
from knowledge_graph.wishes import Wishes


def load_material(
    tx: Transaction, today: date, *, photo_ids: Collection[int] | None = None, space: str | None = None
) -> Material:
    """Load what is known of all photos that may be shown, or of some.

    Args:
        tx: The store.
        today: The day to look back from.
        photo_ids: Only these; moments, trips and homes are left out then.
        space: Vectors of this space, if there are any; else those of the one that knows most photos.
    """
    wishes = Wishes(tx.feedback.in_force())
    photos = may_be_shown(tx.facts.load(photo_ids), wishes)
    is_whole = photo_ids is None
    return Material(
        photos=photos,
        today=today,
        worth=weigh(tx, photos, wishes),
        moments=tx.timeline.moments() if is_whole else (),
        trips=tx.timeline.trips() if is_whole else (),
        homes=tx.timeline.homes() if is_whole else (),
        duplicate_sets=tx.duplicates.sets(),
        vectors=load_vectors(tx, photos, space),
    )


def weigh(tx: Transaction, photos: dict[int, PhotoFacts], wishes: Wishes) -> dict[int, float]:
    """Say how good photos are to look at, by the ranking where it has looked, with their owner's wishes."""
    appeals = {appeal.photo_id: appeal.score for appeal in tx.appeals.find(photos)}
    return weigh_all(photos.values(), appeals, wishes)
