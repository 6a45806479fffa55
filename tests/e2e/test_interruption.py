"""Kill an indexing run again and again: what was done stays done, nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from albumen.store.records import DATABASE_FILE, ModelKind, PhotoFilter
from albumen.store.store import Store
from tests.e2e.conftest import Cli
from tests.photos import jpeg, write

PHOTO_COUNT = 300
KILL_COUNT = 20


@pytest.fixture(autouse=True)
def _search_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masks come after all that is interrupted here."""
    monkeypatch.setenv("ALBUMEN_SEGMENT", "false")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    for number in range(PHOTO_COUNT):
        write(folder / f"{number % 7}" / f"{number}.jpg", jpeg(number, size=(200, 150)))
    return folder


def _kill_after(cli: Cli, photos: Path, batches: int, delay_s: float) -> int:
    """Start indexing, let some batches be committed, and kill -9; return the exit code."""
    command = cli.command("index", photos, "--json")
    environment = os.environ | {"ALBUMEN_BATCH_SIZE": "2", "RUN_OF": str(cli.library)}  # workers inherit it
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as process:
        assert process.stdout is not None
        for _ in range(batches):
            if b'"summary"' in process.stdout.readline():
                break
        time.sleep(delay_s)
        process.kill()
    return process.returncode


def test_killed_at_twenty_random_points_no_photo_is_lost_and_none_doubled(cli: Cli, photos: Path) -> None:
    chance = random.Random(20)
    codes = [_kill_after(cli, photos, chance.randint(1, 4), chance.uniform(0, 0.08)) for _ in range(KILL_COUNT)]
    assert codes.count(-signal.SIGKILL) >= KILL_COUNT - 2, "most runs must die before they are through"
    done_before = _count_vectors(cli)
    summary = cli.json("index", photos)
    assert summary["analysed"] == PHOTO_COUNT - done_before
    assert _count_vectors(cli) == PHOTO_COUNT
    status = cli.json("status")
    assert (status["counts"]["files"], status["counts"]["photos"]) == (PHOTO_COUNT, PHOTO_COUNT)
    assert status["counts"]["jobs"] == {"pending": 0, "running": 0, "done": PHOTO_COUNT, "failed": 0}
    assert "All is well" in cli.run("doctor").stdout


def test_workers_end_when_their_parent_is_killed(cli: Cli, photos: Path) -> None:
    _kill_after(cli, photos, batches=3, delay_s=0.0)
    marker = str(cli.library)
    end = time.monotonic() + 20
    while leftover := [pid for pid in os.listdir("/proc") if pid.isdigit() and _belongs_to_run(pid, marker)]:
        assert time.monotonic() < end, f"workers {leftover} live on"
        time.sleep(0.1)


def test_ctrl_c_ends_in_order_and_says_so(cli: Cli, photos: Path) -> None:
    command = cli.command("index", photos, "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        summary = process.stdout.read().splitlines()[-1]
    assert process.returncode == 130
    assert '"is_interrupted": true' in summary
    assert 0 < _count_vectors(cli) < PHOTO_COUNT


def _count_vectors(cli: Cli) -> int:
    with Store(cli.library / DATABASE_FILE) as store, store.read() as tx:
        (model,) = tx.models.all(ModelKind.ENCODER)
        count = tx.embeddings.stamp(model).count
        assert count <= len(tx.photos.filtered_ids(PhotoFilter()))
        return count


def _belongs_to_run(pid: str, library: str) -> bool:
    try:
        return f"RUN_OF={library}".encode() in Path("/proc", pid, "environ").read_bytes()
    except OSError:
        return False
