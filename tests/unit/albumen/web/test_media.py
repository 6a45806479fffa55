"""Photos' pictures by id: the right bytes, kept by browsers, and nothing but photos whatever is asked for."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from indexer.thumbnails import ThumbnailHeight
from tests.lifting import BLUE, RED, ColourLifter, draw
from tests.media_library import SIZE_PX, MediaLibrary, encode, open_media_library
from tests.segmentations import segmentation


@pytest.fixture
def made(library: Path, tmp_path: Path) -> Iterator[MediaLibrary]:
    with open_media_library(library, tmp_path / "photos") as opened:
        yield opened


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MediaLibrary]:
    """A library with photo 1, which its tests only ask."""
    folder = tmp_path_factory.mktemp("asked")
    with open_media_library(folder / "library", folder / "photos") as opened:
        opened.lift_with(ColourLifter())
        assert opened.put() == 1
        yield opened


def _image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize(("height_px", "size_px"), [(160, (213, 160)), (320, (427, 320))])
def test_a_thumbnail_is_a_small_jpeg_that_is_made_once(
    made: MediaLibrary, height_px: int, size_px: tuple[int, int]
) -> None:
    url = f"/media/{made.put()}/thumb?h={height_px}"
    first = made.client.get(url)
    assert (first.status_code, first.headers["content-type"]) == (200, "image/jpeg")
    assert _image(first.content).size == size_px
    (kept,) = made.library.thumbnails.folder.rglob("*.jpg")
    kept.write_bytes(changed := encode(Image.new("RGB", (3, 2))))
    assert made.client.get(url).content == changed, "the kept one is sent"
    kept.write_bytes(b"damaged")
    assert made.client.get(url).content == first.content, "and made again where it is damaged"


def test_a_photo_whose_preview_was_lost_is_decoded_again(made: MediaLibrary) -> None:
    photo_id = made.put(has_preview=False)
    assert _image(made.client.get(f"/media/{photo_id}/thumb?h=320").content).size == (427, 320)
    assert _image(made.client.get(f"/media/{photo_id}/preview").content).size == SIZE_PX


def test_a_photo_that_is_offline_still_has_its_small_pictures(made: MediaLibrary) -> None:
    photo_id = made.put()
    (made.photos / "a.jpg").unlink()
    assert made.client.get(f"/media/{photo_id}/thumb?h=160").status_code == 200
    assert made.client.get(f"/media/{photo_id}/preview").status_code == 200
    gone = made.client.get(f"/media/{photo_id}/original")
    assert gone.status_code == 404
    assert "mount its disk" in gone.json()["error"]


def test_a_photo_with_neither_file_nor_preview_says_so(made: MediaLibrary) -> None:
    photo_id = made.put("caf\udce9.jpg", has_preview=False)
    (made.photos / "caf\udce9.jpg").unlink()
    for variant in ("thumb?h=160", "preview", "original", "cover?aspect=1"):
        answer = made.client.get(f"/media/{photo_id}/{variant}")
        assert answer.status_code == 404, variant
        assert answer.json()["error"]


def test_threads_that_ask_for_one_thumbnail_all_get_it(made: MediaLibrary) -> None:
    media, photo_id = made.client.app.state.live.media, made.put()  # type: ignore[attr-defined]
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(media.thumbnail(photo_id, ThumbnailHeight.PLAIN).load()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_a_browser_that_has_a_picture_is_told_so(made: MediaLibrary) -> None:
    photo_id = made.put()
    for variant in ("thumb?h=160", "preview", "original", "cover?aspect=1.5"):
        url = f"/media/{photo_id}/{variant}"
        tag = made.client.get(url).headers["etag"]
        again = made.client.get(url, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert made.client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_picture_under_its_own_version_is_kept_for_good_and_under_another_is_not(made: MediaLibrary) -> None:
    photo_id = made.put()
    (tile,) = made.client.get(f"/api/photos?ids={photo_id}").json()
    for variant in ("thumb?h=160", "preview?"):
        url = f"/media/{photo_id}/{variant}&v="
        assert "immutable" in made.client.get(url + tile["version"]).headers["cache-control"]
        for other in ("", "0", "0" * 16, tile["version"][:8]):
            assert "no-cache" in made.client.get(url + other).headers["cache-control"]


def test_the_original_is_the_file_byte_for_byte(made: MediaLibrary) -> None:
    photo_id = made.put()
    content = (made.photos / "a.jpg").read_bytes()
    answer = made.client.get(f"/media/{photo_id}/original")
    assert answer.content == content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline")
    saved = made.client.get(f"/media/{photo_id}/original?download=true")
    assert saved.headers["content-disposition"] == "attachment; filename*=UTF-8''a.jpg"


@pytest.mark.parametrize(
    ("span", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=999999999-", 416, None),
        ("bytes=9-3", 400, None),
        ("bytes=a-b", 400, None),
        ("lines=1-2", 400, None),
        ("bytes=" + "9" * 5000 + "-", 400, None),
        ("bytes=--5", 416, None),
    ],
)
def test_a_part_of_the_original_is_sent_where_it_makes_sense(
    asked: MediaLibrary, span: str, status: int, part: slice | None
) -> None:
    content = (asked.photos / "a.jpg").read_bytes()
    answer = asked.client.get("/media/1/original", headers={"Range": span})
    assert answer.status_code == status
    if part is not None:
        assert answer.content == content[part]


def test_a_range_of_another_state_of_the_file_is_not_put_together_with_this_one(made: MediaLibrary) -> None:
    url = f"/media/{made.put()}/original"
    tag = made.client.get(url).headers["etag"]
    assert made.client.get(url, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    os.utime(made.photos / "a.jpg", (1, 1))
    assert made.client.get(url, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 200


def test_a_file_that_became_something_else_is_not_sent(made: MediaLibrary) -> None:
    photo_id = made.put()
    size = (made.photos / "a.jpg").stat().st_size
    (made.photos / "a.jpg").write_bytes(b"<html><script>alert(1)</script>".ljust(size))
    assert made.client.get(f"/media/{photo_id}/original").status_code == 404
    (made.photos / "a.jpg").write_bytes(encode(Image.new("RGB", (9, 9))))
    assert made.client.get(f"/media/{photo_id}/original").status_code == 404, "it has another size"


def test_what_browsers_do_not_show_is_only_saved(made: MediaLibrary) -> None:
    answer = made.client.get(f"/media/{made.put('a.html', encode(Image.new('RGB', (9, 9)), 'TIFF'))}/original")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a.html"


@pytest.mark.parametrize(
    "name", ['a"; filename="b.html', "a\r\nSet-Cookie: x=1", "café 🐕.jpg", "caf\udce9.jpg", "<b>.svg"]
)
def test_no_file_name_leaves_its_header(made: MediaLibrary, name: str) -> None:
    answer = made.client.get(f"/media/{made.put(name)}/original")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    safe = quote(name.encode("utf-8", "replace"), safe="")
    assert answer.headers["content-disposition"] == f"inline; filename*=UTF-8''{safe}"


def test_masks_are_laid_over_the_preview_and_come_one_by_one(made: MediaLibrary) -> None:
    photo_id = made.put()
    assert made.client.get(f"/media/{photo_id}/masks").status_code == 404
    made.segment(photo_id, segmentation(sky=0.5, people=2))
    answer = made.client.get(f"/media/{photo_id}/masks")
    overlay = _image(answer.content)
    assert (answer.headers["content-type"], overlay.mode, overlay.size) == ("image/png", "RGBA", SIZE_PX)
    assert overlay.getpixel((9, SIZE_PX[1] - 9)) == (0, 0, 0, 0)
    assert overlay.getpixel((9, 9))[2:] > (100, 60), "a sky, through which the photo shows"
    one = _image(made.client.get(f"/media/{photo_id}/mask/person/2").content)
    assert (one.size, one.getpixel((5, 6)), one.getpixel((5, 5))) == ((10, 10), (255, 255), (255, 0))
    assert made.client.get(f"/media/{photo_id}/mask/person/3").status_code == 404
    assert made.client.get(f"/media/{photo_id}/mask/cat/1").status_code == 422


def test_damaged_masks_are_an_error_that_says_what_to_do(made: MediaLibrary) -> None:
    photo_id = made.put()
    found = segmentation(sky=0.5)
    made.segment(photo_id, found.__class__(20, 20, found.masks, 0.0))
    answer = made.client.get(f"/media/{photo_id}/masks")
    assert answer.status_code == 503
    assert "albumen doctor" in answer.json()["error"]


def test_the_subject_under_a_point_is_cut_out(made: MediaLibrary) -> None:
    made.lift_with(ColourLifter())
    shapes = (RED, (0.1, 0.2, 0.4, 0.9)), (BLUE, (0.6, 0.2, 0.9, 0.9))
    photo_id = made.put(content=encode(draw((2000, 1500), *shapes)), size_px=(2000, 1500))
    red = _image(made.client.get(f"/media/{photo_id}/cutout?at=500,800").content)
    assert (red.mode, red.size) == ("RGBA", (1024, 768))
    assert red.getpixel((256, 410))[3] == 255
    assert red.getpixel((768, 410))[3] == 0
    whole = _image(made.client.get(f"/media/{photo_id}/cutout?full=true").content)
    assert whole.size == (2000, 1500)
    assert whole.getpixel((1500, 800))[3] == 255
    cropped = _image(made.client.get(f"/media/{photo_id}/cutout?at=500,800&crop=true").content)
    assert cropped.width < 512


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("at=5,5", 400),
        ("at=9999,5", 400),
        ("instance=9", 400),
        ("at=5,5&instance=1", 400),
        ("at=5;5", 422),
        ("at=-1,5", 422),
    ],
)
def test_where_no_subject_lies_nothing_is_cut_out(asked: MediaLibrary, query: str, status: int) -> None:
    answer = asked.client.get(f"/media/1/cutout?{query}")
    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_photo_without_a_subject_says_so(made: MediaLibrary) -> None:
    made.lift_with(ColourLifter())
    answer = made.client.get(f"/media/{made.put(content=encode(draw(SIZE_PX)))}/cutout")
    assert answer.status_code == 422
    assert "stands out" in answer.json()["error"]


@pytest.mark.parametrize(("aspect", "size_px"), [(1, (300, 300)), (2, (300, 150)), (0.5, (150, 300))])
def test_a_cover_has_the_shape_that_is_asked_for(asked: MediaLibrary, aspect: float, size_px: tuple[int, int]) -> None:
    answer = asked.client.get(f"/media/1/cover?aspect={aspect}&side=300")
    assert answer.headers["content-type"] == "image/jpeg"
    assert _image(answer.content).size == size_px


def test_a_small_cover_is_made_once_and_a_large_one_each_time(made: MediaLibrary) -> None:
    url = f"/media/{made.put()}/cover?aspect=1&side="
    first = made.client.get(url + "300").content
    (kept,) = made.library.thumbnails.folder.rglob("*.jpg")
    assert kept.read_bytes() == first
    kept.write_bytes(changed := encode(Image.new("RGB", (3, 2))))
    assert made.client.get(url + "300").content == changed
    made.client.get(url + "1000")
    assert list(made.library.thumbnails.folder.rglob("*.jpg")) == [kept]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../../etc/passwd/original",
        "/media/..%2f..%2fetc%2fpasswd/original",
        "/media/%2e%2e/original",
        "/media/1%00/original",
        "/media/%00/thumb?h=160",
        "/media/0/preview",
        "/media/-1/preview",
        "/media/1.5/preview",
        "/media/0x1/preview",
        "/media/99/preview",
        "/media/9223372036854775807/preview",
        "/media/9223372036854775808/preview",
        f"/media/{'9' * 400}/preview",
        f"/media/{'9' * 5000}/preview",
        "/media/1/thumb",
        "/media/1/thumb?h=161",
        "/media/1/thumb?h=-160",
        "/media/1/thumb?h=1e9",
        "/media/1/thumb?h=160%00",
        "/media/1/thumb?h=../../x",
        "/media/1/cover",
        "/media/1/cover?aspect=0",
        "/media/1/cover?aspect=nan",
        "/media/1/cover?aspect=inf",
        "/media/1/cover?aspect=1&side=99999999",
        "/media/1/mask/person/-1",
        "/media/1/mask/..%2f/0",
        "/media/1/mask/sky/99999999999999999999",
        "/media/1/cutout?at=1",
        "/media/1/cutout?at=999999999999,1",
        "/media/1/cutout?instance=0",
        "/media/photos/a.jpg",
    ],
)
def test_whatever_else_is_asked_for_is_refused(asked: MediaLibrary, path: str) -> None:
    answer = asked.client.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("tag", ["", "*", '"', "W/", "\xff", '"' * 9999, "a,b,c" * 999])
def test_any_tag_may_be_sent(asked: MediaLibrary, tag: str) -> None:
    headers = [(b"if-none-match", tag.encode("latin-1"))]
    assert asked.client.get("/media/1/preview", headers=headers).status_code in (200, 304)


def test_an_empty_library_has_no_pictures(made: MediaLibrary) -> None:
    for variant in ("thumb?h=160", "preview", "original", "masks", "mask/sky/0", "cutout", "cover?aspect=1"):
        assert made.client.get(f"/media/1/{variant}").status_code == 404
