"""Why a photo is a hit: what of the query it holds, each as the store has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from albumen.calendar.spans import name_span
from albumen.store.records import TextTerm
from albumen.store.store import Transaction
from albumen.types import TextLine
from models.taxonomy import load_taxonomy
from search.chips import Chip, ChipKind, ConceptValue, TextValue
from search.columns.columns import UNKNOWN, Columns
from search.columns.paths import fold_name
from search.query import Reason, SearchHit
from search.signal_terms import name_kind

_Lines = Mapping[int, TextLine]


@dataclass(frozen=True, slots=True, eq=False)
class Grounds:
    """What hits may be explained by: chips, and besides, by photo id, what the plain words were found to be.

    `likeness` is how probable the vector alone makes a photo, where that is enough to show it. `words` are what was embedded,
    and `found_words` those looked for in texts and names.
    """

    chips: tuple[Chip, ...]
    words: str = ""
    found_words: tuple[str, ...] = ()
    likeness: Mapping[int, float] = field(default_factory=dict)
    text_ids: frozenset[int] = frozenset()
    name_ids: frozenset[int] = frozenset()
    day_ids: frozenset[int] = frozenset()


def add_reasons(
    tx: Transaction, columns: Columns, hits: tuple[SearchHit, ...], grounds: Grounds
) -> tuple[SearchHit, ...]:
    """Say of each hit what it matched, in the order of the query; what read texts hold is asked of the store at once."""
    ids = [hit.photo_id for hit in hits]
    lines = {
        chip: tx.texts.matching_lines(ids, chip.value.terms)
        for chip in grounds.chips
        if isinstance(chip.value, TextValue) and not chip.is_negated
    }
    of_words = grounds.text_ids.intersection(ids)
    terms = tuple(map(TextTerm, grounds.found_words))
    word_lines = tx.texts.matching_lines(of_words, terms) if of_words else {}
    rows = columns.find_rows(ids)
    return tuple(
        _explain(hit, columns, rows[hit.photo_id], grounds, lines, word_lines) if hit.photo_id in rows else hit
        for hit in hits
    )


def _explain(
    hit: SearchHit,
    columns: Columns,
    row: int,
    grounds: Grounds,
    lines: Mapping[Chip, _Lines],
    word_lines: _Lines,
) -> SearchHit:
    found = [
        reason
        for chip in grounds.chips
        if not chip.is_negated
        for reason in _iter_reasons(chip, hit, columns, row, lines)
    ]
    found += _iter_word_reasons(hit, grounds, word_lines)
    line = next((found_lines[hit.photo_id].text for found_lines in lines.values() if hit.photo_id in found_lines), None)
    return replace(hit, reasons=tuple(dict.fromkeys(found)), line=hit.line or line)


def _iter_reasons(
    chip: Chip, hit: SearchHit, columns: Columns, row: int, lines: Mapping[Chip, _Lines]
) -> Iterator[Reason]:
    if chip in lines:
        yield from _of_line(lines[chip].get(hit.photo_id))
    elif isinstance(chip.value, ConceptValue):
        tags = [tag for tag in hit.tags if tag.concept in chip.value.ids]
        if tags:
            best = max(tags, key=lambda tag: tag.score)
            yield Reason(chip.kind, load_taxonomy().get_concept(best.concept).name, best.score)
    elif chip.kind in _FACTS and (text := _FACTS[chip.kind](chip.value, hit, columns, row)):
        yield Reason(chip.kind, text)


def _iter_word_reasons(hit: SearchHit, grounds: Grounds, word_lines: _Lines) -> Iterator[Reason]:
    yield from _of_line(word_lines.get(hit.photo_id))
    if hit.photo_id in grounds.day_ids and hit.taken:
        yield Reason(ChipKind.DATE, name_span(hit.taken.local.date(), hit.taken.local.date()))
    if hit.photo_id in grounds.name_ids:
        for word in grounds.found_words:
            if part := _find_part(hit.paths, word):
                yield Reason(ChipKind.NAME, part)
    if hit.photo_id in grounds.likeness:
        yield Reason(ChipKind.WORDS, grounds.words, grounds.likeness[hit.photo_id])


def _of_line(line: TextLine | None) -> Iterator[Reason]:
    if line is not None:
        yield Reason(ChipKind.TEXT, line.text, line.score, line.box)


def _date(_value: Any, hit: SearchHit, _columns: Columns, _row: int) -> str | None:
    day = hit.taken.local.date() if hit.taken else None
    return name_span(day, day) if day else None


def _hour(_value: Any, hit: SearchHit, _columns: Columns, _row: int) -> str | None:
    return f"{hit.taken.local:%H:%M}" if hit.taken else None


def _place(_value: Any, hit: SearchHit, _columns: Columns, _row: int) -> str | None:
    names = (hit.place.name, hit.place.region, hit.place.country) if hit.place else ()
    return ", ".join(dict.fromkeys(filter(None, names))) or None


def _lens(_value: Any, _hit: SearchHit, columns: Columns, row: int) -> str | None:
    return columns.lenses.value_of(row)


def _name(value: Any, hit: SearchHit, _columns: Columns, _row: int) -> str | None:
    return _find_part(hit.paths, value.text)


def _kind(value: Any, _hit: SearchHit, columns: Columns, row: int) -> str | None:
    kind = columns.utility.value_of(row)
    return name_kind(kind) if kind is not None and value.kinds else None


def _people(_value: Any, _hit: SearchHit, columns: Columns, row: int) -> str | None:
    count = int(columns.people[row])
    return {UNKNOWN: None, 0: "nobody", 1: "1 person"}.get(count, f"{count} people")


def _objects(value: Any, _hit: SearchHit, columns: Columns, row: int) -> str | None:
    return f"{int(columns.objects.sums(value.label)[row])} × {value.label}"


def _like(value: Any, _hit: SearchHit, _columns: Columns, _row: int) -> str | None:
    return f"like {value.photo}"


_FACTS: dict[ChipKind, Callable[[Any, SearchHit, Columns, int], str | None]] = {
    ChipKind.DATE: _date,
    ChipKind.HOURS: _hour,
    ChipKind.PLACE: _place,
    ChipKind.CAMERA: lambda _value, hit, _columns, _row: hit.camera,
    ChipKind.LENS: _lens,
    ChipKind.NAME: _name,
    ChipKind.KIND: _kind,
    ChipKind.PEOPLE: _people,
    ChipKind.OBJECT: _objects,
    ChipKind.LIKE: _like,
}


def _find_part(paths: tuple[Path, ...], text: str) -> str | None:
    """Find the folder or file whose name contains a text, the file's first; or the whole path where its parts do not."""
    wanted = fold_name(text)
    for path in paths:
        part = next((part for part in reversed(path.parts) if wanted in fold_name(part)), None)
        if part is not None:
            return part
    return next((str(path) for path in paths if wanted in fold_name(str(path))), None)
