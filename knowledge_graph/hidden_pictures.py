"""What hiding a photo hides: the picture, whichever of its near-duplicates was named."""

from __future__ import annotations

from albumen.store.store import Transaction


def find_hidden(tx: Transaction) -> frozenset[int]:
    """Find the photos that were hidden themselves, and those of the same picture: whoever hides one means the picture."""
    hidden = tx.feedback.hidden_ids().tolist()
    if not hidden:
        return frozenset()
    sets = tx.duplicates.sets()
    pictures = {sets[photo_id] for photo_id in hidden if photo_id in sets}
    return frozenset(hidden).union(photo_id for photo_id, picture in sets.items() if picture in pictures)
