from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("timm")

from models.evaluation.photos import LabelledPhoto  # noqa: E402 - after the skips
from models.training.corpus import build_corpus, iter_length_buckets, pad_tokens  # noqa: E402
from models.training.losses import direction_loss, matching_loss, neighbourhood_loss  # noqa: E402
from models.training.schedule import AveragedNetwork, warm_cosine, weight_groups  # noqa: E402
from models.training.teacher import load_teacher, split_photos  # noqa: E402


def _photo(key: str, source: str = "flickr8k", **facts: object) -> LabelledPhoto:
    return LabelledPhoto(key=key, split="train", source=source, licence="CC0", content=b"", **facts)  # type: ignore[arg-type]


def _unit(rows: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.nn.functional.normalize(torch.randn(rows, 16, generator=generator), dim=-1)


def test_validation_photos_are_never_fitted_on_and_always_the_same() -> None:
    photos = [_photo(f"train-{i:04}", "flickr8k" if i % 2 else "pacs") for i in range(2400)]
    split = split_photos(photos)
    assert len(split.flickr) == len(split.others) == 500
    assert sorted([*split.fit, *split.flickr, *split.others]) == list(range(2400))
    again = split_photos(photos[::-1])
    assert {photos[row].key for row in split.flickr} == {photos[::-1][row].key for row in again.flickr}


def test_teacher_vectors_lose_the_mean_of_the_fitted_photos(tmp_path: Path) -> None:
    photos = [_photo(f"train-{i:04}", "flickr8k" if i % 2 else "pacs") for i in range(1600)]
    rng = np.random.default_rng(0)
    (tmp_path / "teacher").mkdir()
    np.savez(
        tmp_path / "teacher" / "image_vectors.npz",
        keys=np.array([photo.key for photo in photos])[::-1],
        vectors_int8=rng.integers(-127, 127, (1600, 8)).astype(np.int8) // 4 + 60,
        scale=np.full(1600, 0.01, np.float32),
    )
    np.savez(
        tmp_path / "teacher" / "word_vectors.npz",
        words=np.array(["a", "b", "c"]),
        kind=np.array(["b16", "b16", "bridged-vg"]),
        vectors_int8=rng.integers(-127, 127, (3, 8)).astype(np.int8),
        scale=np.full(3, 0.01, np.float32),
    )
    teacher = load_teacher(tmp_path, photos)
    np.testing.assert_allclose(np.linalg.norm(teacher.photos, axis=1), 1.0, atol=1e-5)
    assert np.linalg.norm(teacher.image_mean) > 0.8
    assert np.linalg.norm(teacher.photos[split_photos(photos).fit].mean(axis=0)) < 0.1
    assert teacher.word_list == ["a", "b", "c"]


def test_the_corpus_holds_captions_and_label_sentences_with_their_photo() -> None:
    corpus = build_corpus(
        [_photo("1", captions=("a dog", "a pup")), _photo("2", label="hot_dog"), _photo("3", label="misc")]
    )
    assert corpus.texts == ["a dog", "a pup", "a photo of a hot dog.", "hot dog"]
    assert corpus.owners.tolist() == [0, 0, 1, 1]


def test_padding_masks_what_is_not_a_token() -> None:
    ids, mask = pad_tokens([[5, 6, 7], [8]])
    assert ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_buckets_hold_each_text_once_and_texts_of_like_length_together() -> None:
    lengths = np.random.default_rng(0).integers(1, 40, 1000)
    batches = iter_length_buckets(np.arange(1000), lengths, batch=50, rng=np.random.default_rng(1))
    assert sorted(np.concatenate(batches)) == list(range(1000))
    assert np.mean([np.ptp(lengths[batch]) for batch in batches]) < 5


def test_losses_are_least_where_student_and_teacher_agree() -> None:
    teacher, references = _unit(8), _unit(40, seed=1)
    student = torch.nn.functional.normalize(teacher + 0.3 * _unit(8, seed=2), dim=-1)
    for loss in (
        direction_loss,
        lambda a, b: neighbourhood_loss(a, b, references),
        lambda a, b: matching_loss(a, b, negatives=references),
    ):
        assert loss(teacher, teacher) < loss(student, teacher)
    assert direction_loss(teacher, teacher) == pytest.approx(0.0, abs=1e-5)
    assert neighbourhood_loss(teacher, teacher, references) == pytest.approx(0.0, abs=1e-5)


def test_captions_of_one_photo_are_not_each_others_negatives() -> None:
    targets = _unit(1).repeat(2, 1)
    queries = _unit(1).repeat(2, 1)
    assert matching_loss(queries, targets, owners=torch.tensor([7, 7])) == pytest.approx(0.0, abs=1e-5)
    assert matching_loss(queries, targets, owners=torch.tensor([7, 8])) == pytest.approx(np.log(2), abs=1e-5)


def test_the_average_moves_towards_the_weights_and_skips_frozen_ones() -> None:
    network = torch.nn.Linear(2, 2)
    network.bias.requires_grad_(False)
    average = AveragedNetwork(network, decay=0.9)
    with torch.no_grad():
        network.weight += 1.0
        network.bias += 1.0
    for _ in range(200):
        average.update(network)
    torch.testing.assert_close(average.network.weight, network.weight)
    torch.testing.assert_close(average.network.bias + 1.0, network.bias)


def test_the_rate_rises_then_falls_and_biases_are_not_decayed() -> None:
    network = torch.nn.Linear(2, 2)
    groups = weight_groups(network.parameters(), rate=1.0, decay=0.5)
    assert [(len(group["params"]), group["weight_decay"]) for group in groups] == [(1, 0.5), (1, 0.0)]
    optimizer = torch.optim.SGD(groups)
    schedule = warm_cosine(optimizer, warmup=10, total=100)
    rates = []
    for _ in range(100):
        rates.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    assert np.argmax(rates) in range(8, 12)
    assert rates[-1] < 0.05


@pytest.mark.parametrize("views", [1, 2])
def test_an_image_tail_learns_a_few_photos(views: int) -> None:
    from models.ansa.tiny_vit import build_tiny_vit
    from models.training.image_tower import (
        FIRST_RECIPE,
        ImageLessons,
        TrainedTail,
        encode_maps,
        fine_tune,
        warm_up_head,
    )

    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    photos, captions = 24, 30
    unit = torch.nn.functional.normalize(torch.randn(photos + captions + 10, 512), dim=-1)
    lessons = ImageLessons(
        views=[rng.normal(size=(photos, 14, 14, 160)).astype(np.float16)] * views,
        teacher=unit[:photos],
        texts=unit[photos:],
        owners=rng.integers(0, photos, captions),
        fit=np.arange(photos),
        fit_captions=np.arange(captions),
    )
    tail = TrainedTail.of(build_tiny_vit())
    before = float((encode_maps(tail, lessons.views[0]) * lessons.teacher).sum(1).mean())
    warm_up_head(tail, lessons, epochs=5, batch=8)
    recipe = replace(
        FIRST_RECIPE, epochs=4, batch=8, warmup_steps=2, photo_references=8, caption_references=8, word_references=8
    )
    after = float((encode_maps(fine_tune(tail, lessons, recipe), lessons.views[0]) * lessons.teacher).sum(1).mean())
    assert abs(before) < 0.05
    assert after > 0.1


def test_random_views_are_repeatable_squares_of_the_photo() -> None:
    from PIL import Image

    from models.training.views import random_view

    for size in ((300, 100), (100, 300), (64, 64), (3, 3)):
        photo = Image.new("RGB", size, (200, 100, 50))
        first, again, other = (random_view(photo, 32, np.random.default_rng((1, seed))) for seed in (4, 4, 5))
        assert first.shape == other.shape == (32, 32, 3)
        assert (first == again).all()
