"""Utility kinds: drawn pictures and their views, the layer, its temperature, and sources left out."""

from __future__ import annotations

import io
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from albumen.types import UtilityKind
from models.ansa.heads.utility import decode_utility
from models.evaluation.photos import LabelledPhoto
from models.runtime.onnx_session import open_session
from models.training.heads import utility, utility_rows
from models.training.heads.export import export_head
from models.training.heads.utility_pictures import DRAWERS
from models.training.heads.utility_rows import DRAWINGS, DRAWN, KINDS, UtilityRows, kind_taught, view_of
from models.training.heads.utility_views import perspective_coefficients, photograph

PHOTOS = [Image.effect_noise((120, 90), 60).convert("RGB"), Image.new("RGB", (90, 140), (40, 90, 150))]


pytestmark = pytest.mark.usefixtures("one_thread")


def _rows(number: int = 300) -> UtilityRows:
    """Rows whose kind is a direction in space, from three sources a kind."""
    random = np.random.default_rng(0)
    kinds = random.integers(0, len(KINDS), number)
    rows = np.eye(len(KINDS), 16, dtype=np.float32)[kinds] + random.normal(size=(number, 16)).astype(np.float32) * 0.15
    sources = np.array(["memegen" if k == KINDS.index(UtilityKind.MEME) else f"source{k}" for k in kinds])
    return UtilityRows(rows.astype(np.float32), kinds, sources, np.arange(number))


def test_a_row_is_read_in_the_order_of_the_kinds() -> None:
    row = np.zeros((1, 9), dtype=np.float32)
    row[0, KINDS.index(UtilityKind.CODE)] = 1
    (chances,) = decode_utility(row)
    assert list(chances) == list(UtilityKind)
    assert max(chances, key=chances.__getitem__) is UtilityKind.CODE


def test_every_kind_but_none_can_be_drawn() -> None:
    assert set(DRAWERS) == set(DRAWINGS) == set(UtilityKind) - {UtilityKind.NONE}


@pytest.mark.parametrize("kind", DRAWERS)
def test_a_drawn_picture_shows_something_and_its_seed_decides_it(kind: UtilityKind) -> None:
    for seed in range(6):
        picture = DRAWERS[kind](Random(seed), PHOTOS, PHOTOS)
        assert picture.mode == "RGB"
        assert len(set(picture.convert("L").tobytes())) > 1
        assert picture.tobytes() == DRAWERS[kind](Random(seed), PHOTOS, PHOTOS).tobytes()


def test_views_are_pictures_of_their_own() -> None:
    random = Random(0)
    picture = DRAWERS[UtilityKind.CARD](random, PHOTOS, PHOTOS)
    views = [view_of(picture, UtilityKind.CARD, random, PHOTOS) for _ in range(12)]
    assert all(view.mode == "RGB" and min(view.size) > 50 for view in views)
    assert len({view.tobytes() for view in views}) == len(views)


def test_corners_at_their_own_place_change_nothing() -> None:
    corners = [(0.0, 0.0), (200.0, 0.0), (200.0, 100.0), (0.0, 100.0)]
    assert perspective_coefficients(corners, (200, 100)) == pytest.approx([1, 0, 0, 0, 1, 0, 0, 0], abs=1e-9)


def test_a_photographed_picture_lies_inside_its_scene() -> None:
    white = Image.new("RGB", (100, 100), (255, 255, 255))
    black = [Image.new("RGB", (200, 200))]
    scene = np.asarray(photograph(white, Random(3), black, cover=0.5).convert("L"))
    assert 0.1 < (scene > 250).mean() < 0.45


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"utility": "whiteboard"}, UtilityKind.NOTES),
        ({"utility": "receipt"}, UtilityKind.RECEIPT),
        ({}, UtilityKind.NONE),
        ({"source": "mllm_bench_misc619"}, None),
    ],
)
def test_a_label_says_the_kind_and_a_mixed_source_says_none_of_them(facts: dict[str, str], kind: object) -> None:
    photo = LabelledPhoto(**{"key": "k", "split": "train", "source": "s", "licence": "l", "content": b"", **facts})
    assert kind_taught(photo) is kind


def test_the_layer_tells_kinds_apart_that_it_was_shown() -> None:
    rows = _rows()
    layer = utility.fit_layer(rows)
    with torch.inference_mode():
        said = layer(torch.from_numpy(rows.embeddings) * utility.SCALE).argmax(dim=1).numpy()
    assert (said == rows.kinds).mean() > 0.97


def test_a_drawn_picture_weighs_less_than_a_real_one_of_its_kind() -> None:
    rows = _rows(40)
    rows.sources[0] = DRAWN
    twin = next(number for number in range(1, 40) if rows.kinds[number] == rows.kinds[0])
    weights = utility.row_weights(rows)
    assert weights.sum() == pytest.approx(1.0, abs=1e-5)
    assert weights[0] < weights[twin]


def test_a_source_is_found_by_what_others_taught_of_its_kind() -> None:
    rows = _rows()
    rows.sources[::2] = "other"
    assert utility.left_out_precision(rows)["memegen"] > 0.95


def test_a_source_unlike_its_kind_elsewhere_is_not_found() -> None:
    rows = _rows()
    strange = rows.sources == "memegen"
    world = rows.embeddings[rows.kinds == KINDS.index(UtilityKind.NONE)].mean(axis=0)
    noise = np.random.default_rng(1).normal(size=(int(strange.sum()), 16)) * 0.15
    rows.embeddings[strange] = world + noise
    assert utility.left_out_precision(rows)["memegen"] < 0.9


def test_the_temperature_softens_a_layer_that_is_too_sure() -> None:
    rows = _rows()
    random = np.random.default_rng(1)
    logits = np.eye(len(KINDS), dtype=np.float32)[np.where(random.random(300) < 0.7, rows.kinds, 0)] * 9
    assert utility.fit_temperature(logits, np.ones(300, dtype=bool), rows) > 1.5


def test_the_exported_graph_gives_rows_that_sum_to_one() -> None:
    head = utility.UtilityHead(nn.Linear(512, 9), 1.3)
    session = open_session(export_head(head, maps=["embeddings"], outputs=["utility"]).SerializeToString())
    rows = np.random.default_rng(0).normal(size=(4, 512)).astype(np.float32)
    (chances,) = session.run(["utility"], {"embeddings": rows})
    np.testing.assert_allclose(chances.sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(chances, head(torch.from_numpy(rows)).detach().numpy(), atol=1e-5)


class _Backbone:
    """Embeds a picture as its mean colour."""

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        means = inputs["pixels"].reshape(len(inputs["pixels"]), -1, 3).mean(axis=1)
        return [np.pad(means, ((0, 0), (0, 509))).astype(np.float32)]


def _photo(number: int, **facts: str) -> LabelledPhoto:
    content = io.BytesIO()
    Image.effect_noise((64, 48), 10 + number).save(content, "WEBP")
    given = {"key": f"k{number}", "split": "train", "source": "world", "licence": "l"} | facts
    return LabelledPhoto(content=content.getvalue(), **given)


def test_rows_are_photos_then_views_then_drawings_and_a_doubtful_sign_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photos = [_photo(number) for number in range(8)]
    photos += [_photo(8, utility="receipt", source="tills"), _photo(9, source="mllm_bench_misc619"), _photo(10)]
    workshop: Any = SimpleNamespace(
        photos=photos,
        split=SimpleNamespace(fit=np.arange(10)),
        load_maps=lambda _: np.zeros((11, 512), np.float32),
        open_backbone=lambda _: _Backbone(),
    )
    monkeypatch.setattr(utility_rows, "find_signs", lambda _: np.array([5, 6, 0, 1]))
    monkeypatch.setattr(utility_rows, "SIGNS_TAKEN", 1)
    monkeypatch.setattr(utility_rows, "SIGNS_DOUBTED", 1)
    monkeypatch.setattr(utility_rows, "DRAWINGS", {UtilityKind.CARD: 2})
    rows = utility_rows.build_rows(workshop)
    names = [(KINDS[kind].value, source) for kind, source in zip(rows.kinds, rows.sources, strict=True)]
    assert names[:8] == [("none", "world")] * 5 + [
        ("sign", utility_rows.SIGNS_FOUND),
        ("none", "world"),
        ("receipt", "tills"),
    ]
    assert rows.photos[:8].tolist() == [0, 1, 2, 3, 4, 5, 7, 8]  # 6 is doubtful, 9 mixed, 10 set apart
    assert names[-2:] == [("card", DRAWN)] * 2
    assert rows.photos[-2:].tolist() == [-1, -1]
    assert names[8:-2].count(("receipt", "tills")) == utility_rows.VIEWS[UtilityKind.RECEIPT]
    assert rows.embeddings.shape == (len(names), 512)
