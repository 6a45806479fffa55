"""MobileNetV3-large as a pyramid of feature maps, by timm's blocks."""

from __future__ import annotations

from functools import partial

from timm.models._efficientnet_blocks import SqueezeExcite
from timm.models._efficientnet_builder import decode_arch_def, round_channels
from timm.models.mobilenetv3 import MobileNetV3Features
from torch import nn

_NORM_EPS = 1e-3  # TensorFlow's, with which the starting weights were trained


def build_encoder(*, width: float = 1.0, has_reduced_tail: bool = True) -> MobileNetV3Features:
    """Return a network from pixels (B, 3, H, W) in [-1, 1] to maps at strides 2, 4, 8, 16 and 32.

    Args:
        width: Multiplies all channels.
        has_reduced_tail: Halve the channels of the last blocks, as detectors do (Howard et al. 2019, section 6.3).
    """
    return MobileNetV3Features(
        decode_arch_def(_architecture(has_reduced_tail)),
        stem_size=16,
        round_chs_fn=partial(round_channels, multiplier=width),
        norm_layer=partial(nn.BatchNorm2d, eps=_NORM_EPS),
        act_layer=nn.Hardswish,
        se_layer=partial(SqueezeExcite, gate_layer=nn.Hardsigmoid, force_act_layer=nn.ReLU, rd_round_fn=round_channels),
    )


def _architecture(has_reduced_tail: bool) -> list[list[str]]:
    """Return the stages of MobileNetV3-large (Howard et al. 2019, table 1), in timm's notation."""
    tail = 80 if has_reduced_tail else 160
    return [
        ["ds_r1_k3_s1_e1_c16_nre"],
        ["ir_r1_k3_s2_e4_c24_nre", "ir_r1_k3_s1_e3_c24_nre"],
        ["ir_r3_k5_s2_e3_c40_se0.25_nre"],
        ["ir_r1_k3_s2_e6_c80", "ir_r1_k3_s1_e2.5_c80", "ir_r2_k3_s1_e2.3_c80"],
        ["ir_r2_k3_s1_e6_c112_se0.25"],
        [f"ir_r1_k5_s2_e6_c{tail}_se0.25", f"ir_r2_k5_s1_e6_c{tail}_se0.25"],
        [f"cn_r1_k1_s1_c{6 * tail}"],
    ]
