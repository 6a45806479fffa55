from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from albumen.errors import UsageError
from models.subject_lifting.network import LiftLogits, SubjectLiftingNetwork
from models.training.subject_lifting.__main__ import main
from models.training.subject_lifting.lessons import LessonBatch, Lessons
from models.training.subject_lifting.losses import edge_loss, lifting_loss, matte_loss
from models.training.subject_lifting.pictures import Picture, encode_matte
from models.training.subject_lifting.recipe import RECIPES_DIR, Recipe, load_recipe
from models.training.subject_lifting.trainer import CHECKPOINT, FINAL, Trainer, iter_batches
from models.training.subject_lifting.validation import choose_threshold, score_gate, score_mattes

pytestmark = pytest.mark.usefixtures("one_thread")

RECIPE = Recipe.model_validate(
    {
        "minutes": 0.02,
        "align_minutes": 0.01,
        "rate": 1e-3,
        "encoder_rate": 1e-4,
        "freeze_depthwise": True,
        "workers": 0,
        "device": "cpu",
        "stages": [{"until": 0.5, "side_px": 32, "batch": 2}, {"until": 1.0, "side_px": 64, "batch": 2}],
    }
)


def _picture(key: str, *, subject: bool = True) -> Picture:
    photo, matte = np.zeros((40, 40, 3), np.uint8), np.zeros((40, 40), np.uint8)
    if subject:
        photo[10:30, 10:30], matte[10:30, 10:30] = 255, 255
    buffer = io.BytesIO()
    Image.fromarray(photo).save(buffer, "png")
    return Picture(key, buffer.getvalue(), encode_matte(matte) if subject else None)


def _lessons() -> Lessons:
    kinds = {kind: [_picture(kind)] for kind in ("salient", "taught", "dressed", "portraits")}
    empty = [_picture("empty", subject=False)]
    return Lessons(kinds, empty, empty, [Image.new("RGBA", (20, 20), "red")])


def _mattes() -> torch.Tensor:
    mattes = torch.zeros(2, 32, 32)
    mattes[0, 8:24, 8:24] = 1.0
    return mattes


def _logits(mattes: torch.Tensor, confidence: torch.Tensor) -> LiftLogits:
    small = torch.nn.functional.avg_pool2d(mattes[:, None], 4)[:, 0]
    return LiftLogits(12.0 * (mattes - 0.5), 12.0 * (small - 0.5), 8.0 * (confidence - 0.5))


def test_a_right_matte_costs_next_to_nothing_and_a_wrong_one_much() -> None:
    mattes, has_subject = _mattes(), torch.tensor([1.0, 0.0])
    batch = LessonBatch(torch.zeros(2, 3, 32, 32), mattes, has_subject)
    right = lifting_loss(_logits(mattes, has_subject), batch)
    wrong = lifting_loss(_logits(1.0 - mattes, has_subject), batch)
    ungated = lifting_loss(_logits(mattes, 1.0 - has_subject), batch)
    assert right < 0.15
    assert wrong > 20 * right
    assert ungated > right + 0.3


def test_what_has_no_subject_is_not_charged_for_overlap() -> None:
    mattes = _mattes()
    half = torch.zeros_like(mattes)
    with_subject, without = matte_loss(half, mattes)
    assert without == pytest.approx(float(np.log(2.0)), abs=1e-4)
    assert with_subject > without + 0.4


def test_an_edge_beside_its_place_costs_more_than_a_soft_one() -> None:
    mattes = _mattes()[:1]
    sharp, moved = 20.0 * (mattes - 0.5), 20.0 * (mattes.roll(4, 2) - 0.5)
    soft = 20.0 * (torch.nn.functional.avg_pool2d(mattes[:, None], 3, 1, 1)[:, 0] - 0.5)
    assert edge_loss(sharp, mattes) < edge_loss(soft, mattes) < edge_loss(moved, mattes)


def test_lessons_say_whether_there_is_a_subject() -> None:
    batch = _lessons().draw_batch(24, 32, np.random.default_rng(0))
    assert batch.pixels.shape == (24, 3, 32, 32)
    assert batch.has_subject.sum() > 12
    assert (batch.mattes.amax((1, 2)) > 0.5).float().equal(batch.has_subject)
    assert 0 < len(batch.has_subject) - batch.has_subject.sum() < 12


def test_the_same_seed_draws_the_same_lessons() -> None:
    first, again = (next(iter_batches(_lessons(), RECIPE.stages[0], 0, 7)) for _ in range(2))
    assert first.pixels.equal(again.pixels)


def test_a_training_ends_with_its_time_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    trainer = Trainer(SubjectLiftingNetwork(), _lessons(), RECIPE, tmp_path)
    trainer.run()
    assert trainer.progress >= 1.0
    assert (tmp_path / FINAL).exists()
    state = torch.load(tmp_path / CHECKPOINT, weights_only=True)
    longer = RECIPE.model_copy(update={"minutes": 2 * RECIPE.minutes + state["elapsed_s"] / 60.0})
    again = Trainer(SubjectLiftingNetwork(), _lessons(), longer, tmp_path)
    again.run()
    assert torch.load(tmp_path / CHECKPOINT, weights_only=True)["step"] > state["step"]
    assert all(value.isfinite().all() for value in again.average.state_dict().values())


@pytest.mark.parametrize("name", sorted(path.stem for path in RECIPES_DIR.glob("*.toml")))
def test_shipped_recipes_end_at_the_side_that_the_network_is_given(name: str) -> None:
    recipe = load_recipe(name)
    assert recipe.stage_at(1.0).side_px == 512
    assert [stage.until for stage in recipe.stages] == sorted(stage.until for stage in recipe.stages)
    assert recipe.stages[-1].until == 1.0


def test_a_recipe_with_an_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text((RECIPES_DIR / "one-gpu.toml").read_text(encoding="utf-8").replace("workers", "helpers"))
    with pytest.raises(UsageError, match="helpers"):
        load_recipe(str(path))
    with pytest.raises(UsageError, match="two-cores"):
        load_recipe("absent")


@pytest.mark.parametrize(("step", "named"), [("teach", "images"), ("train", "salient-ecssd")])
def test_a_folder_without_data_is_named_on_one_line(
    step: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([step, "--data", str(tmp_path), "--work", str(tmp_path / "work")]) == UsageError.exit_code
    (line,) = capsys.readouterr().err.splitlines()
    assert named in line
    assert "--data" in line


def test_a_perfect_lifter_scores_one() -> None:
    pictures = [_picture("a"), _picture("b")]
    white = score_mattes(lambda image: np.asarray(image)[..., 0] / np.float32(255.0), pictures)
    black = score_mattes(lambda image: np.zeros((8, 8), np.float32), pictures)
    assert (white.best_f, white.mae, white.iou) == pytest.approx((1.0, 0.0, 1.0))
    assert (black.iou, black.mae) == pytest.approx((0.0, 0.25))


def test_the_threshold_is_the_lowest_that_is_precise_enough() -> None:
    with_subject, without = np.array([0.4, 0.6, 0.8, 0.9]), np.array([0.1, 0.2, 0.3, 0.5])
    assert choose_threshold(with_subject, without, min_precision=0.99).threshold == 0.6
    assert choose_threshold(with_subject, without, min_precision=0.8).threshold == 0.4
    gate = score_gate(with_subject, without, 0.45)
    assert (gate.recall, gate.precision, gate.area) == pytest.approx((0.75, 0.75, 15 / 16))
