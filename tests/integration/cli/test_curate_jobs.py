"""The jobs that there are run on any library, one after the other, and leave it fresh."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from albumen.curation.jobs import JOB_NAMES
from tests.command import Command, use_networks
from tests.fakes import COLOURS, FakeAnalyser, FakeEncoder


@pytest.fixture
def albumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """An empty library."""
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()))
    monkeypatch.setattr("albumen.models_in_use.create_text_reader", lambda threads: None)
    photos = tmp_path / "photos"
    photos.mkdir()
    command = Command(tmp_path / "library", photos, capsys)
    command("index", str(photos), "--workers", "1")
    return command


def _index(albumen: Command, *colours: str) -> None:
    for colour in colours:
        Image.new("RGB", (200, 100), colour).save(albumen.photos / f"{colour}.jpg")
    albumen("index", "--workers", "1")


def _endings(albumen: Command, *arguments: str) -> dict[str, str]:
    return {job["name"]: job["ending"] for job in albumen.json("curate", *arguments)["jobs"]}


@pytest.mark.parametrize("colours", [(), ("red",), tuple(COLOURS)], ids=["empty", "one photo", "three photos"])
def test_every_job_finishes_and_is_fresh_then(albumen: Command, colours: tuple[str, ...]) -> None:
    _index(albumen, *colours)
    assert _endings(albumen) == dict.fromkeys(JOB_NAMES, "finished")
    assert _endings(albumen) == dict.fromkeys(JOB_NAMES, "fresh")
    standings = {job["name"]: job["standing"] for job in albumen.json("status")["curation"]}
    assert standings == dict.fromkeys(JOB_NAMES, "fresh")


def test_photos_that_were_never_looked_at_stop_no_job(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    use_networks(monkeypatch)
    _index(albumen, *COLOURS)
    assert _endings(albumen) == dict.fromkeys(JOB_NAMES, "finished")


def test_new_photos_are_news_for_the_jobs_that_read_photos(albumen: Command) -> None:
    _index(albumen, "red")
    albumen("curate")
    _index(albumen, "green")
    endings = _endings(albumen)
    assert endings["memories"] == endings["featured"] == "finished"


def test_each_job_runs_alone_and_again_by_force(albumen: Command) -> None:
    _index(albumen, "red")
    for name in JOB_NAMES:
        assert _endings(albumen, name) == {name: "finished"}
        assert _endings(albumen, name, "--force") == {name: "finished"}
