"""Photos of the world are looked through for codes once each, and one with a code is not shown unasked."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from PIL import Image

from albumen.store.records import ModelKind
from albumen.store.store import Store
from albumen.types import EncoderIdentity, UtilityKind
from knowledge_graph.eligibility import why_utility
from knowledge_graph.jobs import JobProgress, JobReport
from knowledge_graph.utility import codes_job
from knowledge_graph.utility.codes_job import CodesJob
from tests.shelf import Shelf
from tests.signals import signals


class FakeCodeReader:
    """Reads the kind of code that an image's `info` names."""

    def __init__(self) -> None:
        self.read = 0

    def read_image(self, image: Image.Image) -> str | None:
        self.read += 1
        return image.info.get("code")


@dataclass
class Wall:
    """Photos, and what code their previews show."""

    shelf: Shelf
    reader: FakeCodeReader = field(default_factory=FakeCodeReader)
    previews: dict[str, Image.Image] = field(default_factory=dict)

    def put(
        self, name: str, code: str | None = None, *, kind: UtilityKind = UtilityKind.NONE, has_preview: bool = True
    ) -> int:
        photo_id = self.shelf.put(name)
        with self.shelf.store.write() as tx:
            heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
            tx.signals.save({photo_id: signals(kind=kind)}, heads.id)
        if has_preview:
            self.show(name, code)
        return photo_id

    def show(self, name: str, code: str | None) -> None:
        image = Image.new("RGB", (4, 3))
        image.info["code"] = code
        self.previews[Shelf.hash_of(name)] = image

    def load(self, content_hash: str) -> Image.Image:
        if content_hash not in self.previews:
            raise FileNotFoundError(content_hash)
        return self.previews[content_hash]

    @property
    def job(self) -> CodesJob:
        return CodesJob(self.shelf.store, reader=self.reader, load_preview=self.load)

    def run(self) -> JobReport:
        return self.job.run(threading.Event(), lambda progress: None)

    def stamp(self) -> str:
        with self.shelf.store.read() as tx:
            return self.job.stamp(tx)

    def why_utility(self, photo_id: int) -> str | None:
        with self.shelf.store.read() as tx:
            (facts,) = tx.facts.load([photo_id])
        return why_utility(facts)


@pytest.fixture
def wall(store: Store) -> Wall:
    return Wall(Shelf(store))


def test_a_photo_with_a_code_is_not_shown_and_the_reason_names_it(wall: Wall) -> None:
    station = wall.put("station.jpg", "QR Code")
    wall.put("beach.jpg")
    assert wall.run() == JobReport(is_finished=True, summary="1 photo with a code")
    with wall.shelf.store.read() as tx:
        assert [facts.code for facts in tx.facts.load()] == ["QR Code", None]
    assert wall.why_utility(station) == "a code can be read in it (QR Code)"


def test_only_photos_of_the_world_are_read(wall: Wall) -> None:
    wall.put("receipt.jpg", "QR Code", kind=UtilityKind.RECEIPT)
    wall.shelf.put("not looked at.jpg")
    assert wall.run() == JobReport(is_finished=True, summary="0 photos with a code")
    assert wall.reader.read == 0


def test_an_empty_library_has_no_codes(wall: Wall) -> None:
    assert wall.run() == JobReport(is_finished=True, summary="0 photos with a code")


def test_a_photo_is_read_once(wall: Wall) -> None:
    wall.put("a.jpg", "QR Code")
    wall.put("b.jpg")
    before = wall.stamp()
    wall.run()
    wall.run()
    assert wall.reader.read == 2
    assert wall.stamp() == before
    wall.put("c.jpg")
    assert wall.stamp() != before


def test_a_photo_without_a_preview_waits_for_one(wall: Wall) -> None:
    station = wall.put("station.jpg", has_preview=False)
    assert wall.run() == JobReport(is_finished=True, summary="0 photos with a code, 1 to come")
    wall.show("station.jpg", "Aztec")
    assert wall.run().summary == "1 photo with a code"
    assert wall.why_utility(station) == "a code can be read in it (Aztec)"


def test_reading_that_is_stopped_goes_on(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes_job, "_AT_A_TIME", 1)
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        wall.put(name)
    stop, told = threading.Event(), []

    def stop_after_one(progress: JobProgress) -> None:
        told.append(progress)
        if progress.done:
            stop.set()

    assert wall.job.run(stop, stop_after_one) == JobReport(is_finished=False, summary="0 photos with a code, 2 to come")
    assert told == [JobProgress(0, 3), JobProgress(1, 3)]
    assert wall.run().is_finished
    assert wall.reader.read == 3


def test_a_photo_that_is_gone_by_now_is_left_out(wall: Wall) -> None:
    photo_id = wall.put("a.jpg")
    with wall.shelf.store.write() as tx:
        tx.codes.save({photo_id: "QR Code", photo_id + 1: "QR Code"})
        assert tx.codes.count_found() == 1
