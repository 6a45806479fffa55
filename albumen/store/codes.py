"""Which photos hold a QR or bar code that can be read, among those that the analyser took for photos of the world."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, exists, func, insert, select
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_tables import CodeRow
from albumen.store.signal_tables import SignalsRow
from albumen.store.tables import PhotoRow
from albumen.types import UtilityKind


class CodeTable:
    """The codes table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, found: Mapping[int, str | None]) -> None:
        """Keep the kind of code that was found in each photo, None in those without; those that are gone by now are left out."""
        for ids in iter_chunks(found):
            known = self._session.scalars(select(PhotoRow.id).where(PhotoRow.id.in_(ids), ~_is_read()))
            rows = [{"photo_id": photo_id, "symbology": found[photo_id]} for photo_id in known]
            if rows:
                self._session.execute(insert(CodeRow), rows)

    def find_unread(self) -> dict[int, str]:
        """Map the photos that are to be read, and were not, to their content hashes; the newest come first."""
        query = select(PhotoRow.id, PhotoRow.content_hash).where(_is_to_be_read(), ~_is_read())
        newest_first = (PhotoRow.taken_at_local.desc().nulls_last(), PhotoRow.id.desc())
        return dict(self._session.execute(query.order_by(*newest_first)).all())

    def count_found(self) -> int:
        """Count the photos with a code that have a file."""
        has_code = select(CodeRow.photo_id).where(CodeRow.symbology.is_not(None))
        query = select(func.count()).where(PhotoRow.id.in_(has_code), PhotoRow.orphaned_at.is_(None))
        return self._session.scalar(query) or 0

    def stamp(self) -> str:
        """Tell the photos that are to be read, whether or not they were."""
        return str(
            tuple(self._session.execute(select(func.count(), func.sum(PhotoRow.id)).where(_is_to_be_read())).one())
        )


def _is_to_be_read() -> ColumnElement[bool]:
    """Match photos with a file and a picture that an analyser took for photos of the world."""
    of_the_world = select(SignalsRow.photo_id).where(SignalsRow.utility == UtilityKind.NONE)
    has_file, has_picture = PhotoRow.orphaned_at.is_(None), PhotoRow.width_px.is_not(None)
    return and_(has_file, has_picture, PhotoRow.id.in_(of_the_world))


def _is_read() -> ColumnElement[bool]:
    return exists().where(CodeRow.photo_id == PhotoRow.id)
