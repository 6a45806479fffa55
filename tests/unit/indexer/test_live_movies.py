"""Which movie is the other half of which still."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumen.store.records import LiveBasis, MovieFacts
from indexer.live_movies import MOST_LIVE_S, judge_movie, pair_movie
from indexer.movie_names import find_movie, list_movies, photos_of_movie
from tests.live_photos import quicktime
from tests.photos import jpeg, write

UUID, OTHER = "1745E022-9712-43C7-B024-F308EC6413CB", "ED69AFC7-A2EB-4FE9-88A0-54293FC2478F"


@pytest.mark.parametrize(
    ("still", "movie", "duration_s", "basis"),
    [
        (UUID, UUID, 2.8, LiveBasis.IDENTIFIER),
        (UUID, UUID.lower(), 2.8, LiveBasis.IDENTIFIER),
        (UUID, UUID, 60.0, LiveBasis.IDENTIFIER),
        (UUID, OTHER, 2.8, None),
        (None, UUID, 2.8, LiveBasis.NAME),
        (UUID, None, 2.8, LiveBasis.NAME),
        (None, None, 2.8, LiveBasis.NAME),
        (None, None, MOST_LIVE_S, LiveBasis.NAME),
        (None, None, 600.0, None),
        (UUID, None, 600.0, None),
        (None, None, 0.0, None),
    ],
)
def test_identifiers_decide_and_where_one_is_missing_the_length(
    tmp_path: Path, still: str | None, movie: str | None, duration_s: float, basis: LiveBasis | None
) -> None:
    path = write(tmp_path / "IMG_1.MOV", quicktime(duration_s, movie))
    assert judge_movie(path, still) == MovieFacts(duration_s, basis)


@pytest.mark.parametrize("content", [b"", b"no movie", None])
def test_what_cannot_be_read_is_no_half(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        write(tmp_path / "IMG_1.MOV", content)
    assert judge_movie(tmp_path / "IMG_1.MOV", UUID) == MovieFacts()


def test_still_is_read_where_nothing_was_read_yet(tmp_path: Path) -> None:
    still = write(tmp_path / "IMG_1.jpg", jpeg(1))
    write(tmp_path / "IMG_1.MOV", quicktime(2.5))
    assert pair_movie(still, "IMG_1.MOV") == MovieFacts(2.5, LiveBasis.NAME)


def test_names_meet_whatever_their_case_and_only_stills_have_movies() -> None:
    movies = list_movies(["img_1.mov", "IMG_2.MP4", "IMG_2.mov", "._IMG_3.MOV", "notes.txt"])
    names = ("IMG_1.HEIC", "img_2.JPG", "IMG_3.PNG", "IMG_1.DNG", "IMG_1.gif", "IMG_1")
    assert [find_movie(name, movies) for name in names] == ["img_1.mov", "IMG_2.mov", None, None, None, None]


def test_movie_names_the_photos_that_it_may_belong_to(tmp_path: Path) -> None:
    for name in ("d/IMG_1.HEIC", "d/img_1.jpg", "d/IMG_1.DNG", "d/IMG_10.jpg", "IMG_1.jpg"):
        write(tmp_path / name, b"x")
    assert sorted(photos_of_movie(tmp_path, "d/IMG_1.MOV")) == ["d/IMG_1.DNG", "d/IMG_1.HEIC", "d/img_1.jpg"]
    assert photos_of_movie(tmp_path, "gone/IMG_1.MOV") == []
