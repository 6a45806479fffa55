"""The search: from a query to the photos that fit best."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from albumen.arrays import Embeddings
from albumen.errors import ModelError, UsageError
from albumen.store.records import ModelRecord, PhotoFilter
from albumen.store.store import Store, Transaction
from models.encoder import ImageTextEncoder
from search.hits import describe_hits
from search.index_cache import IndexCache
from search.notes import NOTHING_ANALYSED, NOTHING_INDEXED, explain_no_hits
from search.query import SearchHit, SearchQuery, SearchResult
from search.request import absolute_names, check_query, clean_text, resolve_filter
from search.vector_index import VectorIndex

if TYPE_CHECKING:
    from PIL.Image import Image

# Photos found beyond the limit, in case that some have lost their last file: cheaper than asking which have.
_SPARE_HITS = 16


class SearchEngine:
    """Searches one library with one encoder. Threads may share it if they may share the encoder."""

    def __init__(
        self,
        store: Store,
        encoder: ImageTextEncoder,
        index_folder: Path,
        *,
        load_image: Callable[[Path], Image] | None = None,
    ) -> None:
        """Search `store`.

        Args:
            store: the library.
            encoder: the one whose vectors are searched.
            index_folder: where the vector index is kept.
            load_image: decodes a picture file, for `like` a file that the library has no vector of.
        """
        self._store = store
        self._encoder = encoder
        self._index_cache = IndexCache(store, index_folder)
        self._load_image = load_image

    def search(self, query: SearchQuery) -> SearchResult:
        """Find the photos that fit best.

        Raises:
            UsageError: there is nothing to look for, the limit is below 1, the folder is not of this library, or the
                picture is absent.
            ModelError: the library has vectors of other encoders only.
            PhotoError: the picture of `like` cannot be decoded.
        """
        check_query(query)
        with self._store.read() as tx:
            photo_filter = resolve_filter(query.filter, tx.roots.all())
            model = tx.models.find(self._encoder.identity)
        if model is not None and model.sha256 != self._encoder.weights_sha256:
            raise ModelError(
                f"this library's vectors of {model.identity} come from other weights of the same name: "
                "restore those weights, or give the new ones another tag and run `albumen index`"
            )
        index = self._index_cache.get(model) if model is not None else None
        if model is None or index is None or not len(index):
            return SearchResult(query, (), self._explain_no_vectors())
        vector, itself = self._encode(query, model)
        with self._store.read() as tx:
            hits = _find_hits(tx, index, vector, query.limit, photo_filter=photo_filter, excluded=itself)
        return SearchResult(query, hits, None if hits else explain_no_hits(query.filter))

    def _explain_no_vectors(self) -> str:
        with self._store.read() as tx:
            others = [str(model.identity) for model in tx.models.all() if tx.embeddings.stamp(model).count]
            photo_count = tx.count(None).photos
        if others:
            raise ModelError(
                f"this library's vectors are of {', '.join(others)}, and the encoder in use is "
                f"{self._encoder.identity}: choose that encoder with --encoder, or run `albumen index` to analyse the "
                "photos with this one"
            )
        return NOTHING_ANALYSED if photo_count else NOTHING_INDEXED

    def _encode(self, query: SearchQuery, model: ModelRecord) -> tuple[npt.NDArray[np.float32], int | None]:
        """Give the query's vector, and the photo that it is, which is no answer to itself."""
        if query.like is None:
            assert query.text is not None
            return self._encoder.encode_texts([clean_text(query.text)])[0], None
        with self._store.read() as tx:
            photo_id = _find_photo(tx, query.like)
            stored = tx.embeddings.find(photo_id, model) if photo_id is not None else None
        is_usable = stored is not None and np.isfinite(stored).all() and stored.any()
        return (stored if stored is not None and is_usable else self._encode_file(query.like))[0], photo_id

    def _encode_file(self, path: Path) -> Embeddings:
        path = Path(os.path.expanduser(path))
        if not os.path.isfile(path):  # unlike Path.is_file, no error for a name that is too long
            raise UsageError(f"there is no picture {path}: give a photo of the library or a picture file")
        if self._load_image is None:
            raise UsageError(f"{path} is not a photo of this library: index it first")
        return self._encoder.encode_images([self._load_image(path)])


def _find_photo(tx: Transaction, path: Path) -> int | None:
    found = (tx.files.find_photo_id(name) for name in absolute_names(path))
    return next((photo_id for photo_id in found if photo_id is not None), None)


def _find_hits(
    tx: Transaction,
    index: VectorIndex,
    vector: npt.NDArray[np.float32],
    limit: int,
    *,
    photo_filter: PhotoFilter,
    excluded: int | None,
) -> tuple[SearchHit, ...]:
    excluded_ids = None if excluded is None else np.array([excluded], np.int64)
    if photo_filter.is_empty:
        scores, ids = index.search(vector[None], limit + _SPARE_HITS, excluded_ids=excluded_ids)
        hits = describe_hits(tx, scores[0], ids[0])
        if len(hits) >= limit or len(ids[0]) < limit + _SPARE_HITS:
            return hits[:limit]
    allowed_ids = tx.photos.filtered_ids(photo_filter)
    scores, ids = index.search(vector[None], limit, allowed_ids=allowed_ids, excluded_ids=excluded_ids)
    return describe_hits(tx, scores[0], ids[0])
