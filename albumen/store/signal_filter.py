"""Which photos' signals and masks pass a filter, as conditions of one query."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from albumen.store.records import ModelKind, PhotoFilter
from albumen.store.results import RESULT_TABLES, ResultTable
from albumen.store.segmentation_tables import SegmentationRow
from albumen.store.signal_tables import ConceptRow, ObjectRow, SignalsRow, TagRow
from albumen.store.tables import ModelRow, PhotoRow
from albumen.types import UtilityKind


def iter_signal_conditions(session: Session, photo_filter: PhotoFilter) -> Iterator[ColumnElement[bool]]:
    """Yield a condition on the photo for each part of the filter that asks its signals or its masks."""

    def photos(table: ResultTable, kind: ModelKind = ModelKind.ANALYSER) -> Select[int]:
        return select(table.photo_id).where(*are_newest(session, table, kind))

    for concepts in photo_filter.tags:
        ids = select(ConceptRow.id).where(ConceptRow.name.in_(sorted(concepts)))
        yield PhotoRow.id.in_(photos(TagRow).where(TagRow.concept_id.in_(ids)))
    for wanted in photo_filter.objects:
        query = photos(ObjectRow).where(ObjectRow.label == wanted.label)
        if wanted.at_least > 1:
            query = query.group_by(ObjectRow.photo_id).having(func.count() >= wanted.at_least)
        yield PhotoRow.id.in_(query)
    judged = [*_iter_judgements(photo_filter)]
    if judged:
        yield PhotoRow.id.in_(photos(SignalsRow).where(*judged))
    if photo_filter.asks_masks:
        segmented = photos(SegmentationRow, ModelKind.SEGMENTER)
        yield PhotoRow.id.in_(segmented.where(*_iter_extents(photo_filter)))


def utility_ids() -> Select[int]:
    """List the photos that an analyser took for utility content."""
    return select(SignalsRow.photo_id).where(SignalsRow.utility != UtilityKind.NONE)


def are_newest(session: Session, table: ResultTable, kind: ModelKind = ModelKind.ANALYSER) -> list[ColumnElement[bool]]:
    """Match the rows of the model that was added last of those of its kind that looked at the photo.

    That costs a look-up a row; nothing has to be asked while there is one such model.
    """
    if len(session.scalars(_select_models(kind)).all()) < 2:
        return []
    newest = aliased(RESULT_TABLES[kind][0])
    query = select(func.max(newest.model_id)).where(newest.photo_id == table.photo_id)
    return [table.model_id == query.scalar_subquery()]


@cache  # writing it takes SQLAlchemy longer than answering it
def _select_models(kind: ModelKind) -> Select[int]:
    return select(ModelRow.id).where(ModelRow.kind == kind)


def _iter_judgements(photo_filter: PhotoFilter) -> Iterator[ColumnElement[bool]]:
    if photo_filter.kind is not None:
        yield SignalsRow.utility == photo_filter.kind
    if photo_filter.min_quality is not None:
        yield SignalsRow.technical >= photo_filter.min_quality
    if photo_filter.min_aesthetics is not None:
        yield SignalsRow.aesthetics >= photo_filter.min_aesthetics


def _iter_extents(photo_filter: PhotoFilter) -> Iterator[ColumnElement[bool]]:
    people = photo_filter.people
    if people is not None:
        yield SegmentationRow.people >= people.at_least
        if people.at_most is not None:
            yield SegmentationRow.people <= people.at_most
    if photo_filter.min_person_share is not None:
        yield SegmentationRow.person_share >= photo_filter.min_person_share
    if photo_filter.min_sky_share is not None:
        yield SegmentationRow.sky_share >= photo_filter.min_sky_share
