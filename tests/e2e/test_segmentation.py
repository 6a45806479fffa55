"""Masks of the installed networks: made after search is ready, shown, searched by, and none lost to a kill."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from albumen.demo.library import build_demo_library
from albumen.demo.shots import SHOTS
from tests.e2e.conftest import Cli


@dataclass(frozen=True, slots=True)
class Run:
    """A library whose first run was killed while it made masks, and what was seen before and after the next run."""

    cli: Cli
    photos: Path
    work: dict[str, dict[str, int]]
    hits: list[object]
    note: str
    segmented: int


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The demo library, indexed in two runs."""
    folder = tmp_path_factory.mktemp("demo")
    photos = build_demo_library(folder / "photos").folder
    cli = Cli(folder / "library")
    with subprocess.Popen(cli.command("index", photos, "--json"), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        steps = (json.loads(line)["step"] for line in process.stdout)
        assert "segment" in steps  # which reads so far and no further
        process.kill()
    work = {each["kind"]: each for each in cli.json("status")["work"]}
    hits, note = cli.json("search", "a cat")["hits"], cli.json("search", "--people", "1+")["note"]
    return Run(cli, photos, work, hits, note, cli.json("index")["segmented"])


def test_search_is_ready_however_the_masks_end(run: Run) -> None:
    assert run.work["encoder"]["waiting"] == 0
    assert run.hits


def test_a_killed_pass_goes_on_where_it_was(run: Run) -> None:
    begun, photos = run.work["segmenter"]["done"], run.work["encoder"]["done"]
    assert 0 < begun < photos
    assert f"{photos - begun} photos are still to be segmented" in run.note
    assert run.segmented == photos - begun
    assert "All is well" in run.cli.run("doctor").stdout


def test_masks_of_a_photo_are_drawn_over_its_preview(run: Run, tmp_path: Path) -> None:
    path = next(run.photos / shot.path for shot in SHOTS if Path(shot.source).stem == "astronaut")
    target = tmp_path / "masks.png"
    run.cli.run("show", path, "--masks", "-o", target)
    card = run.cli.json("show", path)
    with Image.open(target) as drawn, Image.open(card["preview"]) as preview:
        assert drawn.size == preview.size
    assert 0 <= card["subject"] <= 1
