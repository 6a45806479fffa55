"""What people asked of Albumen's choices: kept for good, in force until it is taken back."""

from __future__ import annotations

import time
from functools import cache

import numpy as np
from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from albumen.arrays import Rows
from albumen.store.curation_records import Target, Verb, Wish
from albumen.store.curation_tables import FeedbackRow
from albumen.store.tables import PhotoRow


class FeedbackTable:
    """The feedback table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, verb: Verb, target: Target, value: str) -> Wish:
        """Record a wish; the same one again is the one that is in force already."""
        query = select(FeedbackRow).where(FeedbackRow.undone_at.is_(None))
        known = self._session.scalar(query.filter_by(verb=verb, target=target, value=value))
        if known is not None:
            return _record(known)
        row = FeedbackRow(verb=verb, target=target, value=value, made_at=int(time.time()))
        self._session.add(row)
        self._session.flush()
        return _record(row)

    def undo(self, wish_id: int) -> bool:
        """Take a wish back; return whether it was in force."""
        statement = update(FeedbackRow).where(FeedbackRow.id == wish_id, FeedbackRow.undone_at.is_(None))
        return bool(self._session.execute(statement.values(undone_at=int(time.time()))).rowcount)  # type: ignore[attr-defined]

    def find(self, wish_id: int) -> Wish | None:
        """Find a wish by its id, in force or not."""
        row = self._session.get(FeedbackRow, wish_id)
        return None if row is None else _record(row)

    def in_force(self) -> list[Wish]:
        """List the wishes that hold, oldest first."""
        query = select(FeedbackRow).where(FeedbackRow.undone_at.is_(None)).order_by(FeedbackRow.id)
        return [_record(row) for row in self._session.scalars(query)]

    def all(self) -> list[Wish]:
        """List every wish there ever was, oldest first: what a ranking learns from."""
        return [_record(row) for row in self._session.scalars(select(FeedbackRow).order_by(FeedbackRow.id))]

    def hidden_ids(self) -> Rows:
        """List the photos that were hidden themselves, not by their place, days or concepts: ids, ascending. (N,)."""
        return np.fromiter(self._session.scalars(select_hidden().order_by(PhotoRow.id)), dtype=np.int64)


@cache  # SQLAlchemy takes longer to write it than SQLite to answer, and every search asks it
def select_hidden() -> Select[int]:
    """Select the photos that were hidden themselves."""
    is_hiding = FeedbackRow.undone_at.is_(None) & (FeedbackRow.verb == Verb.HIDE) & (FeedbackRow.target == Target.PHOTO)
    return select(PhotoRow.id).join(FeedbackRow, FeedbackRow.value == PhotoRow.content_hash).where(is_hiding)


def _record(row: FeedbackRow) -> Wish:
    return Wish(row.verb, row.target, row.value, row.made_at, row.undone_at, row.id)
