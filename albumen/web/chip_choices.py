"""What could stand in place of a chip, as terms of the query language: wider, narrower, and what else this library has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice

from models.taxonomy import load_taxonomy
from search.chips import Chip, ChipKind, ConceptValue, DateValue, ObjectValue, PlaceValue, TextValue, WordsValue
from search.columns.columns import Columns
from search.filters import holds_place
from search.parse.date_terms import write_spans
from search.parse.terms import write_field
from search.signal_terms import name_kind

_PARTS_OF_DAY = ("morning", "afternoon", "evening", "night")
_PEOPLE = ("0", "1", "2", "3+")
_NAMED = 4  # of one sort: more is a list to search in, not a menu


def iter_terms(chip: Chip, columns: Columns) -> Iterator[str]:
    """Yield terms that could stand in place of a chip, most likely ones first; some may not parse."""
    if chip.kind in _CHOICES:
        yield from _CHOICES[chip.kind](chip, columns)


def _of_concept(chip: Chip, columns: Columns) -> Iterator[str]:
    if not isinstance(chip.value, ConceptValue):
        return
    taxonomy, counts = load_taxonomy(), columns.lexicon.concepts
    concept = next((one for one in taxonomy.concepts if one.name == chip.value.name), None)
    if concept is None:
        return
    narrower = sorted(
        (one for one in chip.value.ids if counts.get(one) and one != concept.id), key=lambda one: -counts[one]
    )
    for other in [*concept.parents, *narrower[:_NAMED]]:
        name = taxonomy.get_concept(other).name
        yield write_field("tag", name) if chip.is_filter or chip.is_negated else name


def _of_date(chip: Chip, columns: Columns) -> Iterator[str]:
    if not isinstance(chip.value, DateValue) or not chip.value.spans:
        return
    years, spans = columns.lexicon.years, chip.value.spans
    if len(spans) > 1:  # each year's: the latest ones
        name = chip.term.lstrip("-").partition(":")[2].strip('"')
        yield from (write_field("date", f"{name} {year}") for year in years[: -_NAMED - 1 : -1])
        return
    first, last = spans[0]
    if first != datetime.min and last != datetime.max:
        yield from _around(first, last, years)


def _around(first: datetime, last: datetime, years: tuple[int, ...]) -> Iterator[str]:
    days = (last - first).days
    if days <= 28:
        yield f"date:{first:%Y-%m}"
    if days <= 300:
        yield f"date:{first.year}"
    for year in (first.year - 1, first.year + 1):
        shift = year - first.year
        if year in years:
            yield write_field("date", write_spans(((_in_year(first, shift), _in_year(last, shift)),)))
    yield f"date:{first.year}.."
    yield f"date:..{first.year}"


def _in_year(moment: datetime, shift: int) -> datetime:
    is_leap_day = moment.month == 2 and moment.day == 29
    return moment.replace(year=moment.year + shift, day=28 if is_leap_day else moment.day)


def _of_place(chip: Chip, columns: Columns) -> Iterator[str]:
    if not isinstance(chip.value, PlaceValue):
        return
    places = columns.lexicon.places
    inside = [place for place in places if holds_place(place, chip.value)]
    around = [name for place in inside for name in (place.region, place.country)]
    countries = {place.country for place in inside}
    towns = [place.name for place in places if not countries or place.country in countries]
    yield from _fields("place", [*dict.fromkeys(around)][:2])
    yield from _fields("place", dict.fromkeys(towns), _NAMED)
    yield from _fields("place", dict.fromkeys(place.country for place in places), _NAMED)


def _of_words(chip: Chip, _columns: Columns) -> Iterator[str]:
    if isinstance(chip.value, WordsValue):
        yield write_field("text", chip.value.text)
        yield write_field("name", chip.value.text)


def _of_object(chip: Chip, _columns: Columns) -> Iterator[str]:
    if isinstance(chip.value, ObjectValue):
        yield from (write_field("object", f"{chip.value.label}:{count}") for count in (1, 2, 3))


def _of_kind(_chip: Chip, columns: Columns) -> Iterator[str]:
    yield from _fields("kind", (name_kind(kind) for kind in columns.utility.counts()))
    yield "kind:any"


def _of_text(chip: Chip, _columns: Columns) -> Iterator[str]:
    if isinstance(chip.value, TextValue):
        yield write_field("words", " ".join(term.words for term in chip.value.terms))


def _fields(field: str, values: Iterable[str], most: int | None = None) -> Iterator[str]:
    return (write_field(field, value) for value in islice((value for value in values if value), most))


_CHOICES: dict[ChipKind, Callable[[Chip, Columns], Iterator[str]]] = {
    ChipKind.CONCEPT: _of_concept,
    ChipKind.DATE: _of_date,
    ChipKind.HOURS: lambda _chip, _columns: _fields("time", _PARTS_OF_DAY),
    ChipKind.PLACE: _of_place,
    ChipKind.CAMERA: lambda _chip, columns: _fields("camera", columns.lexicon.cameras, _NAMED),
    ChipKind.LENS: lambda _chip, columns: _fields("lens", columns.lexicon.lenses, _NAMED),
    ChipKind.KIND: _of_kind,
    ChipKind.PEOPLE: lambda _chip, _columns: _fields("people", _PEOPLE),
    ChipKind.OBJECT: _of_object,
    ChipKind.TEXT: _of_text,
    ChipKind.WORDS: _of_words,
}
