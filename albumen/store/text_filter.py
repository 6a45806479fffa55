"""Which photos hold some words, as a condition of one query."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, column, literal_column, select, table
from sqlalchemy.orm import Session

from albumen.store.records import ModelKind, TextTerm
from albumen.store.signal_filter import are_newest
from albumen.store.tables import PhotoRow
from albumen.store.text_tables import INDEX_NAME, TextRow
from albumen.store.text_words import match_expression

INDEX = table(INDEX_NAME, column("rowid"))


def is_match(terms: Iterable[TextTerm]) -> ColumnElement[bool]:
    """Match the index's rows that hold every term."""
    return literal_column(INDEX_NAME).op("MATCH", is_comparison=True)(match_expression(terms))


def holds_text(session: Session, terms: Iterable[TextTerm]) -> ColumnElement[bool]:
    """Match the photos in whose newest text every term stands."""
    rows = select(INDEX.c.rowid).where(is_match(terms))
    newest = are_newest(session, TextRow, ModelKind.READER)
    return PhotoRow.id.in_(select(TextRow.photo_id).where(TextRow.id.in_(rows), *newest))
