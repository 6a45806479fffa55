"""What can be done with a chip where it stands: ask for it strictly, turn it round, or put something else in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, Field

from albumen.errors import NotFoundError
from albumen.web.chip_choices import iter_terms
from search.chips import Chip, ChipKind, ConceptValue, ParsedQuery
from search.columns.columns import Columns
from search.parse.query import parse_query
from search.parse.terms import write_field

_MOST = 10  # entries of a menu


class ChipRole(StrEnum):
    """What an entry of a chip's menu does."""

    ONLY = "only"  # what ranked is a filter
    RANK = "rank"  # what was a filter ranks
    NEGATE = "negate"
    AFFIRM = "affirm"
    SWAP = "swap"


class ChipChange(BaseModel):
    """An entry of a chip's menu."""

    role: ChipRole
    kind: ChipKind
    label: str = Field(description="of the chip that would be there instead")
    query: str = Field(description="the query with it")


def list_changes(text: str, at: int, columns: Columns, asked_on: date) -> list[ChipChange]:
    """List what can be done with the chip that begins at a character of a query.

    Raises:
        NotFoundError: none begins there.
    """
    parsed = parse_query(text, columns.lexicon, asked_on)
    chip = next((chip for chip in parsed.chips if chip.start == at), None)
    if chip is None:
        raise NotFoundError(f"no part of the query begins at character {at}")
    changes: dict[str, ChipChange] = {}
    for role, term in [*_iter_turns(chip), *((ChipRole.SWAP, term) for term in iter_terms(chip, columns))]:
        change = _change(parsed, chip, role, term, columns, asked_on)
        if change is not None and len(changes) < _MOST:
            changes.setdefault(change.query, change)
    return [*changes.values()]


def _iter_turns(chip: Chip) -> Iterator[tuple[ChipRole, str]]:
    if chip.is_negated:
        yield ChipRole.AFFIRM, chip.term.removeprefix("-")
        return
    strict = write_field("tag", chip.value.name) if isinstance(chip.value, ConceptValue) else chip.term
    if isinstance(chip.value, ConceptValue):
        yield (ChipRole.RANK, chip.value.name) if chip.is_filter else (ChipRole.ONLY, strict)
    if chip.kind is not ChipKind.LIKE:
        yield ChipRole.NEGATE, f"-{strict}"


def _change(
    parsed: ParsedQuery, chip: Chip, role: ChipRole, term: str, columns: Columns, asked_on: date
) -> ChipChange | None:
    """Put a term in a chip's place; None where it would be no single chip of another meaning, or the others would change."""
    wanted = parse_query(term, columns.lexicon, asked_on).chips
    if len(wanted) != 1 or _meaning(wanted[0]) == _meaning(chip):
        return None
    meanings = [_meaning(wanted[0] if other is chip else other) for other in parsed.chips]
    terms = [term if other is chip else other.term for other in parsed.chips]
    for query in (parsed.replaced(chip, term), " ".join(terms)):
        if [_meaning(other) for other in parse_query(query, columns.lexicon, asked_on).chips] == meanings:
            return ChipChange(role=role, kind=wanted[0].kind, label=wanted[0].label, query=query)
    return None


def _meaning(chip: Chip) -> tuple[object, ...]:
    return chip.kind, chip.value, chip.is_negated, chip.is_filter
