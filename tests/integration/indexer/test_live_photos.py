"""Live photos in the store: movies that come, change, move and go are noticed, by a rescan and by their path."""

from __future__ import annotations

import shutil
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from albumen.store.duplicates import LiveMovie
from albumen.store.records import DATABASE_FILE, LiveBasis
from albumen.store.store import Store
from indexer.movie_names import is_movie, photos_of_movie
from tests.integration.indexer.conftest import Bench
from tests.live_photos import apple_note, quicktime, with_note
from tests.photos import jpeg, write

UUID, OTHER = "1745E022-9712-43C7-B024-F308EC6413CB", "ED69AFC7-A2EB-4FE9-88A0-54293FC2478F"


def _still(identifier: str, seed: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Apple"
    stream = BytesIO()
    with Image.open(BytesIO(jpeg(seed))) as image:
        image.save(stream, "JPEG", exif=with_note(exif.tobytes(), apple_note(identifier)))
    return stream.getvalue()


def _movies(bench: Bench) -> dict[str, LiveMovie]:
    with bench.store.read() as tx:
        files = tx.duplicates.files()
        assert {one.id for one in tx.facts.load() if one.has_movie} == {file.photo_id for file in files if file.movie}
    return {file.path.relative_to(bench.photos).as_posix(): file.movie for file in files if file.movie is not None}


def test_halves_are_found_by_their_identifier_or_by_name_and_length(bench: Bench) -> None:
    write(bench.photos / "IMG_1.JPG", _still(UUID, 1))
    movie = write(bench.photos / "img_1.mov", quicktime(2.8, UUID))
    write(bench.photos / "IMG_2.JPG", jpeg(2))
    write(bench.photos / "IMG_2.MP4", quicktime(3.0))
    bench.index()
    found = _movies(bench)
    status = movie.stat()
    assert found["IMG_1.JPG"] == LiveMovie(movie, status.st_size, status.st_mtime_ns, 2.8, LiveBasis.IDENTIFIER)
    assert (found["IMG_2.JPG"].basis, found["IMG_2.JPG"].duration_s) == (LiveBasis.NAME, 3.0)


@pytest.mark.parametrize("movie", [quicktime(600.0), quicktime(2.8, OTHER), b"no movie", b""])
def test_a_video_that_merely_has_the_name_is_none_and_is_opened_once(bench: Bench, movie: bytes) -> None:
    write(bench.photos / "IMG_1.JPG", _still(UUID))
    write(bench.photos / "IMG_1.MOV", movie)
    bench.index()
    assert _movies(bench) == {}
    assert bench.index().unchanged == 1


@pytest.mark.parametrize("is_by_path", [False, True])
def test_movie_that_comes_changes_and_goes_is_noticed(bench: Bench, is_by_path: bool) -> None:
    paths = ("IMG_1.JPG", "IMG_2.JPG") if is_by_path else ()
    write(bench.photos / "IMG_1.JPG", _still(UUID, 1))
    write(bench.photos / "IMG_2.JPG", jpeg(2))
    bench.index()
    movie = write(bench.photos / "IMG_1.MOV", quicktime(2.8, UUID))
    assert bench.index(*paths).analysed == 0
    assert set(_movies(bench)) == {"IMG_1.JPG"}
    write(movie, quicktime(2.8, OTHER), age_s=1_800)
    bench.index(*paths)
    assert _movies(bench) == {}
    movie.rename(bench.photos / "IMG_2.MOV")
    bench.index(*paths)
    assert set(_movies(bench)) == {"IMG_2.JPG"}
    (bench.photos / "IMG_2.MOV").unlink()
    bench.index(*paths)
    assert _movies(bench) == {}
    assert bench.index().unchanged == 2


def test_a_still_that_moves_with_its_movie_keeps_it_and_is_not_analysed_again(bench: Bench) -> None:
    write(bench.photos / "a/IMG_1.JPG", _still(UUID))
    write(bench.photos / "a/IMG_1.MOV", quicktime(2.8, UUID))
    bench.index()
    (bench.photos / "a").rename(bench.photos / "b")
    assert bench.index().analysed == 0
    assert _movies(bench)["b/IMG_1.JPG"].path == bench.photos / "b/IMG_1.MOV"


def test_a_copy_with_its_movie_leaves_what_is_known_of_the_photo(bench: Bench) -> None:
    write(bench.photos / "IMG_20200102_030405.jpg", jpeg(1))
    bench.index()
    write(bench.photos / "copy.jpg", jpeg(1))
    write(bench.photos / "copy.mov", quicktime())
    bench.index()
    assert set(_movies(bench)) == {"copy.jpg"}
    with bench.store.read() as tx:
        (photo,) = tx.photos.get([1]).values()
    assert photo.metadata.taken is not None
    assert photo.metadata.taken.local.year == 2020


def test_an_edited_still_is_judged_anew(bench: Bench) -> None:
    still = write(bench.photos / "IMG_1.JPG", _still(UUID))
    write(bench.photos / "IMG_1.MOV", quicktime(60.0, UUID))
    bench.index()
    assert set(_movies(bench)) == {"IMG_1.JPG"}
    write(still, jpeg(3), age_s=1_800)  # without the identifier only the length is left to tell
    bench.index()
    assert _movies(bench) == {}


def test_a_sidecar_and_a_movie_that_come_together_are_both_read(bench: Bench, tmp_path: Path) -> None:
    write(bench.photos / "IMG_1.JPG", jpeg(1))
    bench.index()
    write(bench.photos / "IMG_1.MOV", quicktime())
    write(bench.photos / "IMG_1.JPG.xmp", b"<x/>")
    bench.index()
    assert set(_movies(bench)) == {"IMG_1.JPG"}
    assert bench.index().unchanged == 1


def test_a_motion_photo_is_one_file_with_its_movie_inside(bench: Bench) -> None:
    write(bench.photos / "PXL_1.MP.jpg", jpeg(1) + quicktime(2.0))
    assert bench.index().analysed == 1
    assert _movies(bench) == {}


STILLS = {name: _still(identifier, seed) for name, identifier, seed in (("own", UUID, 1), ("other", OTHER, 2))}
MOVIES = {"own": quicktime(2.8, UUID), "short": quicktime(2.8), "long": quicktime(600.0), "broken": b"no movie"}
NAMES = st.sampled_from(["a.jpg", "A.PNG", "d/a.jpg", "a.mov", "A.MP4", "d/a.MOV", "b.mov"])
EVENTS = st.one_of(
    st.tuples(st.just("write"), NAMES, st.sampled_from([*STILLS]), st.sampled_from([*MOVIES])),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("move"), NAMES, NAMES),
)


def _apply(root: Path, event: tuple[str, ...]) -> list[str]:
    """Do it, as far as it can be done; return the photos that a watcher would name."""
    kind, path = event[0], root / event[1]
    if kind == "write":
        write(path, MOVIES[event[3]] if is_movie(path.name) else STILLS[event[2]])
    elif not path.exists() or (kind == "move" and (root / event[2]).exists()):
        return []
    elif kind == "delete":
        path.unlink()
    elif is_movie(event[1]) is is_movie(event[2]):
        (root / event[2]).parent.mkdir(exist_ok=True)
        shutil.move(path, root / event[2])
    names = [name for name in event[1 : 3 if kind == "move" else 2] if name]
    return [photo for name in names for photo in (photos_of_movie(root, name) if is_movie(name) else [name])]


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(EVENTS, min_size=1, max_size=3), min_size=1, max_size=6))
def test_any_sequence_of_events_on_stills_and_movies_converges_to_a_fresh_scan(
    bursts: list[list[tuple[str, ...]]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = folder / "photos"
        photos.mkdir()
        with Store(folder / "followed.sqlite3") as store, Store(folder / DATABASE_FILE) as fresh_store:
            followed, fresh = (Bench(photos, folder / "library", one) for one in (store, fresh_store))
            followed.index()
            for burst in bursts:
                touched = [path for event in burst for path in _apply(photos, event)]
                if touched:
                    followed.index(*touched)
            fresh.index()
            assert _movies(followed) == _movies(fresh)
            assert followed.index().deleted == 0
            assert _movies(followed) == _movies(fresh)
