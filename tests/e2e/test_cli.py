from __future__ import annotations

import json
import os
import signal
import subprocess
from functools import partial
from pathlib import Path

import pytest

from albumen.demo.library import build_demo_library
from tests.e2e.conftest import Cli
from tests.photos import jpeg, write
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Cli, Path]:
    """The demo library, indexed once."""
    folder = tmp_path_factory.mktemp("demo")
    photos = build_demo_library(folder / "photos").folder
    cli = Cli(folder / "library")
    cli.run("index", photos)
    return cli, photos


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a cat", "chelsea"),
        ("a rocket on its launch pad", "rocket"),
        ("a cup of coffee", "coffee"),
        ("a chinese temple", "china"),
    ],
)
def test_plain_words_find_the_photo_on_top(demo: tuple[Cli, Path], words: str, name: str) -> None:
    cli, photos = demo
    expected = _paths_of_source(photos, name)
    hits = cli.json("search", words)["hits"]
    assert any(set(hit["paths"]) & expected for hit in hits[:2]), hits[:2]  # before or after its own small copy
    assert hits == sorted(hits, key=lambda hit: -hit["score"])


def test_hits_clean_path_score_date_and_place(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    line = cli.run("search", "a rocket", "--limit", "1").stdout.strip().split("\t")
    assert float(line[0]) > 0
    assert line[1][:2] == "20"
    assert "United States" in line[2]
    assert Path(line[3]).is_file()
    assert Path(line[4]).is_file()


def test_filters_narrow_by_date_folder_and_camera(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    everything = cli.json("search", "photo", "--limit", "100")["hits"]
    dated = [hit for hit in everything if hit["taken"]]
    year = dated[0]["taken"][:4]
    of_year = cli.json("search", "photo", "--since", year, "--until", year, "--limit", "100")["hits"]
    assert {hit["photo_id"] for hit in of_year} == {h["photo_id"] for h in dated if h["taken"][:4] == year}
    folder = Path(dated[0]["paths"][0]).parent
    inside = cli.json("search", "photo", "--in", folder, "--limit", "100")["hits"]
    assert inside
    assert all(any(Path(path).is_relative_to(folder) for path in hit["paths"]) for hit in inside)
    camera = next(hit["camera"] for hit in everything if hit["camera"])
    by_camera = cli.json("search", "photo", "--camera", camera.split()[-1].lower(), "--limit", "100")["hits"]
    assert by_camera
    assert all(camera.split()[-1] in hit["camera"] for hit in by_camera)


def test_a_tag_finds_the_kinds_of_what_it_names(demo: tuple[Cli, Path]) -> None:
    cli, photos = demo
    animals = {path for hit in cli.json("search", "--tag", "animal")["hits"] for path in hit["paths"]}
    assert animals & _paths_of_source(photos, "chelsea")
    assert not animals & (_paths_of_source(photos, "coffee") | _paths_of_source(photos, "rocket"))


def test_words_and_what_was_seen_narrow_together(demo: tuple[Cli, Path]) -> None:
    cli, photos = demo
    hits = cli.json("search", "cup of coffee", "--tag", "drink", "--kind", "photo", "--limit", "100")["hits"]
    assert {path for hit in hits for path in hit["paths"]} & _paths_of_source(photos, "coffee")
    assert all("drink" in {tag["concept"] for tag in hit["tags"]} for hit in hits)


def test_show_says_what_the_heads_saw(demo: tuple[Cli, Path]) -> None:
    cli, photos = demo
    (path, *_) = sorted(_paths_of_source(photos, "coffee"))
    shown = cli.json("show", path)
    assert path in shown["paths"]
    assert {"coffee", "drink", "cup"} <= {tag["concept"] for tag in shown["signals"]["tags"]}
    assert "coffee 0." in cli.run("show", path).stdout


def test_an_unknown_tag_is_answered_with_the_nearest_ones(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    assert "nearest: dog" in cli.run("search", "--tag", "dogg", code=2).stderr


def test_image_to_image_finds_the_reencoded_copy_first(demo: tuple[Cli, Path]) -> None:
    cli, photos = demo
    (original,) = _paths_of_source(photos, "china")
    hits = cli.json("search", "--like", original)["hits"]
    assert "WhatsApp" in hits[0]["paths"][0]
    assert all(original not in hit["paths"] for hit in hits)


def test_picture_from_outside_the_library_can_be_searched_by(demo: tuple[Cli, Path], tmp_path: Path) -> None:
    cli, photos = demo
    (original,) = _paths_of_source(photos, "china")
    outside = write(tmp_path / "outside.jpg", Path(original).read_bytes() + b"\0")
    assert cli.json("search", "--like", outside)["hits"][0]["paths"] == [original]


def test_failures_are_named_with_their_reasons(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    failures = cli.json("status")["failures"]
    assert {(Path(failure["path"]).name, failure["reason"]) for failure in failures} >= {("empty.jpg", "empty")}
    text = cli.run("status", "--failures").stdout
    assert all(Path(failure["path"]).name in text for failure in failures)


def test_second_run_has_nothing_to_do(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    assert cli.run("index").stdout.startswith("Nothing to do")


def test_doctor_finds_and_repairs_what_is_derived(demo: tuple[Cli, Path]) -> None:
    cli, _ = demo
    assert "All is well" in cli.run("doctor").stdout
    first, second, *_ = sorted((cli.library / "previews").rglob("*.jpg"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:500])
    index = max((cli.library / "index").rglob("*"), key=lambda path: path.stat().st_size if path.is_file() else 0)
    index.write_bytes(b"damaged" + index.read_bytes()[7:])
    dry = cli.run("doctor", "--dry-run", code=1).stdout
    assert "previews: 2" in dry
    assert "vector index" in dry
    assert "repaired" in cli.run("doctor").stdout
    assert "All is well" in cli.run("doctor").stdout
    assert first.is_file()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["search", ""], 2, "the query is empty"),
        (["search", "   "], 2, "the query is empty"),
        (["search", "x", "--limit", "0"], 2, "at least 1"),
        (["search", "x", "--colour", "red"], 2, "No such option"),
        (["search", "x", "--since", "yesterday"], 2, "is not a date"),
        (["search", "x", "--since", "2024", "--until", "2023"], 2, "nothing lies between"),
        (["search", "x", "--in", "/nowhere"], 2, "is not in this library"),
        (["search", "--like", "/nowhere.jpg"], 2, "there is no picture"),
        (["index", "/nowhere"], 2, "there is no folder"),
        (["--encoder", "ansa-x", "search", "x"], 2, "ansa-s"),
        (["dance"], 2, "No such command"),
        (["forget", "/nowhere"], 2, "not a folder of this library"),
    ],
)
def test_wrong_requests_get_one_clear_line(demo: tuple[Cli, Path], arguments: list[str], code: int, says: str) -> None:
    done = demo[0].run(*arguments, code=code)
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_absent_library_says_how_to_make_one(cli: Cli) -> None:
    for command in (["search", "a cat"], ["status"], ["doctor"]):
        assert "albumen index" in cli.run(*command, code=1).stderr
    assert not cli.library.exists()
    assert "name one" in cli.run("index", code=2).stderr


def test_empty_folder_gives_an_empty_library_that_says_so(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    assert "No photos found" in cli.run("index", tmp_path / "photos").stdout
    done = cli.run("search", "a cat")
    assert done.stdout == ""
    assert "othing is indexed yet" in done.stderr
    assert cli.json("search", "a cat")["hits"] == []


def test_unknown_setting_in_the_librarys_toml_is_named(cli: Cli) -> None:
    cli.library.mkdir()
    (cli.library / "albumen.toml").write_text("colour = 'red'\n")
    assert "colour" in cli.run("config", "show", code=2).stderr


def test_settings_and_encoders_are_listed(cli: Cli) -> None:
    assert "preview_px\t768" in cli.run("config", "show").stdout
    assert "ansa-s *" in cli.run("model", "list").stdout


def test_watch_indexes_what_arrives_refuses_a_second_and_stops_on_sigterm(cli: Cli, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    command = cli.command("watch", photos, "--debounce-s", "0.2")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_for(lambda: (cli.library / "albumen.lock").exists() and _is_busy(cli))
            assert "another Albumen process" in cli.run("watch", code=1).stderr
            write(photos / "né.jpg", jpeg(1))
            _wait_for(lambda: cli.json("status")["counts"]["jobs"].get("done") == 1)
        finally:
            process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=30)
    assert process.returncode == 0, log
    assert "1 added" in log
    assert not _is_busy(cli)


def _is_busy(cli: Cli) -> bool:
    return bool(cli.json("status")["is_busy"])


_wait_for = partial(wait_until, timeout_s=60.0, step_s=0.2)


def _paths_of_source(photos: Path, name: str) -> set[str]:
    from albumen.demo.shots import SHOTS

    return {os.fspath(photos / shot.path) for shot in SHOTS if Path(shot.source).stem == name}


def test_json_of_a_run_is_one_line_a_step(cli: Cli, tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / "photos" / f"{number}.jpg", jpeg(number))
    lines = cli.run("index", tmp_path / "photos", "--json").stdout.splitlines()
    steps = [json.loads(line) for line in lines]
    assert [steps[0]["step"], steps[-1]["step"]] == ["scan", "summary"]
    assert steps[-1]["analysed"] == 3
