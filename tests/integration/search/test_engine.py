"""A search gives the photos that fit, of the library as it is now, and says in words why it cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import ModelError, UsageError
from albumen.store.records import PhotoFilter
from albumen.store.store import Store
from albumen.types import CaptureTime, EncoderIdentity, Exposure, PhotoMetadata, Place, TimeSource
from search import comparison as comparison_module
from search import index_cache
from search.engine import SearchEngine
from search.notes import NO_PHOTO_LEFT, NOTHING_ANALYSED, NOTHING_INDEXED, UNCALIBRATED
from search.query import SearchHit, SearchQuery
from tests.fakes import FakeEncoder
from tests.shelf import ROOT, Shelf

ELSEWHERE = Path("/elsewhere")
PARIS = Place("Paris", "Île-de-France", "France", "FR", 48.85, 2.35)


class Album:
    """A library of one-coloured photos, and an engine that searches it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.shelf, self.encoder = Shelf(store), FakeEncoder()
        self.engine = self.engine_of(self.encoder)

    def engine_of(self, encoder: FakeEncoder) -> SearchEngine:
        """Make an engine that decodes with Pillow."""
        return SearchEngine(self.store, encoder, self.folder / "index", load_image=Image.open)

    def put(self, path: str, colour: str, *, root: Path = ROOT, metadata: PhotoMetadata | None = None) -> int:
        """File and analyse a photo of one colour."""
        photo_id = self.shelf.put(path, root=root, metadata=metadata)
        vectors = self.encoder.encode_images([Image.new("RGB", (8, 8), colour)])
        with self.store.write() as tx:
            model = tx.models.add(self.encoder.identity, sha256=self.encoder.weights_sha256, dim=self.encoder.dim)
            tx.embeddings.save([photo_id], vectors, model.id)
        return photo_id

    def remove(self, path: str, *, root: Path = ROOT) -> None:
        """Forget a file."""
        with self.store.write() as tx:
            tx.files.remove([self.shelf.file_id(path, root)])

    def find(self, text: str | None = "red", **filters: object) -> list[str]:
        """Search in words; give the names of the photos found."""
        query = SearchQuery(text=text, filter=PhotoFilter(**filters))  # type: ignore[arg-type]
        return names(self.engine.search(query).hits)


def names(hits: tuple[SearchHit, ...]) -> list[str]:
    return [hit.paths[0].stem for hit in hits]


@pytest.fixture
def album(store: Store, library: Path, monkeypatch: pytest.MonkeyPatch) -> Album:
    monkeypatch.setattr(index_cache, "_STAMP_AGE_S", 0.0)
    return Album(store, library)


@pytest.fixture
def colours(album: Album) -> Album:
    """Three photos: the first red, then two that are less so."""
    album.put("red.jpg", "#ff0000")
    album.put("2023/orange.jpg", "#ff8000")
    album.put("2023/blue.jpg", "#0000ff")
    return album


def test_words_find_the_photos_that_fit_best_first(colours: Album) -> None:
    result = colours.engine.search(SearchQuery(text="  something red "))
    assert names(result.hits) == ["red", "orange", "blue"]
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert 0.999 < scores[0] <= 1.0
    assert result.note == UNCALIBRATED


def test_a_hit_tells_of_its_photo_what_the_store_knows(album: Album) -> None:
    taken = CaptureTime(datetime(2023, 5, 17, 14, 30), 7200, TimeSource.EXIF)
    exposure = Exposure(camera_make="Canon", camera_model="Canon EOS R5")
    photo_id = album.put("a.jpg", "red", metadata=PhotoMetadata(taken=taken, exposure=exposure, place=PARIS))
    (hit,) = album.engine.search(SearchQuery(text="red")).hits
    assert hit == SearchHit(
        photo_id, Shelf.hash_of("a.jpg"), hit.score, (ROOT / "a.jpg",), True, taken, PARIS, "Canon EOS R5"
    )


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        ("NIKON CORPORATION", "NIKON D850", "NIKON D850"),
        ("Apple", "iPhone 15", "Apple iPhone 15"),
        (None, "X100", "X100"),
        ("Leica", None, "Leica"),
        (None, None, None),
    ],
)
def test_a_camera_is_named_once(album: Album, make: str | None, model: str | None, name: str | None) -> None:
    album.put("a.jpg", "red", metadata=PhotoMetadata(exposure=Exposure(camera_make=make, camera_model=model)))
    assert album.engine.search(SearchQuery(text="red")).hits[0].camera == name


def test_a_photo_on_a_disk_that_is_away_is_found_and_said_to_be_offline(colours: Album) -> None:
    colours.put("red.jpg", "red", root=ELSEWHERE)
    with colours.store.write() as tx:
        away = tx.roots.find_containing(ROOT)
        assert away is not None
        tx.roots.update(away.id, is_online=False, device=None, scanned_at=None)
    hits = {hit.paths[0].stem: hit for hit in colours.engine.search(SearchQuery(text="red")).hits}
    assert not hits["orange"].is_online
    assert hits["red"].is_online
    assert hits["red"].paths == (ELSEWHERE / "red.jpg", ROOT / "red.jpg"), "the copy that is there comes first"


def test_the_limit_holds(colours: Album) -> None:
    assert names(colours.engine.search(SearchQuery(text="red", limit=2)).hits) == ["red", "orange"]


def test_filters_narrow_the_search(album: Album) -> None:
    for year in (2021, 2022, 2023):
        taken = CaptureTime(datetime(year, 6, 1), None, TimeSource.EXIF)
        camera = Exposure(camera_make="SONY" if year == 2022 else "Canon")
        album.put(f"{year}/y{year}.jpg", "red", metadata=PhotoMetadata(taken=taken, exposure=camera))
    assert album.find(since=datetime(2022, 1, 1)) == ["y2022", "y2023"]
    assert album.find(until=datetime(2022, 1, 1)) == ["y2021"]
    assert album.find(camera="sony") == ["y2022"]
    assert album.find(folder=ROOT / "2023") == ["y2023"]
    assert album.find(folder=ROOT / "x" / ".." / "2023") == ["y2023"]
    assert album.find(camera="canon", since=datetime(2022, 1, 1)) == ["y2023"]


def test_a_folder_is_meant_with_all_below_it_even_above_the_librarys_own(colours: Album) -> None:
    colours.put("far.jpg", "red", root=ELSEWHERE)
    assert colours.find(folder=ROOT) == ["red", "orange", "blue"]
    assert colours.find(folder=ELSEWHERE) == ["far"]
    assert len(colours.find(folder=Path("/"))) == 4


def test_a_filter_that_lets_nothing_through_says_so(colours: Album) -> None:
    photo_filter = PhotoFilter(camera="none such")
    result = colours.engine.search(SearchQuery(text="red", filter=photo_filter))
    assert result.hits == ()
    assert result.note == "no photo passes --camera: loosen it"
    both = replace(photo_filter, since=datetime(2023, 1, 1))
    note = colours.engine.search(SearchQuery(text="red", filter=both)).note
    assert note == "no photo passes --since with --camera: loosen one of them"


def test_a_library_whose_photos_have_all_lost_their_files_says_so(album: Album) -> None:
    album.put("red.jpg", "red")
    album.remove("red.jpg")
    assert album.engine.search(SearchQuery(text="red")).note == NO_PHOTO_LEFT


def test_nothing_else_like_the_only_photo_is_no_fault_of_the_library(album: Album) -> None:
    album.put("red.jpg", "red")
    assert album.engine.search(SearchQuery(like=ROOT / "red.jpg")).note == NO_PHOTO_LEFT


def test_photos_without_a_file_are_not_found(colours: Album) -> None:
    colours.remove("red.jpg")
    assert colours.find() == ["orange", "blue"]
    assert colours.find(folder=ROOT) == ["orange", "blue"]


def test_many_photos_without_a_file_do_not_crowd_out_the_others(album: Album, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison_module, "CANDIDATES", 5)
    for at in range(12):
        album.put(f"gone{at}.jpg", "red")
        album.put(f"here{at}.jpg", "blue")
    for at in range(12):
        album.remove(f"gone{at}.jpg")
    hits = album.engine.search(SearchQuery(text="red", limit=5)).hits
    assert names(hits) == [f"here{at}" for at in range(5)]


def test_a_photo_indexed_since_the_last_search_is_found(colours: Album) -> None:
    assert len(colours.find()) == 3
    colours.put("new.jpg", "#ff2000")
    assert colours.find()[:2] == ["red", "new"]


def test_like_a_photo_of_the_library_leaves_that_photo_out(colours: Album) -> None:
    encoded = colours.encoder.encoded
    hits = colours.engine.search(SearchQuery(like=ROOT / "2023/orange.jpg")).hits
    assert names(hits) == ["red", "blue"]
    assert colours.encoder.encoded == encoded, "its stored vector was used: its file need not be there"


def test_like_a_picture_from_anywhere_finds_photos_like_it(colours: Album, tmp_path: Path) -> None:
    Image.new("RGB", (20, 30), "#0000f0").save(tmp_path / "sea.png")
    hits = colours.engine.search(SearchQuery(like=tmp_path / "sea.png", text="")).hits
    assert names(hits)[0] == "blue"
    assert len(hits) == 3


def test_like_a_picture_that_is_not_there_is_refused(colours: Album) -> None:
    with pytest.raises(UsageError, match="there is no picture"):
        colours.engine.search(SearchQuery(like=ROOT / "none.jpg"))


@pytest.mark.parametrize("name", ["~nobody-of-that-name/a.jpg", "x" * 5_000, ".", "a\ud800.jpg", "a\0.jpg"])
def test_like_a_name_that_no_file_can_have_is_refused_too(colours: Album, name: str) -> None:
    with pytest.raises(UsageError, match=r"there is no picture|cannot be the name"):
        colours.engine.search(SearchQuery(like=Path(name)))


def test_like_a_photo_through_a_link_finds_the_stored_one(album: Album, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "pictures")
    album.put("a.jpg", "red", root=tmp_path / "pictures")
    album.put("b.jpg", "blue", root=tmp_path / "pictures")
    assert names(album.engine.search(SearchQuery(like=tmp_path / "link/a.jpg")).hits) == ["b"]
    assert album.find(folder=tmp_path / "link") == ["a", "b"]


def test_words_and_cameras_that_are_not_unicode_find_what_they_can(colours: Album) -> None:
    assert len(colours.find("caf\udce9 red")) == 3
    assert colours.find(camera="caf\udce9") == []


def test_a_huge_limit_is_as_good_as_none(colours: Album) -> None:
    assert len(colours.engine.search(SearchQuery(text="red", limit=10**30)).hits) == 3


def test_like_a_picture_outside_the_library_needs_a_decoder(colours: Album, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").touch()
    engine = SearchEngine(colours.store, colours.encoder, tmp_path / "index")
    with pytest.raises(UsageError, match="not a photo of this library"):
        engine.search(SearchQuery(like=tmp_path / "a.jpg"))


def test_an_empty_library_says_what_to_do(album: Album) -> None:
    result = album.engine.search(SearchQuery(text="red"))
    assert result.hits == ()
    assert result.note == NOTHING_INDEXED
    assert "albumen index DIR" in NOTHING_INDEXED


def test_a_library_whose_photos_wait_for_their_analysis_says_so(album: Album) -> None:
    album.shelf.put("a.jpg")
    assert album.engine.search(SearchQuery(text="red")).note == NOTHING_ANALYSED


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (SearchQuery(), "the query is empty"),
        (SearchQuery(text=" \n\t"), "the query is empty"),
        (SearchQuery(text="red", limit=0), "limit is 0"),
        (
            SearchQuery(text="red", filter=PhotoFilter(datetime(2023, 1, 2), datetime(2023, 1, 1))),
            "nothing lies between",
        ),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_whatever_the_library_holds(
    album: Album, query: SearchQuery, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        album.engine.search(query)


def test_a_folder_that_is_not_of_the_library_is_refused_with_those_that_are(colours: Album) -> None:
    colours.put("far.jpg", "red", root=ELSEWHERE)
    with pytest.raises(UsageError, match=f"{ROOT}, {ELSEWHERE}"):
        colours.find(folder=Path("/photographs"))


def test_a_library_of_another_encoder_is_not_searched_with_this_one(colours: Album) -> None:
    with pytest.raises(ModelError, match=r"fake/1@1.*encoder in use is other/1@1.*albumen index"):
        colours.engine_of(FakeEncoder("other")).search(SearchQuery(text="red"))


def test_a_library_of_other_weights_of_the_same_name_is_not_searched(colours: Album) -> None:
    encoder = FakeEncoder()
    encoder.weights_sha256 = "0" * 64
    with pytest.raises(ModelError, match="other weights"):
        colours.engine_of(encoder).search(SearchQuery(text="red"))


def test_two_encoders_of_one_library_each_search_their_own_vectors(colours: Album) -> None:
    other = FakeEncoder()
    other.identity = EncoderIdentity("other", "1", "1")
    with colours.store.write() as tx:
        model = tx.models.add(other.identity, sha256=other.weights_sha256, dim=other.dim)
        tx.embeddings.save([1], np.eye(1, other.dim, dtype=np.float32), model.id)
    assert len(colours.engine_of(other).search(SearchQuery(text="red")).hits) == 1
    assert len(colours.find()) == 3
