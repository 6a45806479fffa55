"""The tables of what the heads say: narrow rows for what searches filter by, the heat maps and prints apart from them.

All lie in the order of their photos, without row ids of their own: a photo's signals are read together, and the secondary
indexes, which carry the key, answer a filter alone.
"""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from albumen.store.columns import Fraction, enum_column
from albumen.store.tables import Base
from albumen.types import UtilityKind

IN_KEY_ORDER = {"sqlite_with_rowid": False}


class OfPhoto:
    """Names the photo, and the model that looked at it."""

    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"), primary_key=True)
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id", ondelete="CASCADE"), primary_key=True)


class SignalsRow(OfPhoto, Base):
    """What a photo is kept for and how good it is; each photo that was looked at has this row.

    `utility_scores` maps each kind to its probability in ten-thousandths, kinds of 0 left out.
    """

    __tablename__ = "signals"
    __table_args__ = IN_KEY_ORDER

    utility: Mapped[UtilityKind] = mapped_column(enum_column(UtilityKind))
    utility_scores: Mapped[dict[str, int]] = mapped_column(JSON)
    aesthetics: Mapped[float] = mapped_column(Fraction)
    technical: Mapped[float] = mapped_column(Fraction)
    blur: Mapped[float] = mapped_column(Fraction)
    exposure: Mapped[float] = mapped_column(Fraction)
    noise: Mapped[float] = mapped_column(Fraction)


class ConceptRow(Base):
    """A concept that some photo has been tagged with: a small number for its id in the taxonomy."""

    __tablename__ = "concepts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, unique=True)


class TagRow(OfPhoto, Base):
    """A concept that a photo shows."""

    __tablename__ = "tags"
    __table_args__ = (Index(None, "concept_id"), IN_KEY_ORDER)

    concept_id: Mapped[int] = mapped_column(ForeignKey("concepts.id"), primary_key=True)
    score: Mapped[float] = mapped_column(Fraction)


class ObjectRow(OfPhoto, Base):
    """An object in a photo; `position` counts from 0, the surest first. The box is in whole pixels of the upright photo."""

    __tablename__ = "objects"
    __table_args__ = (Index(None, "label"), IN_KEY_ORDER)

    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(32))
    score: Mapped[float] = mapped_column(Fraction)
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]


class SaliencyRow(OfPhoto, Base):
    """Where the eye goes: the heat map, deflated, and the box in whole pixels of the upright photo."""

    __tablename__ = "saliency"
    __table_args__ = IN_KEY_ORDER

    heat: Mapped[bytes] = mapped_column(LargeBinary)
    left: Mapped[int]
    top: Mapped[int]
    right: Mapped[int]
    bottom: Mapped[int]


class PrintRow(OfPhoto, Base):
    """Perceptual prints, 32 bytes each: the learned one and the PDQ-style hash."""

    __tablename__ = "prints"
    __table_args__ = IN_KEY_ORDER

    print_bits: Mapped[bytes] = mapped_column(LargeBinary)
    pdq_bits: Mapped[bytes] = mapped_column(LargeBinary)


SIGNAL_TABLES = (SignalsRow, TagRow, ObjectRow, SaliencyRow, PrintRow)
