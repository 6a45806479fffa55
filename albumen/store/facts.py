"""Facts of many photos at once, for curation: a few queries for the whole library instead of some for each photo."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.columns import FRACTION_STEPS
from albumen.store.curation_records import PhotoFacts
from albumen.store.curation_tables import CodeRow
from albumen.store.merges import MergeTable
from albumen.store.records import ModelKind
from albumen.store.segmentation_tables import MatteRow, SegmentationRow
from albumen.store.signal_filter import are_newest
from albumen.store.signal_tables import ConceptRow, ObjectRow, SignalsRow, TagRow
from albumen.store.tables import FileRow, MovieRow, PhotoRow, PlaceRow, RootRow
from albumen.types import CaptureTime, Exposure, GeoPoint, Place, Tag


class FactTable:
    """What curation reads: photos that have a file, with what was seen in them by the newest models that looked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, photo_ids: Collection[int] | None = None) -> list[PhotoFacts]:
        """Load photos' facts by ascending id: all, or those asked for that have a file."""
        chunks = [None] if photo_ids is None else iter_chunks(sorted(photo_ids))
        with _no_collection():
            found = [facts for chunk in chunks for facts in self._iter_facts(chunk)]
        return sorted(found, key=lambda facts: facts.id)

    def _iter_facts(self, ids: Collection[int] | None) -> Iterator[PhotoFacts]:
        places = {row.id: _place(row) for row in self._session.scalars(select(PlaceRow))}
        folders, tags, objects = self._folders(ids), self._tags(ids), self._objects(ids)
        with_movie = self._with_movie(ids)
        codes = self._codes(ids)
        looks = self._by_photo(_of_looks(), SignalsRow, ModelKind.ANALYSER, ids)
        masks = self._by_photo(_of_masks(), SegmentationRow, ModelKind.SEGMENTER, ids)
        subjects = self._by_photo(select(MatteRow.photo_id, MatteRow.confidence), MatteRow, ModelKind.LIFTER, ids)
        query = select(*PhotoRow.__table__.columns).where(PhotoRow.orphaned_at.is_(None)).order_by(PhotoRow.id)
        for row in self._session.execute(_of(query, PhotoRow.id, ids).execution_options(yield_per=4096)):
            utility, scores, aesthetics, technical = looks.get(row.id, (None, {}, None, None))
            people, person_share, sky_share = masks.get(row.id, (None, None, None))
            yield PhotoFacts(
                id=row.id,
                content_hash=row.content_hash,
                size_bytes=row.size_bytes,
                format=row.format,
                kind=row.kind,
                width_px=row.width_px,
                height_px=row.height_px,
                taken=_capture_time(row),
                position=GeoPoint(row.lat, row.lon, row.altitude_m) if row.lat is not None else None,
                place=places.get(row.place_id),
                camera=Exposure(row.camera_make, row.camera_model).camera,
                title=row.title,
                keywords=tuple(row.keywords),
                has_movie=row.id in with_movie,
                folders=tuple(folders.get(row.id, ())),
                concepts=tuple(tags.get(row.id, ())),
                objects=tuple(sorted(objects.get(row.id, {}).items())),
                utility=utility,
                utility_score=scores.get(utility, 0) / FRACTION_STEPS if utility else None,
                code=codes.get(row.id),
                aesthetics=aesthetics,
                technical=technical,
                people=people,
                person_share=person_share,
                sky_share=sky_share,
                subject=subjects.get(row.id, (None,))[0],
                is_truncated=row.is_truncated,
            )

    def _folders(self, ids: Collection[int] | None) -> dict[int, list[str]]:
        query = select(FileRow.photo_id, RootRow.path, FileRow.path).join(RootRow).where(FileRow.photo_id.is_not(None))
        folders: dict[int, list[str]] = defaultdict(list)
        names: dict[tuple[str, str], str] = {}  # one string for all photos of a folder
        for photo_id, root, path in self._session.execute(_of(query, FileRow.photo_id, ids).order_by(FileRow.id)):
            inside = path.rpartition("/")[0]
            folder = names.setdefault((root, inside), f"{root}/{inside}" if inside else root)
            if folder not in folders[photo_id]:
                folders[photo_id].append(folder)
        for photo_id, albums in MergeTable(self._session).albums_of(ids).items():
            folders[photo_id] += [album for album in albums if album not in folders[photo_id]]
        return folders

    def _with_movie(self, ids: Collection[int] | None) -> set[int | None]:
        query = (
            select(FileRow.photo_id).join(MovieRow, MovieRow.file_id == FileRow.id).where(MovieRow.basis.is_not(None))
        )
        return set(self._session.scalars(_of(query, FileRow.photo_id, ids)))

    def _tags(self, ids: Collection[int] | None) -> dict[int, list[Tag]]:
        names = {row.id: row.name for row in self._session.execute(select(ConceptRow.id, ConceptRow.name))}
        query = select(TagRow.photo_id, TagRow.concept_id, TagRow.score).where(*are_newest(self._session, TagRow))
        tags: dict[int, list[Tag]] = defaultdict(list)
        known: dict[tuple[int, float], Tag] = {}  # few scores are different
        for photo_id, concept_id, score in self._session.execute(_of(query, TagRow.photo_id, ids)):
            tag = known.get((concept_id, score))
            if tag is None:
                tag = known[concept_id, score] = Tag(names[concept_id], score)
            tags[photo_id].append(tag)
        for found in tags.values():
            found.sort(key=lambda tag: (-tag.score, tag.concept))
        return tags

    def _objects(self, ids: Collection[int] | None) -> dict[int, Counter[str]]:
        query = select(ObjectRow.photo_id, ObjectRow.label, func.count()).where(*are_newest(self._session, ObjectRow))
        query = query.group_by(ObjectRow.photo_id, ObjectRow.label)
        objects: dict[int, Counter[str]] = defaultdict(Counter)
        for photo_id, label, count in self._session.execute(_of(query, ObjectRow.photo_id, ids)):
            objects[photo_id][label] = count
        return objects

    def _codes(self, ids: Collection[int] | None) -> dict[int, str | None]:
        query = select(CodeRow.photo_id, CodeRow.symbology).where(CodeRow.symbology.is_not(None))
        return dict(self._session.execute(_of(query, CodeRow.photo_id, ids)).all())

    def _by_photo(
        self, query: Select[*tuple[Any, ...]], table: Any, kind: ModelKind, ids: Collection[int] | None
    ) -> dict[int, tuple[Any, ...]]:
        query = query.where(*are_newest(self._session, table, kind))
        rows: Iterable[Row[*tuple[Any, ...]]] = self._session.execute(_of(query, table.photo_id, ids))
        return {row[0]: tuple(row[1:]) for row in rows}


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the search for garbage in cycles: there is none among millions of rows, and it was a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _of_looks() -> Select[*tuple[Any, ...]]:
    return select(
        SignalsRow.photo_id,
        SignalsRow.utility,
        SignalsRow.utility_scores,
        SignalsRow.aesthetics,
        SignalsRow.technical,
    )


def _of_masks() -> Select[*tuple[Any, ...]]:
    return select(
        SegmentationRow.photo_id, SegmentationRow.people, SegmentationRow.person_share, SegmentationRow.sky_share
    )


def _of(query: Select[*tuple[Any, ...]], column: Any, ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    return query if ids is None else query.where(column.in_(ids))


def _capture_time(row: Row[*tuple[Any, ...]]) -> CaptureTime | None:
    if row.taken_at_local is None or row.time_source is None:
        return None
    return CaptureTime(row.taken_at_local, row.utc_offset_s, row.time_source)


def _place(row: PlaceRow) -> Place:
    return Place(row.name, row.region, row.country, row.country_code, row.lat, row.lon)
