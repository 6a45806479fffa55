"""The search: from a query to the photos that fit best."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from albumen.arrays import Embeddings, Rows
from albumen.errors import UsageError
from albumen.store.records import ModelRecord, PhotoFilter
from albumen.store.store import Store, Transaction
from models.encoder import ImageTextEncoder
from search.gallery import EncoderOpener, Gallery, GalleryChooser
from search.hits import add_lines, add_tags, describe_hits
from search.index_cache import IndexCache
from search.notes import (
    NO_MASKS,
    NO_SIGNALS,
    NO_TEXTS,
    NOTHING_ANALYSED,
    NOTHING_INDEXED,
    count_left_out,
    count_unseen,
    explain_no_hits,
)
from search.query import SearchHit, SearchQuery, SearchResult
from search.request import check_query, clean_text, find_photo, has_words, is_timeline, resolve_filter
from search.space_index import SpaceIndex

if TYPE_CHECKING:
    from PIL.Image import Image

# Photos found beyond the limit, in case that some have lost their last file: cheaper than asking which have.
_SPARE_HITS = 16


class SearchEngine:
    """Searches one library. Threads may share it if they may share the encoder."""

    def __init__(
        self,
        store: Store,
        encoder: ImageTextEncoder,
        index_folder: Path,
        *,
        load_image: Callable[[Path], Image] | None = None,
        open_encoder: EncoderOpener | None = None,
    ) -> None:
        """Search `store`.

        Args:
            store: the library.
            encoder: the one in use.
            index_folder: where the vector index is kept.
            load_image: decodes a picture file, for `like` a file that the library has no vector of.
            open_encoder: opens another encoder that the library has vectors of, for while the one in use is at work.
        """
        self._store = store
        self._chooser = GalleryChooser(store, encoder, open_encoder)
        self._index_cache = IndexCache(store, index_folder)
        self._load_image = load_image

    def search(self, query: SearchQuery) -> SearchResult:
        """Find the photos that fit best; a filter without words or picture gives the newest that pass.

        Raises:
            UsageError: there is nothing to look for, the limit is below 1, the folder is not of this library, or the
                picture is absent.
            ModelError: the library has vectors of other encoders only.
            PhotoError: the picture of `like` cannot be decoded.
        """
        check_query(query)
        with self._store.read() as tx:
            photo_filter = resolve_filter(query.filter, tx.roots.all())
            blind = _find_blindness(tx, photo_filter)
            if blind is not None:
                return SearchResult(query, (), blind if tx.count(None).photos else NOTHING_INDEXED)
        if query.like is None and not has_words(query):
            return self._list_newest(query, photo_filter)
        return self._find_best(query, photo_filter)

    def _list_newest(self, query: SearchQuery, photo_filter: PhotoFilter) -> SearchResult:
        with self._store.read() as tx:
            left_out = None
            if is_timeline(query):
                photo_filter, all_of_it = replace(photo_filter, without_utility=True), photo_filter
                left_out = count_left_out(tx.photos.count(all_of_it) - tx.photos.count(photo_filter))
            ids = tx.photos.newest_ids(photo_filter, query.limit)
            hits = _complete(tx, query, describe_hits(tx, [None] * len(ids), ids))
            return SearchResult(query, hits, _explain(tx, query, hits, left_out))

    def _find_best(self, query: SearchQuery, photo_filter: PhotoFilter) -> SearchResult:
        gallery = self._chooser.choose()
        index = self._open_index(gallery)
        if not len(index):
            with self._store.read() as tx:
                photo_count = tx.count(None).photos
            return SearchResult(query, (), NOTHING_ANALYSED if photo_count else NOTHING_INDEXED)
        vector, itself = self._encode(query, gallery)
        with self._store.read() as tx:
            excluded = _find_excluded(tx, photo_filter, itself)
            found = _find_hits(tx, index, vector, query.limit, photo_filter=photo_filter, excluded_ids=excluded)
            hits = _complete(tx, query, found)
            return SearchResult(query, hits, gallery.note or _explain(tx, query, hits))

    def _open_index(self, gallery: Gallery) -> SpaceIndex:
        self._index_cache.keep_only(gallery.models)
        return SpaceIndex(tuple(index for model in gallery.models if len(index := self._index_cache.get(model))))

    def _encode(self, query: SearchQuery, gallery: Gallery) -> tuple[npt.NDArray[np.float32], int | None]:
        """Give the query's vector, and the photo that it is, which is no answer to itself."""
        if query.like is None:
            assert query.text is not None
            return gallery.encoder.encode_texts([clean_text(query.text)])[0], None
        with self._store.read() as tx:
            photo_id = find_photo(tx, query.like)
            stored = _find_vector(tx, photo_id, gallery.models) if photo_id is not None else None
        return (stored if stored is not None else self._encode_file(query.like, gallery.encoder))[0], photo_id

    def _encode_file(self, path: Path, encoder: ImageTextEncoder) -> Embeddings:
        path = Path(os.path.expanduser(path))
        if not os.path.isfile(path):  # unlike Path.is_file, no error for a name that is too long
            raise UsageError(f"there is no picture {path}: give a photo of the library or a picture file")
        if self._load_image is None:
            raise UsageError(f"{path} is not a photo of this library: index it first")
        return encoder.encode_images([self._load_image(path)])


def _find_blindness(tx: Transaction, photo_filter: PhotoFilter) -> str | None:
    """Say why a filter can let nothing through, whatever the photos show."""
    if photo_filter.asks_signals and tx.signals.is_empty():
        return NO_SIGNALS
    if photo_filter.text and tx.texts.is_empty():
        return NO_TEXTS
    return NO_MASKS if photo_filter.asks_masks and tx.segmentations.is_empty() else None


def _complete(tx: Transaction, query: SearchQuery, hits: tuple[SearchHit, ...]) -> tuple[SearchHit, ...]:
    return add_lines(tx, add_tags(tx, hits), query.filter.text)


def _explain(
    tx: Transaction, query: SearchQuery, hits: tuple[SearchHit, ...], left_out: str | None = None
) -> str | None:
    unseen = tx.jobs.count_unseen() if query.filter.asks_signals else 0
    unsegmented = tx.jobs.count_unsegmented() if query.filter.asks_masks else 0
    unread = tx.texts.count_unread() if query.filter.text else 0
    notes = [note for note in (count_unseen(unseen, unsegmented, unread), left_out) if note is not None]
    return "; ".join(notes) or (None if hits else _explain_nothing(tx, query.filter))


def _explain_nothing(tx: Transaction, photo_filter: PhotoFilter) -> str:
    hidden = 0 if photo_filter.include_hidden else len(tx.feedback.hidden_ids())
    return explain_no_hits(photo_filter, hidden)


def _find_vector(tx: Transaction, photo_id: int, models: tuple[ModelRecord, ...]) -> Embeddings | None:
    """Find a photo's newest vector that is none of the damaged ones."""
    stored = (tx.embeddings.find(photo_id, model) for model in models)
    return next((one for one in stored if one is not None and np.isfinite(one).all() and one.any()), None)


def _find_excluded(tx: Transaction, photo_filter: PhotoFilter, itself: int | None) -> Rows | None:
    """List the photos that are no answer: the one asked by, and those that a person hid."""
    own = np.array([] if itself is None else [itself], np.int64)
    hidden = own if photo_filter.include_hidden else tx.feedback.hidden_ids()
    excluded = np.union1d(own, hidden)
    return excluded if len(excluded) else None


def _find_hits(
    tx: Transaction,
    index: SpaceIndex,
    vector: npt.NDArray[np.float32],
    limit: int,
    *,
    photo_filter: PhotoFilter,
    excluded_ids: Rows | None,
) -> tuple[SearchHit, ...]:
    if photo_filter.is_empty:
        scores, ids = index.search(vector, limit + _SPARE_HITS, excluded_ids=excluded_ids)
        hits = describe_hits(tx, scores.tolist(), ids)
        if len(hits) >= limit or len(ids) < limit + _SPARE_HITS:
            return hits[:limit]
    allowed_ids = tx.photos.filtered_ids(photo_filter)
    scores, ids = index.search(vector, limit, allowed_ids=allowed_ids, excluded_ids=excluded_ids)
    return describe_hits(tx, scores.tolist(), ids)
