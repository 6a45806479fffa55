"""The encoders that `albumen model list` offers: a static table, so that listing loads nothing.

Dimensions, sizes and licences of the OpenCLIP entries are those of the model cards that open_clip's
`pretrained.py` points to. Any other `ARCH/TAG` of OpenCLIP works by name without being in this table.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from albumen.errors import UnknownEncoderError

DEFAULT_ENCODER = "ansa-s"


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """One line of `albumen model list`.

    `size_mb` is the download or the files on disk, in 10^6 bytes. `allows_commercial_use` is what the weights'
    licence states; only such encoders are offered unasked.
    """

    name: str
    dim: int
    licence: str
    allows_commercial_use: bool
    is_bundled: bool
    size_mb: float
    runtime: str
    description: str


def list_encoders() -> tuple[EncoderInfo, ...]:
    """Return the known encoders, bundled ones first.

    Example:
        >>> [info.name for info in list_encoders() if info.is_bundled]
        ['ansa-s']
    """
    return _ENCODERS


def get_encoder_info(name: str) -> EncoderInfo:
    """Return the entry of a name.

    Raises:
        UnknownEncoderError: No such name; the message lists the nearest ones.
    """
    for info in _ENCODERS:
        if info.name == name:
            return info
    raise unknown_encoder(name, [info.name for info in _ENCODERS])


def unknown_encoder(name: str, known: list[str]) -> UnknownEncoderError:
    """Return the error for a name, with up to three nearest known names (all of them where none is near)."""
    by_fold = {item.casefold(): item for item in known}
    close = difflib.get_close_matches(name.casefold(), list(by_fold), n=3, cutoff=0.5)
    nearest = [by_fold[item] for item in close] or known[:3]
    return UnknownEncoderError(
        f"No encoder is called {name!r}. Nearest: {', '.join(nearest)}. `albumen model list` shows all of them."
    )


def _open_clip(name: str, dim: int, licence: str, size_mb: float, description: str) -> EncoderInfo:
    return EncoderInfo(
        name=name,
        dim=dim,
        licence=licence,
        allows_commercial_use=True,
        is_bundled=False,
        size_mb=size_mb,
        runtime="open_clip",
        description=description,
    )


_ENCODERS: tuple[EncoderInfo, ...] = (
    EncoderInfo(
        name="ansa-s",
        dim=512,
        licence="Apache-2.0 (training photos: see the model card)",
        allows_commercial_use=True,
        is_bundled=True,
        size_mb=25.0,
        runtime="onnxruntime",
        description="Small int8 towers in CLIP ViT-B/16's space; no network needed. The default.",
    ),
    _open_clip("ViT-B-32/openai", 512, "MIT", 605.0, "OpenAI CLIP, the fastest of the full-size ones."),
    _open_clip("ViT-B-16/openai", 512, "MIT", 599.0, "OpenAI CLIP, the teacher of ansa-s."),
    _open_clip("ViT-L-14/openai", 768, "MIT", 1710.0, "OpenAI CLIP, large."),
    _open_clip("RN50/openai", 1024, "MIT", 408.0, "OpenAI CLIP with a convolutional image tower."),
    _open_clip("ViT-B-32/laion2b_s34b_b79k", 512, "MIT", 605.0, "LAION-2B, the fastest of its family."),
    _open_clip("ViT-B-16/laion2b_s34b_b88k", 512, "MIT", 599.0, "LAION-2B."),
    _open_clip("ViT-L-14/laion2b_s32b_b82k", 768, "MIT", 1710.0, "LAION-2B, large."),
    _open_clip("ViT-H-14/laion2b_s32b_b79k", 1024, "MIT", 3944.0, "LAION-2B, huge."),
    _open_clip("convnext_base_w/laion2b_s13b_b82k", 640, "MIT", 718.0, "LAION-2B, convolutional image tower."),
    _open_clip("ViT-B-16-SigLIP/webli", 768, "Apache-2.0", 813.0, "SigLIP, trained with a sigmoid loss."),
    _open_clip("ViT-B-16-SigLIP2/webli", 768, "Apache-2.0", 1500.0, "SigLIP 2, multilingual."),
    _open_clip("ViT-SO400M-14-SigLIP-384/webli", 1152, "Apache-2.0", 3511.0, "SigLIP, the most precise here."),
)
