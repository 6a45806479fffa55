"""The child is a real process here; what it runs is a few lines of Python in curation's place."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from albumen.config import load_settings
from albumen.curation.child import CurationChild, CurationPlan, curation_command
from tests.waiting import wait_until

# Says that it has begun, waits for the end of standard input, and answers as `albumen curate --background` does.
WAITS = (
    "open(sys.argv[1], 'a').write('begun '); sys.stdin.read(); print(json.dumps({'is_finished': False, 'jobs': []}))"
)
FINISHES = (
    "open(sys.argv[1], 'a').write('begun '); job = dict(name='graph', ending='finished', text='12 trips', elapsed_s=1.0); "
    "print(json.dumps({'is_finished': True, 'jobs': [job]}))"
)
CRASHES = "open(sys.argv[1], 'a').write('begun '); import os; os.kill(os.getpid(), 9)"

_wait_until = partial(wait_until, timeout_s=20.0, step_s=0.02)

MakeChild = Callable[..., CurationChild]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal"
    path.touch()
    return path


@pytest.fixture
def make_child(journal: Path) -> Iterator[MakeChild]:
    made = []

    def make(code: str, *, every_s: float = 600.0, quiet_s: float = 0.0) -> CurationChild:
        command = [sys.executable, "-S", "-c", f"import json, sys; {code}", str(journal)]
        made.append(CurationChild(command, CurationPlan(every_s, quiet_s)))
        return made[-1]

    yield make
    for child in made:
        child.stop()


def _begun(journal: Path) -> int:
    return journal.read_text().count("begun")


def _follow_until_done(child: CurationChild) -> None:
    def is_done() -> bool:
        child.follow(is_idle=True)
        return not child.is_running

    child.follow(is_idle=True)
    _wait_until(is_done)


def test_curation_begins_when_it_has_been_quiet_for_a_while(make_child: MakeChild, journal: Path) -> None:
    child = make_child(WAITS, quiet_s=0.2)
    child.follow(is_idle=True)
    assert not child.is_running
    child.follow(is_idle=False)  # photos: the quiet time begins anew
    time.sleep(0.21)
    child.follow(is_idle=True)
    assert not child.is_running
    time.sleep(0.21)
    child.follow(is_idle=True)
    assert child.is_running


def test_photos_that_arrive_end_it_in_order_and_it_goes_on_when_it_is_quiet_again(
    make_child: MakeChild, journal: Path
) -> None:
    child = make_child(WAITS)
    child.follow(is_idle=True)
    _wait_until(lambda: _begun(journal) == 1)

    def is_ended() -> bool:
        child.follow(is_idle=False)
        return not child.is_running

    _wait_until(is_ended)
    child.follow(is_idle=True)
    _wait_until(lambda: _begun(journal) == 2)


def test_a_finished_round_is_logged_and_the_next_one_waits(
    make_child: MakeChild, journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    child = make_child(FINISHES)
    _follow_until_done(child)
    assert "curated graph: 12 trips in 1.0 s" in caplog.text
    child.follow(is_idle=True)
    assert not child.is_running
    assert _begun(journal) == 1


def test_the_next_round_comes_when_its_time_has(make_child: MakeChild, journal: Path) -> None:
    child = make_child(FINISHES, every_s=0.05)
    _follow_until_done(child)
    time.sleep(0.06)
    child.follow(is_idle=True)
    assert child.is_running


def test_a_child_that_crashes_is_logged_and_not_tried_again_at_once(
    make_child: MakeChild, journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    child = make_child(CRASHES)
    _follow_until_done(child)
    assert f"exit code {-signal.SIGKILL}" in caplog.text
    child.follow(is_idle=True)
    assert not child.is_running


def test_a_child_that_cannot_be_started_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    child = CurationChild(["/nowhere/albumen"], CurationPlan(600.0, 0.0))
    child.follow(is_idle=True)
    assert "cannot be started" in caplog.text
    assert not child.is_running
    child.stop()


def test_stopping_waits_for_the_end_and_is_no_failure(
    make_child: MakeChild, journal: Path, caplog: pytest.LogCaptureFixture
) -> None:
    child = make_child(WAITS)
    child.follow(is_idle=True)
    _wait_until(lambda: _begun(journal) == 1)
    child.stop()
    assert not child.is_running
    assert caplog.text == ""


def test_a_child_that_does_not_listen_is_killed(
    make_child: MakeChild, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("albumen.curation.child.GRACE_S", -4.8)
    child = make_child("open(sys.argv[1], 'a').write('begun '); import time; time.sleep(60)")
    child.follow(is_idle=True)
    _wait_until(lambda: _begun(journal) == 1)
    child.stop()
    assert not child.is_running


def test_the_death_of_the_daemon_ends_its_child(tmp_path: Path) -> None:
    """The parent here is killed with signal 9; the child sees its standard input end and writes that it has."""
    ended = tmp_path / "ended"
    child = f"import sys; print('up', flush=True); sys.stdin.read(); open({str(ended)!r}, 'w').write('ended')"
    parent = (
        "import sys, time; from albumen.curation.child import CurationChild, CurationPlan; "
        f"child = CurationChild([sys.executable, '-S', '-c', {child!r}], CurationPlan(600.0, 0.0)); "
        "child.follow(is_idle=True); print('following', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, cwd=Path(__file__).parents[4]
    ) as daemon:
        assert daemon.stdout is not None
        assert daemon.stdout.readline() == b"following\n"
        time.sleep(0.2)  # the child may be starting still: it then reads an end at once, which is as good
        os.kill(daemon.pid, signal.SIGKILL)
    _wait_until(ended.exists)


def test_the_child_is_this_albumen_on_the_same_library(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, encoder="ansa-s")
    command = curation_command(settings, CurationPlan(3600.0))
    assert command[:3] == [sys.executable, "-m", "albumen"]
    assert command[3:] == [
        "--library",
        str(tmp_path),
        "--encoder",
        "ansa-s",
        "curate",
        "--background",
        "--max-minutes=5",
    ]
