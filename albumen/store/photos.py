"""Photos by content, with their metadata, and which of them a filter lets through."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np
from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy import update as update_table
from sqlalchemy.orm import Session

from albumen.arrays import Rows
from albumen.store.chunks import iter_chunks
from albumen.store.feedback import select_hidden
from albumen.store.files import below
from albumen.store.merges import MergeTable, select_album
from albumen.store.records import PhotoFilter, PhotoRecord, PhotoUpdate
from albumen.store.signal_filter import iter_signal_conditions
from albumen.store.tables import FileRow, PhotoRow, PlaceRow, RootRow
from albumen.store.text_filter import holds_text
from albumen.types import CaptureTime, Exposure, GeoPoint, PhotoMetadata, PixelFacts, Place

_DAY_S = 86_400
_THUMBHASH_BYTES = (17, 25)  # at least and at most
_LARGEST_LIMIT = 2**63 - 1  # of SQLite


class Photos:
    """The photos and places tables."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find_ids(self, hashes: Iterable[str]) -> dict[str, int]:
        """Map content hashes to photo ids; a hash that the store lacks is left out."""
        query = select(PhotoRow.content_hash, PhotoRow.id)
        found: dict[str, int] = {}
        for chunk in iter_chunks(hashes):
            found |= dict(self._session.execute(query.where(PhotoRow.content_hash.in_(chunk))).all())
        return found

    def sizes(self) -> set[int]:
        """Load the size of every photo in bytes: a file of another size is surely a new photo."""
        return set(self._session.scalars(select(PhotoRow.size_bytes).distinct()))

    def save(
        self, content_hash: str, size_bytes: int, *, facts: PixelFacts | None, metadata: PhotoMetadata | None
    ) -> int:
        """Insert a photo, or update what is given of it; return its id."""
        return self.save_all([PhotoUpdate(content_hash, size_bytes, facts, metadata)])[content_hash]

    def save_all(self, updates: Sequence[PhotoUpdate]) -> dict[str, int]:
        """Insert photos, or update what is given of them, in order; return their ids by content hash."""
        rows: dict[str, PhotoRow] = {}
        for chunk in iter_chunks({update.content_hash for update in updates}):
            query = select(PhotoRow).where(PhotoRow.content_hash.in_(chunk))
            rows |= {row.content_hash: row for row in self._session.scalars(query)}
        with self._session.no_autoflush:  # or each look-up of a place would insert the photos one by one
            for update in updates:
                if update.content_hash not in rows:
                    row = PhotoRow(content_hash=update.content_hash, size_bytes=update.size_bytes)
                    self._session.add(row)
                    rows[update.content_hash] = row
                self._update(rows[update.content_hash], update)
        self._session.flush()
        read_anew = {update.content_hash for update in updates if update.metadata is not None}
        MergeTable(self._session).restate([rows[content_hash] for content_hash in read_anew])
        self._session.flush()
        return {content_hash: row.id for content_hash, row in rows.items()}

    def get(self, photo_ids: Iterable[int]) -> dict[int, PhotoRecord]:
        """Load photos by id; an id that the store lacks is left out."""
        query = select(PhotoRow, PlaceRow).outerjoin(PlaceRow, PlaceRow.id == PhotoRow.place_id)
        records: dict[int, PhotoRecord] = {}
        for chunk in iter_chunks(photo_ids):
            rows = self._session.execute(query.where(PhotoRow.id.in_(chunk)))
            records |= {photo.id: _record(photo, place) for photo, place in rows}
        return records

    def filtered_ids(self, photo_filter: PhotoFilter) -> Rows:
        """List the photos that have a file and pass the filter: ids, ascending. (N,)."""
        return np.fromiter(self._session.scalars(self._filtered(photo_filter).order_by(PhotoRow.id)), dtype=np.int64)

    def count(self, photo_filter: PhotoFilter) -> int:
        """Count the photos that have a file and pass the filter."""
        return self._session.scalar(select(func.count()).select_from(self._filtered(photo_filter).subquery())) or 0

    def newest_ids(self, photo_filter: PhotoFilter, limit: int) -> Rows:
        """List the photos that were taken last of those that pass the filter, newest first, undated ones last. (N,)."""
        query = self._filtered(photo_filter).order_by(PhotoRow.taken_at_local.desc().nulls_last(), PhotoRow.id.desc())
        return np.fromiter(self._session.scalars(query.limit(min(limit, _LARGEST_LIMIT))), dtype=np.int64)

    def iter_hashes(self) -> Iterator[tuple[str, bool]]:
        """Yield each photo's content hash, and whether it has been decoded."""
        for content_hash, width in self._session.execute(select(PhotoRow.content_hash, PhotoRow.width_px)):
            yield content_hash, width is not None

    def find_without_thumbhash(self, *, after: int = 0, limit: int | None = None) -> dict[int, str]:
        """Find photos that were decoded and have no thumbhash, or a damaged one: content hashes by id, above `after`."""
        size = func.coalesce(func.length(PhotoRow.thumbhash), 0)
        lacks = PhotoRow.width_px.is_not(None) & ~size.between(*_THUMBHASH_BYTES)
        query = select(PhotoRow.id, PhotoRow.content_hash).where(PhotoRow.id > after, lacks)
        return dict(self._session.execute(query.order_by(PhotoRow.id).limit(limit)).all())

    def set_thumbhashes(self, thumbhashes: Mapping[int, bytes]) -> None:
        """Give photos their thumbhashes, by id."""
        rows = [{"id": photo_id, "thumbhash": thumbhash} for photo_id, thumbhash in thumbhashes.items()]
        if rows:
            self._session.execute(update_table(PhotoRow), rows)

    def purge_orphans(self, days: int) -> int:
        """Delete photos that have had no file for so many days, with all that is known of them; return how many."""
        limit = int(time.time()) - days * _DAY_S
        return self._session.execute(delete(PhotoRow).where(PhotoRow.orphaned_at <= limit)).rowcount  # type: ignore[attr-defined]

    def _filtered(self, photo_filter: PhotoFilter) -> Select[int]:
        query = select(PhotoRow.id).where(PhotoRow.orphaned_at.is_(None))
        if not photo_filter.include_hidden and self._session.scalar(select_hidden().limit(1)) is not None:
            query = query.where(
                PhotoRow.id.not_in(select_hidden())
            )  # only where it takes something away: it costs time
        if photo_filter.since is not None:
            query = query.where(PhotoRow.taken_at_local >= photo_filter.since)
        if photo_filter.until is not None:
            query = query.where(PhotoRow.taken_at_local < photo_filter.until)
        if photo_filter.camera is not None:
            full_name = func.coalesce(PhotoRow.camera_make, "") + " " + func.coalesce(PhotoRow.camera_model, "")
            query = query.where(full_name.icontains(photo_filter.camera, autoescape=True))
        if photo_filter.folder is not None:
            query = self._in_folder(query, photo_filter)
        if photo_filter.text:
            query = query.where(holds_text(self._session, photo_filter.text))
        return query.where(*iter_signal_conditions(self._session, photo_filter))

    def _in_folder(self, query: Select[int], photo_filter: PhotoFilter) -> Select[int]:
        folder = photo_filter.folder
        assert folder is not None
        places = []
        for root in self._session.scalars(select(RootRow)):
            if folder.is_relative_to(root.path):
                inside = folder.relative_to(root.path).as_posix()
                places.append(
                    (FileRow.root_id == root.id) & below(inside) if inside != "." else FileRow.root_id == root.id
                )
            elif root.path.startswith(f"{folder}/".replace("//", "/")):
                places.append(FileRow.root_id == root.id)
        lie_there = PhotoRow.id.in_(select(FileRow.photo_id).where(or_(False, *places)))
        return query.where(or_(lie_there, PhotoRow.id.in_(select_album(folder))))

    def _update(self, row: PhotoRow, update: PhotoUpdate) -> None:
        if update.facts is not None:
            for name, value in asdict(update.facts).items():
                setattr(row, name, value)
        if update.metadata is not None:
            self._set_metadata(row, update.metadata)

    def _set_metadata(self, row: PhotoRow, metadata: PhotoMetadata) -> None:
        for name, value in asdict(metadata.exposure).items():
            setattr(row, name, value)
        taken, position = metadata.taken, metadata.position
        row.taken_at_local = taken.local if taken else None
        row.utc_offset_s = taken.utc_offset_s if taken else None
        row.time_source = taken.source if taken else None
        row.lat, row.lon = (position.lat, position.lon) if position else (None, None)
        row.altitude_m = position.altitude_m if position else None
        row.place_id = self._place_id(metadata.place) if metadata.place else None
        row.title, row.keywords = metadata.title, list(metadata.keywords)

    def _place_id(self, place: Place) -> int:
        values = asdict(place)
        country = values.pop("country")  # named by its code; a later gazetteer may spell it otherwise
        row = self._session.scalar(select(PlaceRow).filter_by(**values))
        if row is None:
            row = PlaceRow(**values, country=country)
            self._session.add(row)
            self._session.flush()
        row.country = country
        return row.id


def _record(row: PhotoRow, place: PlaceRow | None) -> PhotoRecord:
    facts = None
    if row.width_px is not None:
        assert row.height_px is not None
        assert row.format is not None
        assert row.kind is not None
        facts = PixelFacts(row.format, row.kind, row.width_px, row.height_px, row.is_truncated, row.thumbhash)
    return PhotoRecord(row.id, row.content_hash, row.size_bytes, facts, _metadata(row, place))


def _metadata(row: PhotoRow, place: PlaceRow | None) -> PhotoMetadata:
    taken = None
    if row.taken_at_local is not None and row.time_source is not None:
        taken = CaptureTime(row.taken_at_local, row.utc_offset_s, row.time_source)
    return PhotoMetadata(
        taken=taken,
        exposure=Exposure(
            row.camera_make,
            row.camera_model,
            row.lens,
            row.exposure_s,
            row.aperture_f,
            row.iso,
            row.focal_length_mm,
        ),
        position=GeoPoint(row.lat, row.lon, row.altitude_m) if row.lat is not None and row.lon is not None else None,
        place=Place(place.name, place.region, place.country, place.country_code, place.lat, place.lon)
        if place
        else None,
        title=row.title,
        keywords=tuple(row.keywords),
    )
