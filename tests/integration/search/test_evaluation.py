"""The evaluation from end to end: a made library is written, indexed, and asked the written queries."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from albumen.cli.main import main as albumen
from albumen.types import UtilityKind
from search.evaluation.__main__ import main
from search.evaluation.pictures import PHOTOS_FOLDER, load_made_library
from tests.made_library.contents import write_contents
from tests.made_library.library import plan_library
from tests.made_library.pictures import SamplePictures
from tests.made_library.story import SMALL
from tests.made_library.writer import write_library

# Of a small story's files, so many photos; enough for places, cameras and days.
PHOTOS = 16


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    plan = plan_library(1, SMALL)
    away = [file for file in plan.files if file.true.trip == "two-weeks"][:PHOTOS]
    memes = [file for file in plan.files if file.true.utility is UtilityKind.MEME][:2]
    write_library(replace(plan, files=(*away, *memes)), SamplePictures(1), folder, "samples")
    write_contents(folder, None)
    return folder


@pytest.fixture(scope="module")
def library(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    with pytest.raises(SystemExit) as ended:
        albumen(["--library", str(folder), "index", str(made / PHOTOS_FOLDER)])
    assert not ended.value.code
    return folder


def test_a_made_library_knows_what_its_pictures_show(made: Path) -> None:
    pictures = load_made_library(made).pictures
    memes = [picture for picture in pictures if picture.utility is UtilityKind.MEME]
    assert len(memes) == 2
    assert all(picture.written for picture in memes)
    assert all(picture.source.captions for picture in pictures if picture.utility is None)


def test_the_report_holds_figures_of_every_kind(made: Path, library: Path, tmp_path: Path) -> None:
    report, page, queries = (tmp_path / name for name in ("report.json", "page.md", "queries.json"))
    outputs = ["--json", str(report), "--markdown", str(page), "--queries", str(queries)]
    assert main([str(made), "--library", str(library), *outputs]) == 0
    lines = {(line["section"], line["what"]): line for line in json.loads(report.read_text(encoding="utf-8"))["lines"]}
    places = {figure["name"]: figure["value"] for figure in lines["ranking", "place"]["figures"]}
    assert places["nDCG@10"] == 1.0
    assert {section for section, _ in lines} == {"entities", "ranking", "emptiness", "suggestions"}
    assert page.read_text(encoding="utf-8").startswith("# Search, measured")
    assert any(row["text"] == "Crete" for row in json.loads(queries.read_text(encoding="utf-8")))


def test_a_folder_without_truth_is_an_error_that_says_how_to_make_one(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path), "--library", str(library)]) != 0
    assert "python -m tests.made_library" in capsys.readouterr().err
