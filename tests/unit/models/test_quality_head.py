from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

torch = pytest.importorskip("torch")

from albumen.types import Quality  # noqa: E402 - after the skip
from models.ansa.heads.quality import OUTPUTS, decode_quality  # noqa: E402
from models.ansa.maps import MAP_SHAPES  # noqa: E402
from models.evaluation.quality_ladders import KINDS, RUNGS, ladder_figures, measure_ladders, spearman  # noqa: E402
from models.training.heads.degradations import DEFECT_OF, degrade, technical_quality  # noqa: E402
from models.training.heads.export import export_head  # noqa: E402
from models.training.heads.pooled_statistics import WIDTHS, MapStatistics, columns  # noqa: E402
from models.training.heads.quality_network import MAPS, QualityNetwork, rank_loss  # noqa: E402
from models.training.heads.quality_views import Damage, draw_damages  # noqa: E402

CAT = Image.fromarray(data.chelsea()).resize((240, 176))


def _detail(image: Image.Image) -> float:
    grey = np.asarray(image.convert("L"), np.float64)
    return float(np.abs(np.diff(grey, axis=0)).mean() + np.abs(np.diff(grey, axis=1)).mean())


def _change(image: Image.Image, kind: str, severity: float) -> float:
    worse = degrade(image, kind, severity, np.random.default_rng(1))
    return float(np.abs(np.asarray(worse, np.float64) - np.asarray(image, np.float64)).mean())


def test_scores_are_named_in_their_order_and_held_to_their_range() -> None:
    assert OUTPUTS == ("aesthetics", "technical", "blur", "exposure", "noise")
    (quality,) = decode_quality(np.array([[0.5, 1.2, -0.1, 0.25, 0.75]], np.float32))
    assert quality == Quality(aesthetics=0.5, technical=1.0, blur=0.0, exposure=0.25, noise=0.75)


@pytest.mark.parametrize("kind", DEFECT_OF)
def test_a_higher_severity_changes_the_photo_more_and_keeps_its_size(kind: str) -> None:
    changes = [_change(CAT, kind, severity) for severity in (0.1, 0.5, 0.9)]
    assert changes == sorted(changes)
    assert changes[2] > 2 * changes[0]
    assert degrade(CAT, kind, 0.5, np.random.default_rng(1)).size == CAT.size


@pytest.mark.parametrize("kind", [kind for kind, defect in DEFECT_OF.items() if defect == "blur"])
def test_blur_is_relative_to_the_picture(kind: str) -> None:
    large = CAT.resize((960, 704), Image.Resampling.BICUBIC)
    small_after = [
        degrade(image, kind, 0.7, np.random.default_rng(1)).resize((240, 176), Image.Resampling.BICUBIC)
        for image in (CAT, large)
    ]
    assert _detail(small_after[1]) == pytest.approx(_detail(small_after[0]), rel=0.15)
    assert _detail(small_after[0]) < 0.8 * _detail(CAT)


def test_noise_that_shrinking_leaves_is_the_severity_s() -> None:
    grey = Image.new("RGB", (224, 224), (128, 128, 128))
    deviation = np.asarray(degrade(grey, "shot", 1.0, np.random.default_rng(0)), np.float64).std()
    assert deviation == pytest.approx(40.0, rel=0.1)


def test_technical_quality_falls_with_each_defect() -> None:
    none, half = np.float32(0.0), np.float32(0.5)
    assert technical_quality(none, none, none) == 1.0
    assert technical_quality(half, none, none) == 0.5
    assert technical_quality(half, half, none) == 0.25


def test_two_steps_of_one_defect_count_as_the_worse() -> None:
    damage = Damage((("gaussian", 0.3), ("motion", 0.7), ("under", 0.2)))
    assert (damage.defects.blur, damage.defects.exposure, damage.defects.noise) == (0.7, 0.2, 0.0)
    versions = draw_damages(np.random.default_rng(0))
    assert versions[0] == Damage()
    assert versions[1].steps[0][0] == versions[2].steps[0][0]


def test_statistics_are_means_and_deviations_and_the_liveliest_cell() -> None:
    values = torch.zeros(1, *MAP_SHAPES["map4"])
    values[0, 3, :8, :8] = torch.rand(8, 8)
    found = MapStatistics(["map4"])(values)[0]
    assert found.shape == (WIDTHS["map4"],)
    assert found[3] == pytest.approx(float(values[0, 3].mean()))
    assert found[64 + 3] == pytest.approx(float(values[0, 3].std(correction=0)), rel=1e-3)
    assert found[128 + 3] == pytest.approx(float(values[0, 3, :8, :8].std(correction=0)), rel=1e-3)


def test_columns_of_all_maps_are_all_columns() -> None:
    assert columns(list(WIDTHS)).tolist() == list(range(sum(WIDTHS.values())))
    assert columns(["map8"]).tolist() == list(range(192, 192 + 384))


def test_the_order_of_versions_costs_where_it_is_wrong() -> None:
    targets = torch.tensor([[1.0, 0.5, 0.45]])
    right = rank_loss(torch.tensor([[4.0, 0.0, 9.0]]), targets, least_difference=0.1)
    wrong = rank_loss(torch.tensor([[-4.0, 0.0, 9.0]]), targets, least_difference=0.1)
    assert wrong > right + 2.0


def test_the_exported_head_scores_as_the_network_does_in_any_batch() -> None:
    from models.runtime.onnx_session import open_session

    torch.manual_seed(0)
    network = QualityNetwork()
    rng = np.random.default_rng(0)
    maps = {name: rng.normal(size=(3, *MAP_SHAPES[name])).astype(np.float32) for name in MAPS}
    network.fit_scale(MapStatistics(MAPS)(*(torch.from_numpy(values) for values in maps.values())))
    expected = network.eval()(*(torch.from_numpy(values) for values in maps.values())).detach().numpy()
    session = open_session(export_head(network, maps=MAPS, outputs=["quality"]).SerializeToString())
    (scores,) = session.run(None, maps)
    np.testing.assert_allclose(scores, expected, atol=1e-4)
    alone = session.run(None, {name: values[:1] for name, values in maps.items()})[0]
    np.testing.assert_allclose(alone, scores[:1], atol=1e-5)


def test_rank_correlation_shares_ranks_among_equals() -> None:
    assert spearman(np.array([1.0, 2.0, 3.0]), np.array([5.0, 6.0, 9.0])) == 1.0
    assert spearman(np.array([1.0, 1.0, 2.0, 2.0]), np.array([1.0, 2.0, 3.0, 4.0])) == pytest.approx(0.8944, abs=1e-4)


def test_a_ladder_in_order_scores_full_marks_and_one_upside_down_none() -> None:
    ladder = np.zeros((1 + len(KINDS) * len(RUNGS), len(OUTPUTS)), np.float32)
    ladder[0, 1] = 1.0
    for place in range(len(KINDS)):
        rows = slice(1 + place * len(RUNGS), 1 + (place + 1) * len(RUNGS))
        ladder[rows, 1] = 1.0 - np.array(RUNGS)
        ladder[rows, OUTPUTS.index(DEFECT_OF[KINDS[place]])] = RUNGS
    figures = ladder_figures(np.tile(ladder, (2, 1)))
    assert all((f.spearman, f.defect_pairs, f.technical_pairs) == (1.0, 1.0, 1.0) for f in figures.values())
    upside_down = ladder_figures(np.tile(1.0 - ladder, (2, 1)))["jpeg"]
    assert (upside_down.spearman, upside_down.technical_pairs) == (-1.0, 0.0)


def test_a_score_of_detail_orders_blur_and_not_exposure() -> None:
    def assess(images: list[Image.Image]) -> np.ndarray:
        detail = np.array([_detail(image) for image in images], np.float32)
        return np.stack([detail, detail, -detail, detail, detail], axis=1)

    figures = measure_ladders(assess, [CAT])  # type: ignore[arg-type]
    assert figures["gaussian"].defect_pairs == figures["motion"].technical_pairs == 1.0
    assert figures["grain"].technical_pairs < 0.5
