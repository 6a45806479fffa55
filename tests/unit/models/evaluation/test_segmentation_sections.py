"""Sections of the segmentation report on photos whose truth is plain, by networks that read their colours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from albumen.errors import UsageError
from albumen.types import MaskKind
from models.evaluation.segmentation.bench import SegmentationBench
from models.evaluation.segmentation.captioned_people import name_presentation
from models.evaluation.segmentation.found import find_part, find_people, resize_mask
from models.evaluation.segmentation.report import iter_sections
from models.evaluation.segmentation.sections.gating import measure_gating
from models.evaluation.segmentation.sections.lifting import measure_lifting
from models.evaluation.segmentation.sections.parts import measure_parts
from models.evaluation.segmentation.sections.people import measure_panoptic, measure_people
from models.evaluation.segmentation.sections.slices import measure_garments, measure_presentations, measure_tones
from models.evaluation.segmentation.truth import DrawnSets
from models.evaluation.table import Line
from tests.unit.models.evaluation import segmentation_scenes as scenes
from tests.unit.models.evaluation.shards import write_shard

pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every archive, with two receipts and one photo of COCO whose captions name a woman."""
    folder = tmp_path_factory.mktemp("data")
    for write in (
        scenes.write_streets,
        scenes.write_faces,
        scenes.write_clothed,
        scenes.write_pedestrians,
        scenes.write_panoptic,
        scenes.write_salient,
    ):
        write(folder)
    grey = Image.new("RGB", (32, 32), scenes.GROUND)
    write_shard(folder, "test", [(grey, {"utility": "receipt"})] * 2 + [(grey, {"source": "nips2017_imagenet1000"})])
    facts = {"source": "coco256_lightly", "origin": "000000000007.jpg", "captions": ["a woman with a dog"]}
    write_shard(folder, "train", [(grey, facts)])
    return folder


@pytest.fixture
def bench(data_dir: Path) -> SegmentationBench:
    return scenes.open_bench(data_dir)


def _line(lines: Sequence[Line], start: str) -> Line:
    return next(line for line in lines if line.what.startswith(start))


def _figure(line: Line, name: str) -> float:
    return next(figure.value for figure in line.figures if figure.name == name)


def test_masks_that_are_right_cover_what_is_drawn(bench: SegmentationBench) -> None:
    lines = measure_parts(bench)
    for what in (
        "sky, CamVid, fake",
        "hair, CCP, fake",
        "skin, CCP, fake",
        "hair, CelebAMask-HQ, fake",
        "sky, COCO, fake",
    ):
        assert _figure(_line(lines, what), "IoU, mean of photos") > 95.0, what
    assert _line(lines, "sky, CamVid, fake").note == "asked: 85"
    assert _line(lines, "glasses, CCP, fake").note == "none of the photos shows it"


def test_a_part_is_not_always_where_it_mostly_is(bench: SegmentationBench) -> None:
    prior = _line(measure_parts(bench), "sky, CamVid, position alone")
    assert 40.0 < _figure(prior, "IoU, mean of photos") < 90.0


def test_what_is_neither_skin_nor_not_counts_in_the_strict_line_alone(bench: SegmentationBench) -> None:
    lines = measure_parts(bench)
    usual, strict = (
        _figure(_line(lines, what), "pooled") for what in ("skin, CelebAMask-HQ, fake", "skin, CelebAMask-HQ, strictly")
    )
    assert strict < usual - 3.0


def test_a_segmenter_that_misses_sky_scores_nothing_there_and_all_else_elsewhere(data_dir: Path) -> None:
    lines = measure_parts(scenes.open_bench(data_dir, misses=MaskKind.SKY))
    assert _figure(_line(lines, "sky, CamVid, fake"), "recall") == 0.0
    assert _figure(_line(lines, "hair, CCP, fake"), "IoU, mean of photos") > 95.0


def test_people_are_matched_and_counted(bench: SegmentationBench) -> None:
    pytest.importorskip("pycocotools")
    lines = measure_people(bench)
    coco = _line(lines, "COCO, photos without a crowd")
    assert _figure(coco, "matched IoU") > 95.0
    assert _figure(coco, "number right") == 100.0
    assert coco.note == "4 people"
    assert _figure(_line(lines, "COCO, average precision"), "AP at IoU 0.5") == pytest.approx(1.0)
    assert _figure(_line(lines, "COCO, share"), "points of the frame off, mean") < 1.0
    assert (
        _figure(_line(lines, "CCP, share"), "points of the frame off, mean") > 5.0
    )  # hair and skin are the person's too


def test_people_whom_nobody_drew_are_not_held_against_the_segmenter(bench: SegmentationBench) -> None:
    pytest.importorskip("pycocotools")
    line = _line(measure_people(bench), "Penn-Fudan")
    assert _figure(line, "found at IoU 0.5") == 100.0
    assert {figure.name for figure in line.figures} == {"matched IoU", "found at IoU 0.5"}


def test_panoptic_quality_is_of_sky_and_people(bench: SegmentationBench) -> None:
    sky, people, mean = measure_panoptic(bench)
    assert (sky.note, people.note) == ("2 matched, 0 found alone, 0 missed", "4 matched, 0 found alone, 0 missed")
    assert _figure(mean, "PQ") > 95.0


def test_a_lift_of_the_subject_beats_a_blob_in_the_middle(bench: SegmentationBench) -> None:
    lines = measure_lifting(bench)
    own, blob = _line(lines, "ECSSD, fake-lifter"), _line(lines, "ECSSD, a blob")
    assert _figure(own, "max F") > 95.0 > 60.0 > _figure(blob, "max F")
    assert _figure(own, "boundary F") > 95.0
    assert not any("u2netp" in line.what for line in lines)


def test_the_gate_keeps_photos_with_a_subject_and_leaves_out_the_rest(bench: SegmentationBench) -> None:
    lines = measure_gating(bench)
    papers, both = _line(lines, "ECSSD among screenshots"), _line(lines, "ECSSD among both")
    assert (_figure(papers, "precision"), _figure(papers, "recall")) == (100.0, 100.0)
    assert _figure(both, "precision") == pytest.approx(100 * 3 / 7)  # four streets have a large sky
    assert _line(lines, "let through by kind").note == "receipt 0 of 2"
    assert _figure(_line(lines, "one photo each"), "let through") == 0.0


def test_tones_come_lightest_first_with_their_photos(bench: SegmentationBench) -> None:
    faces = [line for line in measure_tones(bench) if line.what.startswith("CelebAMask-HQ")]
    assert [(line.what, line.photos, line.note) for line in faces] == [("CelebAMask-HQ, intermediate", 2, "few photos")]
    assert [figure.name for figure in faces[0].figures] == ["hair", "skin"]


def test_captions_say_whom_a_photo_shows(bench: SegmentationBench) -> None:
    (line,) = measure_presentations(bench)
    assert (line.what, line.photos) == ("COCO, women alone", 2)


def test_garments_are_slices_of_clothed_people(bench: SegmentationBench) -> None:
    photos = {line.what: line.photos for line in measure_garments(bench)}
    assert photos == {"CCP, dress or skirt": 2, "CCP, trousers": 2}


def test_each_photo_is_segmented_once_for_all_sections(bench: SegmentationBench) -> None:
    measure_parts(bench)
    seen = bench.segmenter.segmented  # type: ignore[attr-defined]
    measure_panoptic(bench)
    measure_garments(bench)
    assert bench.segmenter.segmented == seen  # type: ignore[attr-defined]


def test_an_unknown_section_is_named_with_those_there_are(bench: SegmentationBench) -> None:
    with pytest.raises(UsageError, match=r"No section called clouds\. There are parts, people"):
        next(iter_sections(bench, ["clouds"]))


def test_a_part_of_each_set_is_spread_over_it() -> None:
    assert DrawnSets(Path(), most=3).limit(list(range(10))) == [0, 4, 8]
    assert DrawnSets(Path()).limit([1, 2]) == [1, 2]


def test_a_kind_that_is_not_seen_is_an_empty_mask(bench: SegmentationBench) -> None:
    empty = bench.segmenter.segment_image(Image.new("RGB", (8, 6), scenes.GROUND))
    assert find_part(empty, MaskKind.SKY, (12, 16)).sum() == 0
    assert find_people(empty, (12, 16)).masks.shape == (0, 12, 16)


def test_a_resized_mask_keeps_its_share() -> None:
    mask = np.zeros((40, 60), bool)
    mask[10:30, 16:44] = True
    assert resize_mask(mask, (20, 30)).mean() == pytest.approx(mask.mean())


@pytest.mark.parametrize(
    ("captions", "named"),
    [
        (["Two women talk", "ladies at a table"], "women alone"),
        (["a boy with a bat"], "men alone"),
        (["a man and a girl"], "men and women"),
        (["a human on a mantel"], None),
    ],
)
def test_words_for_people_are_whole_words(captions: list[str], named: str | None) -> None:
    assert name_presentation(captions) == named
