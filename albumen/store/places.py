"""The places where the library's photos were taken."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from albumen.store.tables import PhotoRow, PlaceRow
from albumen.types import Place


class PlaceTable:
    """The places table, as far as photos with a file are there."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self) -> dict[Place, int]:
        """Count the photos of each place, those with most first."""
        number = func.count()
        query = select(PlaceRow, number).join(PhotoRow, PhotoRow.place_id == PlaceRow.id)
        query = query.where(PhotoRow.orphaned_at.is_(None)).group_by(PlaceRow.id).order_by(number.desc(), PlaceRow.id)
        return {
            Place(row.name, row.region, row.country, row.country_code, row.lat, row.lon): count
            for row, count in self._session.execute(query)
        }
