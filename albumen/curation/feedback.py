"""Wishes made, listed and taken back."""

from __future__ import annotations

from dataclasses import dataclass

from albumen.curation.wish_targets import WishTarget
from albumen.errors import UsageError
from albumen.store.curation_records import Target, Verb, Wish
from albumen.store.store import Transaction
from knowledge_graph.place_keys import keys_around
from models.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class WishMade:
    """A wish that holds now, and those about the same thing that it took the place of."""

    wish: Wish
    is_new: bool
    replaced: tuple[Wish, ...]


def make_wish(tx: Transaction, verb: Verb, target: WishTarget) -> WishMade:
    """Record a wish. Whoever likes what they hid before has changed their mind: the earlier wish is taken back."""
    same = [wish for wish in tx.feedback.in_force() if (wish.target, wish.value) == (target.target, target.value)]
    replaced = tuple(wish for wish in same if wish.verb is not verb)
    for wish in replaced:
        assert wish.id is not None
        tx.feedback.undo(wish.id)
    made = tx.feedback.add(verb, target.target, target.value)
    return WishMade(made, made not in same, replaced)


def find_alike(tx: Transaction, content_hash: str) -> list[int]:
    """List the near-duplicates of a photo that are not hidden themselves: nothing suggests them, but a search finds them."""
    pictures = tx.duplicates.sets()
    photo_id = tx.photos.find_ids([content_hash]).get(content_hash)
    if photo_id not in pictures:
        return []
    alike = {other for other, picture in pictures.items() if picture == pictures[photo_id]}
    return sorted(alike - {photo_id} - set(tx.feedback.hidden_ids().tolist()))


def undo_wish(tx: Transaction, wish_id: int) -> Wish:
    """Take a wish back and return it.

    Raises:
        UsageError: there is no such wish, or it was taken back before.
    """
    wish = tx.feedback.find(wish_id)
    if wish is None:
        raise UsageError(f"there is no feedback {wish_id}; `albumen feedback` lists it with its ids")
    if not tx.feedback.undo(wish_id):
        raise UsageError(f"feedback {wish_id} was taken back already; `albumen feedback --all` lists such too")
    return wish


def list_wishes(tx: Transaction, *, include_undone: bool = False) -> list[tuple[Wish, str]]:
    """List the wishes in force, or all there ever were, oldest first, each with what it is about in words."""
    wishes = tx.feedback.all() if include_undone else tx.feedback.in_force()
    photos = _name_photos(tx, [wish.value for wish in wishes if wish.target is Target.PHOTO])
    places = {key: label for place in tx.places.counts() for key, label in keys_around(place).items()}
    return [(wish, _describe(tx, wish, photos | places)) for wish in wishes]


def _describe(tx: Transaction, wish: Wish, names: dict[str, str]) -> str:
    match wish.target:
        case Target.PHOTO:
            return names.get(wish.value, f"a photo that is not in the library now ({wish.value[:12]})")
        case Target.MEMORY:
            memory = tx.memories.find_by_key(wish.value)
            return f"the memory {memory.title!r}" if memory else f"a memory that is not there now ({wish.value})"
        case Target.CONCEPT:
            concept = load_taxonomy().find(wish.value)
            return concept.name if concept else wish.value
    return names.get(wish.value, wish.value.replace("/", " to "))


def _name_photos(tx: Transaction, hashes: list[str]) -> dict[str, str]:
    ids = tx.photos.find_ids(hashes)
    paths = tx.files.paths_of(ids.values())
    return {content: str(paths[photo_id][0]) for content, photo_id in ids.items() if paths.get(photo_id)}
