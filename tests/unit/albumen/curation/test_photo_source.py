from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from albumen.curation.photo_source import LibraryPhotos
from albumen.errors import PhotoError
from albumen.store.records import FileSighting, FileStat
from albumen.store.store import Store
from albumen.types import PhotoKind, PixelFacts
from indexer.previews import PreviewStore
from tests.photos import jpeg, write
from tests.shown_photos import seen_photo

HASH = f"{7:064x}"


@pytest.fixture
def previews(library: Path) -> PreviewStore:
    found = PreviewStore(library / "previews")
    found.make_folder()
    return found


@pytest.fixture
def photos(store: Store, previews: PreviewStore) -> LibraryPhotos:
    return LibraryPhotos(store, previews, max_pixels=10**6)


def test_a_photo_is_loaded_from_its_file_at_the_size_that_is_asked_for(photos: LibraryPhotos, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", jpeg(1, (640, 480)))
    before = path.read_bytes()
    assert photos.load(seen_photo(7, (640, 480), path=path), max_side_px=320).size == (320, 240)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"damaged"], ids=["offline", "damaged"])
def test_a_photo_whose_file_cannot_be_read_comes_from_its_preview(
    photos: LibraryPhotos, previews: PreviewStore, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "a.jpg"
    if content is not None:
        write(path, content)
    photo = seen_photo(7, path=path)
    assert photos.has_pixels(photo) is (content is not None)
    previews.save(HASH, Image.new("RGB", (80, 60), "blue"))
    assert photos.has_pixels(photo)
    assert photos.load(photo, max_side_px=1000).size == (80, 60)


def test_a_photo_with_neither_says_so(photos: LibraryPhotos, tmp_path: Path) -> None:
    photo = seen_photo(7, path=tmp_path / "gone.jpg")
    with pytest.raises(PhotoError, match="gone"):
        photos.load(photo, max_side_px=100)
    with pytest.raises(PhotoError):
        photos.load_small(photo, max_side_px=100)


def test_the_small_picture_is_the_preview_where_there_is_one(
    photos: LibraryPhotos, previews: PreviewStore, tmp_path: Path
) -> None:
    photo = seen_photo(7, (640, 480), path=write(tmp_path / "a.jpg", jpeg(1, (640, 480))))
    assert photos.load_small(photo, max_side_px=300).size == (300, 225)
    previews.save(HASH, Image.new("RGB", (80, 60), "blue"))
    assert photos.load_small(photo, max_side_px=300).size == (80, 60)


def test_photos_without_a_file_and_those_that_were_never_decoded_are_not_shown(
    photos: LibraryPhotos, store: Store, tmp_path: Path
) -> None:
    facts = PixelFacts("jpeg", PhotoKind.STILL, 64, 48)
    with store.write() as tx:
        root = tx.roots.add(tmp_path)
        ids = [tx.photos.save(f"{n:064x}", n, facts=None if n == 2 else facts, metadata=None) for n in (1, 2, 3)]
        for n in (1, 2):
            tx.files.save([FileSighting(root.id, f"{n}.jpg", FileStat(n, 0, 0), 0, f"{n:064x}")])
        tx.files.mark_all_orphans()
    assert set(photos.look_up([*ids, 99])) == {ids[0]}
    assert photos.look_up([]) == {}
    found = photos.look_up(ids)[ids[0]]
    assert (found.size_px, found.saliency, found.people, found.is_offline) == ((64, 48), None, (), True)
