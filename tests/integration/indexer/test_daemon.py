from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from albumen.errors import WeightsError
from albumen.store.records import ModelKind
from albumen.types import Segmentation
from indexer import watcher
from indexer.daemon import Daemon, WatchOptions
from indexer.pipeline import Indexer
from tests.integration.indexer.conftest import Bench
from tests.live_photos import quicktime
from tests.photos import jpeg, write
from tests.waiting import wait_until

QUIET_S = 0.1


@contextmanager
def _watching(bench: Bench, *, rescan_s: float = 600.0, quiet_s: float = QUIET_S) -> Iterator[None]:
    with bench.store.write() as tx:
        tx.roots.add(bench.photos)
    indexer = Indexer(bench.store, bench.networks, bench.readers, bench.options)
    options = WatchOptions(quiet_s, rescan_s)
    daemon = Daemon(bench.store, indexer, options, listener=lambda progress: None, background=bench.background())
    stop = threading.Event()
    errors: list[BaseException] = []

    def run() -> None:
        try:
            daemon.run(stop)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        _wait_until(lambda: _has_scanned(bench) or bool(errors))
        yield
    finally:
        stop.set()
        thread.join(timeout=30)
    assert not thread.is_alive()
    assert errors == []


_wait_until = partial(wait_until, timeout_s=30.0, step_s=0.02)


def _states(bench: Bench) -> dict[str, str]:
    return {path: state for path, (_, state) in bench.contents().items()}


def test_photo_that_arrives_moves_and_goes_is_followed(bench: Bench) -> None:
    with _watching(bench):
        path = write(bench.photos / "a.jpg", jpeg(1))
        _wait_until(lambda: _states(bench) == {"a.jpg": "done"})
        (bench.photos / "d").mkdir()
        path.rename(bench.photos / "d" / "b.jpg")
        _wait_until(lambda: _states(bench) == {"d/b.jpg": "done"})
        (bench.photos / "d").rename(bench.photos / "e")
        _wait_until(lambda: _states(bench) == {"e/b.jpg": "done"})
        (bench.photos / "e" / "b.jpg").unlink()
        _wait_until(lambda: _states(bench) == {})
    assert bench.encoder.encoded == 1


def test_movie_of_a_live_photo_that_arrives_moves_and_goes_is_followed(bench: Bench) -> None:
    def stills() -> list[str]:
        with bench.store.read() as tx:
            return [file.path.name for file in tx.duplicates.files() if file.movie is not None]

    for number in (1, 2):
        write(bench.photos / f"IMG_{number}.jpg", jpeg(number))
    with _watching(bench):
        movie = write(bench.photos / "IMG_1.MOV", quicktime())
        _wait_until(lambda: stills() == ["IMG_1.jpg"])
        movie.rename(bench.photos / "img_2.mov")
        _wait_until(lambda: stills() == ["IMG_2.jpg"])
        (bench.photos / "img_2.mov").unlink()
        _wait_until(lambda: stills() == [])
    assert bench.encoder.encoded == 2


def test_half_written_photo_waits_until_it_is_whole(bench: Bench) -> None:
    content = jpeg(1, size=(640, 480))
    with _watching(bench, quiet_s=1.0), (bench.photos / "slow.jpg").open("wb") as file:
        for start in range(0, len(content), len(content) // 8 + 1):
            file.write(content[start : start + len(content) // 8 + 1])
            file.flush()
            time.sleep(0.1)  # far below the quiet time, so that a busy machine does not fail this
            assert _states(bench) == {}
        file.flush()
        _wait_until(lambda: _states(bench) == {"slow.jpg": "done"})


def test_rescan_finds_what_no_event_told(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher.DirtyPaths, "touch", lambda *args: None)
    with _watching(bench, rescan_s=0.3):
        write(bench.photos / "a.jpg", jpeg(1))
        _wait_until(lambda: _states(bench) == {"a.jpg": "done"})


def test_polling_takes_over_where_events_are_not_to_be_had(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing:
        def schedule(self, *args: object, **kwargs: object) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(watcher, "Observer", Failing)
    monkeypatch.setattr(watcher, "POLL_S", 0.1)
    with _watching(bench):
        write(bench.photos / "a.jpg", jpeg(1))
        _wait_until(lambda: _states(bench) == {"a.jpg": "done"})
    assert "polling it" in caplog.text


def test_root_that_comes_back_is_scanned_and_watched_again(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.daemon._ROOTS_CHECK_S", 0.1)
    write(bench.photos / "a.jpg", jpeg(1))
    with _watching(bench):
        _wait_until(lambda: _states(bench) == {"a.jpg": "done"})
        bench.photos.rename(tmp_path / "unplugged")
        _wait_until(lambda: not _is_online(bench))
        assert _states(bench) == {"a.jpg": "done"}
        write(tmp_path / "unplugged" / "b.jpg", jpeg(2))
        (tmp_path / "unplugged").rename(bench.photos)
        _wait_until(lambda: len(_states(bench)) == 2)
        write(bench.photos / "c.jpg", jpeg(3))
        _wait_until(lambda: len(_states(bench)) == 3)


def test_what_has_time_is_done_when_nothing_happens(bench: Bench) -> None:
    with _watching(bench):
        for number in range(3):
            write(bench.photos / f"{number}.jpg", jpeg(number))
        _wait_until(lambda: _count_segmented(bench) == 3)
        write(bench.photos / "later.jpg", jpeg(9))
        _wait_until(lambda: _count_segmented(bench) == 4)


def test_a_new_photo_comes_before_what_has_time(bench: Bench) -> None:
    for number in range(60):
        write(bench.photos / f"{number}.jpg", jpeg(number))
    bench.index()
    segmenter = bench.segmenter
    assert segmenter is not None
    segment = segmenter.segment_image

    def segment_slowly(image: Image.Image) -> Segmentation:
        time.sleep(0.05)
        return segment(image)

    segmenter.segment_image = segment_slowly  # type: ignore[method-assign]
    with _watching(bench):
        _wait_until(lambda: _count_segmented(bench) > 0)
        write(bench.photos / "new.jpg", jpeg(99))
        _wait_until(lambda: _states(bench).get("new.jpg") == "done")
        assert _count_segmented(bench) < 60
        _wait_until(lambda: _count_segmented(bench) == 61)


def test_masks_that_cannot_be_made_are_no_reason_to_stop_watching(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(image: Image.Image) -> Segmentation:
        raise WeightsError("scene.onnx is damaged; install Albumen again")

    assert bench.segmenter is not None
    bench.segmenter.segment_image = fail  # type: ignore[method-assign]
    with _watching(bench):
        write(bench.photos / "a.jpg", jpeg(1))
        _wait_until(lambda: "scene.onnx is damaged" in caplog.text)
        write(bench.photos / "b.jpg", jpeg(2))
        _wait_until(lambda: _states(bench) == {"a.jpg": "done", "b.jpg": "done"})


def _count_segmented(bench: Bench) -> int:
    with bench.store.read() as tx:
        return sum(tx.jobs.counts(model.id)["done"] for model in tx.models.all(ModelKind.SEGMENTER))


def _is_online(bench: Bench) -> bool:
    with bench.store.read() as tx:
        return tx.roots.all()[0].is_online


def _has_scanned(bench: Bench) -> bool:
    with bench.store.read() as tx:
        return tx.roots.all()[0].scanned_at is not None
