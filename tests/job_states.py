"""The states of photos' work, which nothing but a test looks at one by one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from albumen.store.store import Transaction
from albumen.store.tables import JobRow, JobState


def load_states(tx: Transaction, photo_ids: Iterable[int], model_id: int) -> dict[int, JobState]:
    """Load the states of photos' work; a photo without a job is left out."""
    query = select(JobRow.photo_id, JobRow.state).where(JobRow.photo_id.in_(list(photo_ids)))
    return dict(tx._session.execute(query.where(JobRow.model_id == model_id)).all())
