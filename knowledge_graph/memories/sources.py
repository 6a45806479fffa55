"""Load what memories are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import PhotoFacts
from albumen.store.records import PhotoFilter
from albumen.store.store import Transaction
from knowledge_graph.eligibility import why_not
from knowledge_graph.hidden_pictures import find_hidden
from knowledge_graph.memories.material import Material, may_be_shown, weigh_all
from knowledge_graph.memories.vectors import load_vectors
from knowledge_graph.wishes import Wishes

# So many photos load within a second, so that a job can stop between.
_AT_A_TIME = 4_000


def iter_shown(tx: Transaction) -> Iterator[list[PhotoFacts]]:
    """Yield the library's photos that may be shown, some thousand at a time: the rest takes no memory."""
    wishes, hidden = Wishes(tx.feedback.in_force()), find_hidden(tx)
    for ids in iter_chunks(tx.photos.filtered_ids(PhotoFilter()).tolist(), _AT_A_TIME):
        yield [facts for facts in tx.facts.load(ids) if facts.id not in hidden and why_not(facts, wishes) is None]


def load_material(tx: Transaction, today: date, shown: Iterable[PhotoFacts], *, space: str | None = None) -> Material:
    """Load what is known of a library's photos, besides their facts.

    Args:
        tx: The store.
        today: The day to look back from.
        shown: The photos that may be shown.
        space: Vectors of this space, if there are any; else those of the one that knows most photos.
    """
    return replace(
        load_part(tx, today, shown, space=space),
        moments=tx.timeline.moments(),
        trips=tx.timeline.trips(),
        homes=tx.timeline.homes(),
    )


def load_part(tx: Transaction, today: date, shown: Iterable[PhotoFacts], *, space: str | None = None) -> Material:
    """Load the same of some photos; moments, trips and homes are left out."""
    wishes = Wishes(tx.feedback.in_force())
    photos = may_be_shown(shown, wishes, find_hidden(tx))
    return Material(
        photos=photos,
        today=today,
        worth=weigh(tx, photos, wishes),
        duplicate_sets=tx.duplicates.sets(),
        vectors=load_vectors(tx, photos, space),
    )


def weigh(tx: Transaction, photos: dict[int, PhotoFacts], wishes: Wishes) -> dict[int, float]:
    """Say how good photos are to look at, by the ranking where it has looked, with their owner's wishes."""
    appeals = {appeal.photo_id: appeal.score for appeal in tx.appeals.find(photos)}
    return weigh_all(photos.values(), appeals, wishes)
