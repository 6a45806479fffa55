"""One box: what is typed is understood, filtered, compared and folded, and each hit says truly why it is one."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from albumen.errors import UsageError
from albumen.store.curation_records import (
    DuplicateGroup,
    DuplicateKind,
    DuplicateMember,
    Target,
    Verb,
)
from albumen.store.records import ModelKind
from albumen.store.store import Store
from albumen.types import (
    Box,
    CaptureTime,
    EncoderIdentity,
    Exposure,
    GeoPoint,
    PhotoMetadata,
    Place,
    TimeSource,
    UtilityKind,
)
from search import engine as engine_module
from search.chips import ChipKind
from search.columns import cache as cache_module
from search.engine import SearchEngine
from search.notes import CLOSEST, CLOSEST_TOO
from search.query import OfferKind, Reason, SearchHit, SearchQuery, SearchResult
from tests.fakes import FakeEncoder
from tests.segmentations import segmentation
from tests.shelf import ROOT, Shelf
from tests.signals import signals
from tests.text_lines import text_line

LISBON = Place("Lisbon", "Lisbon", "Portugal", "PT", 38.72, -9.13)
PARIS = Place("Paris", "Île-de-France", "France", "FR", 48.85, 2.35)
ASKED_ON = date(2026, 11, 20)


class Desk:
    """A library of coloured photos that everything is known of, and an engine over it."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.encoder, self.shelf = store, FakeEncoder(), Shelf(store)
        self.engine = SearchEngine(store, self.encoder, folder / "index", load_image=Image.open)
        with store.write() as tx:
            add = tx.models.add
            self.vectors = add(self.encoder.identity, sha256=self.encoder.weights_sha256, dim=self.encoder.dim).id
            kinds = (ModelKind.ANALYSER, ModelKind.SEGMENTER, ModelKind.READER)
            identities = [EncoderIdentity(kind.value, "1", "1") for kind in kinds]
            pairs = zip(identities, kinds, strict=True)
            self.heads, self.masks, self.reader = (add(one, sha256="a" * 64, kind=kind).id for one, kind in pairs)

    def put(
        self,
        path: str,
        colour: str,
        *,
        taken: datetime | None = None,
        place: Place | None = None,
        camera: str | None = None,
        tags: Sequence[str] = (),
        objects: Sequence[str] = (),
        kind: UtilityKind = UtilityKind.NONE,
        people: int = 0,
        lines: Sequence[str] = (),
    ) -> int:
        """File a photo that every model has looked at."""
        metadata = PhotoMetadata(
            CaptureTime(taken, None, TimeSource.EXIF) if taken else None,
            Exposure(None, camera),
            GeoPoint(place.lat, place.lon) if place else None,
            place,
        )
        photo_id = self.shelf.put(path, metadata=metadata)
        with self.store.write() as tx:
            vectors = self.encoder.encode_images([Image.new("RGB", (8, 8), colour)])
            tx.embeddings.save([photo_id], vectors, self.vectors)
            tx.signals.save({photo_id: signals(tags=tags, objects=objects, kind=kind)}, self.heads)
            tx.segmentations.save({photo_id: segmentation(people=people)}, self.masks)
            tx.texts.save(photo_id, self.reader, [text_line(line, top=10.0 * at) for at, line in enumerate(lines)])
            for model_id in (self.heads, self.masks, self.reader):
                tx.jobs.finish([photo_id], model_id)
        return photo_id

    def ask(self, text: str, **parts: object) -> SearchResult:
        """Search as on a certain day."""
        return self.engine.search(SearchQuery(text, asked_on=ASKED_ON, **parts))  # type: ignore[arg-type]

    def find(self, text: str, **parts: object) -> list[str]:
        """Name the photos found, best first."""
        return [hit.paths[0].stem for hit in self.ask(text, **parts).hits]


@pytest.fixture
def desk(store: Store, library: Path) -> Desk:
    """Four photos of two places and years."""
    desk = Desk(store, library)
    desk.put(
        "Rex/sea.jpg",
        "#0000ff",
        taken=datetime(2026, 7, 3, 21, 40),
        place=LISBON,
        camera="Canon EOS R5",
        tags=("dog", "beach"),
        objects=("dog", "dog"),
        people=2,
    )
    desk.put("rose.jpg", "#ff0000", taken=datetime(2025, 5, 1, 12), place=PARIS, camera="iPhone 11", tags=("rose",))
    desk.put("leaf.jpg", "#00ff00", taken=datetime(2026, 8, 1, 9), place=PARIS, tags=("leaf", "beach"))
    desk.put(
        "bill.jpg",
        "#808080",
        taken=datetime(2026, 3, 5),
        kind=UtilityKind.RECEIPT,
        lines=("REWE Markt", "Invoice 4711"),
    )
    return desk


class PlainScorer:
    """Takes a cosine for a probability, and a tag, text or name for near certainty."""

    background = SimpleNamespace(standardise=lambda _query, cosines: cosines)

    def __init__(self, floor: float = 0.9) -> None:
        self.floor = floor

    def score(self, _query: np.ndarray, cosines: np.ndarray, *, gallery_size: int, **evidence: object) -> np.ndarray:
        assert gallery_size >= len(cosines)
        found = np.nan_to_num(cosines)
        if evidence.get("tag_scores") is not None:
            found = np.maximum(found, np.max(evidence["tag_scores"], axis=1))  # type: ignore[call-overload]
        for name in ("text_hits", "name_hits", "day_hits"):
            if evidence.get(name) is not None:
                found = np.where(evidence[name], 0.99, found)  # type: ignore[call-overload]
        return found


def test_filters_in_the_words_hold_and_the_rest_is_compared(desk: Desk) -> None:
    assert desk.find("red in Paris") == ["rose", "leaf"]
    assert desk.find("green last summer") == ["leaf", "sea"]
    assert set(desk.find("red, not in Paris")) == {"bill", "sea"}
    assert desk.find("people:2") == ["sea"]
    assert desk.find("taken with iPhone") == ["rose"]


def test_plain_words_are_not_parsed(desk: Desk) -> None:
    result = desk.ask("red in Paris", is_plain=True)
    assert len(result.hits) == 4
    assert result.parsed is None


def test_filters_alone_list_the_newest_without_utility_unless_it_is_asked_for(desk: Desk) -> None:
    assert desk.find("2026") == ["leaf", "sea"]
    assert desk.find("receipts from 2026") == ["bill"]
    assert desk.find("kind:any 2026") == ["leaf", "sea", "bill"]


def test_every_reason_is_true_of_the_photo(desk: Desk) -> None:
    (hit,) = desk.ask("blue dog in Portugal July 2026 at night camera:canon name:rex people:2 tag:beach").hits
    assert {
        Reason(ChipKind.PLACE, "Lisbon, Portugal"),
        Reason(ChipKind.DATE, "3 July 2026"),
        Reason(ChipKind.HOURS, "21:40"),
        Reason(ChipKind.CAMERA, "Canon EOS R5"),
        Reason(ChipKind.NAME, "Rex"),
        Reason(ChipKind.PEOPLE, "2 people"),
        Reason(ChipKind.CONCEPT, "beach", 0.89),
        Reason(ChipKind.CONCEPT, "dog", 0.9),
    } == set(hit.reasons)


def test_read_text_is_a_reason_with_its_box(desk: Desk) -> None:
    (hit,) = desk.ask('with text "invoice"').hits
    assert hit.reasons == (Reason(ChipKind.TEXT, "Invoice 4711", 0.9, Box(0.0, 10.0, 100.0, 20.0)),)
    assert hit.line == "Invoice 4711"


def test_words_that_stand_in_a_picture_or_a_name_speak_for_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer(floor=0.985))
    (bill,) = desk.ask("4711").hits
    assert bill.reasons[0] == Reason(ChipKind.TEXT, "Invoice 4711", 0.9, Box(0.0, 10.0, 100.0, 20.0))
    sea = next(hit for hit in desk.ask("words:rex").hits if hit.paths[0].stem == "sea")
    assert Reason(ChipKind.NAME, "Rex") in sea.reasons


def test_a_photo_that_waits_for_its_analysis_is_found_by_its_name(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    desk.shelf.put("birthday cake.jpg")
    hit = next(hit for hit in desk.ask("words:birthday").hits if hit.paths[0].stem == "birthday cake")
    assert hit.score is None
    assert hit.reasons == (Reason(ChipKind.NAME, "birthday cake.jpg"),)


def test_a_photo_without_evidence_is_explained_by_what_it_looks_like(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    (hit,) = desk.ask("words:red").hits
    assert hit.probability is not None
    assert hit.reasons == (Reason(ChipKind.WORDS, "red", pytest.approx(hit.probability)),)


def test_nothing_above_the_floor_gives_nothing_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer(floor=1.1))
    result = desk.ask("words:zebra")
    assert (result.hits, result.total) == ((), 0)
    assert result.note == 'nothing in this library surely looks like "zebra"'
    assert result.offers[-1].kind is OfferKind.CLOSEST


def test_the_closest_photos_are_shown_when_they_are_asked_for_and_said_to_be_no_more(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer(floor=1.1))
    closest = desk.ask("words:red", is_unfloored=True)
    assert (len(closest.hits), closest.hits[0].paths[0].stem) == (4, "rose")
    assert closest.note == CLOSEST
    assert closest.offers == ()
    assert desk.find("words:red in Lisbon", is_unfloored=True) == ["sea"], "filters hold"


def test_more_that_may_fit_comes_after_what_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    few, more = desk.ask("words:red"), desk.ask("words:red", is_unfloored=True)
    assert _names(more.hits)[: len(few.hits)] == _names(few.hits) == ["rose"]
    assert [offer.kind for offer in few.offers] == [OfferKind.CLOSEST]
    assert (few.note, more.note, more.total) == (None, CLOSEST_TOO, 4)


def test_nothing_is_closest_where_filters_took_every_photo(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    kinds = [offer.kind for offer in desk.ask("words:red in Lisbon 2019").offers]
    assert OfferKind.CLOSEST not in kinds


def test_the_filter_that_took_the_last_hits_is_named_and_left_out_in_an_offer(desk: Desk) -> None:
    result = desk.ask("Paris 2025 camera:canon")
    assert result.hits == ()
    assert result.note is not None
    assert 'without "canon" 1 does' in result.note
    (offer,) = result.offers
    assert (offer.kind, offer.photos) == (OfferKind.LOOSER, 1)
    assert len(desk.ask(offer.query).hits) == offer.photos


def test_a_slip_of_the_finger_is_offered_mended_and_not_mended_silently(desk: Desk) -> None:
    result = desk.ask("a dog on the baech")
    assert [(offer.kind, offer.query) for offer in result.offers] == [(OfferKind.SPELLING, "a dog on the beach")]
    assert result.parsed is not None
    assert "baech" in result.parsed.words


def test_letters_drawn_at_random_look_like_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer(floor=0.0))
    assert (desk.find("qxzvwk"), desk.ask("qxzvwk").offers) == ([], ())
    desk.put("receipt.jpg", "#0000ff", lines=("qxzvwk 12.50",))
    assert desk.find("qxzvwk") == ["receipt"], "what can be read is there"


def test_a_photo_that_others_should_not_be_like_is_taken_away(desk: Desk) -> None:
    closest = desk.find("like:rose.jpg")[0]
    assert desk.find("-like:rose.jpg")[-1] == closest, "by itself it is the other way round"
    assert "rose" not in desk.find("-like:rose.jpg")
    by_words, less = (desk.ask(text).hits for text in ("words:red", f"words:red -like:{closest}.jpg"))
    assert closest in _names(by_words)
    assert closest not in _names(less)
    assert {hit.photo_id: hit.score for hit in less} != {hit.photo_id: hit.score for hit in by_words}


def test_what_is_not_wanted_is_left_out_of_a_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    assert desk.find("-words:rex 2026") == ["leaf"], "a folder has that name"
    assert desk.find("-words:green 2026") == ["sea"]
    assert "sea" not in desk.find("words:blue -words:rex")


def test_near_duplicates_are_shown_as_one_with_their_number(desk: Desk) -> None:
    ids = [desk.put(f"burst{at}.jpg", "#ff0000", tags=("rose",)) for at in range(3)]
    members = tuple(DuplicateMember(photo_id, None, 0.9, "made") for photo_id in ids)
    with desk.store.write() as tx:
        tx.duplicates.replace([DuplicateGroup("g", DuplicateKind.BURST, members, 0.9, "made")])
    folded = {hit.paths[0].stem: hit.folded for hit in desk.ask("words:red").hits}
    assert folded == {"rose": 0, "burst0": 2, "bill": 0, "sea": 0, "leaf": 0}
    assert len(desk.find("words:red", is_unfolded=True)) == 7


def test_a_hidden_photo_is_gone_at_once(desk: Desk) -> None:
    assert desk.find("Paris") == ["leaf", "rose"]
    with desk.store.write() as tx:
        tx.feedback.add(Verb.HIDE, Target.PHOTO, desk.shelf.hash_of("leaf.jpg"))
    assert desk.find("Paris") == ["rose"]


def test_words_can_be_added_and_taken_away(desk: Desk) -> None:
    assert desk.find("words:red", plus=("blue",), limit=1) == ["bill"], "grey has both"
    assert desk.find("words:red", minus=("green",))[-1] == "leaf"
    assert desk.find("", plus=("green",), limit=1) == ["leaf"]
    assert desk.find("", minus=("green",))[-1] == "leaf"


def test_like_a_photo_of_the_library_by_its_name_with_words_added(desk: Desk) -> None:
    assert "rose" not in desk.find("like rose.jpg")
    assert desk.find("like:rose.jpg blue", limit=1) in (["sea"], ["bill"])
    assert desk.find(f"like:#{desk.ask('Paris').hits[0].photo_id}", limit=4) == desk.find("like leaf.jpg", limit=4)


def test_like_in_the_words_opens_no_file_outside_the_library(desk: Desk, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(tmp_path / "secret.png")
    with pytest.raises(UsageError, match="there is no photo"):
        desk.ask(f"like:{tmp_path}/secret.png")


def test_a_picture_from_elsewhere_can_be_asked_by_with_words_or_without(desk: Desk) -> None:
    picture = Image.new("RGB", (8, 8), "#ff0000")
    hits = desk.engine.search(SearchQuery(), picture=picture).hits
    assert hits[0].paths[0].stem == "rose"
    assert len(desk.engine.search(SearchQuery("Paris"), picture=picture).hits) == 2


def test_a_picture_and_words_are_put_together(desk: Desk) -> None:
    result = desk.engine.search(SearchQuery("green", like=ROOT / "rose.jpg"))
    assert "rose" not in _names(result.hits)


def test_the_answer_tells_how_many_there_are(desk: Desk) -> None:
    assert desk.ask("kind:any", limit=1).total == 4
    assert desk.ask("words:red", limit=1).total == 4


@pytest.mark.parametrize("text", ["blue", "2026", "beach", "like:rose.jpg"])
def test_pages_of_a_list_are_the_list(desk: Desk, text: str) -> None:
    whole = desk.ask(text, limit=50)
    pages = [desk.ask(text, limit=1, offset=at) for at in range(len(whole.hits) + 1)]
    assert [hit for page in pages for hit in page.hits] == [*whole.hits]
    assert pages[-1].offers == ()


def _names(hits: Sequence[SearchHit]) -> list[str]:
    return [hit.paths[0].stem for hit in hits]


def test_threads_may_search_while_photos_come_and_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_module, "_SMALL_LIBRARY", 2)
    monkeypatch.setattr(cache_module, "_RELOAD_S", 0.0)

    def ask(at: int) -> list[SearchResult]:
        texts = ("words:red", "2026", "beach in Paris", "-words:rex", 'text:"invoice"', "kind:any")
        return [desk.ask(texts[(at + number) % len(texts)]) for number in range(4)]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(ask, at) for at in range(4)]
        for at in range(6):
            desk.put(f"new{at}.jpg", "#ff0000", taken=datetime(2026, 9, 1, 0, at))
            if at % 2:
                with desk.store.write() as tx:
                    tx.files.remove([desk.shelf.file_id(f"new{at}.jpg")])
        answers = [result for future in asked for result in future.result()]
    assert all(hit.paths for result in answers for hit in result.hits)
    desk.engine.columns  # noqa: B018  # starts the last reading anew
    desk.engine._columns.wait()
    assert set(desk.find("2026", limit=50)) == {"sea", "leaf", *(f"new{at}" for at in range(0, 6, 2))}


def test_words_that_no_network_judges_leave_all_that_the_filters_let_through(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer(floor=1.1))
    result = desk.ask("funny in Paris")
    assert {hit.paths[0].stem for hit in result.hits} == {"rose", "leaf"}
    assert (
        result.note
        == 'nothing that passes "Paris" surely looks like "funny": all that passes is shown, the likeliest first'
    )
    assert desk.find("funny") == [], "nothing says which photos are meant"
    assert desk.find("giraffe in Paris") == [], "the tagger knows giraffes"
    assert "bill" not in desk.find("funny 2026")


def test_a_holiday_finds_the_photos_of_its_days_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_load_scorer", lambda _: PlainScorer())
    desk.put("pumpkin.jpg", "#ff0000", taken=datetime(2025, 10, 31, 20))
    desk.put("sweets.jpg", "#ff0000", taken=datetime(2025, 10, 31, 21), kind=UtilityKind.RECEIPT)
    hits = {hit.paths[0].stem: hit for hit in desk.ask("Halloween").hits}
    assert "pumpkin" in hits
    assert "sweets" not in hits, "a receipt shows nothing of it"
    assert Reason(ChipKind.DATE, "31 October 2025") in hits["pumpkin"].reasons
    assert "pumpkin" not in desk.find("Halloween costumes"), "there it is a thing to see"


def test_for_a_place_or_a_time_without_photos_the_nearest_ones_are_offered(desk: Desk) -> None:
    place = desk.ask("Madrid").offers
    assert [(offer.query, offer.label, offer.photos) for offer in place[:2]] == [
        ("place:Lisbon", "Lisbon", 1),
        ("place:Paris", "Paris", 2),
    ]
    assert desk.find(place[0].query) == ["sea"]
    (month,) = [offer for offer in desk.ask("dogs in 2024").offers if offer.kind is OfferKind.NEAREST]
    assert (month.query, month.label, month.photos) == ("dogs date:2025-05", "May 2025", 1)


def test_a_place_that_was_visited_at_another_time_has_no_nearer_one(desk: Desk) -> None:
    assert not [offer for offer in desk.ask("Lisbon 2025").offers if offer.kind is OfferKind.NEAREST]
    assert desk.ask("place:Nowhereville").offers == ()
