"""The background pass: masks and confidences from previews, after search is possible, and never in its way."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from albumen.errors import WeightsError
from albumen.store.records import Matte, ModelKind
from albumen.types import Segmentation
from tests.fakes import FakeLifter, FakeSegmenter
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write
from tests.segmentations import segmentation


def _put(bench: Bench, **colours: str) -> None:
    for name, colour in colours.items():
        Image.new("RGB", (64, 48), colour).save(bench.photos / f"{name}.png")


def _put_many(bench: Bench, count: int) -> None:
    for number in range(count):
        write(bench.photos / f"{number}.jpg", jpeg(number))


def _found(bench: Bench) -> dict[int, tuple[Segmentation | None, float | None]]:
    """Tell what is known of each photo: its masks, and how sure the lifter is."""
    with bench.store.read() as tx:
        found = {photo_id: tx.segmentations.find(photo_id) for photo_id in range(1, 40)}
        sure = {photo_id: tx.mattes.find_confidence(photo_id) for photo_id in found}
    known = {photo_id: (one[1] if one else None, sure[photo_id]) for photo_id, one in found.items()}
    return {photo_id: pair for photo_id, pair in known.items() if pair != (None, None)}


def _counts(bench: Bench, kind: ModelKind = ModelKind.SEGMENTER) -> dict[str, int]:
    with bench.store.read() as tx:
        (model,) = tx.models.all(kind)
        return {state: count for state, count in tx.jobs.counts(model.id).items() if count}


def test_masks_come_in_a_pass_of_their_own_from_previews(bench: Bench) -> None:
    _put(bench, people="red", sky="blue")
    assert bench.index().analysed == 2
    assert _found(bench) == {}
    bench.photos.rename(bench.photos.with_name("unplugged"))
    assert bench.segment().analysed == 2
    third = pytest.approx(1 / 3, abs=0.01)
    assert [*_found(bench).values()] == [(segmentation(people=2), third), (segmentation(sky=0.5), third)]
    assert bench.encoder.encoded == 2, "search's networks have no part in it"


def test_a_second_pass_does_nothing(bench: Bench) -> None:
    _put_many(bench, 6)
    bench.index()
    assert bench.segment().analysed == 6
    assert bench.segment().analysed == 0
    assert bench.segmenter is not None
    assert bench.segmenter.segmented == 6


def test_without_weights_of_one_the_other_works(bench: Bench) -> None:
    _put_many(bench, 2)
    bench.segmenter = None
    bench.index()
    assert bench.segment().analysed == 2
    assert [masks for masks, _ in _found(bench).values()] == [None, None]
    bench.segmenter, bench.lifter = FakeSegmenter(), None
    assert bench.segment().analysed == 2
    assert all(masks is not None and sure is not None for masks, sure in _found(bench).values())


def test_stopped_in_the_middle_it_goes_on_where_it_was(bench: Bench) -> None:
    _put_many(bench, 20)
    bench.index()
    stop = threading.Event()
    _call_after(bench, 7, stop.set)
    first = bench.segment(stop=stop)
    assert first.is_interrupted
    assert 7 <= first.analysed < 20
    assert len(_found(bench)) == first.analysed
    assert _counts(bench) == {"done": first.analysed, "pending": 20 - first.analysed}
    assert bench.readers.in_flight == 0, "what was being read is left"
    assert first.analysed + bench.segment().analysed == 20


def _call_after(bench: Bench, count: int, action: Callable[[], object]) -> None:
    segmenter = bench.segmenter
    assert segmenter is not None
    segment = segmenter.segment_image

    def segment_and_call(image: Image.Image) -> Segmentation:
        if segmenter.segmented >= count:
            action()
        return segment(image)

    segmenter.segment_image = segment_and_call  # type: ignore[method-assign]


def test_a_photo_that_a_network_refuses_is_set_aside_after_its_attempts_and_keeps_the_rest(bench: Bench) -> None:
    _put_many(bench, 3)
    write(bench.photos / "odd.jpg", jpeg(99, size=(60, 20)))
    bench.index()
    segmenter = bench.segmenter
    assert segmenter is not None
    segment = segmenter.segment_image

    def refuse_odd(image: Image.Image) -> Segmentation:
        if image.height == 20:
            raise RuntimeError("no")
        return segment(image)

    segmenter.segment_image = refuse_odd  # type: ignore[method-assign]
    summary = bench.segment()
    assert summary.reasons == {"inference": 2}, "its two attempts"
    assert _counts(bench) == {"done": 3, "failed": 1}
    assert _counts(bench, ModelKind.LIFTER) == {"done": 4}
    with bench.store.read() as tx:
        (failure,) = tx.jobs.iter_failures([model.id for model in tx.models.all()])
    assert (failure.path.name, failure.error) == ("odd.jpg", "the segmenter failed on it: no")
    assert bench.background().retry_failed() == 1
    segmenter.segment_image = segment  # type: ignore[method-assign]
    assert bench.segment().analysed == 1


@pytest.mark.parametrize("kind", [ModelKind.SEGMENTER, ModelKind.LIFTER])
def test_numbers_that_are_none_are_a_failure_in_words(bench: Bench, kind: ModelKind) -> None:
    _put_many(bench, 1)
    bench.index()
    nan = float("nan")
    if kind is ModelKind.SEGMENTER:
        bench.segmenter.segment_image = lambda image: Segmentation(1, 1, (), nan)  # type: ignore[union-attr,method-assign]
    else:
        bench.lifter.rate_image = lambda image: nan  # type: ignore[union-attr,method-assign]
    assert bench.segment().reasons == {"inference": 2}
    with bench.store.read() as tx:
        (failure,) = tx.jobs.iter_failures([model.id for model in tx.models.all()])
    assert "gave a number that is none" in failure.error


def test_weights_that_do_not_load_end_the_pass_and_blame_no_photo(bench: Bench) -> None:
    _put_many(bench, 2)
    bench.index()

    def fail(image: Image.Image) -> Segmentation:
        raise WeightsError("scene.onnx is damaged; install Albumen again")

    bench.segmenter.segment_image = fail  # type: ignore[union-attr,method-assign]
    with pytest.raises(WeightsError):
        bench.segment()
    assert bench.index().failed == 0
    assert "failed" not in _counts(bench)


def test_a_lost_preview_is_made_again_from_the_original(bench: Bench) -> None:
    _put_many(bench, 1)
    bench.index()
    (preview,) = bench.options.read.previews_folder.rglob("*.jpg")
    preview.unlink()
    assert bench.segment().analysed == 1
    assert preview.is_file()


def test_a_photo_that_could_not_be_decoded_is_not_tried_again(bench: Bench) -> None:
    write(bench.photos / "cut.jpg", jpeg(1)[:60])
    _put_many(bench, 1)
    bench.index()
    summary = bench.segment()
    assert (summary.analysed, summary.failed) == (1, 0)
    assert _counts(bench) == {"done": 1}
    with bench.store.read() as tx:
        (model,) = tx.models.all(ModelKind.SEGMENTER)
        assert tx.jobs.describe_work(model.kind, model.identity, model).waiting == 0
        assert tx.jobs.count_unsegmented() == 0
        assert tx.versions.is_finished(model)


def test_a_new_segmenter_replaces_the_masks_and_leaves_the_mattes(bench: Bench) -> None:
    _put_many(bench, 3)
    bench.index()
    bench.segment()
    with bench.store.write() as tx:
        (lifter,) = tx.models.all(ModelKind.LIFTER)
        tx.mattes.save(1, lifter.id, Matte(0.5, b"a picture"))
    bench.segmenter = FakeSegmenter("2")
    assert bench.segment().analysed == 3
    with bench.store.read() as tx:
        assert [model.identity.tag for model in tx.models.all(ModelKind.SEGMENTER)] == ["2"]
        assert tx.mattes.find(1, lifter.id) == Matte(0.5, b"a picture")


def test_a_new_lifter_leaves_the_masks(bench: Bench) -> None:
    _put_many(bench, 3)
    bench.index()
    bench.segment()
    bench.lifter = FakeLifter("2")
    assert bench.segment().analysed == 3
    assert bench.segmenter is not None
    assert bench.segmenter.segmented == 3


def test_how_fast_it_goes_is_recorded(bench: Bench, tmp_path: Path) -> None:
    _put_many(bench, 3)
    bench.index()
    bench.segment()
    with bench.store.read() as tx:
        (model,) = tx.models.all(ModelKind.SEGMENTER)
    assert model.photos_per_s is not None
    assert model.photos_per_s > 0
