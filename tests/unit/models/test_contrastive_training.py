"""What a step does: losses, gradients in parts, the scale's limits, and a run that goes on as if it had not stopped."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
for package in ("onnx", "open_clip", "timm", "webdataset"):
    pytest.importorskip(package)

from albumen.errors import ConfigError, WeightsError  # noqa: E402 - after the skips
from models.ansa.minilm import MiniLM  # noqa: E402
from models.training.contrastive.batches import Batch  # noqa: E402
from models.training.contrastive.checkpoint import load_checkpoint  # noqa: E402
from models.training.contrastive.metrics import MetricsLog, read_metrics  # noqa: E402
from models.training.contrastive.objective import Objective  # noqa: E402
from models.training.contrastive.ranks import Ranks  # noqa: E402
from models.training.contrastive.recipe import LossSettings, Recipe  # noqa: E402
from models.training.contrastive.run import Folders, Run  # noqa: E402
from models.training.contrastive.towers import TowerPair, build_pair  # noqa: E402
from models.training.contrastive.trainer import Trainer  # noqa: E402
from tests.contrastive import DIM, make_recipe, write_shards, write_tokenizer  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    return write_tokenizer(tmp_path)


def _unit(rows: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(rows, DIM, generator=generator), dim=-1)


def _batch(photos: int = 8) -> Batch:
    generator = torch.Generator().manual_seed(1)
    pixels = torch.randint(0, 256, (photos, 32, 32, 3), dtype=torch.uint8, generator=generator)
    ids = torch.randint(4, 13, (photos, 5), generator=generator)
    return Batch(pixels, ids, torch.ones_like(ids), _unit(photos, 2))


def _gradients(trainer: Trainer) -> torch.Tensor:
    trainer.learn(_batch())
    found = [weight.grad.flatten() for weight in trainer.pair.parameters() if weight.grad is not None]
    return torch.cat(found)


def _trainer(tokenizer: Path, **sections: dict[str, Any]) -> Trainer:
    sections["batch"] = {"photos": 8, "micro_photos": 8, **sections.get("batch", {})}
    sections["descent"] = {"clip_norm": 1e6, **sections.get("descent", {})}
    recipe = make_recipe(**sections)
    trainer = Trainer(recipe, build_pair(recipe, tokenizer=tokenizer, minilm=None), Ranks())
    trainer.pair.train()
    return trainer


def test_the_contrastive_loss_is_clip_s_and_parts_are_weighted() -> None:
    images, texts, teacher = (_unit(6, seed) for seed in range(3))
    objective = Objective(LossSettings(contrastive=2.0, direction=0.5, neighbourhood=0.25), Ranks())
    losses = objective(images, texts, torch.tensor(20.0), teacher)
    logits = 20.0 * images @ texts.T
    right = torch.arange(6)
    cross = torch.nn.functional.cross_entropy
    assert losses["contrastive"] == pytest.approx(float(cross(logits, right) + cross(logits.T, right)) / 2, rel=1e-5)
    parts = 2.0 * losses["contrastive"] + 0.5 * losses["direction"] + 0.25 * losses["neighbourhood"]
    assert losses["loss"] == pytest.approx(float(parts), rel=1e-5)
    assert set(objective(images, texts, torch.tensor(20.0), None)) == {"loss", "contrastive"}


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_batch_in_parts_has_the_gradients_of_the_whole_batch(tokenizer: Path, dropout: float) -> None:
    parts = _trainer(tokenizer, batch={"micro_photos": 2}, image={"dropout": dropout})
    if dropout:  # other parts draw other units: compare with the same parts, encoded with gradients at once
        again = _trainer(tokenizer, batch={"micro_photos": 2}, image={"dropout": dropout})
        torch.manual_seed(5)  # what others draw changes nothing
        assert torch.equal(_gradients(parts), _gradients(again))
        return
    whole = _trainer(tokenizer)
    expected, found = _gradients(whole), _gradients(parts)
    assert float((found - expected).norm() / expected.norm()) < 1e-5


def test_checkpointed_activations_change_no_gradient(tokenizer: Path) -> None:
    plain = _gradients(_trainer(tokenizer))
    saving = _gradients(_trainer(tokenizer, image={"gradient_checkpointing": True}))
    torch.testing.assert_close(saving, plain)


def test_bfloat16_gradients_point_the_same_way(tokenizer: Path) -> None:
    recipe = make_recipe(batch={"photos": 8, "micro_photos": 8}, descent={"clip_norm": 1e6})
    rough = Trainer(
        Recipe(**{**vars(recipe), "precision": "bf16"}), build_pair(recipe, tokenizer=tokenizer, minilm=None), Ranks()
    )
    rough.pair.train()
    exact, found = _gradients(_trainer(tokenizer)), _gradients(rough)
    assert found.dtype == torch.float32
    assert float(torch.nn.functional.cosine_similarity(exact, found, dim=0)) > 0.98


def test_float16_on_a_cpu_is_refused_by_its_key(tokenizer: Path) -> None:
    recipe = make_recipe()
    with pytest.raises(ConfigError, match="precision"):
        Trainer(
            Recipe(**{**vars(recipe), "precision": "fp16"}),
            build_pair(recipe, tokenizer=tokenizer, minilm=None),
            Ranks(),
        )


@pytest.mark.parametrize(
    ("image", "key"),
    [({"backbone": "no_such_net"}, r"image\.backbone"), ({"options": {"depth": 3}}, r"image\.backbone")],
)
def test_a_backbone_that_timm_cannot_make_is_named(tokenizer: Path, image: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        build_pair(make_recipe(image=image), tokenizer=tokenizer, minilm=None)


def test_a_pretrained_text_tower_with_another_vocabulary_than_the_tokenizer_is_refused(
    tokenizer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.training.contrastive.towers.load_minilm", lambda path: MiniLM(vocabulary=99, layers=1))
    with pytest.raises(ConfigError, match=r"text\.start: minilm has 99 tokens"):
        build_pair(make_recipe(text={"start": "minilm"}), tokenizer=tokenizer, minilm=tmp_path)


@pytest.mark.parametrize("backbone", ["mobilenetv3_small_050", "test_vit", "test_convnext"])
def test_any_feature_extractor_of_timm_gives_unit_vectors(tokenizer: Path, backbone: str) -> None:
    options = {"img_size": 32} if backbone == "test_vit" else {}
    pair = build_pair(make_recipe(image={"backbone": backbone, "options": options}), tokenizer=tokenizer, minilm=None)
    batch = _batch(2)
    images, texts, scale = pair.eval()(batch.pixels, batch.ids, batch.mask)
    for vectors in (images, texts):
        torch.testing.assert_close(vectors.norm(dim=-1), torch.ones(2))
    assert float(scale.detach()) == pytest.approx(1 / 0.07, rel=1e-4)


def test_equal_seeds_give_equal_towers(tokenizer: Path) -> None:
    first, second = (build_pair(make_recipe(), tokenizer=tokenizer, minilm=None) for _ in range(2))
    for one, other in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(one, other)


def test_the_scale_stays_between_1_and_100(tokenizer: Path) -> None:
    pair = build_pair(make_recipe(), tokenizer=tokenizer, minilm=None)
    for value, held in ((9.0, math.log(100.0)), (-3.0, 0.0), (2.0, 2.0)):
        torch.nn.init.constant_(pair.log_scale, value)
        pair.clamp_scale()
        assert float(pair.log_scale.detach()) == pytest.approx(held)


def test_the_towers_learn_a_few_pairs(tokenizer: Path) -> None:
    trainer = _trainer(tokenizer, descent={"steps": 20, "text_rate": 1e-3})
    losses = [float(trainer.learn(_batch()).losses["loss"]) for _ in range(20)]
    assert losses[-1] < 0.7 * losses[0]


def test_a_frozen_word_table_does_not_move(tokenizer: Path) -> None:
    trainer = _trainer(tokenizer, text={"freeze_words": True})
    before = trainer.pair.text.encoder.words.weight.clone()
    trainer.learn(_batch())
    assert torch.equal(before, trainer.pair.text.encoder.words.weight)


def _run(folder: Path, recipe: Recipe) -> Run:
    return Run(recipe, Folders(folder / "shards", folder / "work", write_tokenizer(folder)), Ranks())


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _metrics(folder: Path) -> list[dict[str, Any]]:
    lines = read_metrics(folder / "work" / "metrics.jsonl")
    return [{key: value for key, value in line.items() if key != "photos_per_s"} for line in lines]


def _interrupt_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    learn = Trainer.learn

    def learn_until(trainer: Trainer, batch: Batch) -> Any:
        if trainer.step == step:
            raise KeyboardInterrupt
        return learn(trainer, batch)

    monkeypatch.setattr(Trainer, "learn", learn_until)


def test_a_run_that_was_stopped_ends_bit_for_bit_as_one_that_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recipe = make_recipe(
        steps=5,
        image={"backbone": "mobilenetv3_small_050", "dropout": 0.2},
        batch={"micro_photos": 2},
        report={"checkpoint_steps": 2, "validate_steps": 3},
    )
    for name in ("whole", "stopped"):
        write_shards(tmp_path / name / "shards")
    _run(tmp_path / "whole", recipe).train()
    with monkeypatch.context() as patch:
        _interrupt_at(3, patch)
        with pytest.raises(KeyboardInterrupt):
            _run(tmp_path / "stopped", recipe).train()
    resumed = _run(tmp_path / "stopped", recipe)
    assert resumed.trainer.step == 2  # step 3 was done and not saved
    resumed.train()
    states = [load_checkpoint(tmp_path / name / "work" / "checkpoint.pt") for name in ("whole", "stopped")]
    assert states[0] is not None
    assert states[0]["step"] == 5
    assert _same(*states)
    assert _metrics(tmp_path / "stopped") == _metrics(tmp_path / "whole")
    for tower in ("image.onnx", "text.onnx"):
        exported = [tmp_path / name / "work" / "export" / tower for name in ("whole", "stopped")]
        assert exported[0].read_bytes() == exported[1].read_bytes()


def test_another_recipe_s_checkpoint_is_refused_by_the_key_that_differs(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards")
    _run(tmp_path, make_recipe(steps=1)).train()
    with pytest.raises(ConfigError, match=r"image\.dropout was 0\.0 and is 0\.5"):
        _run(tmp_path, make_recipe(steps=1, image={"dropout": 0.5}))
    assert _run(tmp_path, make_recipe(steps=1, report={"log_steps": 7})).trainer.step == 1


def test_a_damaged_checkpoint_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"half")
    with pytest.raises(WeightsError, match="Remove it"):
        load_checkpoint(tmp_path / "checkpoint.pt")


def test_the_log_of_a_run_that_goes_on_has_each_step_once(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    log = MetricsLog(path)
    for step in (1, 2, 3):
        log.write(step, loss=step / 2)
    with path.open("a") as file:
        file.write('{"step": 4, "lo')  # killed here
    log = MetricsLog(path, first_step=2)
    log.write(3, loss=1.5)
    assert [line["step"] for line in read_metrics(path)] == [1, 2, 3]


def test_validation_finds_the_photos_of_towers_that_agree(tmp_path: Path) -> None:
    write_shards(tmp_path / "shards")
    _run(tmp_path, make_recipe(steps=2, report={"validate_steps": 1})).train()
    recalls = [line["validation"]["flickr"] for line in _metrics(tmp_path) if "validation" in line]
    assert len(recalls) == 2
    assert recalls[-1].keys() == {"recall@1", "recall@5", "recall@10"}
    assert recalls[-1]["recall@10"] == 100.0  # six photos


def test_the_export_runs_in_onnx_runtime_and_at_224_px_in_the_product(tmp_path: Path) -> None:
    from PIL import Image

    from models.ansa.encoder import AnsaEncoder
    from models.training.contrastive.export import export_pair

    recipe = make_recipe(image={"side_px": 224, "gradient_checkpointing": True})
    tokenizer = write_tokenizer(tmp_path)
    pair = build_pair(recipe, tokenizer=tokenizer, minilm=None)
    distance = export_pair(pair, recipe, tmp_path / "bundle", tokenizer=tokenizer, teacher_mean=[])
    assert distance < 0.015
    encoder = AnsaEncoder.open(tmp_path / "bundle")
    images = encoder.encode_images([Image.new("RGB", (300, 200), "red")])
    texts = encoder.encode_texts(["a photo of red", "blue"])
    assert (images.shape, texts.shape) == ((1, DIM), (2, DIM))
    np.testing.assert_allclose(np.linalg.norm(texts, axis=1), 1.0, atol=1e-5)
    assert isinstance(pair, TowerPair)
