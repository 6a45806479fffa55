"""Single columns of all photos at once, as arrays: what a search keeps in memory.

Rows come as the driver gives them: SQLAlchemy's types and objects made 0.8 s of the 0.23 s for 600,000 tags. A column of
100,000 photos takes a tenth of a second (benchmarks/results/search_path.md). Photos without a file
are in them where leaving them out would cost a join; `ids` tells which photos there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from albumen.arrays import Rows
from albumen.store.columns import unescape_path
from albumen.store.merges import MergeTable
from albumen.store.records import ModelKind
from albumen.store.segmentation_tables import SegmentationRow
from albumen.store.signal_filter import are_newest
from albumen.store.signal_tables import ConceptRow, ObjectRow, SignalsRow, TagRow
from albumen.store.tables import FileRow, PhotoRow, PlaceRow, RootRow
from albumen.types import Exposure, Place

_BATCH = 20_000
_DIMS = 2


class ColumnTable:
    """Reads columns; photos are named by their ids, in no order unless it is said."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ids(self) -> Rows:
        """List the photos that have a file, ascending. (N,)."""
        return self._numbers(select(PhotoRow.id).where(PhotoRow.orphaned_at.is_(None)).order_by(PhotoRow.id))

    def timeline(self) -> tuple[Rows, npt.NDArray[np.datetime64], npt.NDArray[np.int32], Rows]:
        """Load what a timeline asks of the photos that have a file, ascending, in one pass: half the time of a query for each.

        Returns:
            ids: (N,).
            taken: (N,) as `taken` has them, NaT where nothing tells.
            sizes: (N, 2) as `sizes` has them, 0 where the photo was not decoded.
            place_ids: (N,), 0 where it has no place.
        """
        query = select(PhotoRow.id, PhotoRow.taken_at_local, PhotoRow.width_px, PhotoRow.height_px, PhotoRow.place_id)
        rows = [*self._iter_rows(query.where(PhotoRow.orphaned_at.is_(None)).order_by(PhotoRow.id))]
        ids, taken, *numbers = zip(*rows, strict=True) if rows else ((),) * 5
        widths, heights, places = (np.array([value or 0 for value in column], np.int64) for column in numbers)
        sizes = np.stack([widths, heights], axis=1).astype(np.int32)
        return np.array(ids, np.int64), np.array(taken, "datetime64[us]"), sizes, places

    def taken(self) -> tuple[Rows, npt.NDArray[np.datetime64]]:
        """Load when the dated photos were taken: ids (M,) and wall-clock times (M,) in microseconds."""
        query = select(PhotoRow.id, PhotoRow.taken_at_local).where(PhotoRow.taken_at_local.is_not(None))
        rows = [*self._iter_rows(query)]
        ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        return ids, np.array([row[1] for row in rows], "datetime64[us]")

    def positions(self) -> tuple[Rows, npt.NDArray[np.float32]]:
        """Load where photos were taken: ids (M,), and latitude and longitude (M, 2) in degrees."""
        query = select(PhotoRow.id, PhotoRow.lat, PhotoRow.lon).where(PhotoRow.lat.is_not(None))
        rows = np.fromiter(chain.from_iterable(self._iter_rows(query)), np.float64).reshape(-1, 1 + _DIMS)
        return rows[:, 0].astype(np.int64), rows[:, 1:].astype(np.float32)

    def sizes(self) -> tuple[Rows, npt.NDArray[np.int32]]:
        """Load upright sizes of the photos that were decoded: ids (M,), and width and height (M, 2) in pixels."""
        query = select(PhotoRow.id, PhotoRow.width_px, func.coalesce(PhotoRow.height_px, 0))
        rows = self._numbers(query.where(PhotoRow.width_px.is_not(None))).reshape(-1, 1 + _DIMS)
        return rows[:, 0], rows[:, 1:].astype(np.int32)

    def place_ids(self) -> tuple[Rows, Rows]:
        """Load which place photos were taken at: ids (M,) and places' ids (M,)."""
        rows = self._numbers(select(PhotoRow.id, PhotoRow.place_id).where(PhotoRow.place_id.is_not(None)))
        return rows[0::2], rows[1::2]

    def places(self) -> dict[int, Place]:
        """Load the places by id."""
        return {key: Place(*values) for key, *values in self._iter_rows(select(*PlaceRow.__table__.columns))}

    def cameras(self) -> tuple[Rows, list[Exposure]]:
        """Load makes and models: ids (M,), and for each the same object for the same camera."""
        has_camera = PhotoRow.camera_make.is_not(None) | PhotoRow.camera_model.is_not(None)
        query = select(PhotoRow.id, PhotoRow.camera_make, PhotoRow.camera_model).where(has_camera)
        known: dict[tuple[str | None, str | None], Exposure] = {}
        ids, found = [], []
        for photo_id, *names in self._iter_rows(query):
            key = (names[0], names[1])
            ids.append(photo_id)
            found.append(known.get(key) or known.setdefault(key, Exposure(*key)))
        return np.array(ids, np.int64), found

    def lenses(self) -> tuple[Rows, list[str]]:
        """Load lenses: ids (M,) and names."""
        return self._named(select(PhotoRow.id, PhotoRow.lens).where(PhotoRow.lens.is_not(None)))

    def utility(self) -> tuple[Rows, list[str]]:
        """Load what pictures are kept for, as the newest analyser says: ids (M,) and values of `UtilityKind`."""
        query = select(SignalsRow.photo_id, SignalsRow.utility)
        return self._named(query.where(*are_newest(self._session, SignalsRow)))

    def people(self) -> tuple[Rows, Rows]:
        """Load how many people the newest segmenter tells apart: ids (M,) and counts (M,)."""
        query = select(SegmentationRow.photo_id, SegmentationRow.people)
        rows = self._numbers(query.where(*are_newest(self._session, SegmentationRow, ModelKind.SEGMENTER)))
        return rows[0::2], rows[1::2]

    def objects(self) -> tuple[Rows, list[str]]:
        """Load what the newest detector found: an id (M,) and a label for each object."""
        query = select(ObjectRow.photo_id, ObjectRow.label)
        return self._named(query.where(*are_newest(self._session, ObjectRow)))

    def tags(self) -> tuple[Rows, Rows, Rows]:
        """Load the tags: ids (M,), concepts' numbers (M,), and scores (M,) in steps of `FRACTION_STEPS`."""
        query = select(TagRow.photo_id, TagRow.concept_id, TagRow.score)
        rows = self._numbers(query.where(*are_newest(self._session, TagRow)))
        return rows[0::3], rows[1::3], rows[2::3]

    def concepts(self) -> dict[int, str]:
        """Load the taxonomy's ids of concepts by their numbers."""
        return {row[0]: row[1] for row in self._iter_rows(select(ConceptRow.id, ConceptRow.name))}

    def paths(self) -> tuple[Rows, list[str]]:
        """Load where photos lie, below their roots, and the folders that their duplicates lay in: ids (M,) and paths."""
        query = select(FileRow.photo_id, FileRow.path).where(FileRow.photo_id.is_not(None))
        ids, paths = self._named(query)
        albums = MergeTable(self._session).albums_of()
        roots = [f"{root}/" for root in self._session.scalars(select(RootRow.path))]
        extra = [(photo_id, f"{_below(album, roots)}/") for photo_id, found in albums.items() for album in found]
        ids = np.concatenate([ids, np.array([photo_id for photo_id, _ in extra], np.int64)])
        return ids, [*map(unescape_path, paths), *(album for _, album in extra)]

    def _numbers(self, query: Select[*tuple[Any, ...]]) -> Rows:
        return np.fromiter(chain.from_iterable(self._iter_rows(query)), np.int64)

    def _named(self, query: Select[*tuple[Any, ...]]) -> tuple[Rows, list[str]]:
        rows = [*self._iter_rows(query)]
        return np.fromiter((row[0] for row in rows), np.int64, len(rows)), [row[1] for row in rows]

    def _iter_rows(self, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        cursor = self._session.connection().execute(query).cursor
        assert cursor is not None  # a query that gives rows has one
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


def _below(folder: str, roots: list[str]) -> str:
    return next((folder.removeprefix(root) for root in roots if folder.startswith(root)), folder)
