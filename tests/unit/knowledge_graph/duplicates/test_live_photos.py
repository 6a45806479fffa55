"""Live photos among duplicates: pairs of a still and a movie, with reasons that are true, and stills that keep theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from albumen.store.curation_records import DuplicateGroup, DuplicateKind
from albumen.store.duplicates import LiveMovie, PhotoFile
from albumen.store.prints import Prints
from albumen.store.records import LiveBasis
from knowledge_graph.duplicates.best_shot import fault, praise, rank
from knowledge_graph.duplicates.find import Material, find_groups
from knowledge_graph.duplicates.identical import group_files, praise_file
from tests.duplicates import photo

SAME = DuplicateKind.SAME_PICTURE
MOVIE = LiveMovie(Path("/photos/IMG_1.MOV"), 9, 9, 2.84, LiveBasis.IDENTIFIER)
STILL = PhotoFile(7, 1, Path("/photos/IMG_1.HEIC"), movie=MOVIE)


def _find(*files: PhotoFile) -> list[DuplicateGroup]:
    photos = [photo(photo_id) for photo_id in sorted({file.photo_id for file in files})]
    empty = np.empty((0, 32), np.uint8)
    return find_groups(Material(photos, Prints(np.empty(0, np.int64), empty, empty), files))


def test_a_still_and_its_movie_are_a_pair_of_one_photo() -> None:
    (group,) = _find(STILL, PhotoFile(8, 2, Path("/photos/IMG_2.HEIC")))
    assert group.is_live_photo
    assert [(member.photo_id, member.file_id) for member in group.members] == [(1, 7)]
    assert (group.kind, group.confidence) == (DuplicateKind.PAIR, 1.0)
    assert group.reason == "a Live photo: a still and its movie of 2.8 s, by the identifier in both"


@pytest.mark.parametrize(
    ("movie", "reason"),
    [
        (replace(MOVIE, basis=LiveBasis.NAME), "a still and its movie of 2.8 s, by name and length"),
        (replace(MOVIE, duration_s=None), "a still and its movie, by the identifier in both"),
    ],
)
def test_it_is_said_what_tells_the_halves(movie: LiveMovie, reason: str) -> None:
    (group,) = _find(replace(STILL, movie=movie))
    assert group.members[0].reason == reason
    assert (group.confidence == 1.0) is (movie.basis is LiveBasis.IDENTIFIER)


def test_without_movies_there_are_no_live_photos() -> None:
    assert _find() == _find(replace(STILL, movie=None)) == []


def test_copies_with_their_movies_are_identical_files_and_one_live_photo() -> None:
    copy = PhotoFile(
        9, 1, Path("/photos/Backup/IMG_1.HEIC"), movie=replace(MOVIE, path=Path("/photos/Backup/IMG_1.MOV"))
    )
    identical, live = _find(STILL, copy)
    assert identical.kind is DuplicateKind.IDENTICAL
    assert not identical.is_live_photo
    assert [member.file_id for member in live.members] == [7, 9]


def test_other_things_equal_the_still_that_has_its_movie_is_better() -> None:
    live = photo(2, at_s=0, camera="X", has_movie=True, size_bytes=2_000_000)
    other = photo(1, at_s=0, camera="X")
    assert rank(live) > rank(other)
    assert rank(photo(3, at_s=0, camera="X", width_px=6000, height_px=4500)) > rank(live)
    assert praise(live, [other], SAME) == "has its movie"
    assert fault(other, live, SAME) == "the best has its movie"
    assert "movie" not in praise(live, [replace(other, has_movie=True)], SAME)


def test_of_files_of_the_same_bytes_the_one_with_its_movie_stays() -> None:
    copy = PhotoFile(1, 1, Path("/photos/a/IMG_1.HEIC"), has_sidecar=True)
    (files,) = group_files([copy, STILL]).values()
    assert files == [STILL, copy]
    assert praise_file(STILL, [copy]) == "has its movie"
