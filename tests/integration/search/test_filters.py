"""What passes a chip is what a look at each photo's record lets pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from albumen.store.records import CountRange, ModelKind, TextTerm
from albumen.store.store import Store
from albumen.types import (
    CaptureTime,
    EncoderIdentity,
    Exposure,
    GeoPoint,
    PhotoMetadata,
    Place,
    TimeSource,
    UtilityKind,
)
from search.chips import (
    Chip,
    ChipKind,
    ChipValue,
    ConceptValue,
    ContainsValue,
    DateValue,
    HoursValue,
    KindValue,
    LikeValue,
    ObjectValue,
    PeopleValue,
    PlaceLevel,
    PlaceValue,
    TextValue,
    WordsValue,
)
from search.columns.columns import Columns
from search.filters import is_hard, match
from search.joining import match_all
from tests.segmentations import segmentation
from tests.shelf import Shelf
from tests.signals import signals
from tests.text_lines import text_line

PLACES = (
    Place("Évora", "Évora", "Portugal", "PT", 38.57, -7.9),
    Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13),
    Place("Lisbon", "Ohio", "United States", "US", 40.77, -80.77),
)
CAMERAS = (("Canon", "Canon EOS R5"), ("Apple", "iPhone 11"), (None, "iPhone SE"))
CONCEPTS, LABELS, WORDS = ("dog", "beach", "cake"), ("dog", "person"), ("invoice", "total", "café")
START = datetime(2024, 12, 30)


@dataclass(frozen=True, slots=True)
class Record:
    """What one photo was filed with."""

    path: str
    taken: datetime | None
    place: Place | None
    camera: tuple[str | None, str | None]
    lens: str | None
    tags: tuple[str, ...] | None
    objects: tuple[str, ...]
    kind: UtilityKind
    people: int | None
    words: tuple[str, ...]


def _draw_records(count: int) -> Iterator[Record]:
    rng = np.random.default_rng(6)

    def one_of(*values: object) -> object:
        return values[rng.integers(len(values))]

    for at in range(count):
        yield Record(
            path=f"{one_of('Rex', 'trips/Évora', '')}/IMG_{at}.jpg".lstrip("/"),
            taken=one_of(None, START + timedelta(minutes=int(rng.integers(0, 6 * 24 * 60)))),
            place=one_of(None, *PLACES),
            camera=one_of((None, None), *CAMERAS),
            lens=one_of(None, "RF 35mm", "EF 50mm"),
            tags=one_of(None, (), ("dog",), ("beach", "dog"), ("cake",)),
            objects=one_of((), ("dog",), ("dog", "dog", "person")),
            kind=one_of(UtilityKind.NONE, UtilityKind.RECEIPT, UtilityKind.MEME),
            people=one_of(None, 0, 1, 2, 5),
            words=one_of((), ("invoice",), ("total", "invoice"), ("café",)),
        )  # type: ignore[arg-type]  # one_of gives what it was given


RECORDS = tuple(_draw_records(80))


@pytest.fixture(scope="module")
def columns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Columns]:
    """Columns of a library that holds the records."""
    with Store(tmp_path_factory.mktemp("library") / "albumen.sqlite3") as store:
        _fill(store)
        yield Columns(store)


def _fill(store: Store) -> None:
    shelf = Shelf(store)
    with store.write() as tx:
        kinds = (ModelKind.ANALYSER, ModelKind.SEGMENTER, ModelKind.READER)
        models = [tx.models.add(EncoderIdentity(kind, "1", "1"), sha256="a" * 64, kind=kind).id for kind in kinds]
    for record in RECORDS:
        position = GeoPoint(record.place.lat, record.place.lon) if record.place else None
        taken = CaptureTime(record.taken, None, TimeSource.EXIF) if record.taken else None
        exposure = Exposure(*record.camera, record.lens)
        photo_id = shelf.put(record.path, metadata=PhotoMetadata(taken, exposure, position, record.place))
        with store.write() as tx:
            if record.tags is not None:
                seen = signals(tags=record.tags, objects=record.objects, kind=record.kind)
                tx.signals.save({photo_id: seen}, models[0])
            if record.people is not None:
                tx.segmentations.save({photo_id: segmentation(people=record.people)}, models[1])
            if record.words:
                tx.texts.save(photo_id, models[2], [text_line(word) for word in record.words])


_RANGES = st.builds(
    lambda least, more: CountRange(least, None if more is None else least + more),
    st.integers(0, 3),
    st.none() | st.integers(0, 2),
)
_MOMENTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
_SPANS = st.tuples(_MOMENTS, _MOMENTS).map(lambda pair: (min(pair), max(pair)))
_VALUES: dict[ChipKind, st.SearchStrategy[ChipValue]] = {
    ChipKind.DATE: st.lists(_SPANS, min_size=1, max_size=3).map(lambda spans: DateValue(tuple(spans))),
    ChipKind.HOURS: st.tuples(st.integers(0, 1439), st.integers(0, 1440))
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: HoursValue(*pair)),
    ChipKind.PLACE: st.builds(
        PlaceValue,
        st.sampled_from(["Lisbon", "evora", "PORTUGAL", "Ohio", "Nowhere"]),
        st.frozensets(st.sampled_from(PlaceLevel), min_size=1),
        st.none() | st.just(frozenset({"PT"})),
    ),
    ChipKind.CAMERA: st.sampled_from(["iphone", "Canon EOS R5", "leica"]).map(ContainsValue),
    ChipKind.LENS: st.sampled_from(["35MM", "mm", "zoom"]).map(ContainsValue),
    ChipKind.NAME: st.sampled_from(["rex", "ÉVORA", "img_1", ".jpg", "none such"]).map(ContainsValue),
    ChipKind.KIND: st.frozensets(st.sampled_from(UtilityKind), max_size=3).map(KindValue),
    ChipKind.TEXT: st.lists(st.sampled_from([*WORDS, "cafe", "nothing"]), min_size=1, max_size=2).map(
        lambda words: TextValue(tuple(map(TextTerm, words)))
    ),
    ChipKind.PEOPLE: _RANGES.map(PeopleValue),
    ChipKind.OBJECT: st.builds(ObjectValue, st.sampled_from([*LABELS, "cat"]), _RANGES),
    ChipKind.CONCEPT: st.frozensets(st.sampled_from([*CONCEPTS, "cat"]), min_size=1).map(
        lambda ids: ConceptValue("it", ids)
    ),
}


@st.composite
def _chips(draw: st.DrawFn) -> Chip:
    kind = draw(st.sampled_from(sorted(_VALUES)))
    return Chip(kind, draw(_VALUES[kind]), "it", "it", 0, 2, is_negated=draw(st.booleans()))


def _holds(record: Record, chip: Chip) -> bool:  # one case a kind, as plainly as it can be said
    value: object = chip.value
    if isinstance(value, DateValue):
        return record.taken is not None and any(first <= record.taken < last for first, last in value.spans)
    if isinstance(value, HoursValue):
        return record.taken is not None and _is_hour(record.taken.hour * 60 + record.taken.minute, value)
    if isinstance(value, PlaceValue):
        return record.place is not None and _is_place(record.place, value)
    if isinstance(value, ContainsValue):
        camera = " ".join(filter(None, record.camera))
        text = {ChipKind.CAMERA: camera, ChipKind.LENS: record.lens or "", ChipKind.NAME: record.path}[chip.kind]
        return value.text.casefold() in text.casefold()
    if isinstance(value, KindValue):
        return not value.kinds or (record.tags is not None and record.kind in value.kinds)
    if isinstance(value, TextValue):
        return all(term.words in {*record.words, *(w.replace("é", "e") for w in record.words)} for term in value.terms)
    if isinstance(value, PeopleValue):
        return record.people is not None and _is_within(record.people, value.count)
    if isinstance(value, ObjectValue):
        return record.tags is not None and _is_within(record.objects.count(value.label), value.count)
    assert isinstance(value, ConceptValue)
    return bool(value.ids & set(record.tags or ()))


def _is_hour(minute: int, value: HoursValue) -> bool:
    if value.first_minute < value.last_minute:
        return value.first_minute <= minute < value.last_minute
    return minute >= value.first_minute or minute < value.last_minute


def _is_place(place: Place, value: PlaceValue) -> bool:
    names = {PlaceLevel.TOWN: place.name, PlaceLevel.REGION: place.region, PlaceLevel.COUNTRY: place.country}
    is_named = value.name.lower() in {names[level].lower().replace("é", "e") for level in value.levels}
    return is_named and (value.country_codes is None or place.country_code in value.country_codes)


def _is_within(count: int, wanted: CountRange) -> bool:
    return wanted.at_least <= count and (wanted.at_most is None or count <= wanted.at_most)


@settings(max_examples=300)
@given(chip=_chips())
def test_a_chip_lets_through_what_its_record_says(columns: Columns, chip: Chip) -> None:
    wanted = [_holds(record, chip) != chip.is_negated for record in RECORDS]
    assert match(columns, chip).tolist() == wanted


@given(chips=st.lists(_chips(), max_size=4))
def test_all_chips_must_hold_but_of_places_cameras_and_lenses_one_of_the_narrowest(
    columns: Columns, chips: list[Chip]
) -> None:
    held = [{at for at, record in enumerate(RECORDS) if _holds(record, chip) != chip.is_negated} for chip in chips]
    wanted = set(range(len(RECORDS)))
    for kind in ChipKind:
        of_kind = [found for chip, found in zip(chips, held, strict=True) if chip.kind is kind]
        one_of = [
            found
            for chip, found in zip(chips, held, strict=True)
            if chip.kind is kind in (ChipKind.PLACE, ChipKind.CAMERA, ChipKind.LENS) and not chip.is_negated
        ]
        narrowest = [found for found in one_of if not any(other and other < found for other in one_of)]
        for found in of_kind:
            wanted &= set.union(*narrowest) if any(found is one for one in one_of) else found
    assert set(np.flatnonzero(match_all(columns, chips)).tolist()) == wanted


def test_two_towns_are_either_and_a_town_in_a_country_is_the_town(columns: Columns) -> None:
    def found(*names: str) -> set[str]:
        levels = frozenset(PlaceLevel)
        chips = [Chip(ChipKind.PLACE, PlaceValue(name, levels), name, name, 0, 1) for name in names]
        towns = {"Évora", "Lisbon"}
        rows = np.flatnonzero(match_all(columns, chips)).tolist()
        return {place.name for row in rows if (place := RECORDS[row].place) and place.name in towns}

    assert found("Évora", "Lisbon") == {"Évora", "Lisbon"}
    assert found("Évora", "Portugal") == {"Évora"}
    assert found("Évora", "Nowhere") == {"Évora"}


def test_words_and_pictures_keep_nothing_out(columns: Columns) -> None:
    for kind, value in ((ChipKind.WORDS, WordsValue("dog")), (ChipKind.LIKE, LikeValue("a.jpg"))):
        chip = Chip(kind, value, "it", "it", 0, 2)
        assert match(columns, chip).all()
        assert not is_hard(chip)


def test_words_that_are_not_wanted_keep_out_names_and_texts_that_hold_them(columns: Columns) -> None:
    for text, wanted in (
        ("Rex's", lambda record: "Rex" in record.path),
        ("the invoice", lambda record: "invoice" in record.words),
    ):
        chip = Chip(ChipKind.WORDS, WordsValue(text), "it", "it", 0, 2, is_negated=True)
        assert match(columns, chip).tolist() == [not wanted(record) for record in RECORDS]
    nothing = Chip(ChipKind.WORDS, WordsValue("the"), "it", "it", 0, 2, is_negated=True)
    assert match(columns, nothing).all(), "words that say nothing are in every name"


def test_a_concept_met_in_words_ranks_and_a_negated_one_keeps_out() -> None:
    chip = Chip(ChipKind.CONCEPT, ConceptValue("dog", frozenset({"dog"})), "dog", "dog", 0, 3, is_filter=False)
    assert not is_hard(chip)
    assert is_hard(replace(chip, is_negated=True))
    assert is_hard(replace(chip, is_filter=True))


def test_an_empty_library_has_nothing_to_let_through(store: Store, library: Path) -> None:
    chip = Chip(ChipKind.CAMERA, ContainsValue("canon"), "Canon", "camera:canon", 0, 5)
    assert match(Columns(store), chip).tolist() == []
