"""The featured photos of a day on the command line, and the job that chooses them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from albumen.store.curation_records import DuplicateKind, Target, Verb
from albumen.store.records import DATABASE_FILE, ModelKind
from albumen.store.store import Store
from albumen.types import (
    CaptureTime,
    EncoderIdentity,
    PhotoKind,
    PhotoMetadata,
    PhotoSignals,
    PixelFacts,
    TimeSource,
    UtilityKind,
)
from knowledge_graph.jobs import JobProgress
from knowledge_graph.ranking.job import FeaturedJob
from tests.command import Command
from tests.duplicates import add_group
from tests.shelf import Shelf
from tests.signals import signals

DAY = date(2026, 11, 20)
_PIXELS = PixelFacts("jpeg", PhotoKind.STILL, 4000, 3000)
_SUBJECTS = ("dog", "beach")
KINDS = {"bill": UtilityKind.RECEIPT, "screen": UtilityKind.SCREENSHOT}


class Album:
    """Photos of dogs and beaches, a receipt and a screenshot, all looked at."""

    def __init__(self, store: Store) -> None:
        self.store, self.shelf = store, Shelf(store)
        self.names: dict[int, str] = {}
        with store.write() as tx:
            root = tx.roots.add(Path("/photos")).id
            model = tx.models.add(EncoderIdentity("heads", "1", "1"), sha256="c" * 64, kind=ModelKind.ANALYSER)
            for number, name in enumerate([*KINDS, *(f"{_SUBJECTS[at % 2]}{at}" for at in range(28))]):
                taken = CaptureTime(datetime(2024, 1, 1) + timedelta(days=number), None, TimeSource.EXIF)
                content = self.shelf.hash_of(name)
                photo_id = tx.photos.save(content, 10, facts=_PIXELS, metadata=PhotoMetadata(taken=taken))
                tx.files.save([self.shelf.sighting(root, f"{name}.jpg", name)])
                tx.signals.save({photo_id: _see(name, aesthetics=0.4 + number / 100)}, model.id)
                self.names[photo_id] = name
            tx.jobs.finish(self.names, model.id)

    def curate(self, *, stop: threading.Event | None = None) -> bool:
        """Run the job; return whether it came to its end."""
        steps: list[JobProgress] = []
        job = FeaturedJob(self.store, today=lambda: DAY)
        return job.run(stop or threading.Event(), steps.append).is_finished

    def hide(self, target: Target, value: str) -> None:
        with self.store.write() as tx:
            tx.feedback.add(Verb.HIDE, target, value)

    def stamp(self, today: date = DAY) -> str:
        with self.store.read() as tx:
            return FeaturedJob(self.store, today=lambda: today).stamp(tx)


def _see(name: str, *, aesthetics: float) -> PhotoSignals:
    tags = [] if name in KINDS else [name.rstrip("0123456789")]
    seen = signals(tags=tags, aesthetics=aesthetics, technical=0.9)
    return replace(seen, utility=dict.fromkeys(UtilityKind, 0.001) | {KINDS.get(name, UtilityKind.NONE): 0.992})


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An open, empty store."""
    (tmp_path / "library").mkdir()
    return Store(tmp_path / "library" / DATABASE_FILE)


@pytest.fixture
def album(store: Store) -> Album:
    """A library of photos that were looked at."""
    return Album(store)


@pytest.fixture
def albumen(album: Album, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command, on that library."""
    return Command(tmp_path / "library", tmp_path, capsys)


def _names(answer: Any) -> set[str]:
    return {Path(photo["paths"][0]).stem for photo in answer["photos"]}


def _ask(albumen: Command, *options: str) -> Any:
    return albumen.json("featured", "--date", DAY.isoformat(), *options)


def test_the_set_is_the_same_before_and_after_the_job_and_holds_photos_only(album: Album, albumen: Command) -> None:
    before = _ask(albumen)
    assert album.curate()
    after = _ask(albumen)
    assert [photo["photo_id"] for photo in before["photos"]] == [photo["photo_id"] for photo in after["photos"]]
    assert len(after["photos"]) == 16
    assert not _names(after) & KINDS.keys()


def test_what_is_hidden_is_left_out_at_once_and_comes_back_when_that_is_taken_back(
    album: Album, albumen: Command
) -> None:
    album.curate()
    first = _ask(albumen)["photos"][0]
    albumen("hide", str(first["photo_id"]))
    assert first["photo_id"] not in [photo["photo_id"] for photo in _ask(albumen)["photos"]]
    assert len(_ask(albumen)["photos"]) == 16, "others that were kept in spare take its place"
    albumen("feedback", "undo", "1")
    assert _ask(albumen)["photos"][0] == first
    albumen("hide", "--concept", "dog")
    assert {name.rstrip("0123456789") for name in _names(_ask(albumen))} == {"beach"}


def test_days_have_different_orders_and_the_next_weeks_are_made_ahead(album: Album, albumen: Command) -> None:
    album.curate()
    with album.store.read() as tx:
        days = [tx.featured.of(DAY + timedelta(days=ahead)) for ahead in range(8)]
    assert all(days)
    assert len({tuple(photo.photo_id for photo in day) for day in days}) > 1


def test_the_appeal_can_be_explained(album: Album, albumen: Command) -> None:
    album.curate()
    photo = _ask(albumen)["photos"][0]
    assert sum(photo["appeal"]["parts"].values()) == pytest.approx(photo["appeal"]["score"])
    said = albumen("featured", "--date", DAY.isoformat(), "--explain")
    assert f"{photo['reason']} (appeal {photo['appeal']['score']:.2f} = aesthetics" in said
    albumen("like", "--concept", Path(photo["paths"][0]).stem.rstrip("0123456789"))
    assert "you like photos of" in albumen("featured", "--date", DAY.isoformat(), "--explain")


def test_a_photo_s_standing_can_be_asked_for(album: Album, albumen: Command) -> None:
    assert albumen("featured", "--why", "/photos/bill.jpg").startswith("Not proposed: it is a receipt.")
    assert "Not ranked yet" in albumen("featured", "--why", "/photos/dog0.jpg")
    album.curate()
    photo = _ask(albumen)["photos"][0]
    standing = albumen.json("featured", "--why", str(photo["photo_id"]))
    assert (standing["why_not"], standing["appeal"]) == (None, photo["appeal"])
    assert DAY.isoformat() in standing["days"]
    albumen("hide", str(photo["photo_id"]))
    assert "Not proposed: you hid this photo." in albumen("featured", "--why", str(photo["photo_id"]))
    assert "no photo" in albumen("featured", "--why", "/photos/none.jpg", code=2)


def test_a_near_duplicate_of_a_hidden_photo_is_not_proposed_and_told_so(album: Album, albumen: Command) -> None:
    album.curate()
    first, second, *_ = (photo["photo_id"] for photo in _ask(albumen)["photos"])
    add_group(album.store, DuplicateKind.BURST, [first, second])
    albumen("hide", str(first))
    assert not {first, second} & {photo["photo_id"] for photo in _ask(albumen)["photos"]}
    said = albumen("featured", "--why", str(second))
    assert said.startswith("Not proposed: you hid a near-duplicate of this photo.")
    assert "you hid this photo" in albumen("featured", "--why", str(first))


def test_why_nothing_is_featured_counts_near_duplicates_of_hidden_photos(album: Album, albumen: Command) -> None:
    photos = [photo_id for photo_id, name in album.names.items() if name not in KINDS]
    add_group(album.store, DuplicateKind.BURST, photos)
    albumen("hide", str(photos[0]))
    note = _ask(albumen)["note"]
    assert f"you hid a near-duplicate of this photo ({len(photos) - 1})" in note


def test_the_job_starts_again_for_what_it_reads_and_for_nothing_else(album: Album) -> None:
    album.curate()
    before = album.stamp()
    assert album.stamp(DAY + timedelta(days=1)) == before, "it is Friday: the sets of the weekend are there"
    assert album.stamp(DAY + timedelta(days=7)) != before
    album.hide(Target.CONCEPT, "dog")
    hidden = album.stamp()
    assert hidden != before
    album.shelf.put("new.jpg")
    assert album.stamp() != hidden


def test_a_job_that_is_stopped_leaves_what_was_there(album: Album) -> None:
    stop = threading.Event()
    stop.set()
    assert not album.curate(stop=stop)
    with album.store.read() as tx:
        assert tx.appeals.scores() == {}
        assert tx.featured.of(DAY) == []


class _StopAfter:
    """Says so after it was asked so often."""

    def __init__(self, times: int) -> None:
        self.left = times

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


def test_wherever_it_is_stopped_what_was_there_stays(album: Album) -> None:
    album.curate()
    album.hide(Target.CONCEPT, "dog")
    with album.store.read() as tx:
        before = tx.appeals.scores(), tx.featured.all()
    stops = iter(_StopAfter(times) for times in range(100))
    runs = 1
    while not FeaturedJob(album.store, today=lambda: DAY).run(next(stops), lambda progress: None).is_finished:
        runs += 1
        with album.store.read() as tx:
            assert (tx.appeals.scores(), tx.featured.all()) == before
    assert runs > 14 + 5, "it asks while it ranks and saves, not only between the sets of 14 days"


def test_likes_of_photos_move_what_is_like_them(album: Album) -> None:
    album.curate()
    with album.store.write() as tx:
        before = tx.appeals.scores()
        dogs = [photo_id for photo_id, name in album.names.items() if name.startswith("dog")]
        facts = {one.id: one.content_hash for one in tx.facts.load(dogs)}
        for photo_id in dogs[:4]:
            tx.feedback.add(Verb.LIKE, Target.PHOTO, facts[photo_id])
    album.curate()
    with album.store.read() as tx:
        after = tx.appeals.scores()
    beaches = [photo_id for photo_id, name in album.names.items() if name.startswith("beach")]
    assert all(after[photo_id] > before[photo_id] for photo_id in dogs[4:])
    assert all(after[photo_id] < before[photo_id] for photo_id in beaches)


@pytest.mark.parametrize("text", ["2026", "2026-11"])
def test_only_a_single_day_has_a_set(albumen: Command, text: str) -> None:
    assert "2026-11-" in albumen("featured", "--date", text, code=2)


def test_where_nothing_may_be_shown_it_says_why(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    albumen = Command(tmp_path / "library", tmp_path, capsys)
    assert albumen.json("featured")["note"].startswith("nothing is indexed yet")
    Shelf(store).put("a.jpg")
    assert "it is too small (1)" in albumen.json("featured")["note"]
