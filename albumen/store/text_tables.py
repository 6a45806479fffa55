"""The table of what was read in photos. An FTS5 index over `words` (migration 0005) follows it by triggers.

The index is an external-content one (https://sqlite.org/fts5.html, section 4.4.3): it holds no copy of the text, and names
rows by `id`, which must not change as a bare row id may when the file is vacuumed.
"""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from albumen.store.tables import Base

# The index and the tables that FTS5 keeps behind it; no mapping describes them.
INDEX_NAME = "texts_fts"


class TextRow(Base):
    """What a reader found in a photo; one that was looked at and holds no text has a row without lines.

    `lines` holds `[text, score, left, top, right, bottom]` each, in whole pixels of the upright photo, from top to bottom;
    `words` has one line for each of them, as it is searched (see `albumen.store.text_words`).
    """

    __tablename__ = "texts"
    __table_args__ = (UniqueConstraint("photo_id", "model_id"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photos.id", ondelete="CASCADE"))
    model_id: Mapped[int] = mapped_column(ForeignKey("models.id", ondelete="CASCADE"))
    lines: Mapped[list[list[object]]] = mapped_column(JSON)
    words: Mapped[str] = mapped_column(Text)
