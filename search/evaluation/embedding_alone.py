"""What search is compared with: the whole string as one vector, and the photos nearest to it; no parse, no floor, no folding."""

from __future__ import annotations

from pathlib import Path

from albumen.store.store import Store
from models.encoder import ImageTextEncoder
from search.gallery import GalleryChooser
from search.hits import describe_hits
from search.index_cache import IndexCache
from search.query import SearchHit
from search.space_index import SpaceIndex


class EmbeddingSearch:
    """Searches one library by its vectors alone."""

    def __init__(self, store: Store, encoder: ImageTextEncoder, index_folder: Path) -> None:
        self._store = store
        self._gallery = GalleryChooser(store, encoder, None).choose()
        cache = IndexCache(store, index_folder)
        self._index = SpaceIndex(tuple(index for model in self._gallery.models if len(index := cache.get(model))))

    def search(self, text: str, limit: int) -> tuple[SearchHit, ...]:
        """Return the photos nearest to a text, best first."""
        scores, ids = self._index.search(self._gallery.encoder.encode_texts([text])[0], limit)
        with self._store.read() as tx:
            return describe_hits(tx, scores.tolist(), ids)
