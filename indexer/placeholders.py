"""Thumbhashes for photos that were indexed before there were any: from their previews, which is quick."""

from __future__ import annotations

from albumen.store.store import Store
from indexer.flow import StopSignal
from indexer.previews import PreviewStore
from indexer.thumbhash import LOOK_PX, encode_thumbhash

# Photos a transaction: half a second's work.
_CHUNK = 256


def fill_thumbhashes(store: Store, previews: PreviewStore, stop: StopSignal) -> bool:
    """Make the thumbhashes that photos lack; say whether all that can be made are there.

    A photo whose preview is lost is passed by: it gets its thumbhash when `albumen doctor` has it decoded again.
    """
    last = 0
    while not stop.is_set():
        with store.read() as tx:
            lacking = tx.photos.find_without_thumbhash(after=last, limit=_CHUNK)
        if not lacking:
            return True
        found = {photo_id: _look(previews, content_hash) for photo_id, content_hash in lacking.items()}
        with store.write() as tx:
            tx.photos.set_thumbhashes({photo_id: made for photo_id, made in found.items() if made is not None})
        last = max(lacking)
    return False


def _look(previews: PreviewStore, content_hash: str) -> bytes | None:
    try:
        return encode_thumbhash(previews.load(content_hash, min_height_px=LOOK_PX))
    except OSError:
        return None
