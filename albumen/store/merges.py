"""What photos got from their duplicates. A photo's own row has what comes of its file and of that, so every reader sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, delete, func, select, true
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.columns import escape_path, unescape_path
from albumen.store.curation_tables import MergedMetadataRow
from albumen.store.tables import PhotoRow, PlaceRow
from albumen.types import CaptureTime, GeoPoint, Place, TimeSource

_TIME = ("taken_at_local", "utc_offset_s", "time_source")
_WHERE = ("lat", "lon", "altitude_m", "place_id")
_OWN = (*_TIME, *_WHERE, "title", "keywords")


@dataclass(frozen=True, slots=True)
class MergedMetadata:
    """What a photo gets: a time, position, place or title in the place of its own, None for none; more keywords and albums.

    `albums` are folders that its duplicates lay in.
    """

    taken: CaptureTime | None = None
    position: GeoPoint | None = None
    place: Place | None = None
    title: str | None = None
    keywords: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is got."""
        return self == MergedMetadata()


class MergeTable:
    """The merged_metadata table, and what follows from it for the photos."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, photo_id: int, batch: int, merged: MergedMetadata) -> None:
        """Give a photo what its duplicates knew; what the same batch gave it before stays beside it."""
        photo = self._session.get_one(PhotoRow, photo_id)
        rows = self._rows([photo_id])[photo_id]
        row = next((row for row in rows if row.batch == batch), None)
        if row is None:
            own = rows[0].own if rows else _own_of(photo)
            row = MergedMetadataRow(photo_id=photo_id, batch=batch, keywords=[], albums=[], own=own)
            self._session.add(row)
            rows.append(row)
        for name, value in self._values(merged).items():
            if value is not None:
                setattr(row, name, value)
        row.keywords = _united(row.keywords, merged.keywords)
        row.albums = _united(row.albums, map(escape_path, merged.albums))
        _apply(photo, rows)
        self._session.flush()

    def remove(self, batch: int, photo_ids: Iterable[int] | None = None) -> None:
        """Take back what a batch gave, to all photos or to some."""
        query = select(MergedMetadataRow.photo_id).where(MergedMetadataRow.batch == batch)
        given = set(self._session.scalars(query))
        for photo_id in given if photo_ids is None else given & set(photo_ids):
            photo, rows = self._session.get_one(PhotoRow, photo_id), self._rows([photo_id])[photo_id]
            _set_own(photo, rows[0].own)
            _apply(photo, [row for row in rows if row.batch != batch])
            key = (MergedMetadataRow.photo_id == photo_id) & (MergedMetadataRow.batch == batch)
            self._session.flush()
            self._session.execute(delete(MergedMetadataRow).where(key))

    def restate(self, photos: Iterable[PhotoRow]) -> None:
        """Merge anew into photos whose files have just been read: what these say is their own."""
        by_id = {photo.id: photo for photo in photos}
        for photo_id, rows in self._rows(by_id).items():
            own = _own_of(by_id[photo_id])
            for row in rows:
                row.own = own
            _apply(by_id[photo_id], rows)

    def albums_of(self, photo_ids: Iterable[int] | None = None) -> dict[int, tuple[str, ...]]:
        """Tell the folders that photos' duplicates lay in; photos that got none are left out."""
        found: dict[int, list[str]] = {}
        for photo_id, rows in self._rows(photo_ids).items():
            for row in rows:
                found[photo_id] = _united(found.get(photo_id, []), row.albums)
        return {photo_id: tuple(map(unescape_path, albums)) for photo_id, albums in found.items() if albums}

    def _rows(self, photo_ids: Iterable[int] | None) -> defaultdict[int, list[MergedMetadataRow]]:
        """Load rows by photo, the oldest batch first."""
        query = select(MergedMetadataRow).order_by(MergedMetadataRow.batch)
        found: defaultdict[int, list[MergedMetadataRow]] = defaultdict(list)
        if photo_ids is None:
            for row in self._session.scalars(query):
                found[row.photo_id].append(row)
            return found
        for chunk in iter_chunks(photo_ids):
            for row in self._session.scalars(query.where(MergedMetadataRow.photo_id.in_(chunk))):
                found[row.photo_id].append(row)
        return found

    def _values(self, merged: MergedMetadata) -> dict[str, object]:
        taken, position = merged.taken, merged.position
        return {
            "taken_at_local": taken.local if taken else None,
            "utc_offset_s": taken.utc_offset_s if taken else None,
            "time_source": taken.source if taken else None,
            "lat": position.lat if position else None,
            "lon": position.lon if position else None,
            "altitude_m": position.altitude_m if position else None,
            "place_id": self._place_id(merged.place) if merged.place else None,
            "title": merged.title,
        }

    def _place_id(self, place: Place) -> int | None:
        """Find the row of a place; it came from a photo of this store, so there is one."""
        key = {"name": place.name, "region": place.region, "country_code": place.country_code}
        return self._session.scalar(select(PlaceRow.id).filter_by(**key, lat=place.lat, lon=place.lon))


def select_album(folder: Path) -> Select[int]:
    """Select the photos of which a duplicate lay in a folder, or below it."""
    path = escape_path(str(folder))
    album = func.json_each(MergedMetadataRow.albums).table_valued("value")
    is_there = (album.c.value == path) | album.c.value.startswith(f"{path}/", autoescape=True)
    return select(MergedMetadataRow.photo_id).select_from(MergedMetadataRow).join(album, true()).where(is_there)


def _apply(photo: PhotoRow, rows: Iterable[MergedMetadataRow]) -> None:
    for row in rows:
        if row.taken_at_local is not None:
            _copy(row, photo, _TIME)
        if row.lat is not None:
            _copy(row, photo, _WHERE)
        if row.title is not None:
            photo.title = row.title
        photo.keywords = _united(photo.keywords, row.keywords)


def _copy(source: Any, target: Any, names: Iterable[str]) -> None:
    for name in names:
        setattr(target, name, getattr(source, name))


def _own_of(photo: PhotoRow) -> dict[str, object]:
    own = {name: getattr(photo, name) for name in _OWN}
    taken = photo.taken_at_local
    return own | {"taken_at_local": taken.isoformat() if taken else None}


def _set_own(photo: PhotoRow, own: dict[str, Any]) -> None:
    for name in _OWN:
        setattr(photo, name, own[name])
    taken, source = own["taken_at_local"], own["time_source"]
    photo.taken_at_local = datetime.fromisoformat(taken) if taken else None
    photo.time_source = TimeSource(source) if source else None


def _united(first: Iterable[str], second: Iterable[str]) -> list[str]:
    return [*dict.fromkeys([*first, *second])]
