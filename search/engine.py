"""The search: from a query to the photos that fit best."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from albumen.store.store import Store
from models.encoder import ImageTextEncoder
from search.advice import Adviser
from search.answer import explain_blindness, find_best, list_newest
from search.columns.cache import ColumnCache
from search.columns.columns import Columns
from search.comparison import Comparison
from search.evidence import Evidence, gather_evidence
from search.gallery import EncoderOpener, Gallery, GalleryChooser
from search.index_cache import IndexCache
from search.inquiry import Inquiry
from search.notes import NOTHING_ANALYSED, NOTHING_INDEXED, UNCALIBRATED
from search.query import SearchQuery, SearchResult
from search.query_vector import Pictures, build_vector, find_pictures
from search.request import check_query, resolve_filter
from search.scoring.scorer import load_scorer
from search.space_index import SpaceIndex
from search.understanding import understand

if TYPE_CHECKING:
    from PIL.Image import Image

_load_scorer = cache(load_scorer)


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
        self._columns = ColumnCache(store)
        self._adviser = Adviser()
        self._load_image = load_image

    @property
    def columns(self) -> Columns:
        """What is known of all photos, as it is now or was a few seconds ago."""
        return self._columns.get()

    def search(self, query: SearchQuery, *, picture: Image | None = None) -> SearchResult:
        """Find the photos that fit best; filters without words or picture give the newest that pass.

        Args:
            query: what is asked.
            picture: an image that the photos should be like, beside what the query says.

        Raises:
            UsageError: there is nothing to look for, the limit is below 1, the folder is not of this library, or a photo
                or picture to be like is absent.
            ModelError: the library has vectors of other encoders only.
            PhotoError: the picture of `like` cannot be decoded.
        """
        check_query(query, has_picture=picture is not None)
        columns = self.columns
        asked = understand(query, columns)
        with self._store.read() as tx:
            photo_filter = resolve_filter(query.filter, tx.roots.all() if query.filter.folder is not None else ())
            blindness = explain_blindness(tx, photo_filter, asked)
            if blindness is not None:
                note = blindness if tx.count(None).photos else NOTHING_INDEXED
                return SearchResult(query, (), note, asked.shown, total=0)
            pictures = find_pictures(tx, columns, asked, file=query.like, image=picture, load_image=self._load_image)
            inquiry = Inquiry.open(
                tx, columns, asked, photo_filter, excluded=(*pictures.photo_ids, *pictures.unlike_ids)
            )
            if not pictures and not asked.has_texts:
                return list_newest(tx, query, self._without_avoided(query, inquiry), self._adviser)
        return self._find_best(query, inquiry, pictures)

    def _without_avoided(self, query: SearchQuery, inquiry: Inquiry) -> Inquiry:
        """Leave out what probably looks like words that are not wanted, where nothing else is compared."""
        if not inquiry.asked.avoided:
            return inquiry
        gallery = self._chooser.choose()
        index, scorer = self._open_index(gallery), _load_scorer(gallery.encoder.space)
        base = inquiry.base.copy()
        for vector in gallery.encoder.encode_texts(inquiry.asked.avoided):
            comparison = Comparison(index, vector, Evidence(), scorer, query.limit, is_unfolded=True)
            base[comparison.find_probable(inquiry.columns, inquiry.allowed())] = False
        return replace(inquiry, base=base)

    def _find_best(self, query: SearchQuery, inquiry: Inquiry, pictures: Pictures) -> SearchResult:
        gallery = self._chooser.choose()
        index = self._open_index(gallery)
        asked = inquiry.asked
        if not len(index):
            with self._store.read() as tx:
                photo_count = tx.count(None).photos
            note = NOTHING_ANALYSED if photo_count else NOTHING_INDEXED
            return SearchResult(query, (), note, asked.shown, total=0)
        scorer = _load_scorer(gallery.encoder.space)
        # Probabilities are those of words: cosines of pictures with pictures lie on another scale.
        is_of_words = asked.has_texts and not pictures.has_wanted
        with self._store.read() as tx:
            vector = build_vector(tx, asked, pictures, gallery, scorer=scorer, load_image=self._load_image)
            comparison = Comparison(
                index,
                vector,
                gather_evidence(inquiry.columns, asked.parsed),
                scorer if is_of_words else None,
                query.offset + query.limit,
                query.is_unfolded,
                query.is_unfloored,
            )
            result = find_best(tx, query, inquiry, comparison, gallery, self._adviser)
        if not is_of_words or scorer is not None or not result.hits:
            return result
        return replace(result, note="; ".join(filter(None, [result.note, UNCALIBRATED])))

    def _open_index(self, gallery: Gallery) -> SpaceIndex:
        self._index_cache.keep_only(gallery.models)
        return SpaceIndex(tuple(index for model in gallery.models if len(index := self._index_cache.get(model))))
