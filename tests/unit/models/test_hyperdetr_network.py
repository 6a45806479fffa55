from __future__ import annotations

import dataclasses

import pytest
import torch

from models.hyperdetr.attention import coordinates, sine_positions
from models.hyperdetr.config import ARTICLE, FEATURE_CHANNELS, SCENE_KINDS, SMALL
from models.hyperdetr.encoder import build_encoder
from models.hyperdetr.network import HyperDetr
from models.hyperdetr.transformer import apply_weights

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def network() -> HyperDetr:
    torch.manual_seed(0)
    return HyperDetr(SMALL).eval()


def _image(height: int, width: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (1, height, width, 3), dtype=torch.uint8, generator=generator)


@pytest.mark.parametrize(("height", "width"), [(64, 96), (96, 64)])
@torch.inference_mode()
def test_masks_have_the_photos_own_size_in_either_orientation(network: HyperDetr, height: int, width: int) -> None:
    scene, found = network(_image(height, width))
    assert scene.features.shape == (1, FEATURE_CHANNELS, height, width)
    assert scene.logits.shape == (1, len(SCENE_KINDS), height, width)
    assert apply_weights(scene.features, found[-1].weights).shape == (1, SMALL.queries, height, width)


@torch.inference_mode()
def test_every_decoder_layer_speaks_so_that_the_last_ones_can_be_dropped(network: HyperDetr) -> None:
    _, found = network(_image(64, 64))
    assert len(found) == 6
    assert all(layer.logits.shape == (1, 4) and layer.boxes.shape == (1, 4, 4) for layer in found)
    assert all(layer.boxes.min() >= 0.0 and layer.boxes.max() <= 1.0 for layer in found)


@torch.inference_mode()
def test_the_scene_is_seen_without_the_transformer(network: HyperDetr) -> None:
    image = _image(64, 64)
    scene, _ = network(image)
    torch.testing.assert_close(network.scene(image).logits, scene.logits)


@torch.inference_mode()
def test_any_number_of_queries_can_be_asked() -> None:
    many = HyperDetr(dataclasses.replace(SMALL, queries=100, decoder_layers=1)).eval()
    scene, found = many(_image(64, 64))
    assert apply_weights(scene.features, found[-1].weights).shape == (1, 100, 64, 64)


@torch.inference_mode()
def test_the_dynamic_convolution_mixes_features_by_each_querys_weights() -> None:
    features, weights = torch.randn(2, FEATURE_CHANNELS, 3, 5), torch.randn(2, 4, FEATURE_CHANNELS)
    expected = (weights @ features.flatten(2)).reshape(2, 4, 3, 5)
    torch.testing.assert_close(apply_weights(features, weights), expected)
    torch.testing.assert_close(apply_weights(features[:1], weights[:1]), expected[:1])


def test_the_encoder_can_be_half_again_as_wide_as_the_articles_is() -> None:
    wide = build_encoder(width=ARTICLE.width, has_reduced_tail=ARTICLE.has_reduced_tail)
    assert wide.feature_info.channels() == [24, 40, 64, 168, 1440]
    assert build_encoder().feature_info.channels() == [16, 24, 40, 112, 480]


def test_coordinates_run_from_edge_to_edge_at_any_size() -> None:
    rows, columns = coordinates(torch.randn(1, 7, 2, 4))[0]
    torch.testing.assert_close(rows[:, 0], torch.tensor([0.25, 0.75]))
    torch.testing.assert_close(columns[0], torch.tensor([0.125, 0.375, 0.625, 0.875]))


def test_no_two_cells_have_the_same_position() -> None:
    positions = sine_positions(torch.zeros(1, 8, 12, 16), 192)[0].flatten(1).T
    distances = torch.cdist(positions, positions) + 10.0 * torch.eye(len(positions))
    assert distances.min() > 0.1
