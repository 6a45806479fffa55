"""One photo over HTTP: its page says what is known and invents nothing, its neighbours, those like it, and its movie."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from albumen.store.curation_records import Moment, Target, Trip, Verb
from albumen.store.records import FileSighting, FileStat, LiveBasis, ModelKind, MovieFacts, MovieStat
from albumen.types import Box, EncoderIdentity, TextLine, UtilityKind
from tests.curation_photos import LISBON
from tests.lifting import RED, ColourLifter
from tests.live_photos import quicktime
from tests.media_library import MediaLibrary
from tests.segmentations import segmentation
from tests.shown_library import Shot, ShownLibrary

HOSTILE = '"><img src=x onerror=alert(1)>'
JUNE = datetime(2022, 6, 3, 12)


def page_of(client: TestClient, photo_id: int, query: str = "") -> str:
    answer = client.get(f"/photo/{photo_id}{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return answer.text


def details_of(client: TestClient, photo_id: int) -> Any:
    answer = client.get(f"/api/photos/{photo_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def data_of(page: str) -> Any:
    """What the page hands to its script."""
    found = re.search(r'id="photo-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_a_photo_that_nobody_has_looked_at_says_so(media: MediaLibrary) -> None:
    photo_id = media.put()
    page = page_of(media.client, photo_id)
    assert "albumen index" in page
    assert "Nothing says when it was taken" in page
    found = details_of(media.client, photo_id)
    assert (found["taken"], found["quality"], found["masks"], found["text"], found["tags"]) == (
        None,
        None,
        None,
        None,
        [],
    )
    assert found["paths"] == [str(media.photos / "a.jpg")]
    assert (found["picture"]["width"], found["picture"]["is_shown"]) == (640, True)


def test_the_page_and_the_api_tell_the_same(client: TestClient, shown: ShownLibrary) -> None:
    (photo_id,) = shown.put(Shot(JUNE, LISBON, ("beach", "dog")))
    page, found = page_of(client, photo_id), details_of(client, photo_id)
    assert data_of(page) == found
    assert [tag["name"] for tag in found["tags"]] == ["beach", "dog"]
    assert "/search?q=tag%3Abeach" in page
    assert "Friday, 3 June 2022" in page
    assert f"/map?at={LISBON.lat:.5f},{LISBON.lon:.5f}" in page


def test_what_was_asked_of_the_photo_is_told(client: TestClient, shown: ShownLibrary) -> None:
    (photo_id,) = shown.put(Shot(JUNE, LISBON))
    hidden = client.post("/api/feedback", json={"verb": "hide", "target": "place", "value": "Lisbon"})
    assert hidden.status_code == 200, hidden.text
    found = details_of(client, photo_id)
    assert "Lisbon" in found["hidden_because"]
    assert found["wishes"] == []
    made = client.post("/api/feedback", json={"verb": "like", "target": "photo", "value": str(photo_id)}).json()
    assert details_of(client, photo_id)["wishes"] == [{"id": made["wish"]["id"], "verb": "like"}]


def test_its_memories_are_those_that_it_is_still_shown_in(client: TestClient, shown: ShownLibrary) -> None:
    shown.put_beaches()
    shown.curate()
    memory = next(memory for memory in shown.memories().values() if memory.id is not None)
    photo_id = memory.photos[0].photo_id
    assert memory.key in [one["key"] for one in details_of(client, photo_id)["memories"]]
    shown.wish(Target.MEMORY, memory.key, Verb.HIDE)
    assert memory.key not in [one["key"] for one in details_of(client, photo_id)["memories"]]


def test_the_trip_of_a_photo_is_told_unless_it_is_hidden(client: TestClient, shown: ShownLibrary) -> None:
    (photo_id,) = shown.put(Shot(JUNE, LISBON))
    with shown.store.write() as tx:
        tx.timeline.save_trips(
            [Trip(photo_id, (photo_id,), JUNE.date(), JUNE.date(), (LISBON,), "A day in Lisbon", "")]
        )
        tx.timeline.save_moments([Moment(photo_id, (photo_id,), JUNE, JUNE)], {photo_id: 0.0}, {photo_id: photo_id})
    assert details_of(client, photo_id)["trip"]["title"] == "A day in Lisbon"
    assert "/search?q=date%3A2022-06-03..2022-06-03" in page_of(client, photo_id)
    shown.wish(Target.DATES, "2022-06-01/2022-06-30")
    assert details_of(client, photo_id)["trip"] is None


def test_a_photo_stands_between_its_neighbours_in_time(client: TestClient, shown: ShownLibrary) -> None:
    older, photo_id, receipt, newest = shown.put(
        Shot(datetime(2022, 1, 1)),
        Shot(JUNE),
        Shot(datetime(2022, 7, 1), kind=UtilityKind.RECEIPT),
        Shot(datetime(2023, 1, 1)),
    )
    page = page_of(client, photo_id)
    assert f'href="/photo/{newest}"' in page
    assert f'href="/photo/{older}"' in page
    assert f'href="/photo/{receipt}?all=1"' in page_of(client, photo_id, "?all=1")
    assert f'href="/photo/{newest}?all=1"' in page_of(client, receipt), "a receipt is only among all photos"


def test_the_only_photo_has_no_neighbours(client: TestClient, shown: ShownLibrary) -> None:
    (photo_id,) = shown.put(Shot(JUNE))
    assert 'href="/photo/' not in page_of(client, photo_id)


def test_names_and_texts_that_are_html_stay_text(media: MediaLibrary) -> None:
    photo_id = media.put(f"{HOSTILE}.jpg".replace("/", ""))
    with media.library.store.write() as tx:
        reader = tx.models.add(EncoderIdentity("reader", "1", "1"), sha256="d" * 64, kind=ModelKind.READER)
        tx.texts.save(photo_id, reader.id, [TextLine("</script><script>alert(1)</script>", 0.9, Box(0, 0, 9, 9))])
    page = page_of(media.client, photo_id)
    assert "<img src=x" not in page
    assert "<script>alert" not in page
    assert data_of(page)["text"][0]["text"] == "</script><script>alert(1)</script>"


def test_a_name_that_is_no_text_is_shown_all_the_same(media: MediaLibrary) -> None:
    photo_id = media.put("caf\udce9.jpg")
    assert r"caf\xe9.jpg" in page_of(media.client, photo_id)
    assert details_of(media.client, photo_id)["paths"] == [str(media.photos / r"caf\xe9.jpg")]


def test_a_photo_whose_disk_is_away_says_so(media: MediaLibrary) -> None:
    photo_id = media.put()
    assert details_of(media.client, photo_id)["is_online"]
    with media.library.store.write() as tx:
        tx.roots.update(tx.roots.all()[0].id, is_online=False, device=None, scanned_at=None)
    assert not details_of(media.client, photo_id)["is_online"]
    assert "this is its preview" in page_of(media.client, photo_id)


def test_masks_are_listed_by_the_names_of_their_pictures(media: MediaLibrary) -> None:
    photo_id = media.put()
    media.segment(photo_id, segmentation(sky=0.3, people=2))
    found = details_of(media.client, photo_id)
    assert found["people"] == 2
    for mask in found["masks"]:
        assert media.client.get(f"/media/{photo_id}/mask/{mask['kind']}/{mask['instance']}").status_code == 200


def test_a_sticker_is_the_subject_with_a_border(media: MediaLibrary) -> None:
    media.lift_with(ColourLifter())
    answer = media.client.get(f"/media/{media.put()}/cutout?sticker=1")
    sticker = Image.open(io.BytesIO(answer.content))
    assert (sticker.mode, max(sticker.size)) == ("RGBA", 512)
    left, middle = (sticker.getpixel((x, sticker.height // 2)) for x in (6, sticker.width // 2))
    assert left == (255, 255, 255, 255)
    assert middle == pytest.approx((*RED, 255), abs=4)


@pytest.mark.parametrize("path", ["/photo/{}", "/api/photos/{}", "/api/photos/{}/similar", "/media/{}/movie"])
@pytest.mark.parametrize(("photo_id", "status"), [("7", 404), ("0", 422), (str(2**63), 422), ("x", 422)])
def test_a_photo_that_is_not_there_is_an_error(client: TestClient, path: str, photo_id: str, status: int) -> None:
    answer = client.get(path.format(photo_id))
    assert answer.status_code == status
    assert answer.json()["error"]


def test_the_movie_of_a_live_photo_comes_in_ranges(media: MediaLibrary) -> None:
    photo_id = _put_live(media)
    whole = media.client.get(f"/media/{photo_id}/movie")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
    part = media.client.get(f"/media/{photo_id}/movie", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, whole.content[4:8])
    again = media.client.get(f"/media/{photo_id}/movie", headers={"If-None-Match": whole.headers["etag"]})
    assert again.status_code == 304
    assert details_of(media.client, photo_id)["movies"][0]["duration_s"] == 2.8


def test_a_movie_that_was_exchanged_is_not_sent(media: MediaLibrary) -> None:
    photo_id = _put_live(media)
    (media.photos / "a.mov").write_bytes(b"something else")
    assert media.client.get(f"/media/{photo_id}/movie").status_code == 404
    (media.photos / "a.mov").unlink()
    assert media.client.get(f"/media/{photo_id}/movie").status_code == 404


def _put_live(media: MediaLibrary) -> int:
    photo_id = media.put()
    movie: Path = media.photos / "a.mov"
    movie.write_bytes(quicktime())
    stat = MovieStat(movie.name, movie.stat().st_size, movie.stat().st_mtime_ns)
    with media.library.store.write() as tx:
        (content,) = [photo.content_hash for photo in tx.photos.get([photo_id]).values()]
        root = tx.roots.add(media.photos)
        still = FileStat((media.photos / "a.jpg").stat().st_size, 1, movie=stat)
        tx.files.save([FileSighting(root.id, "a.jpg", still, 3, content, movie=MovieFacts(2.8, LiveBasis.NAME))])
    return photo_id
