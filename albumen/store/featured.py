"""The featured photos of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from albumen.store.curation_records import FeaturedPhoto
from albumen.store.curation_tables import FeaturedRow
from albumen.store.tables import PhotoRow


class FeaturedTable:
    """The featured table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, sets: Mapping[date, Sequence[FeaturedPhoto]]) -> None:
        """Keep these days' sets and no others, each in its order; photos that are gone by now are left out."""
        self._session.execute(delete(FeaturedRow))
        wanted = {photo.photo_id for photos in sets.values() for photo in photos}
        known = set(self._session.scalars(select(PhotoRow.id).where(PhotoRow.id.in_(wanted))))
        rows = [
            {"day": day, "position": at, "photo_id": photo.photo_id, "reason": photo.reason, "evidence": photo.evidence}
            for day, photos in sets.items()
            for at, photo in enumerate(photos)
            if photo.photo_id in known
        ]
        if rows:
            self._session.execute(insert(FeaturedRow), rows)

    def of(self, day: date) -> list[FeaturedPhoto]:
        """Load a day's set in its order; empty where none was made."""
        query = select(FeaturedRow).where(FeaturedRow.day == day).order_by(FeaturedRow.position)
        return [_photo(row) for row in self._session.scalars(query)]

    def all(self) -> list[FeaturedPhoto]:
        """Load every set that there is, day by day, each in its order."""
        query = select(FeaturedRow).order_by(FeaturedRow.day, FeaturedRow.position)
        return [_photo(row) for row in self._session.scalars(query)]


def _photo(row: FeaturedRow) -> FeaturedPhoto:
    return FeaturedPhoto(row.day, row.photo_id, row.reason, row.evidence or "")
