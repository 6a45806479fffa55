"""The tables. Each row that comes from a model names the model; a photo is its content, a file is where it lies."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from albumen.store.columns import FilePath, enum_column
from albumen.store.records import LiveBasis, ModelKind
from albumen.types import PhotoKind, TimeSource


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class JobState(StrEnum):
    """Where the work of one model on one photo stands."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RootRow(Base):
    """A folder that a person added. `device` is its st_dev when last seen: another one means another volume."""

    __tablename__ = "roots"

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(FilePath, unique=True)
    device: Mapped[int | None] = mapped_column(BigInteger)
    is_online: Mapped[bool] = mapped_column(default=True)
    scanned_at: Mapped[int | None] = mapped_column(BigInteger)


class PlaceRow(Base):
    """A named place of the gazetteer."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("name", "region", "country_code", "lat", "lon"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    country_code: Mapped[str] = mapped_column(String(2))
    lat: Mapped[float]
    lon: Mapped[float]


class PhotoRow(Base):
    """A library item, identified by the hash of its bytes. Pixel facts stay NULL until a decode has succeeded."""

    __tablename__ = "photos"
    __table_args__ = (Index(None, "taken_at_local"), Index(None, "size_bytes"), Index(None, "orphaned_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), unique=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    format: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[PhotoKind | None] = mapped_column(enum_column(PhotoKind))
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    is_truncated: Mapped[bool] = mapped_column(default=False)
    taken_at_local: Mapped[datetime | None]
    utc_offset_s: Mapped[int | None]
    time_source: Mapped[TimeSource | None] = mapped_column(enum_column(TimeSource))
    camera_make: Mapped[str | None] = mapped_column(Text)
    camera_model: Mapped[str | None] = mapped_column(Text)
    lens: Mapped[str | None] = mapped_column(Text)
    exposure_s: Mapped[float | None]
    aperture_f: Mapped[float | None]
    iso: Mapped[int | None]
    focal_length_mm: Mapped[float | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    altitude_m: Mapped[float | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str | None] = mapped_column(Text)
    keywords: Mapped[list[str]] = mapped_column(JSON, default=list)
    orphaned_at: Mapped[int | None] = mapped_column(BigInteger)
    thumbhash: Mapped[bytes | None] = mapped_column(LargeBinary)


class FileRow(Base):
    """A path under a root. `checked_ns` is when its content was last hashed; `reason` and `error` why it could not be."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("root_id", "path"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("roots.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(FilePath)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    sidecar_mtime_ns: Mapped[int | None] = mapped_column(BigInteger)
    checked_ns: Mapped[int] = mapped_column(BigInteger)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photos.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(Text)


class MovieRow(Base):
    """A movie that lies beside a still's file under its name. `basis` says why it is the moving half of a Live photo.

    One that is none has a row too, with `basis` NULL, so that a rescan does not open it again.
    """

    __tablename__ = "movies"

    file_id: Mapped[int] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(FilePath)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    duration_s: Mapped[float | None]
    basis: Mapped[LiveBasis | None] = mapped_column(enum_column(LiveBasis))


class ModelRow(Base):
    """A model that has written rows: name, tag and preprocessing version together are its identity within its kind.

    Vectors of one `space` may be compared. `dim` is 0 for one that makes no vectors. `photos_per_s` is how fast it last worked.
    """

    __tablename__ = "models"
    __table_args__ = (UniqueConstraint("kind", "name", "tag", "preprocessing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ModelKind] = mapped_column(enum_column(ModelKind))
    name: Mapped[str] = mapped_column(Text)
    tag: Mapped[str] = mapped_column(Text)
    preprocessing: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    dim: Mapped[int]
    space: Mapped[str] = mapped_column(Text)
    photos_per_s: Mapped[float | None]


class JobRow(Base):
    """The work of one model on one photo: its state, failed attempts, lease, and why it failed."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("photo_id", "model_id"), Index(None, "model_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id", ondelete="CASCADE"))
    state: Mapped[JobState] = mapped_column(enum_column(JobState))
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(String(32))
    error: Mapped[str | None] = mapped_column(Text)


class EmbeddingRow(Base):
    """A unit vector of float16. Ids are never used again: (count, largest id) tells whether a cache is stale."""

    __tablename__ = "embeddings"
    __table_args__ = (UniqueConstraint("photo_id", "model_id"), Index(None, "model_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id", ondelete="CASCADE"))
    vector: Mapped[bytes] = mapped_column(LargeBinary)
