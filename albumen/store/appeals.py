"""How much photos are worth showing, as the last ranking had it."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.curation_records import Appeal
from albumen.store.curation_tables import AppealRow
from albumen.store.tables import PhotoRow

# So many are written within half a second: whoever gives them one by one may stop between.
_AT_A_TIME = 4_000


class AppealTable:
    """The appeals table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, appeals: Iterable[Appeal]) -> None:
        """Keep these appeals and no others; those of photos that are gone by now are left out. They may come one by one."""
        known = set(self._session.scalars(select(PhotoRow.id)))
        self._session.execute(delete(AppealRow))
        ranked = (appeal for appeal in appeals if appeal.photo_id in known)
        for chunk in iter_chunks(ranked, _AT_A_TIME):
            rows = [{"photo_id": one.photo_id, "score": one.score, "parts": one.parts} for one in chunk]
            self._session.execute(insert(AppealRow), rows)

    def find(self, photo_ids: Iterable[int]) -> list[Appeal]:
        """Load photos' appeals by ascending id; a photo that was not ranked yet has none."""
        query = select(AppealRow.photo_id, AppealRow.score, AppealRow.parts)
        found: list[Appeal] = []
        for chunk in iter_chunks(sorted(photo_ids)):
            rows = self._session.execute(query.where(AppealRow.photo_id.in_(chunk)).order_by(AppealRow.photo_id))
            found += [Appeal(photo_id, score, parts) for photo_id, score, parts in rows]
        return found

    def scores(self) -> dict[int, float]:
        """Load the score of every photo that was ranked."""
        return dict(self._session.execute(select(AppealRow.photo_id, AppealRow.score)).all())
