"""A made library of two trips and a move, curated as its owner would: what is found is true, and what is hidden is gone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from knowledge_graph.evaluation.__main__ import main as evaluate
from knowledge_graph.evaluation.made import Made, open_made
from tests.e2e.conftest import Cli
from tests.made_library.library import plan_library
from tests.made_library.pictures import SamplePictures
from tests.made_library.story import Scale
from tests.made_library.writer import write_library

_SCALE = Scale(per_week=0.35, photos=1.0, trip_photos=1.6, only=("weekend", "old-home"))
_JOBS = ("graph", "duplicates", "featured", "memories")


@dataclass(frozen=True, slots=True)
class Curated:
    """The library, the truth about it, and what the command that curates it said."""

    cli: Cli
    made: Made
    outcomes: list[dict[str, Any]]

    def scraps(self) -> set[int]:
        """Ids of receipts, screenshots and the like."""
        return {photo_id for photo_id, photo in self.made.photos.items() if photo.utility is not None}


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Curated:
    folder = tmp_path_factory.mktemp("made")
    write_library(plan_library(1, _SCALE), SamplePictures(1), folder / "made", "samples")
    cli = Cli(folder / "library")
    cli.run("index", folder / "made" / "photos", "--no-segment")
    outcomes = cli.json("curate", *_JOBS)
    with Store(folder / "library" / DATABASE_FILE) as store, store.read() as tx:
        made = open_made(folder / "made", tx)
    return Curated(cli, made, outcomes)


def test_every_job_says_what_it_came_to(curated: Curated) -> None:
    told = curated.cli.run("curate", *_JOBS).stdout
    assert all(job in told for job in _JOBS)
    assert "2 trips" in json.dumps(curated.outcomes)


def test_trips_have_their_days_and_places(curated: Curated) -> None:
    found = {(trip["starts_on"], trip["ends_on"]): trip for trip in curated.cli.json("trips")}
    assert found.keys() == {(str(trip.starts_on), str(trip.ends_on)) for trip in curated.made.truth.trips}
    paris, utrecht = (found[key] for key in sorted(found))
    assert "Paris" in paris["title"]
    assert "from home in Utrecht" in paris["reason"]
    assert "Utrecht" in utrecht["title"]  # where they had lived before they moved


def test_memories_have_titles_reasons_and_no_scraps(curated: Curated) -> None:
    memories = curated.cli.json("memories", "--all")
    assert {"trip", "year"} <= {memory["kind"] for memory in memories}
    for memory in memories:
        assert memory["title"]
        assert memory["subtitle"]
        assert memory["reason"]
        assert 8 <= len(memory["photo_ids"]) <= 40
        assert memory["cover_id"] in memory["photo_ids"]
        assert not curated.scraps() & set(memory["photo_ids"])


def test_featured_photos_are_photos_and_say_why(curated: Curated) -> None:
    photos = curated.cli.json("featured")["photos"]
    assert photos
    assert all(photo["reason"] for photo in photos)
    assert not curated.scraps() & {photo["photo_id"] for photo in photos}


def test_a_hidden_place_is_gone_from_memories_until_it_is_taken_back(curated: Curated) -> None:
    def titles() -> list[str]:
        return [memory["title"] for memory in curated.cli.json("memories", "--all")]

    before = titles()
    assert any("Paris" in title for title in before)
    curated.cli.run("hide", "--place", "Paris")
    assert not any("Paris" in title for title in titles())
    wish = curated.cli.json("feedback")[0]
    curated.cli.run("feedback", "undo", str(wish["id"]))
    assert titles() == before


def test_the_evaluation_holds_it_all_against_the_truth(curated: Curated, capsys: pytest.CaptureFixture[str]) -> None:
    folder = curated.made.folder
    figures, page = folder / "figures.json", folder / "figures.md"
    arguments = [folder, "--library", curated.cli.library, "--json", figures, "--markdown", page]
    assert evaluate([str(argument) for argument in arguments]) == 0
    assert "trips, both bounds right" in capsys.readouterr().out
    lines = {line["what"]: line for line in json.loads(figures.read_text(encoding="utf-8"))["lines"]}
    first = {figure["name"]: figure["value"] for figure in lines["moments"]["figures"]}
    assert first["adjusted Rand"] >= 0.9
    shown = {figure["name"]: figure["value"] for figure in lines["memories and their covers"]["figures"]}
    assert (shown["scraps"], shown["near-duplicates side by side"], shown["of a wrong size"]) == (0, 0, 0)
    assert page.read_text(encoding="utf-8").startswith("# Curation, measured")


def test_without_a_truth_the_evaluation_says_how_to_make_one(
    curated: Curated, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate([str(tmp_path), "--library", str(curated.cli.library)]) != 0
    assert "tests.made_library" in capsys.readouterr().err
