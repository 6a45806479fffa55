"""People hide, like and ask for less of things, see what they asked for, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from albumen.store.curation_records import (
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    Memory,
    MemoryKind,
    MemoryPhoto,
)
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.types import CaptureTime, PhotoMetadata, Place, TimeSource
from tests.command import Command
from tests.shelf import Shelf

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.7, -9.1)
SINTRA = Place("Sintra", "Lisbon", "Portugal", "PT", 38.8, -9.4)
PARIS = Place("Paris", "Île-de-France", "France", "FR", 48.9, 2.4)
PARIS_TEXAS = Place("Paris", "Texas", "United States", "US", 33.7, -95.6)
TAKEN: Mapping[str, Place | None] = {
    "tram.jpg": LISBON,
    "palace.jpg": SINTRA,
    "tower.jpg": PARIS,
    "ranch.jpg": PARIS_TEXAS,
    "nowhere.jpg": None,
}


@pytest.fixture
def albumen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Five photos, four of them with a place, and a memory."""
    library = tmp_path / "library"
    library.mkdir()
    with Store(library / DATABASE_FILE) as store:
        shelf = Shelf(store)
        for name, place in TAKEN.items():
            taken = CaptureTime(datetime(2023, 5, 14), None, TimeSource.EXIF)
            cover = shelf.put(name, metadata=PhotoMetadata(taken=taken, place=place))
        with store.write() as tx:
            tx.memories.save(MemoryKind.TRIP, [_memory(cover)])
    return Command(library, tmp_path, capsys)


def _memory(cover: int) -> Memory:
    return Memory(
        "trip:1",
        MemoryKind.TRIP,
        "A day in Lisbon",
        "May 2023",
        cover_id=cover,
        photos=(MemoryPhoto(cover, "the cover"),),
        mood="calm",
        tempo_bpm=80,
        reason="a trip",
        score=1.0,
        starts_on=date(2023, 5, 14),
        ends_on=date(2023, 5, 14),
    )


def _found(albumen: Command, *options: str) -> set[str]:
    return {Path(hit["paths"][0]).name for hit in albumen.json("search", "--since", "2023", *options)["hits"]}


def test_a_hidden_photo_leaves_the_search_until_it_is_taken_back(albumen: Command) -> None:
    said = albumen("hide", "/photos/tram.jpg")
    assert said == "Hidden: /photos/tram.jpg (`albumen feedback undo 1` takes it back).\n"
    assert _found(albumen) == TAKEN.keys() - {"tram.jpg"}
    assert _found(albumen, "--include-hidden") == TAKEN.keys()
    albumen("feedback", "undo", "1")
    assert _found(albumen) == TAKEN.keys()
    assert albumen.json("feedback") == []
    (wish,) = albumen.json("feedback", "--all")
    assert (wish["what"], wish["undone_at"] is not None) == ("/photos/tram.jpg", True)


def test_hiding_a_photo_tells_of_its_near_duplicates(albumen: Command) -> None:
    ids = {Path(hit["paths"][0]).name: hit["photo_id"] for hit in albumen.json("search", "--since", "2023")["hits"]}
    names = ("tram.jpg", "palace.jpg", "tower.jpg")
    with Store(albumen.library / DATABASE_FILE) as store, store.write() as tx:
        members = tuple(DuplicateMember(ids[name], None, 0.9, "alike") for name in names)
        tx.duplicates.replace([DuplicateGroup("k", DuplicateKind.BURST, members, 0.9, "one burst")])
    albumen("hide", "/photos/tower.jpg")
    said = albumen("hide", "/photos/tram.jpg")
    assert (
        f"Near-duplicates are not suggested either, but a search still finds them; `albumen hide {ids['palace.jpg']}` hides them too."
        in said
    )
    assert "Near-duplicates" not in albumen("hide", "/photos/palace.jpg") + albumen("hide", "/photos/ranch.jpg")


def test_photos_are_hidden_by_id_too_and_several_at_once(albumen: Command) -> None:
    ids = [str(hit["photo_id"]) for hit in albumen.json("search", "--since", "2023")["hits"]]
    hidden = albumen.json("hide", *ids)
    assert [wish["id"] for wish in hidden] == [1, 2, 3, 4, 5]
    assert _found(albumen) == set()


def test_hiding_a_place_a_concept_or_days_leaves_the_search_as_it_is(albumen: Command) -> None:
    albumen("hide", "--place", "Portugal", "--concept", "dog", "--dates", "2023-05")
    assert _found(albumen) == TAKEN.keys()
    assert [wish["value"] for wish in albumen.json("feedback")] == ["PT", "2023-05-01/2023-05-31", "dog"]


def test_less_of_a_place_is_asked_by_its_name(albumen: Command) -> None:
    (wish,) = albumen.json("less", "--place", "paris,  france")
    assert (wish["verb"], wish["target"], wish["value"]) == ("less", "place", "Paris, Île-de-France, FR")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--place", "Paris"], "'Paris, Texas, US' (Paris, United States, 1 photo)"),
        (["--concept", "pupy"], "nearest: puppy"),
        (["--dates", "2023-05..2023-04"], "ends before it begins"),
        (["--dates", "yesterday"], "is not a date"),
        (["--dates", "2023-05-01T10:00"], "whole days"),
        (["--memory", "99"], "no memory 99"),
        (["/photos/none.jpg"], "no photo"),
        (["4711"], "no photo"),
        ([], "say what to hide"),
    ],
)
def test_what_is_not_there_or_not_clear_is_refused_in_one_line(
    albumen: Command, arguments: list[str], says: str
) -> None:
    error = albumen("hide", *arguments, code=2)
    assert says in error
    assert len(error.strip().splitlines()) == 1
    assert albumen.json("feedback") == []


def test_one_name_that_is_not_there_leaves_all_others_undone(albumen: Command) -> None:
    albumen("hide", "/photos/tram.jpg", "/photos/none.jpg", code=2)
    assert albumen.json("feedback") == []


def test_a_memory_is_hidden_by_its_key(albumen: Command) -> None:
    assert "Liked: the memory 'A day in Lisbon'" in albumen("like", "--memory", "1")
    (wish,) = albumen.json("feedback")
    assert (wish["value"], wish["what"]) == ("trip:1", "the memory 'A day in Lisbon'")


def test_a_change_of_mind_replaces_the_earlier_wish(albumen: Command) -> None:
    albumen("hide", "--concept", "dog")
    assert "Hidden already: dog" in albumen("hide", "--concept", "dog")
    assert ", instead of hide (" in albumen("like", "--concept", "dog")
    assert [wish["verb"] for wish in albumen.json("feedback")] == ["like"]
    assert [wish["verb"] for wish in albumen.json("feedback", "--all")] == ["hide", "like"]


def test_the_list_names_what_each_wish_is_about(albumen: Command) -> None:
    albumen("hide", "/photos/tram.jpg", "--place", "sintra", "--dates", "2020")
    albumen("like", "--concept", "wine glass")
    rows = [line.split("\t") for line in albumen("feedback").splitlines()]
    assert [row[:4] for row in rows] == [
        ["1", "hide", "photo", "/photos/tram.jpg"],
        ["2", "hide", "place", "Sintra, Portugal"],
        ["3", "hide", "dates", "2020-01-01 to 2020-12-31"],
        ["4", "like", "concept", "wine glass"],
    ]


@pytest.mark.parametrize("wish_id", ["1", "99"])
def test_what_was_never_asked_or_was_taken_back_cannot_be_taken_back(albumen: Command, wish_id: str) -> None:
    albumen("like", "--concept", "dog")
    albumen("feedback", "undo", "1")
    assert f"feedback {wish_id}" in albumen("feedback", "undo", wish_id, code=2)


def test_a_library_without_photos_has_no_places_to_hide(
    library: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    albumen = Command(library, library, capsys)
    assert "no photo of this library has one" in albumen("hide", "--place", "Lisbon", code=2)
    assert albumen("feedback") == ""
