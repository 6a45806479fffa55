"""What was read in photos, by photo and model, and which photos hold some words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, delete, exists, func, insert, literal_column, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from albumen.arrays import Rows
from albumen.store.chunks import iter_chunks
from albumen.store.jobs import is_due
from albumen.store.records import ModelKind, TextTerm
from albumen.store.signal_filter import are_newest
from albumen.store.tables import JobRow, JobState, ModelRow, PhotoRow
from albumen.store.text_filter import INDEX, is_match
from albumen.store.text_tables import INDEX_NAME, TextRow
from albumen.store.text_words import split_words
from albumen.types import Box, TextLine

_IS_SETTLED = JobRow.state.in_([JobState.DONE, JobState.FAILED])
_MARK = "\x02"  # control characters are spaces in the index's words


class TextTable:
    """The texts table and its index."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def save(self, photo_id: int, model_id: int, lines: Sequence[TextLine]) -> None:
        """Write what was read in a photo; one that has a row of this model keeps it (same content, same model)."""
        known = select(TextRow.id).where(TextRow.photo_id == photo_id, TextRow.model_id == model_id)
        if self._session.scalar(known) is None:
            words = "\n".join(split_words(line.text) for line in lines)
            values = {"photo_id": photo_id, "model_id": model_id, "lines": [_pack(line) for line in lines]}
            self._session.execute(insert(TextRow).values(**values, words=words))

    def find(self, photo_id: int) -> tuple[int, tuple[TextLine, ...]] | None:
        """Find the newest of what was read in a photo, and the id of the model that did."""
        query = select(TextRow).where(TextRow.photo_id == photo_id).order_by(TextRow.model_id.desc())
        row = self._session.scalar(query.limit(1))
        return None if row is None else (row.model_id, tuple(_unpack(line) for line in row.lines))

    def find_due(self) -> list[int]:
        """List the photos that are to be read, ascending: utility content that was decoded and has a file."""
        return list(self._session.scalars(select(PhotoRow.id).where(is_due(ModelKind.READER)).order_by(PhotoRow.id)))

    def find_unread(self, model_id: int) -> list[int]:
        """List those of them that a model has neither read nor set aside, the newest photos first."""
        settled = exists().where(JobRow.photo_id == PhotoRow.id, JobRow.model_id == model_id, _IS_SETTLED)
        query = select(PhotoRow.id).where(is_due(ModelKind.READER), ~settled)
        newest_first = (PhotoRow.taken_at_local.desc().nulls_last(), PhotoRow.id.desc())
        return list(self._session.scalars(query.order_by(*newest_first)))

    def count_unread(self) -> int:
        """Count the photos that are to be read and that no reader has read or set aside."""
        settled = exists().where(JobRow.photo_id == PhotoRow.id, JobRow.model_id.in_(self._readers()), _IS_SETTLED)
        query = select(func.count()).where(is_due(ModelKind.READER), ~settled)
        return self._session.scalar(query) or 0

    def first_lines(
        self, photo_ids: Iterable[int], count: int, *, min_score: float = 0.0
    ) -> dict[int, tuple[str, ...]]:
        """Load the first lines, of those with at least this score, of each photo that was looked at."""
        query = select(TextRow.photo_id, TextRow.lines).where(*self._are_newest())
        found = {}
        for chunk in iter_chunks(photo_ids):
            for photo_id, lines in self._session.execute(query.where(TextRow.photo_id.in_(chunk))):
                sure = (line.text for line in map(_unpack, lines) if line.score >= min_score)
                found[photo_id] = tuple(islice(sure, count))
        return found

    def find_holders(self, terms: Collection[TextTerm]) -> Rows:
        """List the photos in whose newest text every term stands: ids, ascending. (N,)."""
        rows = select(INDEX.c.rowid).where(is_match(terms))
        query = select(TextRow.photo_id).where(TextRow.id.in_(rows), *self._are_newest()).order_by(TextRow.photo_id)
        return np.fromiter(self._session.scalars(query), np.int64)

    def matching_lines(self, photo_ids: Iterable[int], terms: Collection[TextTerm]) -> dict[int, TextLine]:
        """Load the first line of each photo that one of the terms stands in, or begins in."""
        marked = func.highlight(literal_column(INDEX_NAME), 0, _MARK, "")
        query = select(TextRow.photo_id, TextRow.lines, marked).join(INDEX, INDEX.c.rowid == TextRow.id)
        query = query.where(is_match(terms), *self._are_newest())
        found = {}
        for chunk in iter_chunks(photo_ids):
            for photo_id, lines, words in self._session.execute(query.where(TextRow.photo_id.in_(chunk))):
                position = words.partition(_MARK)[0].count("\n")
                found[photo_id] = _unpack(lines[position])
        return found

    def is_empty(self) -> bool:
        """Say whether no photo was read."""
        return self._session.scalar(select(TextRow.id).limit(1)) is None

    def remove(self, photo_ids: Iterable[int], model_id: int) -> None:
        """Delete what a model read, as where it is damaged."""
        for chunk in iter_chunks(photo_ids):
            statement = delete(TextRow).where(TextRow.model_id == model_id, TextRow.photo_id.in_(chunk))
            self._session.execute(statement)

    def is_index_whole(self) -> bool:
        """Say whether the index agrees with the texts, word for word; it takes as long as building it."""
        check = f"INSERT INTO {INDEX_NAME} ({INDEX_NAME}, rank) VALUES ('integrity-check', 1)"  # nosec B608
        try:
            self._session.execute(text(check))
        except DatabaseError:
            return False
        return True

    def rebuild_index(self) -> None:
        """Make the index anew from the texts."""
        statement = f"INSERT INTO {INDEX_NAME} ({INDEX_NAME}) VALUES ('rebuild')"  # nosec B608
        self._session.execute(text(statement))

    def _readers(self) -> Select[int]:
        return select(ModelRow.id).where(ModelRow.kind == ModelKind.READER)

    def _are_newest(self) -> list[ColumnElement[bool]]:
        return are_newest(self._session, TextRow, ModelKind.READER)


def _pack(line: TextLine) -> list[object]:
    box = line.box
    return [line.text, round(line.score, 4), *(round(side) for side in (box.left, box.top, box.right, box.bottom))]


def _unpack(packed: list[Any]) -> TextLine:
    line, score, *sides = packed
    return TextLine(line, score, Box(*map(float, sides)))
