"""The command line makes masks after search is ready, shows them, searches by them, and says how far they are."""

from __future__ import annotations

import io
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from albumen.config import load_settings
from albumen.store.records import DATABASE_FILE
from albumen.store.store import Store
from albumen.types import Segmentation
from indexer.previews import PreviewStore
from search.index_cache import check_index
from search.notes import UNCALIBRATED
from tests.command import Command, read_inline, use_networks
from tests.fakes import COLOURS, FakeAnalyser, FakeEncoder, FakeLifter, FakeSegmenter
from tests.photos import write


@pytest.fixture
def albumen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Three photos of one colour each: two people are in the red one, and a sky in the blue one."""
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=FakeSegmenter(), lifter=FakeLifter())
    read_inline(monkeypatch)
    monkeypatch.chdir(tmp_path)
    command = Command(tmp_path / "library", tmp_path / "photos", capsys)
    for colour in COLOURS:
        _paint(command, colour, colour)
    return command


def _paint(albumen: Command, name: str, colour: str | tuple[int, int, int]) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (200, 100), colour).save(stream, "PNG")
    write(albumen.photos / f"{name}.png", stream.getvalue())


@pytest.fixture
def segmented(albumen: Command) -> Command:
    albumen("index", str(albumen.photos))
    return albumen


def _names(result: Any) -> set[str]:
    return {Path(hit["paths"][0]).stem for hit in result["hits"]}


def test_index_says_when_search_is_ready_before_it_segments(albumen: Command) -> None:
    first, ready, masks = albumen("index", str(albumen.photos)).splitlines()
    assert first.startswith("3 photos analysed, 3 new files")
    assert ready == "Search is ready. Masks of 3 photos are to come."
    assert masks.startswith("3 photos segmented in ")
    assert albumen("index").splitlines() == ["Nothing to do: 3 files unchanged."]


def _use_segmenter(monkeypatch: pytest.MonkeyPatch, before: Callable[[FakeSegmenter], object]) -> None:
    """Have something happen before each photo is segmented."""
    segmenter = FakeSegmenter()
    segment = segmenter.segment_image

    def call_and_segment(image: Image.Image) -> Segmentation:
        before(segmenter)
        return segment(image)

    segmenter.segment_image = call_and_segment  # type: ignore[method-assign]
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=segmenter, lifter=FakeLifter())


def test_the_vector_index_is_up_to_date_when_the_masks_begin(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def check(segmenter: FakeSegmenter) -> None:
        with Store(albumen.library / DATABASE_FILE) as store, store.read() as tx:
            stamp = tx.embeddings.stamp(tx.models.all()[0])
        assert stamp.count == 3
        check_index(stamp, albumen.library / "index")

    _use_segmenter(monkeypatch, check)
    assert "3 photos segmented" in albumen("index", str(albumen.photos))


def test_ctrl_c_while_masks_are_made_loses_nothing(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        _paint(albumen, str(number), (0, number, 200))

    def interrupt(segmenter: FakeSegmenter) -> None:
        if segmenter.segmented == 3:
            os.kill(os.getpid(), signal.SIGINT)

    _use_segmenter(monkeypatch, interrupt)
    albumen("index", str(albumen.photos), code=130)
    status = albumen.json("status")["work"]
    done = {each["kind"]: each["done"] for each in status}
    assert (done["encoder"], done["analyser"]) == (23, 23)
    assert 3 < done["segmenter"] < 23
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()), segmenter=FakeSegmenter(), lifter=FakeLifter())
    assert f"{23 - done['segmenter']} photos segmented" in albumen("index")


def test_json_of_a_run_tells_both_passes_and_ends_with_one_summary(albumen: Command) -> None:
    lines = [json.loads(line) for line in albumen("index", str(albumen.photos), "--json").splitlines()]
    steps = [line["step"] for line in lines]
    assert steps[0] == "scan"
    assert steps.index("index") < steps.index("searchable") < steps.index("segment")
    assert {"step": "searchable", "unsegmented": 3} in lines
    summary = lines[-1]
    assert (summary["step"], summary["analysed"], summary["segmented"]) == ("summary", 3, 3)
    assert not summary["is_interrupted"]


def test_masks_can_be_left_for_later(albumen: Command) -> None:
    assert "segmented" not in albumen("index", str(albumen.photos), "--no-segment")
    assert albumen.json("search", "--sky")["note"].startswith("no photo has been segmented for people and sky yet")
    assert "no masks yet" in albumen("show", str(albumen.photos / "red.png"), "--masks", code=2)
    assert "3 photos segmented" in albumen("index")


def test_a_setting_switches_masks_off(albumen: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMEN_SEGMENT", "false")
    assert not load_settings(albumen.library).segment
    assert "segmented" not in albumen("index", str(albumen.photos))
    assert "Masks" not in albumen("status")
    assert "3 photos segmented" in albumen("index", "--segment")


def test_where_the_weights_are_not_installed_nobody_misses_them(
    albumen: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_networks(monkeypatch, analyser=FakeAnalyser(FakeEncoder()))
    assert len(albumen("index", str(albumen.photos)).splitlines()) == 1
    assert "Masks" not in albumen("status")
    assert "Masks" not in albumen("show", str(albumen.photos / "red.png"))
    assert "All is well" in albumen("doctor")
    result = albumen.json("search", "--people", "2")
    assert result["hits"] == []
    assert result["note"].startswith("no photo has been segmented for people and sky yet: run albumen index")


FILTERS = (
    (["--people", "2"], {"red"}),
    (["--people", "1+"], {"red"}),
    (["--people", "0"], {"green", "blue"}),
    (["--people", "0-2"], {"red", "green", "blue"}),
    (["--people", "3-5"], set()),
    (["--min-person-share", "0.2"], {"red"}),
    (["--min-person-share", "0.21"], set()),
    (["--sky"], {"blue"}),
    (["--min-sky-share", "0.5"], {"blue"}),
    (["--sky", "--min-sky-share", "0.6"], set()),
    (["something blue", "--sky"], {"blue"}),
    (["--sky", "--tag", "sea", "--kind", "photo"], {"blue"}),
    (["--sky", "--tag", "puppy"], set()),
)


def test_search_filters_by_people_and_sky(segmented: Command) -> None:
    for arguments, names in FILTERS:
        assert _names(segmented.json("search", *arguments)) == names, arguments


def test_an_empty_answer_names_the_filters(segmented: Command) -> None:
    assert "no photo passes --people with --sky" in segmented.json("search", "--people", "2", "--sky")["note"]
    assert "--min-sky-share" in segmented.json("search", "--min-sky-share", "0.9")["note"]


def test_photos_that_wait_to_be_segmented_are_counted_whatever_left_them(segmented: Command) -> None:
    for name in ("late", "later"):
        _paint(segmented, name, (len(name), 0, 200))
    segmented("index", "--no-segment")
    result = segmented.json("search", "--sky")
    assert _names(result) == {"blue"}
    assert result["note"] == "2 photos are still to be segmented for people and sky: albumen index goes on"
    assert segmented.json("search", "blue")["note"] == UNCALIBRATED
    segmented("index")
    assert _names(segmented.json("search", "--sky")) == {"blue", "late", "later"}


def test_status_tells_of_masks_apart_from_search(segmented: Command) -> None:
    lines = segmented("status").splitlines()
    assert "Search    ready, 3 photos" in lines
    assert "Masks     3 done, 0 waiting, 0 failed; by fake-masks/1@1" in lines
    assert "Subjects  3 done, 0 waiting, 0 failed; by fake-lift/1@1" in lines


def test_status_says_how_fast_the_masks_come_and_how_long_they_take(
    segmented: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        _paint(segmented, str(number), (0, number, 200))
    segmented("index", "--no-segment")
    status = segmented("status")
    assert "Search    ready, 7 photos" in status
    (line,) = [line for line in status.splitlines() if line.startswith("Masks")]
    assert "3 done, 4 waiting (about " in line
    assert " photos/s), 0 failed" in line
    work = {each["kind"]: each for each in segmented.json("status")["work"]}
    assert work["segmenter"]["seconds_left"] == pytest.approx(4 / work["segmenter"]["photos_per_s"])


def test_show_prints_masks_and_subject(segmented: Command) -> None:
    lines = dict(line.split(maxsplit=1) for line in segmented("show", str(segmented.photos / "red.png")).splitlines())
    assert lines["Masks"] == "2 people (20 % of the frame)"
    assert lines["Subject"] == "0.33"
    assert "sky 50 %" in segmented("show", str(segmented.photos / "blue.png"))
    assert "neither people nor sky" in segmented("show", str(segmented.photos / "green.png"))


def test_show_gives_the_same_as_json(segmented: Command) -> None:
    card = segmented.json("show", str(segmented.photos / "red.png"))
    assert (card["segmented_by"], round(card["subject"], 2)) == ("fake-masks/1@1", 0.33)
    found = card["segmentation"]
    assert (found["people"], found["person_share"]) == (2, 0.2)
    assert found["masks"][1] == {"kind": "person", "instance": 2, "score": 0.88, "share": 0.1}


def test_masks_are_drawn_over_the_preview_with_a_legend(segmented: Command, tmp_path: Path) -> None:
    lines = segmented("show", str(segmented.photos / "red.png"), "--masks").splitlines()
    assert lines == [
        "Picture   red-masks.png",
        "Mask      person 1: red, 10 %, 0.89",
        "Mask      person 2: green, 10 %, 0.88",
    ]
    drawn = np.asarray(Image.open(tmp_path / "red-masks.png"))
    assert drawn.shape == (100, 200, 3)
    assert drawn[15, 100, 1] > 60, "the second person is green"
    assert tuple(drawn[60, 100]) == tuple(np.asarray(Image.open(_preview(segmented, "red")))[60, 100])


def test_a_masks_picture_never_replaces_what_is_there(segmented: Command, tmp_path: Path) -> None:
    red = str(segmented.photos / "red.png")
    target = tmp_path / "out.png"
    assert segmented.json("show", red, "--masks", "-o", str(target))["masks_picture"] == str(target)
    assert "exists" in segmented("show", red, "--masks", "-o", str(target), code=2)
    segmented("show", red, "--masks", "-o", str(target), "--force")
    assert "out.gif" in segmented("show", red, "--masks", "-o", str(tmp_path / "out.gif"), code=2)


def test_a_lost_preview_is_no_reason_not_to_draw(segmented: Command, tmp_path: Path) -> None:
    Path(_preview(segmented, "blue")).unlink()
    segmented("show", str(segmented.photos / "blue.png"), "--masks")
    assert (tmp_path / "blue-masks.png").is_file()


def test_damaged_masks_are_said_to_be(segmented: Command) -> None:
    with Store(segmented.library / DATABASE_FILE) as store, store._writer.begin() as connection:
        connection.execute(text("UPDATE masks SET runs = x'00'"))
    assert "run `albumen doctor`" in segmented("show", str(segmented.photos / "red.png"), "--masks", code=1)
    assert "masks: 2 damaged (repaired)" in segmented("doctor")
    segmented("show", str(segmented.photos / "red.png"), "--masks")


def _preview(albumen: Command, name: str) -> str:
    return str(albumen.json("show", str(albumen.photos / f"{name}.png"))["preview"])


REFUSED = (
    (["--people", "two"], "give a number, as in 2, 2-4 or 3+"),
    (["--people", "4-2"], "nothing is at least 4 and at most 2"),
    (["--people", "-1"], "give a number"),
    (["--people", "2-"], "give a number"),
    (["--min-sky-share", "30"], "--min-sky-share is 30; it must be between 0 and 1"),
    (["--min-person-share", "-0.1"], "--min-person-share is -0.1; it must be between 0 and 1"),
)


def test_filters_that_cannot_be_are_refused_in_a_line(segmented: Command) -> None:
    for arguments, says in REFUSED:
        error = segmented("search", *arguments, code=2)
        assert says in error
        assert len(error.strip().splitlines()) == 1


def test_previews_lost_and_masks_lost_are_both_made_again(segmented: Command) -> None:
    Path(_preview(segmented, "blue")).unlink()
    with Store(segmented.library / DATABASE_FILE) as store, store.write() as tx:
        tx.segmentations.remove([1], 3)
    assert "1 done, but without masks (repaired)" in segmented("doctor")
    assert "All is well" in segmented("doctor")
    assert len([*PreviewStore(segmented.library / "previews").iter_hashes()]) == 3
