"""Utility content is read once, from what is there, and one bad photo stops nothing."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from albumen.errors import WeightsError
from albumen.store.records import ModelKind
from albumen.store.store import Store
from albumen.types import Box, EncoderIdentity, UtilityKind
from knowledge_graph.jobs import JobProgress, JobReport
from knowledge_graph.utility.text_job import TextJob
from tests.shelf import Shelf
from tests.signals import signals
from tests.text_lines import FakeReader, load_image


@dataclass
class Drawer:
    """Utility content on disk, each file holding what its picture says."""

    folder: Path
    shelf: Shelf
    reader: FakeReader

    def put(self, name: str, says: str, kind: UtilityKind = UtilityKind.RECEIPT) -> int:
        (self.folder / name).write_text(says)
        photo_id = self.shelf.put(name, root=self.folder)
        with self.shelf.store.write() as tx:
            heads = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
            tx.signals.save({photo_id: signals(kind=kind)}, heads.id)
        return photo_id

    @property
    def job(self) -> TextJob:
        return TextJob(self.shelf.store, reader=self.reader, load_image=load_image)

    def run(self, stop: threading.Event | None = None) -> JobReport:
        return self.job.run(stop or threading.Event(), lambda progress: None)

    def stamp(self) -> str:
        with self.shelf.store.read() as tx:
            return self.job.stamp(tx)

    def lines(self, photo_id: int) -> list[str] | None:
        with self.shelf.store.read() as tx:
            found = tx.texts.find(photo_id)
        return None if found is None else [line.text for line in found[1]]


@pytest.fixture
def drawer(tmp_path: Path, store: Store) -> Drawer:
    folder = tmp_path / "photos"
    folder.mkdir()
    return Drawer(folder, Shelf(store), FakeReader())


def test_utility_content_is_read_and_photos_are_not(drawer: Drawer) -> None:
    receipt, sign = drawer.put("a.jpg", "REWE\nTotal 2,99"), drawer.put("b.jpg", "No entry", UtilityKind.SIGN)
    photo = drawer.put("c.jpg", "a view", UtilityKind.NONE)
    assert drawer.run() == JobReport(is_finished=True, summary="2 photos read")
    assert (drawer.lines(receipt), drawer.lines(sign), drawer.lines(photo)) == (
        ["REWE", "Total 2,99"],
        ["No entry"],
        None,
    )


def test_boxes_are_in_pixels_of_the_whole_photo(drawer: Drawer) -> None:
    receipt = drawer.put("a.jpg", "REWE\nTotal")  # 40 x 30 pixels, decoded to 4 x 3
    drawer.run()
    with drawer.shelf.store.read() as tx:
        found = tx.texts.find(receipt)
    assert found is not None
    assert [line.box for line in found[1]] == [Box(0, 0, 1000, 100), Box(0, 100, 1000, 200)]


def test_a_photo_is_read_once(drawer: Drawer) -> None:
    drawer.put("a.jpg", "")
    drawer.run()
    drawer.run()
    assert drawer.reader.read == 1


def test_nothing_to_read_is_no_work(drawer: Drawer) -> None:
    assert drawer.run() == JobReport(is_finished=True, summary="0 photos read")


def test_a_bad_photo_is_recorded_and_tried_three_times_in_all(drawer: Drawer) -> None:
    corrupt, odd = drawer.put("a.jpg", "corrupt"), drawer.put("b.jpg", "unreadable")
    good = drawer.put("c.jpg", "Total")
    assert drawer.run().summary == "1 photo read, 2 to come"
    assert drawer.lines(good) == ["Total"]
    drawer.run()
    assert drawer.run().summary == "1 photo read, 2 could not be"
    with drawer.shelf.store.read() as tx:
        (model,) = tx.models.all(ModelKind.READER)
        reasons = {failure.path.name: (failure.reason, failure.error) for failure in tx.jobs.iter_failures([model.id])}
    assert reasons == {"a.jpg": ("corrupt", "the file breaks off"), "b.jpg": ("reading", "the network failed on it")}
    assert (drawer.lines(corrupt), drawer.lines(odd)) == (None, None)
    assert drawer.reader.read == 4


def test_a_photo_whose_disk_is_away_waits_and_is_read_when_it_is_back(drawer: Drawer, tmp_path: Path) -> None:
    receipt = drawer.put("a.jpg", "Total")
    drawer.folder.rename(tmp_path / "unplugged")
    assert drawer.run() == JobReport(is_finished=True, summary="0 photos read, 1 to come")
    away = drawer.stamp()
    (tmp_path / "unplugged").rename(drawer.folder)
    with drawer.shelf.store.write() as tx:
        tx.roots.update(tx.roots.all()[0].id, is_online=False, device=None, scanned_at=None)
    assert drawer.stamp() != away
    drawer.run()
    assert drawer.lines(receipt) == ["Total"]


def test_reading_that_is_stopped_goes_on(drawer: Drawer) -> None:
    first, second = drawer.put("a.jpg", "1"), drawer.put("b.jpg", "2")
    stop = threading.Event()

    def stop_after_one(progress: JobProgress) -> None:
        if progress.done == 1:
            stop.set()

    report = drawer.job.run(stop, stop_after_one)
    assert report == JobReport(is_finished=False, summary="1 photo read, 1 to come")
    assert (drawer.lines(first), drawer.lines(second)) == (None, ["2"]), "the newest first"
    assert drawer.run().is_finished
    assert drawer.reader.read == 2


def test_progress_is_told_photo_by_photo(drawer: Drawer) -> None:
    for number in range(3):
        drawer.put(f"{number}.jpg", "Total")
    told: list[JobProgress] = []
    drawer.job.run(threading.Event(), told.append)
    assert told == [JobProgress(done, 3) for done in range(4)]


def test_the_stamp_changes_with_the_photos_and_the_reader_and_not_by_reading(drawer: Drawer) -> None:
    drawer.put("a.jpg", "1")
    before = drawer.stamp()
    drawer.run()
    assert drawer.stamp() == before
    drawer.put("b.jpg", "2")
    after = drawer.stamp()
    assert after != before
    drawer.reader = FakeReader("2")
    assert drawer.stamp() != after


def test_a_new_reader_reads_all_anew_and_the_old_one_s_text_goes(drawer: Drawer) -> None:
    receipt = drawer.put("a.jpg", "Total")
    drawer.run()
    drawer.reader = FakeReader("2")
    drawer.run()
    assert drawer.reader.read == 1
    with drawer.shelf.store.read() as tx:
        (model,) = tx.models.all(ModelKind.READER)
        assert model.identity.tag == "2"
    assert drawer.lines(receipt) == ["Total"]


def test_without_a_reader_the_job_says_what_to_install(drawer: Drawer) -> None:
    drawer.put("a.jpg", "Total")
    job = TextJob(drawer.shelf.store, reader=None, load_image=load_image)
    report = job.run(threading.Event(), lambda progress: None)
    assert report == JobReport(is_finished=True, summary="not installed: pip install 'albumen[ocr]'")
    with drawer.shelf.store.read() as tx:
        assert job.stamp(tx) != drawer.job.stamp(tx)
        assert tx.models.all(ModelKind.READER) == []


def test_networks_that_cannot_be_loaded_fail_the_job_and_not_each_photo(
    drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer.put("a.jpg", "Total")

    def fail(image: object) -> None:
        raise WeightsError("the weights are damaged")

    monkeypatch.setattr(drawer.reader, "read_image", fail)
    with pytest.raises(WeightsError):
        drawer.run()
    with drawer.shelf.store.read() as tx:
        assert tx.texts.is_empty()
        assert len(tx.texts.find_unread(tx.models.all(ModelKind.READER)[0].id)) == 1
