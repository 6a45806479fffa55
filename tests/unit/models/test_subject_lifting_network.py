from __future__ import annotations

import pytest
import torch
from timm.layers.conv2d_same import Conv2dSame
from torch import nn

from models.subject_lifting.config import LifterConfig
from models.subject_lifting.encoder import FUSED_STAGES, EvenConv2d, build_encoder, build_lite0
from models.subject_lifting.network import SubjectLiftingNetwork
from models.training.subject_lifting.encoder_start import start_from
from models.training.subject_lifting.trainer import freeze_depthwise

pytestmark = pytest.mark.usefixtures("one_thread")


def _depthwise(module: nn.Module) -> list[nn.Conv2d]:
    return [part for part in module.modules() if isinstance(part, nn.Conv2d) and part.groups > 1]


@torch.inference_mode()
def test_the_matte_is_as_large_as_the_photo_and_the_confidence_one_number() -> None:
    logits = SubjectLiftingNetwork().eval()(torch.zeros(2, 3, 64, 96))
    assert logits.matte.shape == (2, 64, 96)
    assert logits.coarse.shape == (2, 16, 24)
    assert logits.confidence.shape == (2,)


@torch.inference_mode()
def test_the_family_of_the_encoder_is_chosen_by_its_name() -> None:
    network = SubjectLiftingNetwork(LifterConfig(encoder="tf_efficientnetv2_b0")).eval()
    assert network(torch.zeros(1, 3, 64, 64)).matte.shape == (1, 64, 64)


def test_early_stages_have_plain_convolutions_and_later_ones_depthwise() -> None:
    stages = build_encoder(LifterConfig()).get_submodule("blocks")
    assert isinstance(stages, nn.Sequential)
    assert not _depthwise(stages[:FUSED_STAGES])
    assert all(_depthwise(stage) for stage in stages[FUSED_STAGES:])


def test_later_stages_start_with_the_weights_of_lite0() -> None:
    encoder, lite0 = build_encoder(LifterConfig()), build_lite0()
    start_from(encoder, lite0)
    for name, value in lite0.state_dict().items():
        if not name.startswith(("blocks.0", "blocks.1", "blocks.2")):
            assert torch.equal(encoder.state_dict()[name], value), name


@torch.inference_mode()
def test_a_fused_convolution_starts_as_the_two_that_it_replaces() -> None:
    encoder, lite0 = build_encoder(LifterConfig()).eval(), build_lite0().eval()
    start_from(encoder, lite0)
    block, fused = lite0.get_submodule("blocks.1.1"), encoder.get_submodule("blocks.1.1")
    feature = torch.randn(1, 24, 8, 8)
    linear = block.get_submodule("conv_dw")(block.get_submodule("conv_pw")(feature))  # fresh norms change nothing
    torch.testing.assert_close(fused.get_submodule("conv_exp")(feature), linear, rtol=2e-3, atol=1e-4)


@torch.inference_mode()
@pytest.mark.parametrize("kernel", [3, 5])
def test_even_padding_is_that_of_tensorflow(kernel: int) -> None:
    even = EvenConv2d(6, 6, kernel, stride=2, groups=6, bias=False).eval()
    same = Conv2dSame(6, 6, kernel, stride=2, groups=6, bias=False)
    same.load_state_dict(even.state_dict())
    feature = torch.randn(2, 6, 16, 12)
    torch.testing.assert_close(even(feature), same(feature))


@torch.inference_mode()
def test_the_quicker_way_of_training_gives_the_same_feature() -> None:
    even = EvenConv2d(6, 6, 5, stride=2, groups=6, bias=False)
    feature = torch.randn(2, 6, 16, 12)
    torch.testing.assert_close(even.train()(feature), even.eval()(feature))


@torch.inference_mode()
def test_decoded_channels_are_not_reweighted_before_that_is_learnt() -> None:
    network = SubjectLiftingNetwork().eval()
    features = network.encoder(torch.randn(1, 3, 64, 64))
    scale, shift = network.reweighting(features[-1]).chunk(2, dim=1)
    assert not scale.any()
    assert not shift.any()


def test_the_confidence_teaches_the_encoder_but_not_the_decoder() -> None:
    network = SubjectLiftingNetwork()
    network(torch.randn(2, 3, 64, 64)).confidence.sum().backward()
    assert all(parameter.grad is None for parameter in network.decoder.parameters())
    assert network.gate[-1].weight.grad is not None
    assert network.encoder.get_submodule("conv_stem").weight.grad is not None


def test_frozen_depthwise_kernels_are_the_only_ones_that_stand_still() -> None:
    network = SubjectLiftingNetwork()
    freeze_depthwise(network.encoder)
    still = {id(parameter) for parameter in network.parameters() if not parameter.requires_grad}
    assert still == {id(part.weight) for part in _depthwise(network.encoder)}
