"""What moments, homes and trips are made of: a few columns of each photo, which load in a fraction of the time of all facts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, Row, String, cast, func, select
from sqlalchemy.orm import Session

from albumen.store.columns import FRACTION_STEPS
from albumen.store.curation_records import PhotoFacts
from albumen.store.records import ModelKind
from albumen.store.segmentation_tables import SegmentationRow
from albumen.store.signal_filter import are_newest
from albumen.store.signal_tables import SignalsRow
from albumen.store.tables import PhotoRow, PlaceRow
from albumen.types import CaptureTime, GeoPoint, Place, TimeSource, UtilityKind

# A prime below 2**31, so that a sum over a billion photos fits SQLite's integers.
_MODULUS = 2_147_483_647
_SOURCES = "".join(f"|{source.value}|" for source in TimeSource)
_PHOTO_COLUMNS = (
    PhotoRow.id,
    PhotoRow.content_hash,
    PhotoRow.size_bytes,
    PhotoRow.taken_at_local,
    PhotoRow.utc_offset_s,
    PhotoRow.time_source,
    PhotoRow.lat,
    PhotoRow.lon,
    PhotoRow.altitude_m,
    PhotoRow.place_id,
)


def load_timeline_facts(session: Session) -> list[PhotoFacts]:
    """Load photos that have a file, by ascending id, with their time, position, place and utility; the rest is left out."""
    places = {row.id: _place(row) for row in session.execute(select(*PlaceRow.__table__.columns))}
    query = select(SignalsRow.photo_id, SignalsRow.utility, SignalsRow.utility_scores)
    query = query.where(SignalsRow.utility != UtilityKind.NONE, *are_newest(session, SignalsRow, ModelKind.ANALYSER))
    utility = {photo_id: (kind, scores.get(kind, 0)) for photo_id, kind, scores in session.execute(query)}
    rows = session.execute(select(*_PHOTO_COLUMNS).where(PhotoRow.orphaned_at.is_(None)).order_by(PhotoRow.id))
    return [_facts(row, places, *utility.get(row.id, (None, 0))) for row in rows]


def stamp_timeline(session: Session) -> str:
    """Tell the state of all that moments, homes and trips are made of: another one after a change of any photo's."""
    taken_s = cast(func.coalesce(func.strftime("%s", PhotoRow.taken_at_local), "7"), Integer)
    parts = (
        taken_s * 31,
        func.coalesce(PhotoRow.utc_offset_s, 77) * 101,
        func.instr(_SOURCES, func.coalesce("|" + cast(PhotoRow.time_source, String) + "|", "")) * 1_009,
        cast(func.coalesce(PhotoRow.lat, 99) * 1e6, Integer) * 13,
        cast(func.coalesce(PhotoRow.lon, 199) * 1e6, Integer) * 17,
        func.coalesce(PhotoRow.place_id, 0) * 10_007,
    )
    mixed = PhotoRow.id * 1_000_003
    for part in parts:
        mixed += part
    photos = select(func.count(), func.max(PhotoRow.id), func.sum((mixed * (PhotoRow.id % 9_973 + 1)) % _MODULUS))
    looks = select(func.count(), func.sum(SignalsRow.photo_id * 31 + SignalsRow.model_id))
    found = (*session.execute(photos.where(PhotoRow.orphaned_at.is_(None))).one(), *session.execute(looks).one())
    return ":".join(str(value or 0) for value in found)


def stamp_graph(session: Session) -> str:
    """Tell the state of all that the graph is made of: that of the timeline, cameras, and who looked at which photo.

    What a model saw in a photo never changes; a change of a camera's name is noticed by its length and three of its letters.
    """
    name = func.coalesce(PhotoRow.camera_make, "") + " " + func.coalesce(PhotoRow.camera_model, "")
    letters = [func.unicode(func.substr(name, at, 1)) for at in (1, func.length(name) / 2, -1)]
    mixed = func.length(name) * 1_009
    for number, letter in enumerate(letters, 1):
        mixed += func.coalesce(letter, 0) * 31**number
    cameras = select(func.sum((mixed * (PhotoRow.id % 9_973 + 1)) % _MODULUS)).where(PhotoRow.orphaned_at.is_(None))
    people = select(func.sum((SegmentationRow.people * 31 + SegmentationRow.model_id) * SegmentationRow.photo_id))
    return ":".join([stamp_timeline(session), *(str(session.scalar(query) or 0) for query in (cameras, people))])


def _facts(row: Row[*tuple[Any, ...]], places: dict[int, Place], utility: UtilityKind | None, steps: int) -> PhotoFacts:
    is_dated = row.taken_at_local is not None and row.time_source is not None
    return PhotoFacts(
        id=row.id,
        content_hash=row.content_hash,
        size_bytes=row.size_bytes,
        taken=CaptureTime(row.taken_at_local, row.utc_offset_s, row.time_source) if is_dated else None,
        position=GeoPoint(row.lat, row.lon, row.altitude_m) if row.lat is not None else None,
        place=places.get(row.place_id),
        utility=utility,
        utility_score=steps / FRACTION_STEPS if utility is not None else None,
    )


def _place(row: Row[*tuple[Any, ...]]) -> Place:
    return Place(row.name, row.region, row.country, row.country_code, row.lat, row.lon)
