"""Any sequence of file events, followed path by path, ends in what a fresh scan of the same folder gives."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.fakes import FakeAnalyser
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write

NAMES = st.sampled_from(["a.jpg", "b.JPG", "née.jpg", "d/a.jpg", "d/c.jpg", "d/e/f.jpg", "g/a.jpg"])
FOLDERS = st.sampled_from(["d", "d/e", "g", "h"])
CONTENTS = st.sampled_from([jpeg(1), jpeg(2), jpeg(3), b"", b"no picture", jpeg(4)[:200]])
AGES = st.sampled_from([0.0, 3_600.0])
EVENTS = st.one_of(
    st.tuples(st.just("write"), NAMES, CONTENTS, AGES),
    st.tuples(st.just("delete"), NAMES),
    st.tuples(st.just("move"), NAMES, NAMES),
    st.tuples(st.just("copy"), NAMES, NAMES),
    st.tuples(st.just("move"), FOLDERS, FOLDERS),
    st.tuples(st.just("delete"), FOLDERS),
)


def _apply(root: Path, event: tuple) -> list[str]:  # type: ignore[type-arg]
    """Do it, as far as it can be done; return the paths that a watcher would name."""
    kind, path = event[0], root / event[1]
    if kind == "write" and not path.is_dir():
        write(path, event[2], age_s=event[3])
        return [event[1]]
    if kind == "delete" and path.exists():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        return [event[1]]
    if kind in ("move", "copy") and path.exists():
        target = root / event[2]
        if target.exists() or target.is_relative_to(path) or (path.is_dir() and kind == "copy"):
            return []
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.move if kind == "move" else shutil.copy2)(path, target)
        return [event[1], event[2]]
    return []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_any_sequence_of_file_events_converges_to_a_fresh_scan(bursts: list[list[tuple]]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photos = folder / "photos"
        photos.mkdir()
        with Store(folder / "followed.sqlite3") as store, Store(folder / DATABASE_FILE) as fresh_store:
            followed = Bench(photos, folder / "followed", store)
            followed.analyser = FakeAnalyser(followed.encoder)
            followed.index()
            for burst in bursts:
                touched = [path for event in burst for path in _apply(photos, event)]
                if touched:
                    followed.index(*touched)
            fresh = Bench(photos, folder / "fresh", fresh_store)
            fresh.index()
            assert followed.contents() == fresh.contents()
            settled = followed.contents()
            summary = followed.index()
            assert (summary.added, summary.deleted, summary.analysed) == (0, 0, 0)
            assert followed.contents() == settled
            assert_both_models_agree(store)


def assert_both_models_agree(store: Store) -> None:
    """What has a vector has signals, and what was set aside was set aside by both."""
    with store.read() as tx:
        encoder, analyser = tx.models.all()
        assert tx.jobs.counts(encoder.id) == tx.jobs.counts(analyser.id)
        assert tx.jobs.find_done_without_result(encoder) == tx.jobs.find_done_without_result(analyser) == []
