"""A store that holds given photos, written in bulk: what curation is measured on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from albumen.store.chunks import iter_chunks
from albumen.store.columns import FRACTION_STEPS
from albumen.store.curation_records import PhotoFacts
from albumen.store.database import open_engine
from albumen.store.records import DATABASE_FILE, ModelKind
from albumen.store.segmentation_tables import MatteRow, SegmentationRow
from albumen.store.signal_tables import ConceptRow, ObjectRow, SignalsRow, TagRow
from albumen.store.store import Store
from albumen.store.tables import FileRow, PhotoRow, PlaceRow
from albumen.types import EncoderIdentity, Place

_BATCH = 50_000


def fill_library(folder: Path, photos: Sequence[PhotoFacts]) -> Store:
    """Write photos, their files and what was seen in them, as if models had looked; return the open store."""
    store = Store(folder / DATABASE_FILE)
    with store.write() as tx:
        root_id = tx.roots.add(Path("/photos")).id
        model_ids = {
            kind: tx.models.add(EncoderIdentity(kind.value, "1", "1"), sha256="0" * 64, kind=kind).id
            for kind in (ModelKind.ANALYSER, ModelKind.SEGMENTER, ModelKind.LIFTER)
        }
    concepts = {name: at for at, name in enumerate(sorted({tag.concept for p in photos for tag in p.concepts}), 1)}
    places = {place: at for at, place in enumerate(dict.fromkeys(p.place for p in photos if p.place), 1)}
    looks, masks, mattes = (model_ids[kind] for kind in (ModelKind.ANALYSER, ModelKind.SEGMENTER, ModelKind.LIFTER))
    writers: dict[type, Callable[[PhotoFacts], Iterator[dict[str, Any]]]] = {
        PhotoRow: lambda photo: _photo(photo, places),
        FileRow: lambda photo: _file(photo, root_id),
        SignalsRow: lambda photo: _signals(photo, looks),
        TagRow: lambda photo: _tags(photo, looks, concepts),
        ObjectRow: lambda photo: _objects(photo, looks),
        SegmentationRow: lambda photo: _masks(photo, masks),
        MatteRow: lambda photo: _matte(photo, mattes),
    }
    engine = open_engine(store.path)
    with Session(engine) as session, session.begin():
        _insert(session, ConceptRow, ({"id": at, "name": name} for name, at in concepts.items()))
        _insert(session, PlaceRow, (_place(place, at) for place, at in places.items()))
        for table, write in writers.items():
            _insert(session, table, (row for photo in photos for row in write(photo)))
    engine.dispose()
    store.analyze()
    return store


def _insert(session: Session, table: type, rows: Iterable[dict[str, Any]]) -> None:
    for batch in iter_chunks(rows, _BATCH):
        session.execute(insert(table), batch)


def _place(place: Place, place_id: int) -> dict[str, Any]:
    names = {"name": place.name, "region": place.region, "country": place.country, "country_code": place.country_code}
    return {"id": place_id, "lat": place.lat, "lon": place.lon} | names


def _photo(photo: PhotoFacts, places: dict[Place, int]) -> Iterator[dict[str, Any]]:
    taken, position = photo.taken, photo.position
    yield {
        "id": photo.id,
        "content_hash": photo.content_hash,
        "size_bytes": photo.size_bytes,
        "format": photo.format,
        "kind": photo.kind,
        "width_px": photo.width_px,
        "height_px": photo.height_px,
        "taken_at_local": taken.local if taken else None,
        "utc_offset_s": taken.utc_offset_s if taken else None,
        "time_source": taken.source if taken else None,
        "camera_model": photo.camera,
        "lat": position.lat if position else None,
        "lon": position.lon if position else None,
        "place_id": places[photo.place] if photo.place else None,
        "keywords": list(photo.keywords),
    }


def _file(photo: PhotoFacts, root_id: int) -> Iterator[dict[str, Any]]:
    stat = {"size_bytes": photo.size_bytes, "mtime_ns": photo.id, "checked_ns": photo.id}
    for folder in photo.folders:
        path = f"{folder.removeprefix('/photos/')}/IMG_{photo.id:08d}.jpg"
        yield {"root_id": root_id, "path": path, "photo_id": photo.id} | stat


def _signals(photo: PhotoFacts, model_id: int) -> Iterator[dict[str, Any]]:
    if photo.utility is None:
        return
    score = round((photo.utility_score or 0.0) * FRACTION_STEPS)
    key = {"photo_id": photo.id, "model_id": model_id}
    kind = {"utility": photo.utility, "utility_scores": {photo.utility.value: score}}
    quality = {"aesthetics": photo.aesthetics or 0.0, "technical": photo.technical or 0.0}
    yield key | kind | quality | {"blur": 0.1, "exposure": 0.1, "noise": 0.1}


def _tags(photo: PhotoFacts, model_id: int, concepts: dict[str, int]) -> Iterator[dict[str, Any]]:
    for tag in photo.concepts:
        key = {"photo_id": photo.id, "model_id": model_id, "concept_id": concepts[tag.concept]}
        yield key | {"score": tag.score}


def _objects(photo: PhotoFacts, model_id: int) -> Iterator[dict[str, Any]]:
    box = {"left": 0, "top": 0, "right": 100, "bottom": 100}
    labels = [label for label, count in photo.objects for _ in range(count)]
    for position, label in enumerate(labels):
        key = {"photo_id": photo.id, "model_id": model_id, "position": position}
        yield key | {"label": label, "score": 0.5} | box


def _masks(photo: PhotoFacts, model_id: int) -> Iterator[dict[str, Any]]:
    if photo.people is None:
        return
    shares = {"people": photo.people, "person_share": photo.person_share or 0.0, "sky_share": photo.sky_share or 0.0}
    size = {"height_px": 384, "width_px": 512, "mask_count": 0}
    yield {"photo_id": photo.id, "model_id": model_id} | size | shares


def _matte(photo: PhotoFacts, model_id: int) -> Iterator[dict[str, Any]]:
    if photo.subject is not None:
        yield {"photo_id": photo.id, "model_id": model_id, "confidence": photo.subject}
