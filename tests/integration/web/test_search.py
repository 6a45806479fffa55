"""The one box over HTTP: what was understood, the photos with their reasons, what else to ask, and nothing that runs."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from albumen.store.curation_records import DuplicateGroup, DuplicateKind, DuplicateMember, Target, Verb
from albumen.types import UtilityKind
from albumen.web import uploads
from search import engine as engine_module
from tests.curation_photos import GHENT, LISBON
from tests.fakes import FakeEncoder
from tests.media_library import MediaLibrary, open_media_library
from tests.shown_library import Shot, ShownLibrary

HOSTILE = (
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)> '; DROP TABLE photos; --",
    "\x00\x01\x1b[31m\x7f\ud7ff\ufffe",
    "{{ 7 * 7 }} ${7*7} %s {0}",
    '"unclosed place:"',
    "tag: -- - ( ) : \" ' \\ *",
    "like:../../etc/passwd",
    "like:99999999999999999999",
    "a" * 2000,
    "-" * 2000,
    '"' * 2000,
    "𝕏" * 2000,
)


class Box:
    """Four photos: beaches of two towns and years, a receipt, and what they look like; asked over HTTP."""

    def __init__(self, media: MediaLibrary, shown: ShownLibrary) -> None:
        encoder = FakeEncoder()
        vars(media.library.models)["encoder"] = encoder
        self.client: TestClient = media.client
        self.store = media.library.store
        self.ids = shown.put(
            Shot(datetime(2022, 6, 3, 12), LISBON, ("beach", "dog")),
            Shot(datetime(2022, 6, 3, 13), LISBON, ("beach", "dog")),
            Shot(datetime(2021, 5, 1, 9), GHENT, ("beach", "boat")),
            Shot(datetime(2022, 3, 5, 9), None, ("document",), UtilityKind.RECEIPT),
        )
        colours = [(0, 0, 255), (0, 0, 250), (255, 0, 0), (128, 128, 128)]
        with self.store.write() as tx:
            model = tx.models.add(encoder.identity, sha256=encoder.weights_sha256, dim=encoder.dim)
            tx.embeddings.save(
                self.ids, encoder.encode_images([Image.new("RGB", (8, 8), one) for one in colours]), model.id
            )

    def ask(self, q: str, **more: object) -> Any:
        answer = self.client.get("/api/search", params={"q": q, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def find(self, q: str, **more: object) -> list[int]:
        return [hit["id"] for hit in self.ask(q, **more)["hits"]]

    def page(self, q: str, status_code: int = 200, **more: object) -> str:
        answer = self.client.get("/search", params={"q": q, **more}, headers={"Accept": "text/html"})
        assert answer.status_code == status_code, answer.text
        return answer.text

    def pair(self) -> None:
        """Make the second photo a near-duplicate of the first."""
        members = tuple(DuplicateMember(one, None, 0.9, "made") for one in self.ids[:2])
        with self.store.write() as tx:
            tx.duplicates.replace([DuplicateGroup("g", DuplicateKind.BURST, members, 0.9, "made")])

    def hide(self, photo_id: int) -> None:
        with self.store.write() as tx:
            tx.feedback.add(Verb.HIDE, Target.PHOTO, tx.photos.get([photo_id])[photo_id].content_hash)


@pytest.fixture
def box(media: MediaLibrary, shown: ShownLibrary) -> Box:
    """A box that a test may change what it finds of."""
    return Box(media, shown)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """A box that is only asked."""
    folder = tmp_path_factory.mktemp("asked")
    with open_media_library(folder / "library", folder / "photos") as opened:
        yield Box(opened, ShownLibrary(opened.library.store))


def test_an_answer_says_how_each_part_was_understood_and_how_to_do_without_it(asked: Box) -> None:
    answer = asked.ask("2022 in Lisbon, not boat")
    assert [hit["id"] for hit in answer["hits"]] == [asked.ids[1], asked.ids[0]]
    assert [(chip["kind"], chip["label"], chip["is_negated"]) for chip in answer["chips"]] == [
        ("date", "2022", False),
        ("place", "Lisbon", False),
        ("tag", "not boat", True),
    ]
    assert [chip["without"] for chip in answer["chips"]] == ["in Lisbon, not boat", "2022, not boat", "2022 in Lisbon"]
    assert [(reason["kind"], reason["text"]) for reason in answer["hits"][0]["reasons"]] == [
        ("date", "3 June 2022"),
        ("place", ", ".join(dict.fromkeys((LISBON.name, LISBON.region, LISBON.country)))),
    ]
    assert (answer["total"], answer["next_offset"]) == (2, None)


def test_pages_follow_one_another(asked: Box) -> None:
    first = asked.ask("kind:any", limit=3)
    assert first["next_offset"] == 3
    rest = asked.ask("kind:any", limit=3, offset=3)
    assert rest["next_offset"] is None
    assert sorted(hit["id"] for page in (first, rest) for hit in page["hits"]) == asked.ids


def test_the_page_is_whole_without_script(asked: Box) -> None:
    page = asked.page("2022 in Lisbon")
    assert re.findall(r'href="/photo/(\d+)"', page) == [str(asked.ids[1]), str(asked.ids[0])]
    assert 'href="/search?q=in+Lisbon"' in page
    assert 'aria-label="Remove 2022"' in page
    assert "2 photos, newest first" in page
    assert "/search?q=kind%3Aany&amp;offset=" not in page


@pytest.mark.parametrize("q", HOSTILE)
def test_hostile_words_are_shown_as_text_and_break_nothing(asked: Box, q: str) -> None:
    for path in ("/api/search", "/api/complete", "/search"):
        answer = asked.client.get(path, params={"q": q}, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 400), (path, answer.text)
        assert "<script>alert" not in answer.text or path.startswith("/api")
        assert "<img src=x" not in answer.text or path.startswith("/api")
    for chip in asked.client.get("/api/search", params={"q": q}).json().get("chips", []):
        changes = asked.client.get("/api/search/chip", params={"q": q, "at": chip["start"]})
        assert changes.status_code == 200, changes.text


@pytest.mark.parametrize("more", [{"q": "a" * 2001}, {"limit": 0}, {"limit": 201}, {"offset": -1}, {"offset": 10**9}])
def test_what_is_out_of_bounds_is_refused(asked: Box, more: dict[str, object]) -> None:
    assert asked.client.get("/api/search", params={"q": "2022", **more}).status_code == 422


def test_a_photo_that_is_not_there_to_be_like_is_told_on_the_page(asked: Box) -> None:
    assert "There is no photo nowhere.jpg in this library" in asked.page("like:nowhere.jpg", 400)


def test_a_photo_is_asked_by_with_its_number_and_shown_in_the_chip(asked: Box) -> None:
    answer = asked.ask(f"like:{asked.ids[0]}")
    assert answer["chips"][0]["photo"] == asked.ids[0]
    assert answer["hits"][0]["id"] == asked.ids[1]


def test_nothing_says_what_took_the_last_photos_and_offers_to_do_without(asked: Box) -> None:
    answer = asked.ask("2021 in Lisbon")
    assert answer["hits"] == []
    assert "2021" in answer["note"]
    offers = {offer["query"]: offer["photos"] for offer in answer["offers"]}
    assert offers == {"in Lisbon": 2, "2021": 1}
    page = asked.page("2021 in Lisbon")
    assert "Nothing found" in page
    assert 'href="/search?q=in+Lisbon"' in page


class Doubter:
    """A scorer that no photo satisfies."""

    floor = 2.0
    background = SimpleNamespace(standardise=lambda _query, cosines: cosines)

    def score(self, _query: object, cosines: np.ndarray, **_: object) -> np.ndarray:
        return np.clip(np.nan_to_num(cosines), 0.0, 1.0)


def test_nothing_that_surely_fits_is_no_wall(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: Doubter())
    nothing = box.ask("words:red")
    assert (nothing["hits"], nothing["offers"][-1]["kind"], nothing["is_closest"]) == ([], "closest", False)
    (link,) = re.findall(r'href="(/search[^"]*floor=0)"', box.page("words:red"))
    page = box.client.get(link.replace("&amp;", "&"), headers={"Accept": "text/html"}).text
    assert "The closest photos</h2>" in page
    assert "None of these surely fits" in page
    assert len(re.findall(r'href="/photo/\d+"', page)) == 4
    closest = box.ask("words:red", floor="false")
    assert (closest["hits"][0]["id"], closest["is_closest"], closest["total"]) == (box.ids[2], True, 4)


def test_after_what_fits_there_is_a_way_to_what_may(box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Doubter, "floor", 0.9)
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: Doubter())
    page = box.page("words:red")
    assert 'floor=0">More that may fit</a>' in page
    assert "More that may fit</a>" not in box.page("words:red", floor="false")


def test_the_empty_library_says_how_to_begin(media: MediaLibrary) -> None:
    answer = media.client.get("/api/search", params={"q": "dog"}).json()
    assert (answer["hits"], answer["note"]) == ([], "nothing is indexed yet: run albumen index DIR")
    assert "albumen index" in media.client.get("/search", headers={"Accept": "text/html"}).text
    assert media.client.get("/api/complete", params={"q": "do"}).status_code == 200


def test_a_photo_that_nobody_has_looked_at_is_no_error(media: MediaLibrary) -> None:
    vars(media.library.models)["encoder"] = FakeEncoder()
    media.put()
    for q in ("dog", "2022", "kind:receipt", "2 people", '"text"'):
        assert media.client.get("/api/search", params={"q": q}).status_code == 200
    assert media.client.get("/search", headers={"Accept": "text/html"}).status_code == 200


def test_a_chip_can_be_strict_turned_round_and_changed(asked: Box) -> None:
    changes = asked.client.get("/api/search/chip", params={"q": "beach in Lisbon", "at": 0}).json()
    assert [(change["role"], change["query"]) for change in changes[:2]] == [
        ("only", "tag:beach in Lisbon"),
        ("negate", "-tag:beach in Lisbon"),
    ]
    place = asked.client.get("/api/search/chip", params={"q": "beach in Lisbon", "at": 6}).json()
    assert "beach place:Belgium" in [change["query"] for change in place]
    for change in [*changes, *place]:
        assert len(asked.ask(change["query"])["chips"]) == 2
    assert asked.client.get("/api/search/chip", params={"q": "beach", "at": 3}).status_code == 404


def test_dates_offer_wider_spans_and_other_years(asked: Box) -> None:
    changes = asked.client.get("/api/search/chip", params={"q": "june 2022", "at": 0}).json()
    assert [change["label"] for change in changes] == ["not June 2022", "2022", "June 2021", "since 2022", "until 2022"]


def test_suggestions_are_names_of_this_library_with_the_box_as_it_then_is(asked: Box) -> None:
    (first, *_) = asked.client.get("/api/complete", params={"q": "dogs in lis 2022", "cursor": 11}).json()
    assert (first["kind"], first["label"], first["photos"]) == ("place", "Lisbon", 2)
    assert (first["query"], first["cursor"]) == ("dogs in place:Lisbon 2022", 21)
    assert asked.client.get("/api/complete", params={"q": "zzz"}).json() == []


def test_examples_are_made_of_what_the_library_shows(box: Box) -> None:
    box.hide(box.ids[2])
    page = box.page("")
    assert "place%3ALisbon" in page
    assert "place%3AGhent" not in page, "its only photo is hidden"
    assert "kind%3Areceipt" in page
    assert f"/media/{box.ids[3]}/" not in page, "nobody is shown a receipt unasked"
    for query in re.findall(r'href="/search\?q=([^"&]+)"', page):
        assert box.client.get(f"/api/search?q={query}").json()["total"] != 0


def test_near_duplicates_stand_behind_one_photo_and_can_be_listed(box: Box) -> None:
    box.pair()
    (hit,) = box.ask("in Lisbon")["hits"]
    assert hit["folded"] == 1
    alike = box.client.get(f"/api/search/alike/{hit['id']}").json()
    assert {hit["id"], *(photo["id"] for photo in alike)} == set(box.ids[:2])
    assert len(box.find("in Lisbon", fold=False)) == 2
    box.hide(alike[0]["id"])
    assert box.client.get(f"/api/search/alike/{hit['id']}").json() == []
    assert box.client.get("/api/search/alike/999").status_code == 404


def test_a_picture_from_elsewhere_finds_what_looks_like_it_and_is_not_kept(asked: Box) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (64, 48), "#ff0000").save(stream, "PNG")
    answer = asked.client.post("/api/search/picture", content=stream.getvalue())
    assert answer.status_code == 200, answer.text
    assert answer.json()["hits"][0]["id"] == asked.ids[2]
    assert len(asked.find("kind:any")) == len(asked.ids)


def test_a_picture_is_decoded_once_for_all_pages_of_its_answer(asked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[bytes] = []

    def decode(content: bytes, _settings: object) -> Image.Image:
        decoded.append(content)
        return Image.new("RGB", (8, 8), "#0000ff")

    monkeypatch.setattr(uploads, "_decode_apart", decode)
    pages = [asked.client.post(f"/api/search/picture?limit=2&offset={at}", content=b"blue").json() for at in (0, 2)]
    assert decoded == [b"blue"]
    assert sorted(hit["id"] for page in pages for hit in page["hits"]) == asked.ids
    assert [page["next_offset"] for page in pages] == [2, None]


@pytest.mark.parametrize("content", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff" + bytes(99)])
def test_what_is_no_picture_is_refused_in_words(asked: Box, content: bytes) -> None:
    answer = asked.client.post("/api/search/picture", content=content)
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_a_picture_that_is_too_large_is_not_read_to_its_end(asked: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_BYTES", 1000)
    assert asked.client.post("/api/search/picture", content=bytes(1001)).status_code == 413


def test_the_page_hands_its_first_photos_to_the_script(asked: Box) -> None:
    found = re.search(r'id="search-data">(.*?)</script>', asked.page("2022"), re.DOTALL)
    assert found is not None
    assert [hit["id"] for hit in json.loads(found[1])["answer"]["hits"]] == asked.find("2022")


def test_probabilities_and_scores_are_shares(asked: Box) -> None:
    hits = asked.ask("dog")["hits"]
    scores = [reason["score"] for hit in hits for reason in hit["reasons"]]
    shares = np.array([one for one in [*scores, *(hit["probability"] for hit in hits)] if one is not None])
    assert ((shares >= 0) & (shares <= 1)).all()
