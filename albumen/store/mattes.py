"""Subjects of photos, by photo and model: how sure the lifter is of one, and its alpha matte once someone has asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.records import Matte
from albumen.store.segmentation_tables import MatteRow

_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB\x60\x82"  # the end is the last chunk's type and checksum


class MatteTable:
    """The mattes table."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save_confidences(self, confidences: Mapping[int, float], model_id: int) -> None:
        """Write how sure the lifter is of photos' subjects; a photo that has a row of this model keeps it."""
        query = select(MatteRow.photo_id).where(MatteRow.photo_id.in_(confidences), MatteRow.model_id == model_id)
        known = set(self._session.scalars(query))
        rows = [
            {"photo_id": photo_id, "model_id": model_id, "confidence": confidence, "png": None}
            for photo_id, confidence in confidences.items()
            if photo_id not in known
        ]
        if rows:
            self._session.execute(insert(MatteRow), rows)

    def save(self, photo_id: int, model_id: int, matte: Matte) -> None:
        """Keep a photo's matte, in place of what was known of it."""
        values = {"confidence": matte.confidence, "png": matte.png}
        self._session.merge(MatteRow(photo_id=photo_id, model_id=model_id, **values))

    def find(self, photo_id: int, model_id: int) -> Matte | None:
        """Find what a lifter has made of a photo."""
        row = self._session.get(MatteRow, (photo_id, model_id))
        return None if row is None else Matte(row.confidence, row.png)

    def find_confidence(self, photo_id: int) -> float | None:
        """Tell how sure the newest lifter that has looked is of a subject."""
        query = select(MatteRow.confidence).where(MatteRow.photo_id == photo_id)
        return self._session.scalar(query.order_by(MatteRow.model_id.desc()).limit(1))

    def find_damaged(self, model_id: int) -> list[int]:
        """List photos whose matte is no whole PNG."""
        query = select(MatteRow.photo_id, MatteRow.png).where(MatteRow.model_id == model_id, MatteRow.png.is_not(None))
        rows = self._session.execute(query.execution_options(yield_per=64))
        return [photo_id for photo_id, png in rows if not _is_png(png or b"")]

    def drop_pictures(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Let mattes go that can be made again when they are asked for; the confidences stay."""
        statement = update(MatteRow).where(MatteRow.model_id == model_id)
        for chunk in iter_chunks(photo_ids):
            self._session.execute(statement.where(MatteRow.photo_id.in_(chunk)).values(png=None))


def _is_png(content: bytes) -> bool:
    return content.startswith(_PNG_START) and content.endswith(_PNG_END)
