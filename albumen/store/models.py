"""Models that have written rows, by identity."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from albumen.errors import StoreError
from albumen.store.records import ModelKind, ModelRecord
from albumen.store.tables import ModelRow
from albumen.types import EncoderIdentity


class Models:
    """The models table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, kind: ModelKind | None = None) -> list[ModelRecord]:
        """List the models, or those of one kind, oldest first."""
        query = select(ModelRow).order_by(ModelRow.id)
        if kind is not None:
            query = query.where(ModelRow.kind == kind)
        return [_record(row) for row in self._session.scalars(query)]

    def find(self, identity: EncoderIdentity, kind: ModelKind = ModelKind.ENCODER) -> ModelRecord | None:
        """Find a model by identity."""
        query = select(ModelRow).filter_by(name=identity.name, tag=identity.tag, preprocessing=identity.preprocessing)
        row = self._session.scalar(query.where(ModelRow.kind == kind))
        return None if row is None else _record(row)

    def add(
        self,
        identity: EncoderIdentity,
        *,
        sha256: str,
        dim: int = 0,
        kind: ModelKind = ModelKind.ENCODER,
        space: str | None = None,
    ) -> ModelRecord:
        """Add a model, or return the one of that identity; without a `space` it is alone in its own.

        Raises:
            StoreError: the identity is known with other weights, so its rows must not be mixed with these.
        """
        known = self.find(identity, kind)
        if known is None:
            row = ModelRow(
                kind=kind,
                name=identity.name,
                tag=identity.tag,
                preprocessing=identity.preprocessing,
                sha256=sha256,
                dim=dim,
                space=space or str(identity),
            )
            self._session.add(row)
            self._session.flush()
            return _record(row)
        if known.sha256 != sha256:
            raise StoreError(
                f"this library's {kind.product} of {identity} come from other weights of the same name; "
                "give the new weights another tag, or restore the ones that made the library"
            )
        return known

    def set_rate(self, model_ids: Iterable[int], photos_per_s: float) -> None:
        """Record how fast models work."""
        statement = update(ModelRow).where(ModelRow.id.in_(list(model_ids)))
        self._session.execute(statement.values(photos_per_s=photos_per_s))


def _record(row: ModelRow) -> ModelRecord:
    identity = EncoderIdentity(row.name, row.tag, row.preprocessing)
    return ModelRecord(row.id, identity, row.sha256, row.dim, row.kind, row.space, row.photos_per_s)
