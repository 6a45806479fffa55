"""The tables of where things are in a photo: one narrow row that searches filter by, the masks and the matte apart from it.

Only the narrow rows lie in key order, as those of the signals do. Masks and mattes are too long for that: a row of more than
a quarter of a page would spill into pages of its own (https://sqlite.org/withoutrowid.html, section 4).
"""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from albumen.store.columns import Fraction, enum_column
from albumen.store.signal_tables import IN_KEY_ORDER, OfPhoto
from albumen.store.tables import Base
from albumen.types import MaskKind


class SegmentationRow(OfPhoto, Base):
    """What the masks of a photo come to; each photo that was segmented has this row, and `mask_count` rows of masks."""

    __tablename__ = "segmentations"
    __table_args__ = IN_KEY_ORDER

    height_px: Mapped[int]
    width_px: Mapped[int]
    mask_count: Mapped[int]
    people: Mapped[int]
    person_share: Mapped[float] = mapped_column(Fraction)
    sky_share: Mapped[float] = mapped_column(Fraction)


class MaskRow(OfPhoto, Base):
    """A part of a photo, as run lengths; `instance` tells people apart."""

    __tablename__ = "masks"

    kind: Mapped[MaskKind] = mapped_column(enum_column(MaskKind), primary_key=True)
    instance: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[float] = mapped_column(Fraction)
    share: Mapped[float] = mapped_column(Fraction)
    runs: Mapped[bytes] = mapped_column(LargeBinary)


class MatteRow(OfPhoto, Base):
    """How sure the lifter is of a subject; its alpha matte, a PNG, once someone has asked for it."""

    __tablename__ = "mattes"

    confidence: Mapped[float] = mapped_column(Fraction)
    png: Mapped[bytes | None] = mapped_column(LargeBinary)


SEGMENTATION_TABLES = (SegmentationRow, MaskRow)
