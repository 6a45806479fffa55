"""The search: from a query to photos, with what a person wants to see of each."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from albumen.arrays import Embeddings, Rows
from albumen.errors import ModelError, UsageError
from albumen.store.records import ModelRecord, PhotoFilter, PhotoRecord, Root
from albumen.store.store import Store, Transaction
from albumen.types import Exposure
from models.encoder import ImageTextEncoder
from search.index_cache import IndexCache
from search.query import SearchHit, SearchQuery, SearchResult
from search.vector_index import VectorIndex

if TYPE_CHECKING:
    from PIL.Image import Image

# Photos found beyond the limit, in case that some have lost their last file: cheaper than asking which have.
_SPARE_HITS = 16

NOTHING_INDEXED = "nothing is indexed yet: run albumen index DIR"
NOTHING_ANALYSED = "no photo has been analysed yet: run albumen index"
NO_PHOTO_LEFT = "the library's folders hold no photo to show"


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
        _check(query)
        with self._store.read() as tx:
            photo_filter = _resolve_folder(query.filter, tx.roots.all())
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
        return SearchResult(query, hits, None if hits else _explain_no_hits(query.filter))

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
            return self._encoder.encode_texts([query.text.strip()])[0], None
        with self._store.read() as tx:
            photo_id = _find_photo(tx, query.like)
            stored = tx.embeddings.find(photo_id, model) if photo_id is not None else None
        is_usable = stored is not None and np.isfinite(stored).all() and stored.any()
        return (stored if stored is not None and is_usable else self._encode_file(query.like))[0], photo_id

    def _encode_file(self, path: Path) -> Embeddings:
        if not path.is_file():
            raise UsageError(f"there is no picture {path}: give a photo of the library or a picture file")
        if self._load_image is None:
            raise UsageError(f"{path} is not a photo of this library: index it first")
        return self._encoder.encode_images([self._load_image(path)])


def _check(query: SearchQuery) -> None:
    has_text = query.text is not None and bool(query.text.strip())
    if has_text and query.like is not None:
        raise UsageError("give words or a picture to look for, not both")
    if query.like is None and not has_text:
        raise UsageError('the query is empty: say what to look for, as in albumen search "a dog on a beach"')
    if query.limit < 1:
        raise UsageError(f"the limit is {query.limit}; it must be at least 1")
    since, until = query.filter.since, query.filter.until
    if since is not None and until is not None and since >= until:
        raise UsageError(f"nothing lies between since {since:%Y-%m-%d %H:%M} and until {until:%Y-%m-%d %H:%M}")


def _resolve_folder(photo_filter: PhotoFilter, roots: Sequence[Root]) -> PhotoFilter:
    """Make the filter's folder absolute, as the store has it; drop one that holds the whole library."""
    if photo_filter.folder is None or not roots:
        return photo_filter
    given = photo_filter.folder.expanduser()
    for folder in (Path(os.path.abspath(given)), given.resolve()):
        if all(root.path.is_relative_to(folder) for root in roots):
            return _with_folder(photo_filter, None)
        if any(folder.is_relative_to(root.path) or root.path.is_relative_to(folder) for root in roots):
            return _with_folder(photo_filter, folder)
    known = ", ".join(str(root.path) for root in roots)
    raise UsageError(f"{given} is not in this library; its folders are {known}")


def _with_folder(photo_filter: PhotoFilter, folder: Path | None) -> PhotoFilter:
    return PhotoFilter(photo_filter.since, photo_filter.until, folder, photo_filter.camera)


def _explain_no_hits(photo_filter: PhotoFilter) -> str:
    given = {
        "--since": photo_filter.since,
        "--until": photo_filter.until,
        "--in": photo_filter.folder,
        "--camera": photo_filter.camera,
    }
    names = [name for name, value in given.items() if value is not None]
    if not names:
        return NO_PHOTO_LEFT
    return f"no photo passes {' with '.join(names)}: loosen {'it' if len(names) == 1 else 'one of them'}"


def _find_photo(tx: Transaction, path: Path) -> int | None:
    path = path.expanduser()
    for name in (Path(os.path.abspath(path)), path.resolve()):
        photo_id = tx.files.find_photo_id(name)
        if photo_id is not None:
            return photo_id
    return None


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
        hits = _describe(tx, scores[0], ids[0])
        if len(hits) >= limit or len(ids[0]) < limit + _SPARE_HITS:
            return hits[:limit]
    allowed_ids = tx.photos.filtered_ids(photo_filter)
    scores, ids = index.search(vector[None], limit, allowed_ids=allowed_ids, excluded_ids=excluded_ids)
    return _describe(tx, scores[0], ids[0])


def _describe(tx: Transaction, scores: npt.NDArray[np.float32], ids: Rows) -> tuple[SearchHit, ...]:
    """Tell of each photo that has a file, in the order given."""
    paths = tx.files.paths_of(ids.tolist())
    photos = tx.photos.get(ids.tolist())
    online = [root.path for root in tx.roots.all() if root.is_online]
    return tuple(
        _hit(photos[photo_id], score, paths[photo_id], online)
        for photo_id, score in zip(ids.tolist(), scores.tolist(), strict=True)
        if photo_id in photos and paths[photo_id]
    )


def _hit(photo: PhotoRecord, score: float, paths: Sequence[Path], online: Sequence[Path]) -> SearchHit:
    return SearchHit(
        photo_id=photo.id,
        content_hash=photo.content_hash,
        score=min(score, 1.0),  # float16 rows are unit to 0.001
        paths=tuple(paths),
        is_online=any(paths[0].is_relative_to(root) for root in online),
        taken=photo.metadata.taken,
        place=photo.metadata.place,
        camera=_camera_name(photo.metadata.exposure),
    )


def _camera_name(exposure: Exposure) -> str | None:
    make, model = exposure.camera_make or "", exposure.camera_model or ""
    # Many makers put their name into the model's: "Canon" and "Canon EOS R5".
    name = model if model.lower().startswith(make.split(" ")[0].lower()) and model else f"{make} {model}"
    return name.strip() or None
