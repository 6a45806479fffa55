"""Masks of photos, by photo and model. A photo's newest segmentation is that of the model added last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from albumen.run_lengths import unpack_mask
from albumen.store.chunks import iter_chunks
from albumen.store.records import SMALLEST_SHARE
from albumen.store.segmentation_tables import SEGMENTATION_TABLES, MaskRow, SegmentationRow
from albumen.types import Mask, MaskKind, Segmentation

_KINDS = tuple(MaskKind)
_Key = tuple[int, int]


class SegmentationTable:
    """The segmentations table and the masks."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, segmentations: Mapping[int, Segmentation], model_id: int) -> None:
        """Write photos' masks; a photo that has some of this model keeps them (same content, same model).

        Args:
            segmentations: by photo.
            model_id: the segmenter that made them.

        Raises:
            ValueError: a number is not finite.
        """
        query = select(SegmentationRow.photo_id).where(SegmentationRow.photo_id.in_(segmentations))
        known = set(self._session.scalars(query.where(SegmentationRow.model_id == model_id)))
        new = {photo_id: found for photo_id, found in segmentations.items() if photo_id not in known}
        keys = {photo_id: {"photo_id": photo_id, "model_id": model_id} for photo_id in new}
        rows = [keys[photo_id] | _summarise(found) for photo_id, found in new.items()]
        masks = [keys[photo_id] | _describe(mask) for photo_id, found in new.items() for mask in found.masks]
        if rows:
            self._session.execute(insert(SegmentationRow), rows)
        if masks:
            self._session.execute(insert(MaskRow), masks)

    def find(self, photo_id: int) -> tuple[int, Segmentation] | None:
        """Find a photo's newest masks, by kind and then by instance, and the id of the model that made them."""
        query = select(SegmentationRow).where(SegmentationRow.photo_id == photo_id)
        row = self._session.scalar(query.order_by(SegmentationRow.model_id.desc()).limit(1))
        if row is None:
            return None
        masks = self._masks_of([photo_id], row.model_id)[photo_id]
        return row.model_id, Segmentation(row.height_px, row.width_px, masks, row.person_share)

    def is_empty(self) -> bool:
        """Say whether no photo has been segmented."""
        return self._session.scalar(select(SegmentationRow.photo_id).limit(1)) is None

    def find_damaged(self, model_id: int) -> list[int]:
        """List photos of which a mask is absent or damaged, or whose masks belong to no segmentation."""
        query = select(SegmentationRow).where(SegmentationRow.model_id == model_id).order_by(SegmentationRow.photo_id)
        damaged = set(self._session.scalars(self._stray_masks(model_id)))
        for rows in self._session.scalars(query.execution_options(yield_per=1024)).partitions():
            masks = self._masks_of([row.photo_id for row in rows], model_id)
            damaged |= {row.photo_id for row in rows if not _is_whole(row, masks[row.photo_id])}
        return sorted(damaged)

    def remove(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Delete a model's masks, as for ones that are damaged."""
        for chunk in iter_chunks(photo_ids):
            for table in SEGMENTATION_TABLES:
                statement = delete(table).where(table.model_id == model_id, table.photo_id.in_(chunk))
                self._session.execute(statement)

    def _masks_of(self, photo_ids: Iterable[int], model_id: int) -> dict[int, tuple[Mask, ...]]:
        found: dict[int, list[Mask]] = {photo_id: [] for photo_id in photo_ids}
        query = select(MaskRow).where(MaskRow.model_id == model_id)
        for chunk in iter_chunks(found):
            for row in self._session.scalars(query.where(MaskRow.photo_id.in_(chunk))):
                found[row.photo_id].append(Mask(row.kind, row.instance, row.score, row.share, row.runs))
        return {photo_id: tuple(sorted(masks, key=_position)) for photo_id, masks in found.items()}

    def _stray_masks(self, model_id: int) -> Any:
        has_row = exists().where(
            SegmentationRow.photo_id == MaskRow.photo_id, SegmentationRow.model_id == MaskRow.model_id
        )
        return select(MaskRow.photo_id).where(MaskRow.model_id == model_id, ~has_row)


def _summarise(found: Segmentation) -> dict[str, Any]:
    return {
        "height_px": found.height_px,
        "width_px": found.width_px,
        "mask_count": len(found.masks),
        "people": found.people,
        "person_share": found.person_share,
        "sky_share": min(1.0, sum(_kept_share(mask) for mask in found.masks if mask.kind is MaskKind.SKY)),
    }


def _describe(mask: Mask) -> dict[str, Any]:
    return {
        "kind": mask.kind,
        "instance": mask.instance,
        "score": mask.score,
        "share": _kept_share(mask),
        "runs": mask.runs,
    }


def _kept_share(mask: Mask) -> float:
    """A mask covers something, however little."""
    return max(mask.share, SMALLEST_SHARE)


def _position(mask: Mask) -> _Key:
    return _KINDS.index(mask.kind), mask.instance


def _is_whole(row: SegmentationRow, masks: tuple[Mask, ...]) -> bool:
    if len(masks) != row.mask_count:
        return False
    try:
        for mask in masks:
            unpack_mask(mask.runs, (row.height_px, row.width_px))
    except ValueError:
        return False
    return True
