"""The folder of previews."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from indexer.previews import PreviewStore

HASH = "ab" * 32
OTHER = "0f" * 32


@pytest.fixture
def previews(tmp_path) -> PreviewStore:
    return PreviewStore(tmp_path / "previews")


def test_saved_preview_is_loaded_again(previews, quadrants, shows_quadrants) -> None:
    path = previews.save(HASH, quadrants())
    assert path == previews.path_of(HASH)
    assert path.parent.name == HASH[:2]
    assert previews.has(HASH)
    assert shows_quadrants(previews.load(HASH))


def test_empty_store_has_nothing(previews) -> None:
    assert not previews.has(HASH)
    assert list(previews.iter_hashes()) == []
    assert previews.remove_orphans(set()) == 0
    with pytest.raises(FileNotFoundError):
        previews.load(HASH)


def test_saving_again_replaces_and_leaves_no_other_file(previews, quadrants, tmp_path) -> None:
    previews.save(HASH, Image.new("RGB", (8, 8)))
    previews.save(HASH, quadrants())
    assert previews.load(HASH).size == (96, 64)
    assert [path.name for path in (tmp_path / "previews").rglob("*") if path.is_file()] == [f"{HASH}.jpg"]


def test_preview_carries_no_metadata(previews, quadrants) -> None:
    image = quadrants()
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    image.info.update(exif=exif.tobytes(), icc_profile=b"profile", comment=b"secret", xmp=b"<x/>")
    path = previews.save(HASH, image)
    content = path.read_bytes()
    assert not any(word in content for word in (b"Exif", b"Canon", b"ICC_PROFILE", b"secret", b"<x/>"))


def test_failed_save_leaves_nothing_behind(previews, tmp_path) -> None:
    with pytest.raises(OSError, match="RGBA"):
        previews.save(HASH, Image.new("RGBA", (8, 8)))
    assert not [path for path in (tmp_path / "previews").rglob("*") if path.is_file()]


def test_removing_is_idempotent(previews, quadrants) -> None:
    previews.save(HASH, quadrants())
    previews.remove(HASH)
    previews.remove(HASH)
    assert not previews.has(HASH)


def test_orphans_and_interrupted_writes_are_removed(previews, quadrants) -> None:
    previews.save(HASH, quadrants())
    orphan = previews.save(OTHER, quadrants())
    (orphan.parent / ".abc.part").write_bytes(b"half")
    assert list(previews.iter_hashes()) == [OTHER, HASH]
    assert previews.remove_orphans({HASH}) == 2
    assert list(previews.iter_hashes()) == [HASH]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "AB" * 32, "ab/cd" * 8, "ab"])
def test_made_up_hashes_do_not_lead_out_of_the_folder(previews, name) -> None:
    with pytest.raises(ValueError, match="content hash"):
        previews.path_of(name)


@given(st.text())
def test_any_text_is_refused_or_stays_inside(tmp_path, text) -> None:
    store = PreviewStore(tmp_path)
    try:
        path = store.path_of(text)
    except ValueError:
        return
    assert path.parent.parent == tmp_path
