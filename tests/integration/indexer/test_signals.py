"""A photo gets its vector and its signals in one visit, and later only what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from albumen.errors import WeightsError
from albumen.store.records import ModelKind
from albumen.types import Box, EncoderIdentity, PhotoSignals
from models.analyser import Analyses
from tests.fakes import FakeAnalyser, FakeEncoder
from tests.integration.indexer.conftest import Bench
from tests.photos import jpeg, write


@pytest.fixture
def seeing(bench: Bench) -> Bench:
    """A bench whose analyser shares the encoder's backbone."""
    bench.analyser = FakeAnalyser(bench.encoder)
    return bench


def _put(bench: Bench, count: int, size: tuple[int, int] = (64, 48)) -> None:
    for number in range(count):
        write(bench.photos / f"{number}.jpg", jpeg(number, size=size))


def _signals(bench: Bench) -> dict[int, tuple[str, PhotoSignals]]:
    """Tell each photo's newest signals, and the tag of the model that made them."""
    with bench.store.read() as tx:
        tags = {model.id: model.identity.tag for model in tx.models.all()}
        found = {photo_id: tx.signals.find(photo_id) for photo_id in range(1, 20)}
    return {photo_id: (tags[one[0]], one[1]) for photo_id, one in found.items() if one is not None}


def _counts(bench: Bench) -> dict[str, dict[str, int]]:
    """Count the work of each model by its state, nothing left out but zeros."""
    with bench.store.read() as tx:
        return {
            str(model.identity): {state: count for state, count in tx.jobs.counts(model.id).items() if count}
            for model in tx.models.all()
        }


def test_one_pass_gives_vector_and_signals(seeing: Bench) -> None:
    _put(seeing, 6)
    summary = seeing.index()
    assert (summary.analysed, summary.failed) == (6, 0)
    assert len(_signals(seeing)) == 6
    assert _counts(seeing) == {"fake/1@1": {"done": 6}, "fake-heads/1@1": {"done": 6}}
    assert seeing.analyser is not None
    assert (seeing.analyser.analysed, seeing.encoder.encoded) == (6, 6), "the analyser's own vectors are kept"


def test_an_encoder_of_another_kind_runs_beside_the_analyser(bench: Bench) -> None:
    bench.analyser = FakeAnalyser(FakeEncoder("backbone"))
    _put(bench, 3)
    assert bench.index().analysed == 3
    assert (bench.analyser.analysed, bench.encoder.encoded) == (3, 3)
    assert len(_signals(bench)) == 3


def test_boxes_are_stored_in_pixels_of_the_photo_however_small_its_preview(seeing: Bench) -> None:
    _put(seeing, 1, size=(400, 200))  # the preview is 64 px long
    seeing.index()
    assert _signals(seeing)[1][1].objects[0].box == Box(200, 0, 400, 200)
    assert seeing.analyser is not None
    seeing.analyser = FakeAnalyser(seeing.encoder, tag="2")
    seeing.index()
    tag, found = _signals(seeing)[1]
    assert tag == "2"
    assert found.saliency.box == Box(200, 0, 400, 200), "seen on the preview this time"


def test_a_library_without_signals_gets_them_from_its_previews_and_keeps_its_vectors(bench: Bench) -> None:
    _put(bench, 4)
    bench.index()
    bench.photos.rename(bench.photos.with_name("unplugged"))
    with bench.store.read() as tx:
        before = tx.embeddings.stamp(tx.models.all()[0])
    bench.analyser = FakeAnalyser(bench.encoder)
    assert bench.index().analysed == 4
    assert len(_signals(bench)) == 4
    with bench.store.read() as tx:
        assert tx.embeddings.stamp(tx.models.all()[0]) == before


def test_a_new_analyser_replaces_the_signals_and_a_second_run_does_nothing(seeing: Bench) -> None:
    _put(seeing, 3)
    seeing.index()
    seeing.analyser = FakeAnalyser(seeing.encoder, tag="2")
    assert seeing.index().analysed == 3
    assert {tag for tag, _ in _signals(seeing).values()} == {"2"}
    assert [*_counts(seeing)] == ["fake/1@1", "fake-heads/2@1"], "nothing of the old one is left"
    assert seeing.index().analysed == 0


def test_a_new_version_of_the_encoder_leaves_the_signals(seeing: Bench) -> None:
    _put(seeing, 3)
    seeing.index()
    analyser = seeing.analyser
    assert analyser is not None
    seeing.encoder = FakeEncoder()
    seeing.encoder.identity = EncoderIdentity("fake", "2", "1")
    analyser.embeddings_identity = seeing.encoder.identity
    assert seeing.index().analysed == 3
    assert analyser.analysed == 3, "its heads did not run again"
    assert [*_counts(seeing)] == ["fake-heads/1@1", "fake/2@1"]


def test_new_versions_of_both_need_one_visit_and_one_pass(seeing: Bench) -> None:
    _put(seeing, 3)
    seeing.index()
    seeing.encoder = FakeEncoder()
    seeing.encoder.identity = EncoderIdentity("fake", "2", "1")
    seeing.analyser = FakeAnalyser(seeing.encoder, tag="2")
    summary = seeing.index()
    assert summary.analysed == 3
    assert (seeing.analyser.analysed, seeing.encoder.encoded) == (3, 3)
    assert _counts(seeing) == {"fake/2@1": {"done": 3}, "fake-heads/2@1": {"done": 3}}


def test_a_corrupt_photo_counts_once(seeing: Bench) -> None:
    _put(seeing, 2)
    write(seeing.photos / "cut.jpg", jpeg(1)[:60])
    summary = seeing.index()
    assert (summary.analysed, summary.failed, summary.reasons) == (2, 1, {"corrupt": 1})
    assert _counts(seeing) == {
        "fake/1@1": {"done": 2, "failed": 1},
        "fake-heads/1@1": {"done": 2, "failed": 1},
    }
    with seeing.store.read() as tx:
        failures = list(tx.jobs.iter_failures([model.id for model in tx.models.all()]))
    assert [failure.path.name for failure in failures] == ["cut.jpg"]


def _spoil(analyser: FakeAnalyser, monkeypatch: pytest.MonkeyPatch, *, with_nan: bool) -> None:
    """Have the analyser fail on pictures that are wider than 60 and lower than 30."""
    analyse = analyser.analyse_images

    def analyse_or_fail(images: Sequence[Image.Image]) -> Analyses:
        found = analyse(images)
        if any(image.height < 30 for image in images):
            if not with_nan:
                raise RuntimeError("no")
            broken = replace(found.signals[0], quality=replace(found.signals[0].quality, blur=np.nan))
            return Analyses(found.embeddings, [broken] * len(images))
        return found

    monkeypatch.setattr(analyser, "analyse_images", analyse_or_fail)


@pytest.mark.parametrize("with_nan", [False, True], ids=["raises", "gives no numbers"])
def test_a_photo_that_only_the_analyser_refuses_still_has_its_vector(
    seeing: Bench, monkeypatch: pytest.MonkeyPatch, with_nan: bool
) -> None:
    assert seeing.analyser is not None
    _spoil(seeing.analyser, monkeypatch, with_nan=with_nan)
    _put(seeing, 3)
    write(seeing.photos / "odd.jpg", jpeg(99, size=(60, 20)))
    summary = seeing.index()
    assert (summary.analysed, summary.reasons) == (3, {"inference": 2})
    assert _counts(seeing) == {"fake/1@1": {"done": 4}, "fake-heads/1@1": {"done": 3, "failed": 1}}
    assert len(_signals(seeing)) == 3
    assert seeing.retry_failed() == 1


def test_weights_that_do_not_load_end_the_run_and_blame_no_photo(
    seeing: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(images: Sequence[Image.Image]) -> Analyses:
        raise WeightsError("image.onnx is damaged; install Albumen again")

    monkeypatch.setattr(seeing.analyser, "analyse_images", fail)
    _put(seeing, 2)
    with pytest.raises(WeightsError):
        seeing.index()
    assert _counts(seeing) == {"fake/1@1": {}, "fake-heads/1@1": {}}


def test_a_lost_preview_is_made_again_for_a_new_analyser(seeing: Bench) -> None:
    _put(seeing, 1, size=(400, 200))
    seeing.index()
    (preview,) = seeing.options.read.previews_folder.rglob("*.jpg")
    preview.unlink()
    seeing.analyser = FakeAnalyser(seeing.encoder, tag="2")
    seeing.index()
    assert preview.is_file()
    assert _signals(seeing)[1][1].objects[0].box == Box(200, 0, 400, 200)


def test_how_fast_the_models_work_is_recorded(seeing: Bench) -> None:
    _put(seeing, 3)
    seeing.index()
    with seeing.store.read() as tx:
        rates = [model.photos_per_s for model in tx.models.all()]
    assert all(rate is not None and rate > 0 for rate in rates)
    assert {model.kind for model in tx.models.all()} == {ModelKind.ENCODER, ModelKind.ANALYSER}
