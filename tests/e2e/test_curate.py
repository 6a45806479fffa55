"""`albumen watch` curates by itself, in a process that ends with it, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from albumen.curation.jobs import JOB_NAMES
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from tests.e2e.conftest import Cli
from tests.photos import jpeg, write
from tests.waiting import wait_until

_wait_until = partial(wait_until, timeout_s=240.0, step_s=0.1)
_needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """No masks, and curation each half a second."""
    monkeypatch.setenv("ALBUMEN_SEGMENT", "false")
    monkeypatch.setenv("ALBUMEN_CURATE_S", "0.5")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for number in range(3):
        write(tmp_path / "photos" / f"{number}.jpg", jpeg(number, size=(200, 150)))
    return tmp_path / "photos"


@contextmanager
def _watching(cli: Cli, photos: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = cli.command("watch", photos)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as daemon:
        try:
            yield daemon
        finally:
            daemon.kill()


def _finished_at(cli: Cli) -> dict[str, int | None]:
    if not (cli.library / DATABASE_FILE).exists():
        return {}
    with Store(cli.library / DATABASE_FILE) as store, store.read() as tx:
        return {name: tx.curation_jobs.get(name).finished_at for name in JOB_NAMES}


def _children(cli: Cli) -> list[int]:
    """Find the processes that curate this library."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue  # it has just ended
            if b"--background" in words and os.fsencode(cli.library) in words:
                found.append(int(entry.name))
    return found


@_needs_proc
def test_an_idle_daemon_curates_though_a_child_dies_follows_new_photos_and_ends_in_order(
    cli: Cli, photos: Path
) -> None:
    with _watching(cli, photos) as daemon:
        _wait_until(lambda: bool(_children(cli)))
        for child in _children(cli):
            os.kill(child, signal.SIGKILL)
        write(photos / "new.jpg", jpeg(9))
        _wait_until(lambda: _photo_count(cli) == 4)
        _wait_until(lambda: None not in (found := _finished_at(cli)).values() and "memories" in found)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(120) == 0
    assert _children(cli) == []
    assert all(job["standing"] != "never" for job in cli.json("status")["curation"])


@_needs_proc
def test_a_daemon_that_is_killed_leaves_no_process_behind(cli: Cli, photos: Path) -> None:
    with _watching(cli, photos) as daemon:
        _wait_until(lambda: bool(_children(cli)))
        daemon.kill()
    _wait_until(lambda: not _children(cli))
    cli.run("curate")  # the lock is free


def test_curation_beside_a_daemon_that_indexes_is_safe(cli: Cli, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_CURATE_S", "0")
    with _watching(cli, photos):
        _wait_until(lambda: _photo_count(cli) == 3)
        for number in range(3, 40):
            write(photos / f"{number}.jpg", jpeg(number))
        answer: Any = cli.json("curate", "--force")
        assert answer["is_finished"]
        _wait_until(lambda: _photo_count(cli) == 40)
    assert cli.json("curate")["is_finished"]


def _photo_count(cli: Cli) -> int:
    if not (cli.library / DATABASE_FILE).exists():
        return 0
    with Store(cli.library / DATABASE_FILE) as store, store.read() as tx:
        return tx.count(None).photos
