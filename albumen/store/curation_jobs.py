"""How far curation jobs are."""

from __future__ import annotations

from sqlalchemy.orm import Session

from albumen.store.curation_records import CurationState
from albumen.store.curation_tables import CurationJobRow


class CurationJobs:
    """The curation_jobs table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> CurationState:
        """Tell where a job stands; one that never ran has done nothing."""
        row = self._session.get(CurationJobRow, name)
        return CurationState(name) if row is None else _record(row)

    def save(self, state: CurationState) -> None:
        """Record where a job stands."""
        self._session.merge(
            CurationJobRow(
                name=state.name,
                stamp=state.stamp,
                cursor=state.cursor,
                done=state.done,
                total=state.total,
                finished_at=state.finished_at,
                error=state.error,
                summary=state.summary,
            )
        )


def _record(row: CurationJobRow) -> CurationState:
    return CurationState(row.name, row.stamp, row.cursor, row.done, row.total, row.finished_at, row.error, row.summary)
