"""Models that have written rows, by identity."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from albumen.errors import StoreError
from albumen.store.records import ModelRecord
from albumen.store.tables import ModelRow
from albumen.types import EncoderIdentity


class Models:
    """The models table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[ModelRecord]:
        """List the models, oldest first."""
        return [_record(row) for row in self._session.scalars(select(ModelRow).order_by(ModelRow.id))]

    def find(self, identity: EncoderIdentity) -> ModelRecord | None:
        """Find a model by identity."""
        query = select(ModelRow).filter_by(name=identity.name, tag=identity.tag, preprocessing=identity.preprocessing)
        row = self._session.scalar(query)
        return None if row is None else _record(row)

    def add(self, identity: EncoderIdentity, *, sha256: str, dim: int) -> ModelRecord:
        """Add a model, or return the one of that identity.

        Raises:
            StoreError: the identity is known with other weights, so its vectors must not be mixed with these.
        """
        known = self.find(identity)
        if known is None:
            row = ModelRow(
                name=identity.name, tag=identity.tag, preprocessing=identity.preprocessing, sha256=sha256, dim=dim
            )
            self._session.add(row)
            self._session.flush()
            return _record(row)
        if known.sha256 != sha256:
            raise StoreError(
                f"this library's vectors of {identity} come from other weights of the same name; "
                "give the new weights another tag, or restore the ones that made the library"
            )
        return known


def _record(row: ModelRow) -> ModelRecord:
    return ModelRecord(row.id, EncoderIdentity(row.name, row.tag, row.preprocessing), row.sha256, row.dim)
