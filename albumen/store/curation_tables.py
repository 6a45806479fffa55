"""The tables of what the knowledge graph yields and of what people asked of it.

All but feedback, the trash and merged metadata can be made again from the rest of the store. Lists that are only ever read
whole (places of a memory, parts of a score) are JSON.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from albumen.store.columns import FilePath, Fraction, enum_column
from albumen.store.curation_records import DuplicateKind, GroupState, MemoryKind, Target, Verb
from albumen.store.signal_tables import IN_KEY_ORDER
from albumen.store.tables import Base
from albumen.types import TimeSource


class TripRow(Base):
    """A stretch away from home; its id is that of its first moment."""

    __tablename__ = "trips"

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    places: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)


class HomeRow(Base):
    """An area where most days were spent for a time."""

    __tablename__ = "homes"

    id: Mapped[int] = mapped_column(primary_key=True)
    lat: Mapped[float]
    lon: Mapped[float]
    radius_km: Mapped[float]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    days: Mapped[int]


class MomentRow(Base):
    """Photos close in time and place; its id is that of its earliest photo.

    Times are of the wall clock there; `instant_s` is the start in elapsed time, in seconds since 1970, which orders moments.
    """

    __tablename__ = "moments"
    __table_args__ = (Index(None, "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    trip_id: Mapped[int | None] = mapped_column(ForeignKey("trips.id", ondelete="SET NULL"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    instant_s: Mapped[float]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    evidence: Mapped[int]


class MomentPhotoRow(Base):
    """The moment that a photo belongs to, and its place in the order."""

    __tablename__ = "moment_photos"
    __table_args__ = (Index(None, "moment_id"), IN_KEY_ORDER)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True)
    moment_id: Mapped[int] = mapped_column(ForeignKey("moments.id", ondelete="CASCADE"))
    position: Mapped[int]


class MemoryRow(Base):
    """A memory; `key` names it when it is made anew, so its id stays."""

    __tablename__ = "memories"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  (SQLAlchemy's form)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[MemoryKind] = mapped_column(enum_column(MemoryKind))
    title: Mapped[str] = mapped_column(Text)
    subtitle: Mapped[str] = mapped_column(Text)
    cover_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    mood: Mapped[str] = mapped_column(String(32))
    tempo_bpm: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    score: Mapped[float]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    places: Mapped[list[str]] = mapped_column(JSON)
    concepts: Mapped[list[str]] = mapped_column(JSON)


class MemoryPhotoRow(Base):
    """A photo of a memory."""

    __tablename__ = "memory_photos"
    __table_args__ = (Index(None, "photo_id"), IN_KEY_ORDER)

    memory_id: Mapped[int] = mapped_column(ForeignKey("memories.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text)


class FeedbackRow(Base):
    """What a person asked for; taken back, not deleted. It names photos by content, so it outlives their rows."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[Verb] = mapped_column(enum_column(Verb))
    target: Mapped[Target] = mapped_column(enum_column(Target))
    value: Mapped[str] = mapped_column(Text)
    made_at: Mapped[int] = mapped_column(BigInteger)
    undone_at: Mapped[int | None] = mapped_column(BigInteger)


class AppealRow(Base):
    """How much a photo is worth showing."""

    __tablename__ = "appeals"
    __table_args__ = (Index(None, "score"), IN_KEY_ORDER)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[float] = mapped_column(Fraction)
    parts: Mapped[dict[str, float]] = mapped_column(JSON)


class FeaturedRow(Base):
    """A photo of a day's featured set."""

    __tablename__ = "featured"
    __table_args__ = (Index(None, "photo_id"), IN_KEY_ORDER)

    day: Mapped[date] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str | None] = mapped_column(Text)


class DuplicateGroupRow(Base):
    """Photos that are alike. `key` names the group when it is found again, so that a person's answer stays."""

    __tablename__ = "duplicate_groups"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012  (SQLAlchemy's form)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[DuplicateKind] = mapped_column(enum_column(DuplicateKind))
    confidence: Mapped[float] = mapped_column(Fraction)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[GroupState] = mapped_column(enum_column(GroupState))


class DuplicateMemberRow(Base):
    """A photo of a group, or one file of it; position 0 is the keeper."""

    __tablename__ = "duplicate_members"
    __table_args__ = (Index(None, "photo_id"), IN_KEY_ORDER)

    group_id: Mapped[int] = mapped_column(ForeignKey("duplicate_groups.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    confidence: Mapped[float] = mapped_column(Fraction)
    reason: Mapped[str] = mapped_column(Text)


class TrashRow(Base):
    """A file that was moved to the library's trash, written before the move: the journal that undoes it.

    `batch` groups what one review moved. A row with neither `moved_at` nor `restored_at` is a move that was cut short.
    What lay beside a photo and went along has a row of its own, with `is_sidecar`: XMP, or a Live photo's movie.
    """

    __tablename__ = "trash"
    __table_args__ = (Index(None, "batch"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    batch: Mapped[int]
    path: Mapped[str] = mapped_column(FilePath)
    trash_name: Mapped[str] = mapped_column(FilePath, unique=True)
    is_sidecar: Mapped[bool]
    content_hash: Mapped[str] = mapped_column(String(64))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    keeper_hash: Mapped[str] = mapped_column(String(64))
    group_key: Mapped[str] = mapped_column(String(64))
    planned_at: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[int | None] = mapped_column(BigInteger)
    restored_at: Mapped[int | None] = mapped_column(BigInteger)


class MergedMetadataRow(Base):
    """What a keeper got from its duplicates; it stands in where the keeper's own file says nothing, and adds keywords.

    `batch` is the trash batch that brought it, so that undoing the batch takes it back. The photo's own row has what comes
    of both, so that whoever reads or filters it sees that; `own` is what the file alone says.
    """

    __tablename__ = "merged_metadata"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True)
    batch: Mapped[int] = mapped_column(primary_key=True)
    taken_at_local: Mapped[datetime | None]
    utc_offset_s: Mapped[int | None]
    time_source: Mapped[TimeSource | None] = mapped_column(enum_column(TimeSource))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    altitude_m: Mapped[float | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str | None] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSON)
    albums: Mapped[list[str]] = mapped_column(JSON)
    own: Mapped[dict[str, object]] = mapped_column(JSON)


class CodeRow(Base):
    """A photo of the world in which a QR or bar code was looked for; `symbology` is what kind there is, NULL for none."""

    __tablename__ = "codes"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True)
    symbology: Mapped[str | None] = mapped_column(Text)


class CurationJobRow(Base):
    """How far a curation job is: the library's state that it last finished with, and where to go on."""

    __tablename__ = "curation_jobs"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    stamp: Mapped[str | None] = mapped_column(Text)
    cursor: Mapped[str | None] = mapped_column(Text)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[int | None] = mapped_column(BigInteger)
    error: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
