"""One model after another: what the rows of an older version are for, and when they go.

Rows of a new version are made beside the old ones, which serve until then. Versions of a model are the models of its kind
and name; an encoder of another name is a choice, not a version, and its rows stay.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, aliased

from albumen.store.jobs import is_due
from albumen.store.records import ModelRecord
from albumen.store.results import RESULT_TABLES
from albumen.store.tables import EmbeddingRow, JobRow, JobState, ModelRow, PhotoRow


class Versions:
    """Which version of a model holds what."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_finished(self, model: ModelRecord) -> bool:
        """Say whether the model has done, or set aside, every photo that is due."""
        is_settled = exists().where(
            JobRow.photo_id == PhotoRow.id,
            JobRow.model_id == model.id,
            JobRow.state.in_([JobState.DONE, JobState.FAILED]),
        )
        query = select(PhotoRow.id).where(is_due(model.kind), ~is_settled).limit(1)
        return self._session.scalar(query) is None

    def is_behind(self, models: Collection[ModelRecord], others: Collection[ModelRecord]) -> bool:
        """Say whether others have vectors of photos that some encoders have neither embedded nor set aside."""
        own_ids, other_ids = ([model.id for model in part] for part in (models, others))
        own = aliased(EmbeddingRow)
        is_settled = exists().where(own.photo_id == PhotoRow.id, own.model_id.in_(own_ids)) | exists().where(
            JobRow.photo_id == PhotoRow.id, JobRow.model_id.in_(own_ids), JobRow.state == JobState.FAILED
        )
        query = select(PhotoRow.id).join(EmbeddingRow, EmbeddingRow.photo_id == PhotoRow.id)
        query = query.where(EmbeddingRow.model_id.in_(other_ids), PhotoRow.orphaned_at.is_(None), ~is_settled)
        return self._session.scalar(query.limit(1)) is not None

    def retire_replaced(self, model: ModelRecord) -> int:
        """Remove the other versions' rows of each photo that this one has done, once it is finished; return how many.

        A photo that only an older version could analyse keeps what that one made. A version without rows is forgotten.
        """
        others = select(ModelRow.id).where(ModelRow.kind == model.kind, ModelRow.name == model.identity.name)
        replaced = self._session.scalars(others.where(ModelRow.id != model.id)).all()
        if not replaced or not self.is_finished(model):
            return 0
        return sum(self._retire(old_id, model) for old_id in replaced)

    def _retire(self, old_id: int, model: ModelRecord) -> int:
        result, *_ = tables = RESULT_TABLES[model.kind]
        done = select(result.photo_id).where(result.model_id == model.id)
        count = 0
        for table in (JobRow, *tables):
            statement = delete(table).where(table.model_id == old_id, table.photo_id.in_(done))
            removed = self._session.execute(statement).rowcount  # type: ignore[attr-defined]
            count += removed if table is result else 0
        if self._session.scalar(select(result.photo_id).where(result.model_id == old_id).limit(1)) is None:
            self._session.execute(delete(ModelRow).where(ModelRow.id == old_id))
        return count
