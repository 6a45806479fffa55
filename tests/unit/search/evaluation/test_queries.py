"""Queries with their answers, over a library of a few pictures that are known by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from albumen.types import UtilityKind
from models.evaluation.photos import LabelledPhoto
from search.evaluation.pictures import MadeLibrary, TruePicture
from search.evaluation.queries import JudgedQuery, make_queries, save_queries
from search.evaluation.wording import read_wording

_CAPTIONS = 5


def _picture(
    name: str, *captions: str, day: str | None = None, places: tuple[str, ...] = (), **facts: object
) -> TruePicture:
    told = captions if len(captions) != 1 else captions * _CAPTIONS
    label = facts.get("label")
    return TruePicture(
        names=(f"Phone/{name}.jpg", f"Edited/{name}.png"),
        taken=datetime.fromisoformat(day) if day else None,
        has_hour=day is not None,
        places=places,
        tells_place=bool(facts.get("tells_place", True)),
        camera=str(facts["camera"]) if "camera" in facts else None,
        utility=UtilityKind(str(facts["utility"])) if "utility" in facts else None,
        source=LabelledPhoto(name, "train", "test", "", b"", told, str(label) if label else None),
        written=str(facts.get("written", "")),
    )


CRETE = ("Chaniá", "Crete", "Greece")
LIBRARY = MadeLibrary(
    Path("made"),
    1,
    "train",
    (
        _picture(
            "dog-beach", "A dog runs on the beach .", day="2023-07-03T10:00", places=CRETE, camera="Apple iPhone 12"
        ),
        _picture("dog-lost", "A dog sleeps .", day="2023-06-05T23:30", places=CRETE, tells_place=False),
        _picture("two-men", "Two men sit on a bench .", day="2022-12-25T15:00", places=("Utrecht", "Netherlands")),
        _picture("church", label="church", day="2021-05-01T09:00"),
        _picture("meme", utility="meme", written="NOT AGAIN"),
        _picture("old", "A cat ."),
    ),
)


def _ask(line: str, section: str = "concept") -> JudgedQuery:
    (query,) = make_queries(LIBRARY, [read_wording(line, section)], 1).queries
    return query


def _grades(line: str) -> dict[str, int]:
    return {Path(name).stem: grade for name, grade in _ask(line).grades.items()}


@pytest.mark.parametrize(
    ("line", "grades"),
    [
        ("{dogs|tag:dog}", {"dog-beach": 2, "dog-lost": 2}),
        ("{dogs|tag:dog} on the {beach|tag:beach}", {"dog-beach": 2}),
        ("{Crete|place:Crete}", {"dog-beach": 2, "dog-lost": 1}),
        ("{summer|date:06-21..08-31~06-01..09-23}", {"dog-beach": 2, "dog-lost": 1}),
        ("{at night|time:22-4~18-8}", {"dog-lost": 2}),
        ("{iPhone|camera:iPhone}", {"dog-beach": 2}),
        ("{dogs|tag:dog} but no {beach|!tag:beach}", {"dog-lost": 2}),
        ("{2 people|people:2-2}", {"two-men": 2}),
        ("{memes|kind:meme}", {"meme": 2}),
        ('"{not again|text:not again}"', {"meme": 2}),
        ("{Edited|name:edited} {cat|tag:cat}", {"old": 2}),
    ],
)
def test_pictures_are_judged_by_the_truth(line: str, grades: dict[str, int]) -> None:
    assert _grades(line) == grades


def test_what_nobody_knows_is_neither_right_nor_wrong() -> None:
    query = _ask("{dogs|tag:dog}")
    assert {Path(name).stem for name in query.unknown} == {"church", "meme"}
    assert {Path(name).stem for name in _ask("{2023|date:2023-01-01..2023-12-31}").unknown} == {"meme", "old"}


def test_a_null_query_with_an_answer_is_left_out_and_so_is_another_without_one() -> None:
    lines = [
        ("{dogs|tag:dog}", "null: concept"),
        ("{zebras|tag:zebra}", "null: concept"),
        ("{zebras|tag:zebra}", "concept"),
    ]
    made = make_queries(LIBRARY, [read_wording(*line) for line in lines], 1)
    assert [(query.text, query.is_null) for query in made.queries] == [("zebras", True)]
    assert made.dropped == ["dogs", "zebras"]


def test_words_outside_the_taxonomy_are_null_where_no_caption_has_them() -> None:
    lines = [("{a bench|none:bench}", "null: concept"), ("{a submarine|none:submarine}", "null: concept")]
    made = make_queries(LIBRARY, [read_wording(*line) for line in lines], 1)
    assert [query.text for query in made.queries] == ["a submarine"]
    assert made.queries[0].entities == ()


def test_a_slip_keeps_what_was_meant() -> None:
    query = _ask("{dgos>dogs|tag:dog} in {Crete|place:Crete}", "typo")
    assert (query.text, query.mended) == ("dgos in Crete", "dogs in Crete")


def test_a_caption_is_answered_by_its_picture_alone() -> None:
    query = _ask("{caption}", "caption")
    ((name, grade),) = query.grades.items()
    source = next(picture.source for picture in LIBRARY.pictures if picture.names[0] == name)
    assert grade == 2
    assert any(query.text in caption for caption in source.captions)


def test_a_file_to_be_like_shows_the_concept_and_is_no_answer() -> None:
    more = _picture("dog-shore", "A dog runs on the beach .")
    library = replace(LIBRARY, pictures=(*LIBRARY.pictures, more))
    (query,) = make_queries(library, [read_wording("like {file|like:dog}", "like")], 2).queries
    drawn = f"Phone/{query.text.removeprefix('like ')}"
    assert drawn in query.unknown
    assert set(query.grades) == {"Phone/dog-beach.jpg", "Phone/dog-shore.jpg", "Phone/dog-lost.jpg"} - {drawn}


def test_the_same_seed_makes_the_same_queries() -> None:
    wordings = [read_wording("{caption}", "caption"), read_wording("like {file|like:dog}", "like")]
    assert make_queries(LIBRARY, wordings, 3) == make_queries(LIBRARY, wordings, 3)


def test_queries_are_written_with_their_answers(tmp_path: Path) -> None:
    save_queries([_ask("{dogs|tag:dog} in {Crete|place:Crete}")], tmp_path / "queries.json")
    (row,) = json.loads((tmp_path / "queries.json").read_text(encoding="utf-8"))
    assert row["entities"][1] == {"words": "Crete", "means": ["place:Crete"]}
    assert row["relevant"] == {"Phone/dog-beach.jpg": 2, "Phone/dog-lost.jpg": 1}


def test_an_empty_library_has_null_queries_alone() -> None:
    empty = MadeLibrary(Path("made"), 1, "train", ())
    lines = [
        ("{dogs|tag:dog}", "concept"),
        ("{dogs|tag:dog}", "null: concept"),
        ("{caption}", "caption"),
        ("like {file|like:dog}", "like"),
    ]
    made = make_queries(empty, [read_wording(*line) for line in lines], 1)
    assert [query.section for query in made.queries] == ["null: concept"]
