"""What the heads say of photos, by photo and model. A photo's newest signals are those of the model added last."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from albumen.errors import StoreError
from albumen.store.chunks import iter_chunks
from albumen.store.columns import FRACTION_STEPS
from albumen.store.signal_filter import are_newest
from albumen.store.signal_tables import (
    SIGNAL_TABLES,
    ConceptRow,
    ObjectRow,
    PrintRow,
    SaliencyRow,
    SignalsRow,
    TagRow,
)
from albumen.types import (
    PRINT_BYTES,
    SALIENCY_SIDE,
    Box,
    DetectedObject,
    PhotoSignals,
    Quality,
    Saliency,
    Tag,
    UtilityKind,
)

_HEAT_BYTES = SALIENCY_SIDE * SALIENCY_SIDE


class SignalTable:
    """The signals table and those beside it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, signals: Mapping[int, PhotoSignals], model_id: int) -> None:
        """Write photos' signals; a photo that has some of this model keeps them (same content, same model).

        Args:
            signals: by photo; boxes in pixels of the upright full-size photo.
            model_id: the analyser that made them.

        Raises:
            ValueError: a number is not finite.
        """
        query = select(SignalsRow.photo_id).where(SignalsRow.photo_id.in_(signals), SignalsRow.model_id == model_id)
        known = set(self._session.scalars(query))
        new = {photo_id: found for photo_id, found in signals.items() if photo_id not in known}
        concepts = self._concept_ids({tag.concept for found in new.values() for tag in found.tags})
        rows: dict[type, list[dict[str, Any]]] = defaultdict(list)
        for photo_id, found in new.items():
            key = {"photo_id": photo_id, "model_id": model_id}
            for table, values in _values(found, concepts):
                rows[table].append(key | values)
        for table in SIGNAL_TABLES:
            if rows[table]:
                self._session.execute(insert(table), rows[table])

    def find(self, photo_id: int) -> tuple[int, PhotoSignals] | None:
        """Find a photo's newest signals, and the id of the model that made them.

        Raises:
            StoreError: a part of them is lost or damaged.
        """
        query = select(SignalsRow).where(SignalsRow.photo_id == photo_id).order_by(SignalsRow.model_id.desc())
        row = self._session.scalar(query.limit(1))
        if row is None:
            return None
        try:
            return row.model_id, self._read(row)
        except (NoResultFound, zlib.error) as error:
            raise StoreError(f"the signals of photo {photo_id} are damaged; run `albumen doctor`") from error

    def tags_of(self, photo_ids: Iterable[int]) -> dict[int, tuple[Tag, ...]]:
        """Load photos' newest tags, best first; a photo without any has none."""
        found: dict[int, list[Tag]] = {photo_id: [] for photo_id in photo_ids}
        query = select(TagRow.photo_id, ConceptRow.name, TagRow.score).join(ConceptRow)
        query = query.where(*are_newest(self._session, TagRow)).order_by(TagRow.score.desc(), ConceptRow.name)
        for chunk in iter_chunks(found):
            for photo_id, concept, score in self._session.execute(query.where(TagRow.photo_id.in_(chunk))):
                found[photo_id].append(Tag(concept, score))
        return {photo_id: tuple(tags) for photo_id, tags in found.items()}

    def is_empty(self) -> bool:
        """Say whether no photo has signals."""
        return self._session.scalar(select(SignalsRow.photo_id).limit(1)) is None

    def find_damaged(self, model_id: int) -> list[int]:
        """List photos of which a part is absent, or a print or heat map is not what it should be."""
        query = (
            select(SignalsRow.photo_id, PrintRow.print_bits, PrintRow.pdq_bits, SaliencyRow.heat)
            .outerjoin(PrintRow, _same_key(PrintRow))
            .outerjoin(SaliencyRow, _same_key(SaliencyRow))
            .where(SignalsRow.model_id == model_id)
        )
        rows = self._session.execute(query.execution_options(yield_per=8192))
        return [photo_id for photo_id, *blobs in rows if not _is_whole(*blobs)]

    def remove(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Delete a model's signals, as for ones that are damaged."""
        for chunk in iter_chunks(photo_ids):
            for table in SIGNAL_TABLES:
                statement = delete(table).where(table.model_id == model_id, table.photo_id.in_(chunk))
                self._session.execute(statement)

    def _read(self, row: SignalsRow) -> PhotoSignals:
        key = (row.photo_id, row.model_id)
        saliency, prints = self._session.get_one(SaliencyRow, key), self._session.get_one(PrintRow, key)
        return PhotoSignals(
            tags=self.tags_of([row.photo_id])[row.photo_id],
            objects=self._objects(*key),
            utility={kind: row.utility_scores.get(kind, 0) / FRACTION_STEPS for kind in UtilityKind},
            print_bits=prints.print_bits,
            pdq_bits=prints.pdq_bits,
            quality=Quality(row.aesthetics, row.technical, row.blur, row.exposure, row.noise),
            saliency=Saliency(zlib.decompress(saliency.heat), _box(saliency)),
        )

    def _objects(self, photo_id: int, model_id: int) -> tuple[DetectedObject, ...]:
        query = select(ObjectRow).where(ObjectRow.photo_id == photo_id, ObjectRow.model_id == model_id)
        rows = self._session.scalars(query.order_by(ObjectRow.position))
        return tuple(DetectedObject(row.label, row.score, _box(row)) for row in rows)

    def _concept_ids(self, names: set[str]) -> dict[str, int]:
        query = select(ConceptRow.name, ConceptRow.id).where(ConceptRow.name.in_(names))
        ids = dict(self._session.execute(query).all())
        rows = [ConceptRow(name=name) for name in sorted(names - ids.keys())]
        self._session.add_all(rows)
        self._session.flush()
        return ids | {row.name: row.id for row in rows}


def _values(signals: PhotoSignals, concepts: Mapping[str, int]) -> Iterable[tuple[type, dict[str, Any]]]:
    quality, box = signals.quality, signals.saliency.box
    steps = {kind.value: round(score * FRACTION_STEPS) for kind, score in signals.utility.items()}
    yield (
        SignalsRow,
        {
            "utility": signals.utility_kind,
            "utility_scores": {kind: count for kind, count in steps.items() if count},
            "aesthetics": quality.aesthetics,
            "technical": quality.technical,
            "blur": quality.blur,
            "exposure": quality.exposure,
            "noise": quality.noise,
        },
    )
    for tag in signals.tags:
        yield TagRow, {"concept_id": concepts[tag.concept], "score": tag.score}
    for position, found in enumerate(signals.objects):
        values = {"position": position, "label": found.label, "score": found.score}
        yield ObjectRow, values | _whole_pixels(found.box)
    yield SaliencyRow, {"heat": zlib.compress(signals.saliency.heat)} | _whole_pixels(box)
    yield PrintRow, {"print_bits": signals.print_bits, "pdq_bits": signals.pdq_bits}


def _whole_pixels(box: Box) -> dict[str, int]:
    return {"left": round(box.left), "top": round(box.top), "right": round(box.right), "bottom": round(box.bottom)}


def _box(row: ObjectRow | SaliencyRow) -> Box:
    return Box(float(row.left), float(row.top), float(row.right), float(row.bottom))


def _same_key(table: type[PrintRow] | type[SaliencyRow]) -> ColumnElement[bool]:
    return (table.photo_id == SignalsRow.photo_id) & (table.model_id == SignalsRow.model_id)


def _is_whole(print_bits: bytes | None, pdq_bits: bytes | None, heat: bytes | None) -> bool:
    if print_bits is None or pdq_bits is None or heat is None:
        return False
    try:
        heat = zlib.decompress(heat)
    except zlib.error:
        return False
    return len(print_bits) == len(pdq_bits) == PRINT_BYTES and len(heat) == _HEAT_BYTES
