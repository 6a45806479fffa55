"""Encoders of five scales: EfficientNet-Lite0 with its early stages fused, as EfficientNetV2 has them, or any of timm's.

EfficientNetV2 (Tan and Le, 2021, arXiv:2104.00298, section 3.2) replaces the early depthwise convolutions, which keep
few of a processor's multipliers busy, by plain 3x3 ones. The later stages are those of EfficientNet-Lite0 (no
squeeze-and-excitation, ReLU6), so that its ImageNet weights can be kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import timm
from timm.layers.conv2d_same import Conv2dSame
from timm.models._efficientnet_blocks import ConvBnAct, EdgeResidual
from torch import Tensor, nn
from torch.nn import functional

from models.subject_lifting.config import FUSED_LITE0

if TYPE_CHECKING:
    from models.subject_lifting.config import LifterConfig

FUSED_STAGES = 3
_EXPANSION = 6.0  # Lite0's own, so that the blocks can start from those that they replace
_BLOCKS: dict[str, Any] = {"norm_layer": partial(nn.BatchNorm2d, eps=1e-3), "act_layer": nn.ReLU6, "pad_type": "same"}


class EvenConv2d(nn.Conv2d):
    """A strided convolution with TensorFlow's SAME padding on even sides, where that padding is a constant.

    timm's own works it out from the input's shape, which leaves thirty operators in a traced graph for each.
    """

    def forward(self, feature: Tensor) -> Tensor:
        """Return (N, C, H / 2, W / 2) for stride 2."""
        missing = self.kernel_size[0] - self.stride[0]
        left, right = missing // 2, missing - missing // 2
        padded = functional.pad(feature, (left, right, left, right))
        if self.training and self.groups > 1:
            # A fifth of the whole step on a CPU is the gradient of a strided depthwise convolution; that of a dense
            # one with three quarters of its output dropped is the same and costs next to nothing.
            whole = functional.conv2d(padded, self.weight, self.bias, groups=self.groups)
            return whole[:, :, :: self.stride[0], :: self.stride[1]]
        return functional.conv2d(padded, self.weight, self.bias, self.stride, groups=self.groups)


def build_encoder(config: LifterConfig) -> nn.Module:
    """Return a network from pixels (N, 3, H, W) to features at 1/2, 1/4, 1/8, 1/16 and 1/32 of the side.

    Its `feature_info.channels()` are the features' channels.
    """
    if config.encoder == FUSED_LITE0:
        return _with_even_sides(_fused(build_lite0()))
    return timm.create_model(config.encoder, features_only=True, pretrained=config.pretrained)


def build_lite0() -> nn.Module:
    """Return EfficientNet-Lite0 as it was published, without its classifier."""
    return timm.create_model("tf_efficientnet_lite0", features_only=True)


def _fused(encoder: nn.Module) -> nn.Module:
    stages = encoder.get_submodule("blocks")
    assert isinstance(stages, nn.Sequential)
    for index in range(FUSED_STAGES):
        stages[index] = nn.Sequential(*(_fused_block(block) for block in stages[index].children()))
    return encoder


def _fused_block(block: nn.Module) -> nn.Module:
    """Return a fused block of a depthwise one's channels and stride; its kernel is 3x3 whatever the other's was."""
    depthwise, first, last = block_convolutions(block)
    if first is depthwise:
        return ConvBnAct(first.in_channels, last.out_channels, 3, stride=depthwise.stride[0], **_BLOCKS)
    return EdgeResidual(
        first.in_channels, last.out_channels, 3, stride=depthwise.stride[0], exp_ratio=_EXPANSION, **_BLOCKS
    )


def block_convolutions(block: nn.Module) -> tuple[nn.Conv2d, nn.Conv2d, nn.Conv2d]:
    """Return the depthwise, the first and the last convolution of one of timm's depthwise blocks."""
    convolutions = [module for module in block.modules() if isinstance(module, nn.Conv2d)]
    depthwise = next(convolution for convolution in convolutions if convolution.groups > 1)
    return depthwise, convolutions[0], convolutions[-1]


def _with_even_sides(network: nn.Module) -> nn.Module:
    for parent in list(network.modules()):
        for name, module in list(parent.named_children()):
            if isinstance(module, Conv2dSame):
                setattr(parent, name, _even(module))
    return network


def _even(conv: nn.Conv2d) -> EvenConv2d:
    even = EvenConv2d(
        conv.in_channels, conv.out_channels, conv.kernel_size[0], stride=conv.stride[0], groups=conv.groups, bias=False
    )
    even.load_state_dict(conv.state_dict())
    return even
