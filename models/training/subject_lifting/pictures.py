"""Pictures with their mattes, kept encoded in memory: which there are, and which of them are set apart to validate on."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from albumen.errors import UsageError
from models.evaluation.photos import LabelledPhoto, load_photos
from models.training.samples import Sample, iter_samples
from models.training.subject_lifting.teach import SCENES, is_sure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

VALIDATION_SHARE = 7  # one picture in so many of each kind is set apart
PAPERS = frozenset({"screenshot", "receipt", "document"})
CAMVID_STEP = 4  # frames of a drive look alike
_SPECKLE_PX = 7  # holes and dots of this size are mistakes of the portrait masks


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded photo and its encoded matte; without a matte it shows no subject."""

    key: str
    photo: bytes
    matte: bytes | None = None

    def decode(self) -> Image.Image:
        """Return the photo with its matte as the alpha channel, RGBA."""
        image = Image.open(io.BytesIO(self.photo)).convert("RGB")
        if self.matte is None:
            image.putalpha(0)
        else:
            image.putalpha(Image.open(io.BytesIO(self.matte)).resize(image.size, Image.Resampling.BILINEAR))
        return image

    @property
    def is_held_out(self) -> bool:
        """Whether the picture is one to validate on."""
        return zlib.crc32(self.key.encode()) % VALIDATION_SHARE == 0


def load_salient(data_dir: Path) -> list[Picture]:
    """Return ECSSD's train photos, whose masks people drew."""
    return [
        Picture(f"ecssd-{sample.key}", sample.photo, sample.labels) for sample in _samples(data_dir, "salient-ecssd")
    ]


def load_dressed(data_dir: Path) -> list[Picture]:
    """Return full figures: whatever is labelled a garment, skin, hair or glasses is person."""
    return [_figure(sample) for sample in _samples(data_dir, "person-ccp")]


def load_portraits(data_dir: Path) -> list[Picture]:
    """Return portraits, their masks without speckles."""
    return [_portrait(sample) for sample in _samples(data_dir, "person-humanseg")]


def load_taught(data_dir: Path, work_dir: Path) -> list[Picture]:
    """Return the photos whose map by the teacher is sure, with that map pulled towards black and white."""
    pictures = []
    for photo in load_photos(data_dir, "train"):
        path = work_dir / "taught" / f"{photo.key}.png"
        if path.exists():
            heat = np.asarray(Image.open(path))
            if is_sure(heat):
                pictures.append(Picture(photo.key, photo.content, _png(_steepened(heat))))
    return pictures


def load_scenes(data_dir: Path) -> list[Picture]:
    """Return places without a subject: landscapes, weather, rooms, the ground from above, streets from a car."""
    photos = [_empty(photo) for photo in load_photos(data_dir, "train") if photo.source in SCENES]
    frames = list(_samples(data_dir, "scene-camvid"))[::CAMVID_STEP]
    return photos + [Picture(f"camvid-{frame.key}", frame.photo) for frame in frames]


def load_papers(data_dir: Path) -> list[Picture]:
    """Return screenshots, receipts and documents."""
    return [_empty(photo) for photo in load_photos(data_dir, "train") if photo.utility in PAPERS]


def to_train(pictures: Iterable[Picture]) -> list[Picture]:
    """Return the pictures that are not set apart."""
    return [picture for picture in pictures if not picture.is_held_out]


def held_out(pictures: Iterable[Picture]) -> list[Picture]:
    """Return the pictures to validate on."""
    return [picture for picture in pictures if picture.is_held_out]


def encode_matte(matte: NDArray[np.uint8]) -> bytes:
    """Return a matte (H, W) as PNG."""
    return _png(Image.fromarray(matte))


def _samples(data_dir: Path, name: str) -> Iterator[Sample]:
    path = data_dir / "segmentation" / f"{name}.tar.gz"
    if not path.exists():
        raise UsageError(f"No {path}. Name the folder that holds images/ and segmentation/ with --data.")
    return iter_samples(path, "train")


def _empty(photo: LabelledPhoto) -> Picture:
    return Picture(photo.key, photo.content)


def _figure(sample: Sample) -> Picture:
    mask = np.where(sample.decode_labels() > 0, 255, 0).astype(np.uint8)
    return Picture(f"ccp-{sample.key}", sample.photo, encode_matte(mask))


def _portrait(sample: Sample) -> Picture:
    mask = Image.open(io.BytesIO(sample.labels)).convert("L").filter(ImageFilter.MedianFilter(_SPECKLE_PX))
    return Picture(f"humanseg-{sample.key}", sample.photo, _png(mask))


def _steepened(heat: NDArray[np.uint8]) -> Image.Image:
    """Make the rim of a map narrower, as the masks that people draw have it."""
    share = (heat.astype(np.float32) / 255.0 - 0.2) / 0.6
    return Image.fromarray(np.rint(share.clip(0.0, 1.0) * 255.0).astype(np.uint8))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "png")
    return buffer.getvalue()
